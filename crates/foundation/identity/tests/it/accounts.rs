//! Sign-up, confirmation, recovery, changes of one's own account.

use identity::{ChangeEmail, ChangePassword, ChangeProfile, ClientKind, CreateApiKey, IdentityError, ProfileKind, ResetPassword};
use jiff::SignedDuration;
use kernel::{Actor, AppError as _, Locale, Permission, Role};
use secrecy::SecretString;

use crate::world::{PASSWORD, World, sign_up, stranger, try_sign_in};

#[tokio::test]
async fn an_account_works_once_its_mailed_link_was_followed() {
    let world = World::new().await;
    world.identity.sign_up(&stranger(), sign_up("Afi@Example.org", ProfileKind::Director)).await.unwrap();
    let early = try_sign_in(&world.identity, "afi@example.org", PASSWORD, ClientKind::Browser).await;
    assert!(matches!(early, Err(IdentityError::EmailNotVerified)));

    let token = world.mailed_token("afi@example.org").await;
    world.identity.verify_email(&stranger(), &token).await.unwrap();
    let grant = world.sign_in(" AFI@example.org ").await;
    let who = world.who(&grant).await.unwrap();
    assert_eq!(who.account.roles, [Role::Director]);
    assert!(who.account.email_verified);
    assert!(world.audit().await.contains(&"identity.email-verified".to_owned()));
}

#[tokio::test]
async fn a_confirmation_link_works_once_and_not_for_ever() {
    let world = World::new().await;
    world.identity.sign_up(&stranger(), sign_up("afi@example.org", ProfileKind::Viewer)).await.unwrap();
    let token = world.mailed_token("afi@example.org").await;
    world.identity.verify_email(&stranger(), &token).await.unwrap();
    let again = world.identity.verify_email(&stranger(), &token).await;
    assert!(matches!(again, Err(IdentityError::LinkExpired)));

    world.identity.sign_up(&stranger(), sign_up("kossi@example.org", ProfileKind::Viewer)).await.unwrap();
    let token = world.mailed_token("kossi@example.org").await;
    world.later(SignedDuration::from_hours(73));
    let late = world.identity.verify_email(&stranger(), &token).await;
    assert!(matches!(late, Err(IdentityError::LinkExpired)));
}

#[tokio::test]
async fn signing_up_twice_answers_the_same_and_tells_only_the_owner() {
    let world = World::new().await;
    let account_id = world.person("afi@example.org", ProfileKind::Viewer).await;
    let before = world.mails("afi@example.org").await.len();
    world.identity.sign_up(&stranger(), sign_up("AFI@example.org", ProfileKind::Director)).await.unwrap();
    let mails = world.mails("afi@example.org").await;
    assert_eq!(mails.len(), before + 1);
    assert!(!mails.last().unwrap().1.contains("jeton="), "no link that confirms anything");
    let card = world.identity.get_account(&Actor::system("test"), account_id).await.unwrap();
    assert_eq!(card.roles, [Role::Viewer]);
}

#[tokio::test]
async fn recovery_answers_the_same_for_every_e_mail() {
    let world = World::new().await;
    world.person("afi@example.org", ProfileKind::Viewer).await;
    let queued = "SELECT count(*) FROM platform.jobs WHERE name = 'identity.recover-account'";
    for email in ["afi@example.org", "nobody@example.org"] {
        world.identity.recover(&stranger(), email).await.unwrap();
    }
    let jobs: i64 = sqlx::query_scalar(queued).fetch_one(world.test_db.db().pool()).await.unwrap();
    assert_eq!(jobs, 2, "the request does the same work for both");
    world.work().await;
    assert_eq!(world.mails("nobody@example.org").await.len(), 0);
    assert!(world.mails("afi@example.org").await.last().unwrap().1.contains("/mot-de-passe/nouveau?jeton="));
}

