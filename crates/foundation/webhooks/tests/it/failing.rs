//! Receivers that are away, slow to recover, gone, or away for good.

use contracts::webhooks::Owner;
use jiff::SignedDuration;
use kernel::Actor;
use serde_json::json;
use webhooks::{DeliveryState, EndpointId, EndpointState, Failure, RETRY_PAUSES, WebhooksError};

use crate::{DAY, MINUTE, World, receiver::Answer};

/// A tenth and a little more than the pause: whatever the jitter, it is over.
fn over(pause: SignedDuration) -> SignedDuration {
    pause + pause / 10 + SignedDuration::from_secs(1)
}

async fn one(world: &World) -> (Actor, Owner, EndpointId, String) {
    let (afi, owner) = world.person("afi").await;
    let (id, secret) = world.endpoint(&afi, owner, "/").await;
    (afi, owner, id, secret)
}

#[tokio::test]
async fn a_receiver_that_was_away_gets_it_later_with_the_same_id_and_a_new_time() {
    let world = World::new().await;
    let (afi, owner, id, secret) = one(&world).await;
    world.receiver.answer_next(Answer::status(503).body("<h1>Où suis-je ?</h1>\u{0}".as_bytes()));
    world.receiver.answer_next(Answer::status(302).header("location", &world.receiver.url("/elsewhere")));
    world.publish(owner, "A-1").await;
    world.settle().await;
    world.after(SignedDuration::from_secs(4)).await;
    assert_eq!(world.receiver.got().len(), 1, "not before its time");
    world.after(SignedDuration::from_secs(2)).await;
    world.after(SignedDuration::from_secs(200)).await;
    assert_eq!(world.receiver.got().len(), 2, "the second pause is longer");
    let streak = world.webhooks.get_endpoint(&afi, id).await.unwrap();
    assert_eq!((streak.failing_deliveries, streak.failing_since.is_some()), (1, true));
    world.after(SignedDuration::from_secs(200)).await;

    let got = world.receiver.got();
    assert!(got.len() == 3 && got.iter().all(|got| got.uri.path() == "/"), "a redirect is not followed");
    assert!(got.iter().all(|next| next.header("webhook-id") == got[0].header("webhook-id") && next.body == got[0].body));
    assert!(got.iter().all(|got| got.signed_by(&[&secret]) == [Some(0)]));
    let times: Vec<&str> = got.iter().map(|got| got.header("webhook-timestamp")).collect();
    assert_eq!(times, ["1772366400", "1772366406", "1772366806"]);
    let log = world.log(&afi, id).await;
    let view = world.webhooks.get_delivery(&afi, log[0].id).await.unwrap();
    let attempts: Vec<_> = view.attempts.iter().map(|attempt| (attempt.status.unwrap(), attempt.answer.as_str())).collect();
    assert_eq!(attempts, [(204, ""), (302, ""), (503, "<h1>Où suis-je ?</h1>")]);
    let streak = world.webhooks.get_endpoint(&afi, id).await.unwrap();
    assert_eq!((streak.failing_deliveries, streak.failing_since), (0, None), "well again");
}

#[tokio::test]
async fn after_the_last_pause_a_delivery_is_given_up_and_can_be_sent_again_with_all_its_tries() {
    let world = World::new().await;
    let (afi, owner, id, _) = one(&world).await;
    for _ in 0..=RETRY_PAUSES.len() {
        world.receiver.answer_next(Answer::status(500));
    }
    world.publish(owner, "A-1").await;
    world.settle().await;
    for (number, pause) in (1..).zip(RETRY_PAUSES) {
        assert_eq!(world.receiver.got().len(), number);
        assert_eq!(world.states(&afi, id).await, [DeliveryState::Pending]);
        world.after(over(pause)).await;
    }
    assert_eq!((world.receiver.got().len(), world.states(&afi, id).await), (10, vec![DeliveryState::Failed]));
    world.after(DAY).await;
    assert_eq!(world.receiver.got().len(), 10);

    world.receiver.answer_next(Answer::status(500));
    let delivery = world.log(&afi, id).await[0].id;
    world.webhooks.resend(&afi, delivery).await.unwrap();
    world.settle().await;
    assert_eq!(world.states(&afi, id).await, [DeliveryState::Pending], "the table begins anew");
    world.after(over(RETRY_PAUSES[0])).await;
    let log = world.log(&afi, id).await;
    assert_eq!((log[0].state, log[0].attempts), (DeliveryState::Delivered, 12));
}

