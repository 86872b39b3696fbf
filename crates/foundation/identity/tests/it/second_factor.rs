//! The authenticator application, recovery codes, and what staff may do without.

use identity::{Challenge, ClientKind, Grant, IdentityError, SecondStep, SignInOutcome};
use jiff::SignedDuration;
use kernel::{Actor, AppError as _, ErrorKind, Locale, Permission, Role};
use secrecy::{ExposeSecret as _, SecretString};
use totp_rs::{Builder, Secret, Totp};

use crate::world::{PASSWORD, World, client, on_one_connection, stranger, stranger_at, try_sign_in};

struct Phone(Totp);

impl Phone {
    fn code(&self, world: &World) -> SecretString {
        let seconds = u64::try_from(world.test_db.db().now().as_second()).unwrap();
        SecretString::from(self.0.generate(seconds).to_string())
    }
}

/// Enrols and answers the phone and the recovery codes.
async fn enrol(world: &World, actor: &Actor) -> (Phone, Vec<String>) {
    let enrolment = world.identity.start_totp(actor).await.unwrap();
    let secret = Secret::try_from_base32(enrolment.secret.expose_secret()).unwrap();
    let phone = Phone(Builder::new().with_secret(secret).build().unwrap());
    let codes = world.identity.confirm_totp(actor, &phone.code(world)).await.unwrap();
    (phone, codes)
}

async fn challenge(world: &World, email: &str) -> Challenge {
    match try_sign_in(&world.identity, email, PASSWORD, ClientKind::Browser).await.unwrap() {
        SignInOutcome::SecondFactor(challenge) => challenge,
        SignInOutcome::Open(_) => panic!("no code was asked for"),
    }
}

async fn answer(world: &World, challenge: &Challenge, code: &SecretString) -> Result<Grant, IdentityError> {
    let cmd = SecondStep { challenge: challenge.token.clone(), code: code.clone(), client: client(ClientKind::Browser) };
    world.identity.complete_sign_in(&stranger(), cmd).await
}

#[tokio::test]
async fn a_code_finishes_the_sign_in_once() {
    let world = World::new().await;
    world.account("afi@example.org", &[Role::Viewer]).await;
    let actor = world.actor("afi@example.org").await;
    let (phone, codes) = enrol(&world, &actor).await;
    assert_eq!(codes.len(), 10);

    world.later(SignedDuration::from_secs(60));
    let code = phone.code(&world);
    let first = challenge(&world, "afi@example.org").await;
    let grant = answer(&world, &first, &code).await.unwrap();
    assert!(world.who(&grant).await.is_some());
    assert!(matches!(answer(&world, &first, &code).await, Err(IdentityError::ChallengeExpired)));

    let second = challenge(&world, "afi@example.org").await;
    assert!(matches!(answer(&world, &second, &code).await, Err(IdentityError::WrongCode)), "a code does not work twice");
    world.later(SignedDuration::from_secs(30));
    answer(&world, &second, &phone.code(&world)).await.unwrap();
}

#[tokio::test]
async fn a_challenge_ends_after_five_minutes_or_five_wrong_codes() {
    let world = World::new().await;
    world.account("afi@example.org", &[Role::Viewer]).await;
    let actor = world.actor("afi@example.org").await;
    let (phone, _) = enrol(&world, &actor).await;
    let slow = challenge(&world, "afi@example.org").await;
    world.later(SignedDuration::from_mins(5));
    assert!(matches!(answer(&world, &slow, &phone.code(&world)).await, Err(IdentityError::ChallengeExpired)));

    let guessed = challenge(&world, "afi@example.org").await;
    for _ in 0..5 {
        let wrong = answer(&world, &guessed, &SecretString::from("000000")).await;
        assert!(matches!(wrong, Err(IdentityError::WrongCode | IdentityError::RateLimited(_))));
        world.later(SignedDuration::from_secs(30));
    }
    assert!(matches!(answer(&world, &guessed, &phone.code(&world)).await, Err(IdentityError::ChallengeExpired)));
}

#[tokio::test]
async fn guessing_codes_is_limited_per_account_over_many_challenges() {
    let world = World::new().await;
    world.account("afi@example.org", &[Role::Viewer]).await;
    let actor = world.actor("afi@example.org").await;
    enrol(&world, &actor).await;
    world.later(SignedDuration::from_secs(60));
    let mut limited = 0;
    for last in 1..=8 {
        let challenge = challenge(&world, "afi@example.org").await;
        let cmd =
            SecondStep { challenge: challenge.token, code: SecretString::from("000000"), client: client(ClientKind::Browser) };
        let refused = world.identity.complete_sign_in(&stranger_at(last), cmd).await.unwrap_err();
        limited += u32::from(refused.kind() == ErrorKind::RateLimited);
    }
    assert_eq!(limited, 3);
}

#[tokio::test]
async fn a_recovery_code_works_once_and_in_any_spelling() {
    let world = World::new().await;
    world.account("afi@example.org", &[Role::Viewer]).await;
    let actor = world.actor("afi@example.org").await;
    let (_, codes) = enrol(&world, &actor).await;
    let typed = SecretString::from(codes[3].to_uppercase().replace('-', " "));
    let first = challenge(&world, "afi@example.org").await;
    answer(&world, &first, &typed).await.unwrap();
    let second = challenge(&world, "afi@example.org").await;
    assert!(matches!(answer(&world, &second, &typed).await, Err(IdentityError::WrongCode)));
    assert_eq!(world.identity.get_second_factor(&actor).await.unwrap().recovery_codes_left, 9);
    assert!(world.audit().await.contains(&"identity.recovery-code-used".to_owned()));
}

