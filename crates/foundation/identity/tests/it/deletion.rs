//! Ending one's own account: asking, taking back, erasing.

use identity::{
    ClientKind, CreateApiKey, CreateOrganisation, DeleteAccount, IdentityError, Invite, OrganisationKind, OrganisationRole,
    ProfileKind,
};
use jiff::SignedDuration;
use kernel::{Actor, AppError as _, ErrorKind, Permission, Role};
use secrecy::SecretString;

use crate::world::{PASSWORD, World, sign_up, stranger, try_sign_in};

const GRACE: SignedDuration = SignedDuration::from_hours(14 * 24);

fn asked(confirmation: &str, password: &str) -> DeleteAccount {
    DeleteAccount { confirmation: confirmation.into(), current: SecretString::from(password), code: SecretString::from("") }
}

/// Lets the two weeks go by and runs the clock's job.
async fn two_weeks_later(world: &World) {
    world.later(GRACE);
    sqlx::query(
        "INSERT INTO platform.jobs (name, role, payload, run_at, max_attempts)
         VALUES ('identity.erase-accounts', 'worker', '{}', '2000-01-01', 3)",
    )
    .execute(world.test_db.db().pool())
    .await
    .unwrap();
    world.work().await;
}

async fn count(world: &World, statement: &'static str) -> i64 {
    sqlx::query_scalar(statement).fetch_one(world.test_db.db().pool()).await.unwrap()
}

#[tokio::test]
async fn an_account_is_closed_at_once_erased_after_two_weeks_and_its_e_mail_is_free() {
    let world = World::new().await;
    let id = world.person("afi@example.org", ProfileKind::Director).await;
    let (actor, other) = (world.actor("afi@example.org").await, world.sign_in("afi@example.org").await);
    let key = CreateApiKey { name: "Envoi".into(), scopes: vec![Permission::Watch], lifetime_days: None };
    let key = world.identity.create_api_key(&actor, key).await.unwrap();
    let due = world.identity.request_deletion(&actor, asked(" AFI@example.org", PASSWORD)).await.unwrap();
    assert_eq!(due, world.test_db.db().now() + GRACE);
    assert!(world.who(&other).await.is_none(), "every session ended");
    assert!(world.identity.authenticate_bearer(&key.key).await.unwrap().is_none(), "every key ended");
    let (_, letter) = world.mails("afi@example.org").await.pop().unwrap();
    assert!(letter.contains("05/12/2026") && letter.contains("/compte/suppression"), "{letter}");

    two_weeks_later(&world).await;
    let refused = try_sign_in(&world.identity, "afi@example.org", PASSWORD, ClientKind::Browser).await;
    assert!(matches!(refused, Err(IdentityError::WrongCredentials)));
    let card = world.identity.get_account(&Actor::system("test"), id).await.unwrap();
    assert_eq!((card.display_name.as_str(), card.roles.len(), card.locked), ("Compte supprimé", 0, true));
    assert!(!card.email.contains("afi"));
    for statement in [
        "SELECT count(*) FROM identity.session",
        "SELECT count(*) FROM identity.api_key",
        "SELECT count(*) FROM identity.mailed_token",
        "SELECT count(*) FROM identity.account WHERE email LIKE '%afi%' OR display_name LIKE '%Afi%' OR password_hash IS NOT NULL",
    ] {
        assert_eq!(count(&world, statement).await, 0, "{statement}");
    }
    let told = "SELECT count(*) FROM platform.outbox WHERE topic = 'identity.account-deleted.v1'";
    assert_eq!(count(&world, told).await, 1);
    assert!(world.audit().await.contains(&"identity.account-deleted".to_owned()), "the trail stays");

    world.identity.sign_up(&stranger(), sign_up("afi@example.org", ProfileKind::Viewer)).await.unwrap();
    let token = world.mailed_token("afi@example.org").await;
    world.identity.verify_email(&stranger(), &token).await.unwrap();
    let again = world.actor("afi@example.org").await;
    assert_ne!(again.account_id(), Some(id));
}