#[tokio::test]
async fn a_new_password_by_mail_ends_every_session_and_key() {
    let world = World::new().await;
    world.person("afi@example.org", ProfileKind::Viewer).await;
    let old = world.sign_in("afi@example.org").await;
    let key = CreateApiKey { name: "Envoi".into(), scopes: vec![Permission::Watch], lifetime_days: None };
    let key = world.identity.create_api_key(&world.actor("afi@example.org").await, key).await.unwrap();
    world.identity.recover(&stranger(), "afi@example.org").await.unwrap();
    world.work().await;
    let token = world.mailed_token("afi@example.org").await;
    let weak = ResetPassword { token: token.clone(), password: SecretString::from("afi@example.org1") };
    assert!(matches!(world.identity.reset_password(&stranger(), weak).await, Err(IdentityError::Invalid(_))));
    let good = |token: &str| ResetPassword { token: token.into(), password: SecretString::from("le vent du nord souffle") };
    world.identity.reset_password(&stranger(), good(&token)).await.unwrap();
    assert!(world.who(&old).await.is_none());
    assert!(world.identity.authenticate_bearer(&key.key).await.unwrap().is_none());
    let reused = world.identity.reset_password(&stranger(), good(&token)).await;
    assert!(matches!(reused, Err(IdentityError::LinkExpired)));
    let wrong = try_sign_in(&world.identity, "afi@example.org", PASSWORD, ClientKind::Browser).await;
    assert!(matches!(wrong, Err(IdentityError::WrongCredentials)));
    try_sign_in(&world.identity, "afi@example.org", "le vent du nord souffle", ClientKind::Browser).await.unwrap();
}

#[tokio::test]
async fn a_recovery_link_ends_after_an_hour_and_with_the_next_one() {
    let world = World::new().await;
    world.person("afi@example.org", ProfileKind::Viewer).await;
    let mut tokens = Vec::new();
    for _ in 0..2 {
        world.identity.recover(&stranger(), "afi@example.org").await.unwrap();
        world.work().await;
        tokens.push(world.mailed_token("afi@example.org").await);
    }
    let reset = |token: &str| ResetPassword { token: token.into(), password: SecretString::from("le vent du nord souffle") };
    let replaced = world.identity.reset_password(&stranger(), reset(&tokens[0])).await;
    assert!(matches!(replaced, Err(IdentityError::LinkExpired)));
    world.later(SignedDuration::from_mins(61));
    let late = world.identity.reset_password(&stranger(), reset(&tokens[1])).await;
    assert!(matches!(late, Err(IdentityError::LinkExpired)));
}

#[tokio::test]
async fn changing_the_password_needs_the_old_one_and_keeps_this_session() {
    let world = World::new().await;
    world.person("afi@example.org", ProfileKind::Viewer).await;
    let other = world.sign_in("afi@example.org").await;
    let actor = world.actor("afi@example.org").await;
    let change = |current: &str| ChangePassword {
        current: SecretString::from(current),
        new: SecretString::from("le vent du nord souffle"),
    };
    let refused = world.identity.change_password(&actor, change("not the password")).await.unwrap_err();
    assert_eq!(refused.fields().first().unwrap().code, "identity-wrong-password");
    world.identity.change_password(&actor, change(PASSWORD)).await.unwrap();
    assert!(world.who(&other).await.is_none());
    assert_eq!(world.identity.list_sessions(&actor).await.unwrap().len(), 1);
    assert_eq!(world.mails("afi@example.org").await.last().unwrap().0, "Votre mot de passe a changé");
}

#[tokio::test]
async fn a_new_e_mail_counts_once_it_is_confirmed_and_the_old_one_is_told() {
    let world = World::new().await;
    world.person("afi@example.org", ProfileKind::Viewer).await;
    let actor = world.actor("afi@example.org").await;
    let change = ChangeEmail { email: "afi@nouveau.example".into(), current: SecretString::from(PASSWORD) };
    world.identity.change_email(&actor, change).await.unwrap();
    assert_eq!(world.identity.get_profile(&actor).await.unwrap().email, "afi@example.org");
    let token = world.mailed_token("afi@nouveau.example").await;
    world.identity.verify_email(&stranger(), &token).await.unwrap();
    assert_eq!(world.identity.get_profile(&actor).await.unwrap().email, "afi@nouveau.example");
    assert_eq!(world.mails("afi@example.org").await.last().unwrap().0, "Votre adresse a changé");
}

