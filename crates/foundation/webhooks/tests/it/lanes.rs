//! A receiver that hangs holds up nobody else, by runners at work.

use platform::{
    Bus,
    jobs::{Runner, RunnerConfig, WorkRole},
};
use webhooks::{DeliveryState, WebhooksConfig};

use crate::{World, receiver::Answer};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_hangs_is_asked_one_thing_at_a_time_and_those_who_answer_go_on() {
    let world = World::with(WebhooksConfig { at_once: 1, troubled_at_once: 1, timeout_ms: 60_000, ..crate::trial() }).await;
    let ((afi, own), (kossi, other)) = (world.person("afi").await, world.person("kossi").await);
    let (hanging, _) = world.endpoint(&afi, own, "/hangs").await;
    let (answering, _) = world.endpoint(&kossi, other, "/answers").await;
    // One failure, so that it is known to be in trouble.
    world.receiver.answer_next(Answer::status(500));
    world.publish(own, "A-0").await;
    world.settle().await;

    world.receiver.hang("/hangs");
    let (db, config) = (world.db.db(), RunnerConfig::new(WorkRole::Worker, 8));
    let runner = Runner::start(&db, &Bus::start(&db), &world.registry, config).unwrap();
    for number in 1..4 {
        world.publish(own, &format!("A-{number}")).await;
    }
    world.receiver.wait_for("/hangs", 2).await;
    for number in 1..4 {
        world.publish(other, &format!("B-{number}")).await;
    }
    world.receiver.wait_for("/answers", 3).await;
    assert_eq!(world.receiver.inside("/hangs"), (1, 1), "still hanging, one at a time");
    world.receiver.release();
    world.receiver.wait_for("/hangs", 4).await;
    assert_eq!((world.receiver.inside("/hangs").1, world.receiver.inside("/answers").1), (1, 1));
    runner.stop().await;
    assert_eq!(world.states(&kossi, answering).await, [DeliveryState::Delivered; 3]);
    assert_eq!(world.log(&afi, hanging).await.len(), 4);
}
