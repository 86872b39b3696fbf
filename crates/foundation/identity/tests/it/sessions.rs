//! Sessions of browsers: who they are, how they end.

use identity::ProfileKind;
use jiff::SignedDuration;
use kernel::{Actor, AppError as _, ErrorKind, Locale};

use crate::world::{World, config, service, stranger};

#[tokio::test]
async fn a_revoked_session_ends_at_once_in_every_process() {
    let world = World::new().await;
    world.person("afi@example.org", ProfileKind::Viewer).await;
    let (kept, lost) = (world.sign_in("afi@example.org").await, world.sign_in("afi@example.org").await);
    let actor = Actor::signed_in(world.who(&kept).await.unwrap().signed_in, Locale::Fr);
    let other = service(world.test_db.another_pool().await, config());
    assert!(other.authenticate_session(&lost.secret, None).await.unwrap().is_some());
    world.identity.revoke_session(&actor, lost.session_id).await.unwrap();
    assert!(other.authenticate_session(&lost.secret, None).await.unwrap().is_none());
    assert!(world.who(&kept).await.is_some());
    let twice = world.identity.revoke_session(&actor, lost.session_id).await.unwrap_err();
    assert_eq!(twice.kind(), ErrorKind::NotFound);
}

#[tokio::test]
async fn nobody_ends_the_session_of_somebody_else() {
    let world = World::new().await;
    world.person("afi@example.org", ProfileKind::Viewer).await;
    world.person("kossi@example.org", ProfileKind::Viewer).await;
    let victim = world.sign_in("afi@example.org").await;
    let thief = world.actor("kossi@example.org").await;
    let refused = world.identity.revoke_session(&thief, victim.session_id).await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::NotFound);
    assert!(world.who(&victim).await.is_some());
}

#[tokio::test]
async fn signing_out_everywhere_else_keeps_this_session() {
    let world = World::new().await;
    world.person("afi@example.org", ProfileKind::Viewer).await;
    for _ in 0..3 {
        world.sign_in("afi@example.org").await;
    }
    let actor = world.actor("afi@example.org").await;
    assert_eq!(world.identity.revoke_other_sessions(&actor).await.unwrap(), 3);
    assert_eq!(world.identity.list_sessions(&actor).await.unwrap().len(), 1);
    world.identity.sign_out(&actor).await.unwrap();
    assert!(world.identity.list_sessions(&actor).await.unwrap().is_empty());
    world.identity.sign_out(&stranger()).await.unwrap();
}

#[tokio::test]
async fn a_session_ends_after_thirty_days_and_is_seen_at_most_once_a_minute() {
    let world = World::new().await;
    world.person("afi@example.org", ProfileKind::Viewer).await;
    let grant = world.sign_in("afi@example.org").await;
    let actor = Actor::signed_in(world.who(&grant).await.unwrap().signed_in, Locale::Fr);
    let seen = async || world.identity.list_sessions(&actor).await.unwrap()[0].last_seen_at;
    let first = seen().await;
    world.later(SignedDuration::from_secs(30));
    world.who(&grant).await.unwrap();
    assert_eq!(seen().await, first);
    world.later(SignedDuration::from_secs(31));
    world.who(&grant).await.unwrap();
    assert!(seen().await > first);
    world.later(SignedDuration::from_hours(30 * 24));
    assert!(world.who(&grant).await.is_none());
}

#[tokio::test]
async fn the_cookie_is_stored_only_as_a_hash() {
    let world = World::new().await;
    world.person("afi@example.org", ProfileKind::Viewer).await;
    let grant = world.sign_in("afi@example.org").await;
    let clear: i64 = sqlx::query_scalar("SELECT count(*) FROM identity.session WHERE token_hash = $1::bytea")
        .bind(grant.secret.as_bytes())
        .fetch_one(world.test_db.db().pool())
        .await
        .unwrap();
    assert_eq!(clear, 0);
    assert!(world.identity.authenticate_session("", None).await.unwrap().is_none());
    assert!(world.identity.authenticate_session(&grant.secret[1..], None).await.unwrap().is_none());
}
