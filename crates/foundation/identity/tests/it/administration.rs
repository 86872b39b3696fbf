//! What administrators and the command line do.

use contracts::identity::AccountId;
use identity::{AccountSearch, AuditFilter, CreateAccount, ProfileKind};
use kernel::{Actor, AppError as _, ErrorKind, Locale, PageRequest, Permission, Principal, Role, SignedIn};
use secrecy::SecretString;

use crate::world::{PASSWORD, World, stranger};

fn system() -> Actor {
    Actor::system("test")
}

/// An actor with exactly these rights.
fn with(account_id: AccountId, permissions: &[Permission]) -> Actor {
    let permissions = kernel::PermissionSet::of(permissions);
    let signed_in = SignedIn { account_id, session_id: None, permissions };
    Actor { principal: Principal::SignedIn(signed_in), ..stranger() }
}

#[tokio::test]
async fn every_administrative_act_needs_its_permission() {
    let world = World::new().await;
    let id = world.person("afi@example.org", ProfileKind::Viewer).await;
    let page = PageRequest::first();
    for actor in [stranger(), with(id, &[Permission::Watch, Permission::FilmModerate])] {
        let kinds = [
            world.identity.grant_role(&actor, id, Role::Admin).await.unwrap_err().kind(),
            world.identity.revoke_role(&actor, id, Role::Viewer).await.unwrap_err().kind(),
            world.identity.lock_account(&actor, id, "why").await.unwrap_err().kind(),
            world.identity.unlock_account(&actor, id).await.unwrap_err().kind(),
            world.identity.get_account(&actor, id).await.unwrap_err().kind(),
            world.identity.list_accounts(&actor, &AccountSearch::default(), &page).await.unwrap_err().kind(),
            world.identity.list_audit(&actor, &AuditFilter::default(), &page).await.unwrap_err().kind(),
            world.identity.set_password(&actor, id, &SecretString::from("xxxxxxxxxxxx")).await.unwrap_err().kind(),
            world.identity.find_account_by_email(&actor, "afi@example.org").await.unwrap_err().kind(),
        ];
        for kind in kinds {
            assert!(matches!(kind, ErrorKind::Unauthenticated | ErrorKind::Forbidden), "{kind:?}");
        }
    }
    let reader = with(id, &[Permission::AccountRead]);
    world.identity.get_account(&reader, id).await.unwrap();
    assert_eq!(world.identity.grant_role(&reader, id, Role::Admin).await.unwrap_err().kind(), ErrorKind::Forbidden);
}

#[tokio::test]
async fn the_last_administrator_and_oneself_are_not_locked_out() {
    let world = World::new().await;
    let first = world.account("first@example.org", &[Role::Admin]).await;
    assert_eq!(world.identity.revoke_role(&system(), first, Role::Admin).await.unwrap_err().code(), "identity-last-admin");
    assert_eq!(world.identity.lock_account(&system(), first, "why").await.unwrap_err().code(), "identity-last-admin");
    let second = world.account("second@example.org", &[Role::Admin]).await;
    let actor = with(second, &Permission::ALL);
    assert_eq!(world.identity.lock_account(&actor, second, "why").await.unwrap_err().code(), "identity-lock-self");
    world.identity.lock_account(&actor, first, "left the company").await.unwrap();
    assert_eq!(world.identity.revoke_role(&actor, second, Role::Admin).await.unwrap_err().code(), "identity-last-admin");
}

