//! SQL, HTML, control characters and absurd lengths in every text field: kept as text or refused, never obeyed.

use identity::{
    AccountSearch, AuditFilter, ChangeEmail, ChangeProfile, CreateApiKey, CreateOrganisation, DeleteAccount, Invite,
    OrganisationKind, OrganisationRole, ProfileKind,
};
use kernel::{Actor, AppError as _, ErrorKind, Locale, PageRequest, Permission};
use secrecy::SecretString;

use crate::world::{World, sign_up, stranger_at, try_sign_in};

const HARMLESS: [&str; 4] =
    ["'; DROP TABLE identity.account; --", "<script>alert(1)</script>", "{{7*7}} ${7*7} %s %n", "Robert'); DELETE"];

fn refused() -> Vec<String> {
    vec!["a\0b".into(), "a\u{202E}b".into(), "ligne\nligne".into(), "é".repeat(2000), "   ".into()]
}

#[tokio::test]
async fn odd_names_are_kept_as_text_and_impossible_ones_refused() {
    let world = World::new().await;
    world.person("afi@example.org", ProfileKind::Producer).await;
    let actor = world.actor("afi@example.org").await;
    let profile = |name: &str| ChangeProfile { display_name: name.into(), bio: name.into(), locale: Locale::Fr };
    let organisation = |name: &str| CreateOrganisation { name: name.into(), kind: OrganisationKind::Agency };
    let key = |name: &str| CreateApiKey { name: name.into(), scopes: vec![Permission::Watch], lifetime_days: None };
    for text in HARMLESS {
        world.identity.change_profile(&actor, profile(text)).await.unwrap();
        assert_eq!(world.identity.get_profile(&actor).await.unwrap().display_name, text);
        let id = world.identity.create_organisation(&actor, organisation(text)).await.unwrap();
        assert_eq!(world.identity.get_organisation(&actor, id).await.unwrap().name, text);
        world.identity.create_api_key(&actor, key(text)).await.unwrap();
    }
    for text in refused() {
        let kinds = [
            world.identity.change_profile(&actor, profile(&text)).await.unwrap_err().kind(),
            world.identity.create_organisation(&actor, organisation(&text)).await.unwrap_err().kind(),
            world.identity.create_api_key(&actor, key(&text)).await.unwrap_err().kind(),
        ];
        assert_eq!(kinds, [ErrorKind::Invalid; 3], "{text:.20}");
    }
    assert_eq!(world.identity.list_organisations(&actor).await.unwrap().len(), HARMLESS.len());
}

#[tokio::test]
async fn an_e_mail_field_takes_e_mails_only() {
    let world = World::new().await;
    world.person("afi@example.org", ProfileKind::Producer).await;
    let actor = world.actor("afi@example.org").await;
    let cmd = CreateOrganisation { name: "Studio".into(), kind: OrganisationKind::Production };
    let organisation_id = world.identity.create_organisation(&actor, cmd).await.unwrap();
    let mut last = 0;
    for text in HARMLESS.iter().map(ToString::to_string).chain(refused()).chain(["a@b\r\nBcc: x@y.z".into()]) {
        last += 1;
        let from = stranger_at(last);
        let change = ChangeEmail { email: text.clone(), current: SecretString::from("x") };
        let invite = Invite { organisation_id, email: text.clone(), role: OrganisationRole::Member };
        let kinds = [
            world.identity.sign_up(&from, sign_up(&text, ProfileKind::Viewer)).await.unwrap_err().kind(),
            world.identity.recover(&from, &text).await.unwrap_err().kind(),
            world.identity.change_email(&actor, change).await.unwrap_err().kind(),
            world.identity.invite(&actor, invite).await.unwrap_err().kind(),
        ];
        assert_eq!(kinds, [ErrorKind::Invalid; 4], "{text:.20}");
    }
}

#[tokio::test]
async fn tokens_and_searches_take_anything_and_find_nothing() {
    let world = World::new().await;
    let system = Actor::system("test");
    let mut last = 0;
    for text in HARMLESS.iter().map(ToString::to_string).chain(refused()) {
        last += 1;
        let from = stranger_at(last);
        assert_eq!(world.identity.verify_email(&from, &text).await.unwrap_err().kind(), ErrorKind::Gone);
        assert_eq!(world.identity.refresh(&from, &text).await.unwrap_err().kind(), ErrorKind::Unauthenticated);
        assert_eq!(world.identity.preview_invitation(&from, &text).await.unwrap_err().kind(), ErrorKind::Gone);
        assert!(world.identity.authenticate_session(&text, None).await.unwrap().is_none());
        assert!(world.identity.authenticate_bearer(&text).await.unwrap().is_none());
        assert!(world.identity.authenticate_bearer(&format!("gr_live_{text}")).await.unwrap().is_none());
    }
    for text in HARMLESS {
        let search = AccountSearch { text: Some(text.into()), ..AccountSearch::default() };
        assert!(world.identity.list_accounts(&system, &search, &PageRequest::first()).await.unwrap().items.is_empty());
        let filter = AuditFilter { action: Some(text.into()), subject: Some(text.into()), ..AuditFilter::default() };
        assert!(world.identity.list_audit(&system, &filter, &PageRequest::first()).await.unwrap().items.is_empty());
    }
}

#[tokio::test]
async fn names_of_passkeys_reasons_and_confirmations_are_text_or_refused() {
    let world = World::new().await;
    let id = world.person("afi@example.org", ProfileKind::Viewer).await;
    let (actor, system) = (world.actor("afi@example.org").await, Actor::system("test"));
    sqlx::query(
        "INSERT INTO identity.passkey (id, account_id, credential_id, credential, name, created_at)
         SELECT gen_random_uuid(), id, 'x', '{}', 'Clé', now() FROM identity.account",
    )
    .execute(world.test_db.db().pool())
    .await
    .unwrap();
    let passkey = world.identity.list_passkeys(&actor).await.unwrap()[0].id;
    for text in HARMLESS {
        world.identity.rename_passkey(&actor, passkey, text).await.unwrap();
        assert_eq!(world.identity.list_passkeys(&actor).await.unwrap()[0].name, text);
    }
    for text in refused() {
        let renamed = world.identity.rename_passkey(&actor, passkey, &text).await.unwrap_err().kind();
        let locked = world.identity.lock_account(&system, id, &text).await.unwrap_err().kind();
        assert_eq!((renamed, locked), (ErrorKind::Invalid, ErrorKind::Invalid), "{text:.20}");
    }
    for text in HARMLESS.iter().map(ToString::to_string).chain(refused()) {
        let cmd = DeleteAccount {
            confirmation: text.clone(),
            current: SecretString::from(text.as_str()),
            code: SecretString::from(text.as_str()),
        };
        let asked = world.identity.request_deletion(&actor, cmd).await.unwrap_err();
        assert_eq!((asked.kind(), asked.fields()[0].field.as_ref()), (ErrorKind::Invalid, "confirmation"), "{text:.20}");
    }
}

#[tokio::test]
async fn a_sign_in_with_a_null_byte_is_refused_and_not_a_failure_of_ours() {
    let world = World::new().await;
    for email in ["a\0b@example.org", "'; --", &"x".repeat(5000)] {
        let error = try_sign_in(&world.identity, email, "x\0y", identity::ClientKind::Browser).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unauthenticated, "{email:.20}");
    }
    let search = AccountSearch { text: Some("a\0b".into()), ..AccountSearch::default() };
    let found = world.identity.list_accounts(&Actor::system("test"), &search, &PageRequest::first()).await;
    assert!(found.unwrap().items.is_empty());
}
