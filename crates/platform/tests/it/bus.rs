//! Live messages between processes.

use std::time::Duration;

use futures::{Stream, StreamExt as _};
use platform::{Bus, bus::Heard};
use serde_json::{Value, json};
use test_kit::TestDb;

use crate::support::SYSTEM;

async fn next<S: Stream + Unpin>(stream: &mut S) -> S::Item {
    tokio::time::timeout(Duration::from_secs(10), stream.next()).await.expect("a message in time").expect("an open stream")
}

#[tokio::test]
async fn a_message_reaches_the_subscribers_of_its_channel_in_every_process() {
    let test = TestDb::new().await;
    let (here, there) = (Bus::start(&test.db()), Bus::start(&test.another_pool().await));
    let (mut one, mut two, mut other) = (here.subscribe("film"), there.subscribe("film"), there.subscribe("person"));
    here.ready().await;
    there.ready().await;
    here.publish("film", &json!({ "progress": 40 })).await.unwrap();
    there.publish("person", &json!("only this")).await.unwrap();
    assert_eq!(next(&mut one).await, json!({ "progress": 40 }));
    assert_eq!(next(&mut two).await, json!({ "progress": 40 }));
    assert_eq!(next(&mut other).await, json!("only this"));
}

#[tokio::test]
async fn a_message_of_a_transaction_arrives_only_if_it_commits() {
    let test = TestDb::new().await;
    let bus = Bus::start(&test.db());
    let mut messages = bus.subscribe("film");
    bus.ready().await;
    for (number, commits) in [(1, false), (2, true)] {
        let mut tx = test.db().begin(&SYSTEM).await.unwrap();
        tx.notify("film", &json!(number)).await.unwrap();
        if commits {
            tx.commit().await.unwrap();
        }
    }
    assert_eq!(next(&mut messages).await, json!(2));
}

#[tokio::test]
async fn a_subscriber_survives_a_lost_connection_and_is_told_of_the_gap() {
    let test = TestDb::new().await;
    let bus = Bus::start(&test.db());
    bus.ready().await;
    let mut heard = bus.subscribe_with_gaps("film");
    let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
               WHERE datname = current_database() AND pid <> pg_backend_pid()";
    sqlx::query(cut).execute(test.another_pool().await.pool()).await.unwrap();
    assert_eq!(next(&mut heard).await, Heard::Gap);
    test.another_pool().await;
    Bus::start(&test.another_pool().await).publish("film", &json!(1)).await.unwrap();
    assert_eq!(next(&mut heard).await, Heard::Message(json!(1)));
}

#[tokio::test]
async fn a_slow_subscriber_loses_messages_but_neither_the_others_nor_itself() {
    let test = TestDb::new().await;
    let bus = Bus::start(&test.db());
    let (mut slow, mut quick) = (bus.subscribe_with_gaps("film"), bus.subscribe("film"));
    bus.ready().await;
    for number in 0..400 {
        bus.publish("film", &json!(number)).await.unwrap();
        assert_eq!(next(&mut quick).await, json!(number));
    }
    assert_eq!(next(&mut slow).await, Heard::Gap);
    let Heard::Message(Value::Number(first)) = next(&mut slow).await else { panic!("a message after the gap") };
    assert!(first.as_u64().unwrap() > 0);
}
