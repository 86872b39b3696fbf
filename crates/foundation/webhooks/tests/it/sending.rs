//! What leaves, once and signed; rotation, resending, tests, postbacks.

use http::Method;
use kernel::PageRequest;
use secrecy::ExposeSecret as _;
use webhooks::{DeliveryFilter, DeliveryState, EndpointKind, EventPick, Message, WebhooksError};

use crate::{DAY, MINUTE, World, draft, message, receiver::Answer};

#[tokio::test]
async fn a_message_is_delivered_once_and_signed_as_the_standard_says() {
    let world = World::new().await;
    let (afi, owner) = world.person("afi").await;
    let (id, secret) = world.endpoint(&afi, owner, "/hooks?key=1").await;
    assert_eq!(world.publish(owner, "A-1").await, 1);
    world.settle().await;
    world.after(DAY).await;
    let got = world.receiver.got();
    let [got] = got.as_slice() else { panic!("one request: {got:?}") };
    assert_eq!((&got.method, got.uri.to_string().as_str()), (&Method::POST, "/hooks?key=1"));
    assert_eq!(got.signed_by(&[&secret]), [Some(0)]);
    assert_eq!((got.header("content-type"), got.header("webhook-timestamp")), ("application/json", "1772366400"));
    let body = r#"{"type":"sale.created","timestamp":"2026-03-01T11:59:58Z","data":"#;
    assert!(got.body.starts_with(body.as_bytes()), "{got:?}");
    assert_eq!(got.json()["data"], message("A-1").data);
    let log = world.log(&afi, id).await;
    assert_eq!((log[0].state, log[0].attempts, log[0].last_status), (DeliveryState::Delivered, 1, Some(204)));
    assert_eq!(log[0].webhook_id, got.header("webhook-id"));
    assert!(!log[0].webhook_id.contains('.'));
    let view = world.webhooks.get_delivery(&afi, log[0].id).await.unwrap();
    assert_eq!(view.body.unwrap().as_bytes(), got.body);
}

#[tokio::test]
async fn what_was_not_committed_is_not_told_and_what_is_published_twice_is_told_once() {
    let world = World::new().await;
    let (afi, owner) = world.person("afi").await;
    let (kossi, other) = world.person("kossi").await;
    world.endpoint(&afi, owner, "/afi").await;
    world.endpoint(&kossi, other, "/kossi").await;
    let mut tx = world.db.db().begin(&kernel::Actor::system("test")).await.unwrap();
    world.webhooks.publish_in(&mut tx, owner, &message("A-0")).await.unwrap();
    drop(tx);
    assert_eq!((world.publish(owner, "A-1").await, world.publish(owner, "A-1").await), (1, 0));
    world.settle().await;
    assert_eq!(world.publish(owner, "A-1").await, 0);
    assert_eq!(world.publish(other, "A-1").await, 1, "the ids of another owner are others");
    world.settle().await;
    assert_eq!((world.receiver.got_at("/afi").len(), world.receiver.got_at("/kossi").len()), (1, 1));
}

#[tokio::test]
async fn an_endpoint_hears_what_it_picked() {
    let world = World::new().await;
    let (afi, owner) = world.person("afi").await;
    let picked = draft(&world.receiver.url("/picked"), EventPick::Only(vec!["sale.refunded".into()]));
    world.webhooks.create_endpoint(&afi, owner, EndpointKind::Signed, &picked).await.unwrap();
    world.endpoint(&afi, owner, "/all").await;
    let refunded = Message { event_type: "sale.refunded", ..message("A-2") };
    assert_eq!((world.publish(owner, "A-1").await, world.publish_message(owner, &refunded).await), (1, 2));
    world.settle().await;
    assert_eq!((world.receiver.got_at("/picked").len(), world.receiver.got_at("/all").len()), (1, 2));
    let [picked, all] = [world.receiver.got_at("/picked").remove(0), world.receiver.got_at("/all").remove(1)];
    assert_eq!(picked.header("webhook-id"), all.header("webhook-id"));
    assert_ne!(picked.header("webhook-signature"), all.header("webhook-signature"), "each its own secret");
}

#[tokio::test]
async fn a_type_that_nobody_knows_or_a_payload_too_large_is_refused() {
    let world = World::new().await;
    let (afi, owner) = world.person("afi").await;
    world.endpoint(&afi, owner, "/").await;
    let mut tx = world.db.db().begin(&kernel::Actor::system("test")).await.unwrap();
    let mut refused = async |message: Message| world.webhooks.publish_in(&mut tx, owner, &message).await.unwrap_err();
    let large = Message { data: "x".repeat(64 * 1024).into(), ..message("A-1") };
    assert!(matches!(refused(large).await, WebhooksError::TooLarge));
    let mut long = message("A-1");
    long.values.subs[4] = Some("x".repeat(501));
    assert!(matches!(refused(long).await, WebhooksError::TooLarge));
    for wrong in
        [Message { event_type: "sale.lost", ..message("A-1") }, message(""), message("a\u{0}"), message(&"x".repeat(201))]
    {
        assert!(matches!(refused(wrong).await, WebhooksError::Bug(_)));
    }
    drop(tx);
    let fits = Message { data: "x".repeat(64 * 1024 - 100).into(), ..message("A-1") };
    assert_eq!(world.publish_message(owner, &fits).await, 1);
    world.settle().await;
    assert_eq!(world.receiver.got().len(), 1);
}