#[tokio::test]
async fn a_deletion_is_taken_back_until_the_day_comes() {
    let world = World::new().await;
    world.person("afi@example.org", ProfileKind::Viewer).await;
    let actor = world.actor("afi@example.org").await;
    let first = world.identity.request_deletion(&actor, asked("afi@example.org", PASSWORD)).await.unwrap();
    world.later(SignedDuration::from_hours(24));
    let actor = world.actor("afi@example.org").await;
    let again = world.identity.request_deletion(&actor, asked("afi@example.org", PASSWORD)).await.unwrap();
    assert_eq!(first, again, "asking twice keeps the day");
    let actor = world.actor("afi@example.org").await;
    assert_eq!(world.identity.get_deletion(&actor).await.unwrap().due_at, Some(first));
    world.identity.cancel_deletion(&actor).await.unwrap();
    assert_eq!(world.identity.cancel_deletion(&actor).await.unwrap_err().code(), "identity-no-deletion");
    two_weeks_later(&world).await;
    world.sign_in("afi@example.org").await;
}

#[tokio::test]
async fn a_deletion_needs_the_e_mail_the_password_and_a_session() {
    let world = World::new().await;
    world.person("afi@example.org", ProfileKind::Viewer).await;
    let actor = world.actor("afi@example.org").await;
    for (confirmation, password, field) in
        [("kossi@example.org", PASSWORD, "confirmation"), ("afi@example.org", "wrong", "current_password")]
    {
        let refused = world.identity.request_deletion(&actor, asked(confirmation, password)).await.unwrap_err();
        assert_eq!(refused.fields()[0].field, field);
    }
    let nobody = world.identity.request_deletion(&stranger(), asked("afi@example.org", PASSWORD)).await.unwrap_err();
    assert_eq!(nobody.kind(), ErrorKind::Unauthenticated);
    assert_eq!(world.identity.get_deletion(&actor).await.unwrap().due_at, None);
}

#[tokio::test]
async fn the_last_administrator_stays_even_when_the_other_one_left_meanwhile() {
    let world = World::new().await;
    let first = world.account("a@example.org", &[Role::Admin]).await;
    let actor = world.actor("a@example.org").await;
    let refused = world.identity.request_deletion(&actor, asked("a@example.org", PASSWORD)).await.unwrap_err();
    assert_eq!(refused.code(), "identity-last-admin");
    let second = world.account("b@example.org", &[Role::Admin]).await;
    world.identity.request_deletion(&actor, asked("a@example.org", PASSWORD)).await.unwrap();
    world.identity.revoke_role(&Actor::system("test"), second, Role::Admin).await.unwrap();
    two_weeks_later(&world).await;
    let card = world.identity.get_account(&Actor::system("test"), first).await.unwrap();
    assert_eq!(card.email, "a@example.org", "somebody must be left to administer");
}

#[tokio::test]
async fn a_lone_owner_hands_over_first_and_an_empty_organisation_goes_along() {
    let world = World::new().await;
    world.person("afi@example.org", ProfileKind::Producer).await;
    world.person("kossi@example.org", ProfileKind::Viewer).await;
    let owner = world.actor("afi@example.org").await;
    let new = |name: &str| CreateOrganisation { name: name.into(), kind: OrganisationKind::Production };
    let shared = world.identity.create_organisation(&owner, new("Partagée")).await.unwrap();
    world.identity.create_organisation(&owner, new("Seule")).await.unwrap();
    let invite = Invite { organisation_id: shared, email: "kossi@example.org".into(), role: OrganisationRole::Member };
    world.identity.invite(&owner, invite).await.unwrap();
    let token = world.mailed_token("kossi@example.org").await;
    let member = world.actor("kossi@example.org").await;
    world.identity.accept_invitation(&member, &token).await.unwrap();
    let refused = world.identity.request_deletion(&owner, asked("afi@example.org", PASSWORD)).await.unwrap_err();
    assert_eq!(refused.code(), "identity-hand-over-first");

    let cmd = identity::ChangeMemberRole {
        organisation_id: shared,
        account_id: member.account_id().unwrap(),
        role: OrganisationRole::Owner,
    };
    world.identity.change_member_role(&owner, cmd).await.unwrap();
    world.identity.request_deletion(&owner, asked("afi@example.org", PASSWORD)).await.unwrap();
    two_weeks_later(&world).await;
    let view = world.identity.get_organisation(&world.actor("kossi@example.org").await, shared).await.unwrap();
    assert_eq!(view.members.len(), 1);
    assert_eq!(count(&world, "SELECT count(*) FROM identity.organisation").await, 1);
}