#[tokio::test]
async fn nobody_takes_an_e_mail_that_has_an_account() {
    let world = World::new().await;
    world.person("afi@example.org", ProfileKind::Viewer).await;
    world.person("kossi@example.org", ProfileKind::Viewer).await;
    let actor = world.actor("afi@example.org").await;
    let change = ChangeEmail { email: "kossi@example.org".into(), current: SecretString::from(PASSWORD) };
    world.identity.change_email(&actor, change).await.unwrap();
    let (_, text) = world.mails("kossi@example.org").await.pop().unwrap();
    assert!(!text.contains("jeton="));
}

#[tokio::test]
async fn a_profile_is_changed_by_its_owner_only() {
    let world = World::new().await;
    world.person("afi@example.org", ProfileKind::Viewer).await;
    let actor = world.actor("afi@example.org").await;
    let cmd = ChangeProfile { display_name: "Afi K.".into(), bio: "Cinéaste\nà Lomé".into(), locale: Locale::En };
    let refused = world.identity.change_profile(&stranger(), cmd.clone()).await;
    assert!(matches!(refused, Err(IdentityError::Forbidden(_))));
    world.identity.change_profile(&actor, cmd).await.unwrap();
    let profile = world.identity.get_profile(&actor).await.unwrap();
    assert_eq!((profile.display_name.as_str(), profile.locale), ("Afi K.", Locale::En));
}

/// Sets a new password in one of the three ways.
async fn renew_password(world: &World, way: &str, email: &str) {
    let (current, new) = (SecretString::from(PASSWORD), SecretString::from("le vent du nord souffle"));
    match way {
        "reset" => {
            world.identity.recover(&stranger(), email).await.unwrap();
            world.work().await;
            let token = world.mailed_token(email).await;
            world.identity.reset_password(&stranger(), ResetPassword { token, password: new }).await.unwrap();
        }
        "change" => {
            let actor = world.actor(email).await;
            world.identity.change_password(&actor, ChangePassword { current, new }).await.unwrap();
        }
        _ => {
            let system = Actor::system("test");
            let id = world.identity.find_account_by_email(&system, email).await.unwrap().unwrap();
            world.identity.set_password(&system, id, &new).await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_change_of_the_e_mail_does_not_survive_a_new_password() {
    for way in ["reset", "change", "set by an administrator"] {
        let world = World::new().await;
        world.person("afi@example.org", ProfileKind::Viewer).await;
        let thief = world.actor("afi@example.org").await;
        let change = ChangeEmail { email: "thief@example.net".into(), current: SecretString::from(PASSWORD) };
        world.identity.change_email(&thief, change).await.unwrap();
        let link = world.mailed_token("thief@example.net").await;
        renew_password(&world, way, "afi@example.org").await;
        let late = world.identity.verify_email(&stranger(), &link).await;
        assert!(matches!(late, Err(IdentityError::LinkExpired)), "{way}: {late:?}");
        try_sign_in(&world.identity, "afi@example.org", "le vent du nord souffle", ClientKind::Browser).await.unwrap();
    }
}

#[tokio::test]
async fn a_link_to_an_address_that_was_left_does_not_bring_it_back() {
    let world = World::new().await;
    world.identity.sign_up(&stranger(), sign_up("afi@example.org", ProfileKind::Viewer)).await.unwrap();
    let old = world.mailed_token("afi@example.org").await;
    world.identity.verify_email(&stranger(), &old).await.unwrap();
    world.test_db.script("UPDATE identity.mailed_token SET used_at = NULL".into()).await;
    let actor = world.actor("afi@example.org").await;
    let change = ChangeEmail { email: "afi@nouveau.example".into(), current: SecretString::from(PASSWORD) };
    world.identity.change_email(&actor, change).await.unwrap();
    let new = world.mailed_token("afi@nouveau.example").await;
    world.identity.verify_email(&stranger(), &new).await.unwrap();
    assert!(matches!(world.identity.verify_email(&stranger(), &old).await, Err(IdentityError::LinkExpired)));
    assert_eq!(world.identity.get_profile(&actor).await.unwrap().email, "afi@nouveau.example");
}