#[tokio::test]
async fn after_a_rotation_both_secrets_sign_for_a_day() {
    let world = World::new().await;
    let (afi, owner) = world.person("afi").await;
    let (id, old) = world.endpoint(&afi, owner, "/").await;
    let new = world.webhooks.rotate_secret(&afi, id).await.unwrap();
    let new = new.expose_secret();
    assert_ne!(new, old);
    assert_eq!(world.webhooks.reveal_secret(&afi, id).await.unwrap().expose_secret(), new);
    let until = world.webhooks.get_endpoint(&afi, id).await.unwrap().old_secret_until;
    assert_eq!(until, Some(world.now() + DAY));
    world.publish(owner, "A-1").await;
    world.settle().await;
    world.after(DAY - MINUTE).await;
    world.publish(owner, "A-2").await;
    world.settle().await;
    world.clock.advance(MINUTE);
    world.publish(owner, "A-3").await;
    world.settle().await;
    let signed: Vec<_> = world.receiver.got().iter().map(|got| got.signed_by(&[new, &old])).collect();
    assert_eq!(signed, [vec![Some(0), Some(1)], vec![Some(0), Some(1)], vec![Some(0)]]);
    assert_eq!(world.webhooks.get_endpoint(&afi, id).await.unwrap().old_secret_until, None);
}

#[tokio::test]
async fn an_attempt_whose_end_was_not_written_down_is_made_again_with_the_same_id() {
    let world = World::new().await;
    let (afi, owner) = world.person("afi").await;
    let (id, secret) = world.endpoint(&afi, owner, "/").await;
    world.publish(owner, "A-1").await;
    // The worker is taken for dead between sending and writing down, and another one goes on.
    let lost = "UPDATE platform.jobs SET worker_id = NULL, started_at = NULL WHERE name = 'webhooks.deliver'";
    world.receiver.answer_next(Answer::status(200).meanwhile(&world.db, lost));
    world.settle().await;
    let got = world.receiver.got();
    assert_eq!(got.len(), 2);
    assert_eq!(got[0].header("webhook-id"), got[1].header("webhook-id"));
    assert!(got.iter().all(|got| got.signed_by(&[&secret]) == [Some(0)]));
    let log = world.log(&afi, id).await;
    assert_eq!((log[0].state, log[0].attempts), (DeliveryState::Delivered, 1), "written down once");
}

#[tokio::test]
async fn what_was_delivered_or_given_up_can_be_sent_again() {
    let world = World::new().await;
    let (afi, owner) = world.person("afi").await;
    let (id, _) = world.endpoint(&afi, owner, "/").await;
    for order in ["A-1", "A-2", "A-3"] {
        world.publish(owner, order).await;
    }
    world.settle().await;
    let log = world.log(&afi, id).await;
    world.webhooks.resend(&afi, log[0].id).await.unwrap();
    assert!(matches!(world.webhooks.resend(&afi, log[0].id).await, Err(WebhooksError::OnItsWay)));
    world.settle().await;
    let got = world.receiver.got();
    assert_eq!((got.len(), got[3].header("webhook-id")), (4, got[2].header("webhook-id")));
    let view = world.webhooks.get_delivery(&afi, log[0].id).await.unwrap();
    assert_eq!(view.attempts.iter().map(|attempt| attempt.number).collect::<Vec<_>>(), [2, 1]);

    world.webhooks.disable_endpoint(&afi, id).await.unwrap();
    assert!(matches!(world.webhooks.resend(&afi, log[0].id).await, Err(WebhooksError::Disabled)));
}