#[tokio::test]
async fn administrators_change_nothing_about_an_erased_account() {
    let world = World::new().await;
    let id = world.person("afi@example.org", ProfileKind::Viewer).await;
    let actor = world.actor("afi@example.org").await;
    world.identity.request_deletion(&actor, asked("afi@example.org", PASSWORD)).await.unwrap();
    two_weeks_later(&world).await;
    let (identity, system) = (&world.identity, Actor::system("test"));
    let refused = [
        identity.unlock_account(&system, id).await,
        identity.lock_account(&system, id, "why").await,
        identity.grant_role(&system, id, Role::Moderator).await,
        identity.revoke_role(&system, id, Role::Viewer).await,
        identity.set_password(&system, id, &SecretString::from("une nouvelle phrase")).await,
    ];
    for (number, result) in refused.into_iter().enumerate() {
        assert_eq!(result.map_err(|error| error.kind()), Err(ErrorKind::NotFound), "call {number}");
    }
}

#[tokio::test]
async fn accounts_that_may_not_go_or_fail_hold_up_nobody() {
    let world = World::new().await;
    world.person("kossi@example.org", ProfileKind::Viewer).await;
    let id = world.person("afi@example.org", ProfileKind::Viewer).await;
    let actor = world.actor("afi@example.org").await;
    world.identity.request_deletion(&actor, asked("afi@example.org", PASSWORD)).await.unwrap();
    // More than one look-up of lone owners, all due at the same instant, and one account that the database refuses to erase.
    let stuck = "
        INSERT INTO identity.account (id, email, display_name, locale, created_at, updated_at, deletion_at)
            SELECT gen_random_uuid(), 'stuck' || n || '@example.org', 'Stuck', 'fr', now(), now(), '2026-11-01'
            FROM generate_series(1, 101) n;
        INSERT INTO identity.organisation (id, name, kind, created_at)
            SELECT id, 'Studio', 'production', now() FROM identity.account WHERE email LIKE 'stuck%';
        INSERT INTO identity.organisation_member (organisation_id, account_id, role, joined_at)
            SELECT o.id, a.id, CASE WHEN a.id = o.id THEN 'owner' ELSE 'member' END, now()
            FROM identity.organisation o JOIN identity.account a ON a.id = o.id OR a.email = 'kossi@example.org';
        INSERT INTO identity.account (id, email, display_name, locale, created_at, updated_at, deletion_at)
            VALUES (gen_random_uuid(), 'broken@example.org', 'Broken', 'fr', now(), now(), '2026-10-01');
        CREATE FUNCTION identity.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'broken'; END $$;
        CREATE TRIGGER refuse BEFORE UPDATE ON identity.account FOR EACH ROW
            WHEN (OLD.email = 'broken@example.org') EXECUTE FUNCTION identity.refuse();";
    world.test_db.script(stuck.into()).await;
    two_weeks_later(&world).await;
    let card = world.identity.get_account(&Actor::system("test"), id).await.unwrap();
    assert_eq!(card.display_name, "Compte supprimé");
    let left = "SELECT count(*) FROM identity.account WHERE deletion_at IS NOT NULL AND deleted_at IS NULL";
    assert_eq!(count(&world, left).await, 102);
    let failed = "SELECT count(*) FROM platform.jobs WHERE name = 'identity.erase-accounts' AND last_error IS NOT NULL";
    assert_eq!(count(&world, failed).await, 0);
}