#[tokio::test]
async fn what_waits_for_its_next_try_can_be_tried_now() {
    let world = World::new().await;
    let (afi, owner, id, _) = one(&world).await;
    for _ in 0..3 {
        world.receiver.answer_next(Answer::status(500));
    }
    world.publish(owner, "A-1").await;
    world.settle().await;
    world.after(over(RETRY_PAUSES[0])).await;
    let delivery = world.log(&afi, id).await[0].id;
    world.webhooks.resend(&afi, delivery).await.unwrap();
    world.settle().await;
    let next = world.log(&afi, id).await[0].next_attempt_at.unwrap();
    assert!(world.receiver.got().len() == 3 && next >= world.now() + RETRY_PAUSES[2], "the table goes on");
    world.webhooks.resend(&afi, delivery).await.unwrap();
    world.settle().await;
    assert_eq!(world.states(&afi, id).await, [DeliveryState::Delivered]);
}

#[tokio::test]
async fn of_a_receiver_for_whom_ten_thousand_wait_no_more_are_queued() {
    let world = World::new().await;
    let (afi, owner, id, _) = one(&world).await;
    let account = afi.account_id().unwrap();
    world
        .db
        .script(format!(
            "INSERT INTO webhooks.messages (id, account_id, message_key, event_type, body, postback_values, is_test, created_at)
             SELECT gen_random_uuid(), '{account}', n::text, 'sale.created', '{{}}', '{{}}', false, now() FROM generate_series(1, 9999) n;
             INSERT INTO webhooks.deliveries (id, message_id, endpoint_id, state, next_attempt_at, created_at)
             SELECT gen_random_uuid(), id, '{id}', 'pending', '2030-01-01', now() FROM webhooks.messages"
        ))
        .await;
    let mut tx = world.db.db().begin(&Actor::system("test")).await.unwrap();
    for order in ["A-10000", "A-10001"] {
        world.webhooks.publish_in(&mut tx, owner, &crate::message(order)).await.unwrap();
    }
    tx.commit().await.unwrap();
    let filter = webhooks::DeliveryFilter { state: Some(DeliveryState::Held) };
    let held = world.webhooks.list_deliveries(&afi, id, filter, &kernel::PageRequest::first()).await.unwrap();
    assert_eq!(held.items.len(), 1);
    let view = world.webhooks.get_delivery(&afi, held.items[0].id).await.unwrap();
    assert!(view.body.unwrap().contains("A-10001"));
}

#[tokio::test]
async fn what_waits_for_its_next_try_does_not_stand_in_the_way() {
    let world = World::new().await;
    let (afi, owner, id, _) = one(&world).await;
    world.receiver.answer_next(Answer::status(400));
    world.publish(owner, "unloved").await;
    world.settle().await;
    world.publish(owner, "A-2").await;
    world.settle().await;
    assert_eq!(world.states(&afi, id).await, [DeliveryState::Delivered, DeliveryState::Pending]);
}

#[tokio::test]
async fn a_receiver_is_left_alone_as_long_as_it_asks_for() {
    let world = World::new().await;
    let (afi, owner, id, _) = one(&world).await;
    world.receiver.answer_next(Answer::status(429).header("retry-after", "3600"));
    world.publish(owner, "A-1").await;
    world.settle().await;
    assert_eq!(world.log(&afi, id).await[0].next_attempt_at, Some(world.now() + SignedDuration::from_hours(1)));
    world.after(MINUTE * 59).await;
    assert_eq!(world.receiver.got().len(), 1);
    world.after(MINUTE).await;
    assert_eq!(world.receiver.got().len(), 2);
}

#[tokio::test]
async fn who_answers_gone_is_asked_no_more_and_its_owner_hears_of_it() {
    let world = World::new().await;
    let (afi, owner, id, _) = one(&world).await;
    for order in ["A-1", "A-2"] {
        world.publish(owner, order).await;
    }
    world.receiver.answer_next(Answer::status(410));
    world.settle().await;
    assert_eq!(world.receiver.got().len(), 1);
    assert_eq!(world.states(&afi, id).await, [DeliveryState::Held, DeliveryState::Failed]);
    assert_eq!(world.webhooks.get_endpoint(&afi, id).await.unwrap().state, EndpointState::DisabledGone);
    assert_eq!(world.publish(owner, "A-3").await, 0);
    let told =
        json!({ "topic": "webhooks.endpoint-disabled.v1", "endpoint_id": id, "owner": owner, "host": "127.0.0.1", "by": "gone" });
    assert_eq!(world.told(), [told]);
    assert!(matches!(world.webhooks.send_test(&afi, id, "sale.created").await, Err(WebhooksError::Disabled)));

    world.webhooks.enable_endpoint(&afi, id).await.unwrap();
    let resent = world.webhooks.resend_failed(&afi, id, jiff::Timestamp::MIN).await.unwrap();
    world.settle().await;
    assert_eq!((resent.queued, world.receiver.got().len()), (2, 3));
}