#[tokio::test]
async fn the_audit_trail_says_who_did_what_to_whom_from_where() {
    let world = World::new().await;
    let admin = world.account("admin@example.org", &[Role::Admin]).await;
    let id = world.person("afi@example.org", ProfileKind::Viewer).await;
    let actor = with(admin, &Permission::ALL);
    world.identity.grant_role(&actor, id, Role::Moderator).await.unwrap();
    world.identity.grant_role(&actor, id, Role::Moderator).await.unwrap();
    let filter = AuditFilter { action: Some("identity.role-".into()), ..AuditFilter::default() };
    let page = world.identity.list_audit(&actor, &filter, &PageRequest::first()).await.unwrap();
    assert_eq!(page.items.len(), 1, "a role that is held already changes nothing");
    let entry = &page.items[0];
    assert_eq!(entry.line.account_id, Some(admin));
    assert_eq!(entry.display_name.as_deref(), Some("Afi"));
    assert_eq!(entry.line.subject, id.to_string());
    assert_eq!(entry.line.address.as_deref(), Some("192.0.2.1"));
    assert_eq!(entry.line.details["role"], "moderator");

    let about = AuditFilter { account_id: Some(id), ..AuditFilter::default() };
    let lines = world.identity.list_audit(&actor, &about, &PageRequest::new(Some(2), None)).await.unwrap();
    assert_eq!(lines.items.len(), 2);
    let rest = world.identity.list_audit(&actor, &about, &PageRequest::new(Some(100), lines.next)).await.unwrap();
    assert!(rest.items.iter().all(|entry| entry.line.id < lines.items[1].line.id));
    let later = AuditFilter { since: Some(world.test_db.db().now() + jiff::SignedDuration::from_secs(1)), ..about };
    assert!(world.identity.list_audit(&actor, &later, &PageRequest::first()).await.unwrap().items.is_empty());
}

#[tokio::test]
async fn accounts_are_found_by_words_role_and_state_page_by_page() {
    let world = World::new().await;
    for number in 0..5 {
        world.person(&format!("person{number}@example.org"), ProfileKind::Director).await;
    }
    let locked = world.account("locked@example.org", &[Role::Viewer]).await;
    world.identity.lock_account(&system(), locked, "why").await.unwrap();
    let find = async |search: AccountSearch, limit| {
        world.identity.list_accounts(&system(), &search, &PageRequest::new(Some(limit), None)).await.unwrap()
    };
    let text = |text: &str| AccountSearch { text: Some(text.into()), ..AccountSearch::default() };
    assert_eq!(find(text("PERSON3@"), 10).await.items.len(), 1);
    assert_eq!(find(text("%"), 10).await.items.len(), 0);
    assert_eq!(find(AccountSearch { role: Some(Role::Director), ..AccountSearch::default() }, 10).await.items.len(), 5);
    assert_eq!(find(AccountSearch { locked_only: true, ..AccountSearch::default() }, 10).await.items[0].id, locked);

    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let request = PageRequest::new(Some(2), after);
        let page = world.identity.list_accounts(&system(), &AccountSearch::default(), &request).await.unwrap();
        seen.extend(page.items.into_iter().map(|card| card.id));
        let Some(next) = page.next else { break };
        after = Some(next);
    }
    let count = seen.len();
    seen.sort();
    seen.dedup();
    assert_eq!((count, seen.len()), (6, 6));
}

#[tokio::test]
async fn the_command_line_makes_verified_accounts_and_sets_passwords() {
    let world = World::new().await;
    let id = world.account("admin@example.org", &[Role::Viewer, Role::Admin]).await;
    let card = world.identity.get_account(&system(), id).await.unwrap();
    assert_eq!(card.roles, [Role::Viewer, Role::Admin]);
    assert!(card.email_verified);
    let twice = CreateAccount {
        email: "ADMIN@example.org".into(),
        display_name: "Autre".into(),
        password: Some(SecretString::from(PASSWORD)),
        roles: vec![],
        locale: Locale::Fr,
    };
    let refused = world.identity.create_account(&system(), twice).await.unwrap_err();
    assert_eq!(refused.fields()[0].code, "identity-email-taken");
    let grant = world.sign_in("admin@example.org").await;
    let password = SecretString::from("une nouvelle phrase");
    world.identity.set_password(&system(), id, &password).await.unwrap();
    assert!(world.who(&grant).await.is_none());
}

#[tokio::test]
async fn what_ended_is_swept() {
    let world = World::new().await;
    // The schedule starts with the first process that knows it.
    world.work().await;
    world.person("afi@example.org", ProfileKind::Viewer).await;
    world.sign_in("afi@example.org").await;
    world.identity.start_passkey_sign_in(&stranger()).await.unwrap();
    world.later(jiff::SignedDuration::from_hours(24 * 130));
    world.work().await;
    for table in ["identity.session", "identity.mailed_token", "identity.passkey_challenge"] {
        let sql = sqlx::AssertSqlSafe(format!("SELECT count(*) FROM {table}"));
        let left: i64 = sqlx::query_scalar(sql).fetch_one(world.test_db.db().pool()).await.unwrap();
        assert_eq!(left, 0, "{table}");
    }
}
