//! Signing in, and how often it may be tried.

use identity::{ClientKind, IdentityError, ProfileKind};
use jiff::SignedDuration;
use kernel::{Actor, AppError as _};
use secrecy::SecretString;

use crate::world::{PASSWORD, World, client, config, on_one_connection, service, sign_up, stranger, stranger_at, try_sign_in};

async fn attempt(identity: &identity::Identity, actor: &Actor, email: &str, password: &str) -> Result<(), IdentityError> {
    let cmd =
        identity::SignIn { email: email.into(), password: SecretString::from(password), client: client(ClientKind::Browser) };
    identity.sign_in(actor, cmd).await.map(|_| ())
}

#[tokio::test]
async fn an_unknown_e_mail_and_a_wrong_password_are_one_answer() {
    let world = World::new().await;
    world.person("afi@example.org", ProfileKind::Viewer).await;
    for (email, password) in [("afi@example.org", "wrong"), ("nobody@example.org", PASSWORD), ("", "")] {
        let error = try_sign_in(&world.identity, email, password, ClientKind::Browser).await.unwrap_err();
        assert!(matches!(error, IdentityError::WrongCredentials), "{email}");
        assert_eq!(error.code(), "identity-wrong-credentials");
    }
    assert_eq!(world.audit().await.iter().filter(|action| *action == "identity.sign-in-refused").count(), 3);
}

#[tokio::test]
async fn five_failures_a_minute_per_account_are_counted_across_processes() {
    let world = World::new().await;
    world.person("afi@example.org", ProfileKind::Viewer).await;
    let other = service(world.test_db.another_pool().await, config());
    for (last, identity) in [(1, &world.identity), (2, &other), (3, &world.identity), (4, &other), (5, &world.identity)] {
        let refused = attempt(identity, &stranger_at(last), "afi@example.org", "wrong").await;
        assert!(matches!(refused, Err(IdentityError::WrongCredentials)));
    }
    for identity in [&world.identity, &other] {
        let limited = attempt(identity, &stranger_at(9), "afi@example.org", PASSWORD).await.unwrap_err();
        assert!(matches!(limited, IdentityError::RateLimited(_)));
        assert!(limited.retry_after_s().is_some_and(|seconds| (1..=60).contains(&seconds)));
    }
    world.later(SignedDuration::from_secs(61));
    attempt(&other, &stranger_at(9), "afi@example.org", PASSWORD).await.unwrap();
}

#[tokio::test]
async fn five_failures_a_minute_per_address_whatever_the_account() {
    let world = World::new().await;
    world.person("afi@example.org", ProfileKind::Viewer).await;
    for number in 0..5 {
        let email = format!("person{number}@example.org");
        let refused = attempt(&world.identity, &stranger_at(7), &email, "wrong").await;
        assert!(matches!(refused, Err(IdentityError::WrongCredentials)));
    }
    let limited = attempt(&world.identity, &stranger_at(7), "afi@example.org", PASSWORD).await;
    assert!(matches!(limited, Err(IdentityError::RateLimited(_))));
    attempt(&world.identity, &stranger_at(8), "afi@example.org", PASSWORD).await.unwrap();
}

#[tokio::test]
async fn people_behind_one_address_who_know_their_password_are_not_held_up() {
    let world = World::new().await;
    world.person("afi@example.org", ProfileKind::Viewer).await;
    for _ in 0..12 {
        attempt(&world.identity, &stranger_at(7), "afi@example.org", PASSWORD).await.unwrap();
    }
}

#[tokio::test]
async fn a_success_does_not_wipe_out_failures_from_the_same_address() {
    let world = World::new().await;
    world.person("attacker@example.org", ProfileKind::Viewer).await;
    let mut failures = 0;
    for number in 0..10 {
        let victim = format!("victim{number}@example.org");
        if matches!(attempt(&world.identity, &stranger_at(7), &victim, "wrong").await, Err(IdentityError::WrongCredentials)) {
            failures += 1;
        }
        let _own = attempt(&world.identity, &stranger_at(7), "attacker@example.org", PASSWORD).await;
    }
    assert_eq!(failures, 5);
}

#[tokio::test]
async fn a_new_confirmation_link_is_sent_on_one_connection() {
    let world = World::new().await;
    world.identity.sign_up(&stranger(), sign_up("afi@example.org", ProfileKind::Viewer)).await.unwrap();
    let early = attempt(&on_one_connection(&world).await, &stranger(), "afi@example.org", PASSWORD).await;
    assert!(matches!(early, Err(IdentityError::EmailNotVerified)), "{early:?}");
    assert_eq!(world.mails("afi@example.org").await.len(), 2);
}