#[tokio::test]
async fn all_that_failed_since_then_is_sent_again() {
    let world = World::new().await;
    let (afi, owner) = world.person("afi").await;
    let (id, _) = world.endpoint(&afi, owner, "/").await;
    world.publish(owner, "early").await;
    world.webhooks.disable_endpoint(&afi, id).await.unwrap();
    world.webhooks.enable_endpoint(&afi, id).await.unwrap();
    world.after(DAY).await;
    let since = world.now();
    for order in ["A-1", "A-2"] {
        world.publish(owner, order).await;
    }
    world.webhooks.disable_endpoint(&afi, id).await.unwrap();
    world.publish(owner, "while-disabled").await;
    assert_eq!(world.states(&afi, id).await, [DeliveryState::Held; 3], "and nothing of what came while it was disabled");
    assert!(matches!(world.webhooks.resend_failed(&afi, id, since).await, Err(WebhooksError::Disabled)));
    world.webhooks.enable_endpoint(&afi, id).await.unwrap();
    world.settle().await;
    assert!(world.receiver.got().is_empty(), "what was held waits to be asked for");
    let resent = world.webhooks.resend_failed(&afi, id, since).await.unwrap();
    assert_eq!((resent.queued, resent.is_full), (2, false));
    world.settle().await;
    let orders: Vec<_> = world.receiver.got().iter().map(|got| got.json()["data"]["order"].clone()).collect();
    assert_eq!(orders, ["A-1", "A-2"]);
}

#[tokio::test]
async fn a_test_says_that_it_is_one() {
    let world = World::new().await;
    let (afi, owner) = world.person("afi").await;
    let picked = draft(&world.receiver.url("/"), EventPick::Only(vec!["sale.refunded".into()]));
    let id = world.webhooks.create_endpoint(&afi, owner, EndpointKind::Signed, &picked).await.unwrap().id;
    let delivery_id = world.webhooks.send_test(&afi, id, "sale.created").await.unwrap();
    assert!(matches!(world.webhooks.send_test(&afi, id, "sale.lost").await, Err(WebhooksError::NotFound)));
    world.settle().await;
    let body = world.receiver.got()[0].json();
    assert_eq!((&body["type"], &body["test"], &body["data"]["order"]), (&"sale.created".into(), &true.into(), &"exemple".into()));
    let view = world.webhooks.get_delivery(&afi, delivery_id).await.unwrap();
    assert!(view.card.is_test && view.card.state == DeliveryState::Delivered);
}

#[tokio::test]
async fn a_postback_is_a_get_with_its_macros_filled_in() {
    let world = World::new().await;
    let (afi, owner) = world.person("afi").await;
    let template = world
        .receiver
        .url("/pb?cid={click_id}&sum={payout}&cur={currency}&tx={transaction_id}&e={event}&st={status}&s1={sub1}&s2={sub2}");
    let created =
        world.webhooks.create_endpoint(&afi, owner, EndpointKind::Postback, &draft(&template, EventPick::All)).await.unwrap();
    assert!(created.secret.is_none());
    assert!(matches!(world.webhooks.reveal_secret(&afi, created.id).await, Err(WebhooksError::NoSecret)));
    assert!(matches!(world.webhooks.rotate_secret(&afi, created.id).await, Err(WebhooksError::NoSecret)));
    world.publish(owner, "A-1").await;
    world.settle().await;
    let got = world.receiver.got().remove(0);
    assert_eq!((&got.method, got.body.len(), got.header("webhook-signature")), (&Method::GET, 0, ""));
    let expected = "/pb?cid=clk-1&sum=12.50&cur=EUR&tx=A-1&e=sale.created&st=&s1=a%20b%26c&s2=";
    assert_eq!(got.uri.to_string(), expected);
    let log = world.log(&afi, created.id).await;
    let view = world.webhooks.get_delivery(&afi, log[0].id).await.unwrap();
    assert!(view.target.ends_with(expected) && view.body.is_none());
}

#[tokio::test]
async fn the_log_is_read_page_by_page_and_by_state() {
    let world = World::new().await;
    let (afi, owner) = world.person("afi").await;
    let (id, _) = world.endpoint(&afi, owner, "/").await;
    for number in 0..5 {
        world.publish(owner, &format!("A-{number}")).await;
    }
    world.receiver.answer_next(Answer::status(500));
    world.settle().await;
    let (mut seen, mut request) = (Vec::new(), PageRequest::new(Some(2), None));
    loop {
        let page = world.webhooks.list_deliveries(&afi, id, DeliveryFilter::default(), &request).await.unwrap();
        seen.extend(page.items.iter().map(|delivery| delivery.id));
        let Some(next) = page.next else { break };
        request = PageRequest::new(Some(2), Some(next));
    }
    assert!(seen.len() == 5 && seen.is_sorted_by(|a, b| a > b));
    let mut counts = Vec::new();
    for state in DeliveryState::ALL {
        let filter = DeliveryFilter { state: Some(state) };
        counts.push(world.webhooks.list_deliveries(&afi, id, filter, &PageRequest::first()).await.unwrap().items.len());
    }
    assert_eq!(counts, [1, 4, 0, 0]);
    let foreign = PageRequest::new(None, Some(kernel::Cursor::after(&1)));
    let refused = world.webhooks.list_deliveries(&afi, id, DeliveryFilter::default(), &foreign).await;
    assert!(matches!(refused, Err(WebhooksError::Invalid(_))));
}
