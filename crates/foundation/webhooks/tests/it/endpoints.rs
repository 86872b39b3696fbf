//! Endpoints: made, changed, deleted; their secrets.

use secrecy::ExposeSecret as _;
use webhooks::{DeliveryState, EndpointKind, EndpointState, EventPick, WebhooksError};

use crate::{World, draft, receiver::Answer, signed_in};

#[tokio::test]
async fn an_owner_has_ten_endpoints_at_most_and_each_is_what_was_written() {
    let world = World::new().await;
    let (afi, owner) = world.person("afi").await;
    for _ in 0..10 {
        world.endpoint(&afi, owner, "/").await;
    }
    let more = draft(&world.receiver.url("/"), EventPick::All);
    let eleventh = world.webhooks.create_endpoint(&afi, owner, EndpointKind::Signed, &more).await;
    assert!(matches!(eleventh, Err(WebhooksError::TooManyEndpoints)));
    let listed = world.webhooks.list_endpoints(&afi, owner).await.unwrap();
    assert!(listed.len() == 10 && listed.is_sorted_by(|a, b| a.id < b.id));
    world.webhooks.delete_endpoint(&afi, listed[0].id).await.unwrap();
    let (id, _) = world.endpoint(&afi, owner, "/x").await;
    let endpoint = world.webhooks.get_endpoint(&afi, id).await.unwrap();
    assert_eq!(
        (endpoint.kind, endpoint.state, &endpoint.events),
        (EndpointKind::Signed, EndpointState::Enabled, &EventPick::All)
    );
    assert_eq!((endpoint.url, endpoint.host, endpoint.owner), (world.receiver.url("/x"), "127.0.0.1".into(), owner));
}

#[tokio::test]
async fn a_changed_endpoint_is_told_at_its_new_address_with_a_clean_record() {
    let world = World::new().await;
    let (afi, owner) = world.person("afi").await;
    let (id, secret) = world.endpoint(&afi, owner, "/old").await;
    world.receiver.answer_next(Answer::status(500));
    world.publish(owner, "A-1").await;
    world.settle().await;
    let mut changed = draft(&world.receiver.url("/new"), EventPick::Only(vec!["sale.refunded".into()]));
    changed.name = "Boutique".into();
    world.webhooks.update_endpoint(&afi, id, &changed).await.unwrap();
    let endpoint = world.webhooks.get_endpoint(&afi, id).await.unwrap();
    assert_eq!((endpoint.name.as_str(), endpoint.failing_since, endpoint.failing_deliveries), ("Boutique", None, 0));
    assert_eq!(world.publish(owner, "A-2").await, 0, "no longer picked");
    world.after(crate::MINUTE).await;
    assert_eq!(world.receiver.got_at("/new")[0].signed_by(&[&secret]), [Some(0)], "what was on its way");
}

#[tokio::test]
async fn a_deleted_endpoint_is_told_nothing_more_and_nothing_is_left_of_it() {
    let world = World::new().await;
    let (afi, owner) = world.person("afi").await;
    let (id, _) = world.endpoint(&afi, owner, "/").await;
    world.receiver.answer_next(Answer::status(500));
    world.publish(owner, "A-1").await;
    world.settle().await;
    let delivery = world.log(&afi, id).await[0].id;
    world.webhooks.delete_endpoint(&afi, id).await.unwrap();
    assert!(matches!(world.webhooks.get_endpoint(&afi, id).await, Err(WebhooksError::NotFound)));
    assert!(matches!(world.webhooks.get_delivery(&afi, delivery).await, Err(WebhooksError::NotFound)));
    assert!(matches!(world.webhooks.delete_endpoint(&afi, id).await, Err(WebhooksError::NotFound)));
    assert_eq!(world.publish(owner, "A-2").await, 0);
    world.after(crate::DAY).await;
    assert_eq!(world.receiver.got().len(), 1);
    assert_eq!(crate::forgetting::rows(&world, "endpoints").await, 0);
    assert_eq!(crate::forgetting::rows(&world, "deliveries").await, 0);
}

#[tokio::test]
async fn a_secret_is_sealed_where_it_is_kept_and_who_saw_it_is_written_down() {
    let world = World::new().await;
    let (afi, owner) = world.person("afi").await;
    let (id, secret) = world.endpoint(&afi, owner, "/").await;
    assert_eq!(world.webhooks.reveal_secret(&afi, id).await.unwrap().expose_secret(), secret);
    world.webhooks.rotate_secret(&afi, id).await.unwrap();
    let db = world.db.db();
    let sealed: Vec<u8> =
        sqlx::query_scalar("SELECT old_secret_sealed FROM webhooks.endpoints").fetch_one(db.pool()).await.unwrap();
    let plain = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, &secret["whsec_".len()..]).unwrap();
    assert!(!sealed.windows(plain.len()).any(|window| window == plain));
    let lines: Vec<(String, Option<uuid::Uuid>, String)> =
        sqlx::query_as("SELECT action, account_id, subject || details::text FROM platform.audit ORDER BY id")
            .fetch_all(db.pool())
            .await
            .unwrap();
    let actions: Vec<&str> = lines.iter().map(|(action, ..)| action.as_str()).collect();
    assert_eq!(actions, ["webhooks.endpoint-created", "webhooks.secret-revealed", "webhooks.secret-rotated"]);
    assert!(lines.iter().all(|(_, account, text)| {
        *account == afi.account_id().map(|id| id.as_uuid()) && text.starts_with(&id.to_string()) && !text.contains(&secret)
    }));
    for _ in 0..18 {
        world.webhooks.reveal_secret(&afi, id).await.unwrap();
    }
    assert!(matches!(world.webhooks.reveal_secret(&afi, id).await, Err(WebhooksError::RateLimited(_))));
}

#[tokio::test]
async fn what_is_published_while_an_endpoint_is_being_disabled_is_held() {
    let world = World::new().await;
    let (afi, owner) = world.person("afi").await;
    let (id, _) = world.endpoint(&afi, owner, "/").await;
    let mut tx = world.db.db().begin(&kernel::Actor::system("test")).await.unwrap();
    world.webhooks.publish_in(&mut tx, owner, &crate::message("A-1")).await.unwrap();
    // Neither waits for the other.
    world.webhooks.disable_endpoint(&afi, id).await.unwrap();
    tx.commit().await.unwrap();
    world.settle().await;
    assert_eq!(world.states(&afi, id).await, [DeliveryState::Held]);
    assert!(world.receiver.got().is_empty());
}

#[tokio::test]
async fn an_api_key_decides_nothing_and_sees_nothing() {
    let world = World::new().await;
    let (afi, owner) = world.person("afi").await;
    let (id, _) = world.endpoint(&afi, owner, "/").await;
    let key = signed_in(afi.account_id().unwrap(), None);
    assert!(matches!(world.webhooks.get_endpoint(&key, id).await, Err(WebhooksError::Forbidden(_))));
    assert!(matches!(world.webhooks.list_endpoints(&key, owner).await, Err(WebhooksError::Forbidden(_))));
    assert!(matches!(world.webhooks.reveal_secret(&key, id).await, Err(WebhooksError::Forbidden(_))));
}