#[tokio::test]
async fn staff_without_second_factor_are_viewers_until_they_enrol() {
    let world = World::new().await;
    world.account("mod@example.org", &[Role::Moderator]).await;
    let grant = world.sign_in("mod@example.org").await;
    let before = world.who(&grant).await.unwrap();
    assert!(before.account.must_prove_second_factor);
    assert_eq!(before.signed_in.permissions, Role::Viewer.permissions());
    let weak = Actor::signed_in(before.signed_in, Locale::Fr);
    let page = kernel::PageRequest::first();
    let refused = world.identity.list_accounts(&weak, &identity::AccountSearch::default(), &page).await;
    assert!(matches!(refused, Err(IdentityError::Forbidden(_))));

    let (phone, _) = enrol(&world, &weak).await;
    let after = world.who(&grant).await.unwrap();
    assert!(after.signed_in.permissions.contains(Permission::FilmModerate));
    world.later(SignedDuration::from_secs(60));
    let challenge = challenge(&world, "mod@example.org").await;
    let strong = answer(&world, &challenge, &phone.code(&world)).await.unwrap();
    assert!(!strong.account.must_prove_second_factor);
    world.later(SignedDuration::from_secs(30));
    let actor = Actor::signed_in(world.who(&strong).await.unwrap().signed_in, Locale::Fr);
    let kept = world.identity.remove_totp(&actor, &phone.code(&world)).await.unwrap_err();
    assert_eq!(kept.code(), "identity-staff-needs-second-factor");
}

#[tokio::test]
async fn a_session_that_proved_nothing_does_not_change_factors() {
    let world = World::new().await;
    world.account("afi@example.org", &[Role::Viewer]).await;
    let thief = world.actor("afi@example.org").await;
    let owner = world.actor("afi@example.org").await;
    let (phone, _) = enrol(&world, &owner).await;
    assert_eq!(world.identity.renew_recovery_codes(&thief).await.unwrap_err().code(), "identity-prove-second-factor");
    assert_eq!(world.identity.start_passkey_registration(&thief).await.unwrap_err().code(), "identity-prove-second-factor");
    assert_eq!(world.identity.renew_recovery_codes(&owner).await.unwrap().len(), 10);
    world.later(SignedDuration::from_secs(60));
    world.identity.remove_totp(&owner, &phone.code(&world)).await.unwrap();
    assert_eq!(world.mails("afi@example.org").await.last().unwrap().0, "Application d’authentification retirée");
    world.sign_in("afi@example.org").await;
}

#[tokio::test]
async fn an_unconfirmed_enrolment_protects_nothing_and_its_secret_is_sealed() {
    let world = World::new().await;
    world.account("afi@example.org", &[Role::Viewer]).await;
    let actor = world.actor("afi@example.org").await;
    let enrolment = world.identity.start_totp(&actor).await.unwrap();
    let again = world.identity.resume_totp(&actor).await.unwrap();
    assert_eq!(enrolment.secret.expose_secret(), again.secret.expose_secret());
    let wrong = world.identity.confirm_totp(&actor, &SecretString::from("000000")).await.unwrap_err();
    assert_eq!(wrong.kind(), ErrorKind::Invalid);
    world.sign_in("afi@example.org").await;
    let stored: Vec<u8> =
        sqlx::query_scalar("SELECT secret FROM identity.totp").fetch_one(world.test_db.db().pool()).await.unwrap();
    let clear = Secret::try_from_base32(enrolment.secret.expose_secret()).unwrap();
    assert!(!stored.windows(clear.as_bytes().len()).any(|window| window == clear.as_bytes()));
}

#[tokio::test]
async fn codes_are_counted_together_wherever_they_are_asked_for() {
    let world = World::new().await;
    world.account("afi@example.org", &[Role::Viewer]).await;
    let actor = world.actor("afi@example.org").await;
    let (phone, _) = enrol(&world, &actor).await;
    world.later(SignedDuration::from_secs(60));
    for _ in 0..5 {
        let wrong = world.identity.remove_totp(&actor, &SecretString::from("000000")).await.unwrap_err();
        assert_eq!(wrong.kind(), ErrorKind::Invalid);
    }
    let challenge = challenge(&world, "afi@example.org").await;
    let sixth = answer(&world, &challenge, &phone.code(&world)).await;
    assert!(matches!(sixth, Err(IdentityError::RateLimited(_))), "{sixth:?}");
    world.later(SignedDuration::from_secs(60));
    answer(&world, &challenge, &phone.code(&world)).await.unwrap();
}

#[tokio::test]
async fn a_sign_in_by_code_needs_one_connection() {
    let world = World::new().await;
    world.account("afi@example.org", &[Role::Viewer]).await;
    let actor = world.actor("afi@example.org").await;
    let (phone, _) = enrol(&world, &actor).await;
    world.later(SignedDuration::from_secs(60));
    let challenge = challenge(&world, "afi@example.org").await;
    let identity = on_one_connection(&world).await;
    let with = |code| SecondStep { challenge: challenge.token.clone(), code, client: client(ClientKind::Browser) };
    let wrong = identity.complete_sign_in(&stranger(), with(SecretString::from("000000"))).await;
    assert!(matches!(wrong, Err(IdentityError::WrongCode)), "{wrong:?}");
    identity.complete_sign_in(&stranger(), with(phone.code(&world))).await.unwrap();
}
