//! Tokens of the API.

use identity::{ClientKind, Grant, IdentityError, ProfileKind, SignInOutcome};
use jiff::SignedDuration;
use kernel::Actor;

use crate::world::{PASSWORD, World, stranger, try_sign_in};

async fn log_in(world: &World, email: &str) -> Grant {
    match try_sign_in(&world.identity, email, PASSWORD, ClientKind::Api).await.unwrap() {
        SignInOutcome::Open(grant) => *grant,
        SignInOutcome::SecondFactor(_) => panic!("a code is needed"),
    }
}

#[tokio::test]
async fn an_access_token_works_for_fifteen_minutes_and_ends_with_its_session() {
    let world = World::new().await;
    world.person("afi@example.org", ProfileKind::Viewer).await;
    let grant = log_in(&world, "afi@example.org").await;
    let token = world.identity.access_token(&grant).unwrap().token;
    let who = world.identity.authenticate_bearer(&token).await.unwrap().unwrap();
    assert_eq!(who.account.email, "afi@example.org");
    assert!(world.identity.authenticate_session(&grant.secret, None).await.unwrap().is_none(), "it is no cookie");
    world.later(SignedDuration::from_mins(15));
    assert!(world.identity.authenticate_bearer(&token).await.unwrap().is_none());

    let grant = world.identity.refresh(&stranger(), &grant.secret).await.unwrap();
    let token = world.identity.access_token(&grant).unwrap().token;
    assert!(world.identity.authenticate_bearer(&token).await.unwrap().is_some());
    world.identity.log_out(&stranger(), &grant.secret).await.unwrap();
    assert!(world.identity.authenticate_bearer(&token).await.unwrap().is_none());
    assert!(matches!(world.identity.refresh(&stranger(), &grant.secret).await, Err(IdentityError::RefreshInvalid)));
}

#[tokio::test]
async fn using_a_refresh_token_twice_ends_the_whole_family_and_is_audited() {
    let world = World::new().await;
    world.person("afi@example.org", ProfileKind::Viewer).await;
    let stolen = log_in(&world, "afi@example.org").await;
    let other_family = log_in(&world, "afi@example.org").await;
    let next = world.identity.refresh(&stranger(), &stolen.secret).await.unwrap();
    let access = world.identity.access_token(&next).unwrap().token;
    let reused = world.identity.refresh(&stranger(), &stolen.secret).await;
    assert!(matches!(reused, Err(IdentityError::RefreshReused)));
    assert!(matches!(world.identity.refresh(&stranger(), &next.secret).await, Err(IdentityError::RefreshInvalid)));
    assert!(world.identity.authenticate_bearer(&access).await.unwrap().is_none());
    assert!(world.audit().await.contains(&"identity.refresh-token-reused".to_owned()));
    world.identity.refresh(&stranger(), &other_family.secret).await.unwrap();
}

#[tokio::test]
async fn of_two_simultaneous_refreshes_only_one_wins() {
    let world = World::new().await;
    world.person("afi@example.org", ProfileKind::Viewer).await;
    let grant = log_in(&world, "afi@example.org").await;
    let (here, there) = (stranger(), stranger());
    let (one, other) = tokio::join!(world.identity.refresh(&here, &grant.secret), world.identity.refresh(&there, &grant.secret));
    assert_eq!([one.is_ok(), other.is_ok()].into_iter().filter(|ok| *ok).count(), 1);
}

#[tokio::test]
async fn an_expired_or_foreign_refresh_token_is_refused() {
    let world = World::new().await;
    world.person("afi@example.org", ProfileKind::Viewer).await;
    let grant = log_in(&world, "afi@example.org").await;
    assert!(matches!(world.identity.refresh(&stranger(), "nonsense").await, Err(IdentityError::RefreshInvalid)));
    world.identity.log_out(&stranger(), "nonsense").await.unwrap();
    world.later(SignedDuration::from_hours(30 * 24 + 1));
    assert!(matches!(world.identity.refresh(&stranger(), &grant.secret).await, Err(IdentityError::RefreshInvalid)));
}

#[tokio::test]
async fn a_locked_account_has_no_valid_token_left() {
    let world = World::new().await;
    let account_id = world.person("afi@example.org", ProfileKind::Viewer).await;
    let grant = log_in(&world, "afi@example.org").await;
    let access = world.identity.access_token(&grant).unwrap().token;
    world.identity.lock_account(&Actor::system("test"), account_id, "abuse").await.unwrap();
    assert!(world.identity.authenticate_bearer(&access).await.unwrap().is_none());
    assert!(world.identity.refresh(&stranger(), &grant.secret).await.is_err());
    let refused = try_sign_in(&world.identity, "afi@example.org", PASSWORD, ClientKind::Api).await;
    assert!(matches!(refused, Err(IdentityError::AccountLocked)));
    world.identity.unlock_account(&Actor::system("test"), account_id).await.unwrap();
    log_in(&world, "afi@example.org").await;
    assert!(world.identity.authenticate_bearer(&access).await.unwrap().is_none(), "the old token stays dead");
}