#[tokio::test]
async fn an_owner_is_warned_and_after_five_days_without_an_answer_the_endpoint_is_disabled() {
    let world = World::new().await;
    let (afi, owner, id, _) = one(&world).await;
    for _ in 0..1_000 {
        world.receiver.answer_next(Answer::status(500));
    }
    for number in 0..12 {
        world.publish(owner, &format!("A-{number}")).await;
    }
    world.settle().await;
    let warned: Vec<_> = world.told().iter().map(|event| (event["topic"].clone(), event["deliveries"].clone())).collect();
    let failing = |count: u32| (json!("webhooks.endpoint-failing.v1"), json!(count));
    assert_eq!(warned, [failing(5), failing(10)]);
    for _ in 0..4 {
        world.after(DAY).await;
    }
    world.clock.advance(DAY - MINUTE);
    world.publish(owner, "nearly").await;
    world.settle().await;
    assert_eq!(world.webhooks.get_endpoint(&afi, id).await.unwrap().state, EndpointState::Enabled);
    world.after(MINUTE * 2).await;
    let endpoint = world.webhooks.get_endpoint(&afi, id).await.unwrap();
    assert_eq!((endpoint.state, endpoint.disabled_at), (EndpointState::DisabledFailing, Some(world.now())));
    assert_eq!(world.told().last().unwrap()["by"], "failing");
    assert!(!world.states(&afi, id).await.contains(&DeliveryState::Pending));
    let asked = world.receiver.got().len();
    world.after(DAY).await;
    assert_eq!(world.receiver.got().len(), asked);

    world.webhooks.enable_endpoint(&afi, id).await.unwrap();
    let endpoint = world.webhooks.get_endpoint(&afi, id).await.unwrap();
    assert_eq!((endpoint.state, endpoint.failing_since, endpoint.failing_deliveries), (EndpointState::Enabled, None, 0));
    world.publish(owner, "again").await;
    world.settle().await;
    assert_eq!(world.webhooks.get_endpoint(&afi, id).await.unwrap().state, EndpointState::Enabled, "a new patience");
}

#[tokio::test]
async fn one_answer_in_between_ends_the_row_of_failures() {
    let world = World::new().await;
    let (afi, owner, id, _) = one(&world).await;
    for (at, status) in [500, 500, 500, 500, 200, 500, 500, 500, 500].into_iter().enumerate() {
        world.receiver.answer_next(Answer::status(status));
        world.publish(owner, &format!("A-{at}")).await;
        world.settle().await;
    }
    assert!(world.told().is_empty());
    assert_eq!(world.webhooks.get_endpoint(&afi, id).await.unwrap().failing_deliveries, 4);
}

#[tokio::test]
async fn an_endpoint_disabled_while_it_was_asked_stays_so() {
    let world = World::new().await;
    let (afi, owner, id, _) = one(&world).await;
    let disabled = "UPDATE webhooks.endpoints SET disabled_at = now(), disabled_by = 'owner';
                    UPDATE webhooks.deliveries SET state = 'held', next_attempt_at = NULL";
    world.receiver.answer_next(Answer::status(500).meanwhile(&world.db, disabled));
    world.publish(owner, "A-1").await;
    world.settle().await;
    let log = world.log(&afi, id).await;
    assert_eq!((log[0].state, log[0].attempts, log[0].last_status), (DeliveryState::Held, 1, Some(500)));
    world.after(DAY).await;
    assert_eq!(world.receiver.got().len(), 1);
}

#[tokio::test]
async fn a_server_that_is_not_there_is_told_apart_from_one_that_answers() {
    let world = World::new().await;
    let (afi, owner) = world.person("afi").await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    drop(listener);
    let draft = crate::draft(&url, webhooks::EventPick::All);
    let id = world.webhooks.create_endpoint(&afi, owner, webhooks::EndpointKind::Signed, &draft).await.unwrap().id;
    world.publish(owner, "A-1").await;
    world.settle().await;
    let log = world.log(&afi, id).await;
    assert_eq!((log[0].last_status, log[0].last_failure), (None, Some(Failure::NoAnswer)));
}

#[tokio::test]
async fn a_server_that_answers_too_late_is_left() {
    let world = World::with(webhooks::WebhooksConfig { timeout_ms: 200, ..crate::trial() }).await;
    let (afi, owner, id, _) = one(&world).await;
    world.receiver.hang("/");
    world.publish(owner, "A-1").await;
    world.settle().await;
    let log = world.log(&afi, id).await;
    assert_eq!((log[0].state, log[0].last_failure), (DeliveryState::Pending, Some(Failure::Timeout)));
}
