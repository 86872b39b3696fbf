//! Events from commit to consumer.

use std::sync::{Arc, Mutex};

use contracts::Event;
use jiff::SignedDuration;
use platform::{
    Bus, Db,
    jobs::{Delivered, JobError, JobRun, Registry, Runner, RunnerConfig, WorkRole, run_due},
};
use serde::{Deserialize, Serialize};
use test_kit::TestDb;
use uuid::Uuid;

use crate::support::{SYSTEM, db_and_clock, jobs_left, until};

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Counted {
    thing: Uuid,
    number: u32,
}

impl Event for Counted {
    const TOPIC: &'static str = "test.counted.v1";

    fn key(&self) -> Uuid {
        self.thing
    }
}

type Heard = Arc<Mutex<Vec<(Uuid, u32)>>>;

async fn emit(db: &Db, thing: Uuid, number: u32) {
    let mut tx = db.begin(&SYSTEM).await.unwrap();
    tx.emit(&Counted { thing, number }).await.unwrap();
    tx.commit().await.unwrap();
}

/// Registers a consumer that counts each event once, in the transaction of its effect.
fn listen(registry: &mut Registry, name: &'static str, db: &Db) -> Heard {
    let (heard, db) = (Heard::default(), db.clone());
    let writes = Arc::clone(&heard);
    registry.consumer(name, move |delivered: Delivered<Counted>, _run: JobRun| {
        let (heard, db) = (Arc::clone(&writes), db.clone());
        async move {
            let mut tx = db.begin(&SYSTEM).await?;
            if tx.first_delivery(name, delivered.event_id).await? {
                heard.lock().unwrap().push((delivered.event.thing, delivered.event.number));
            }
            Ok(tx.commit().await?)
        }
    });
    heard
}

#[tokio::test]
async fn an_event_reaches_every_consumer_only_if_its_transaction_commits() {
    let test = TestDb::new().await;
    let (db, thing, mut registry) = (test.db(), Uuid::now_v7(), Registry::new());
    let (first, second) = (listen(&mut registry, "first", &db), listen(&mut registry, "second", &db));
    let mut tx = db.begin(&SYSTEM).await.unwrap();
    tx.emit(&Counted { thing, number: 1 }).await.unwrap();
    drop(tx);
    emit(&db, thing, 2).await;
    assert_eq!(run_due(&db, &registry).await.unwrap(), 2);
    assert_eq!(*first.lock().unwrap(), [(thing, 2)]);
    assert_eq!(*second.lock().unwrap(), [(thing, 2)]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_relays_deliver_each_event_once_in_the_order_of_its_aggregate() {
    let test = TestDb::new().await;
    let (db, other, mut registry) = (test.db(), test.another_pool().await, Registry::new());
    let heard = listen(&mut registry, "counter", &db);
    let start = |db: &Db| Runner::start(db, &Bus::start(db), &registry, RunnerConfig::new(WorkRole::Worker, 8)).unwrap();
    let runners = [start(&db), start(&other)];
    let things = [Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7()];
    for number in 0..40 {
        for thing in things {
            emit(&db, thing, number).await;
        }
    }
    until("all events were heard", async || heard.lock().unwrap().len() == 120 && jobs_left(&db).await == 0).await;
    let heard = heard.lock().unwrap().clone();
    for thing in things {
        let order: Vec<u32> = heard.iter().filter(|(about, _)| *about == thing).map(|(_, number)| *number).collect();
        assert_eq!(order, (0..40).collect::<Vec<_>>());
    }
    for runner in runners {
        runner.stop().await;
    }
}

#[tokio::test]
async fn a_failing_consumer_holds_back_only_its_own_events_of_that_aggregate() {
    let (test, clock) = db_and_clock().await;
    let (db, mut registry) = (test.db(), Registry::new());
    let (sick, sound) = (Uuid::now_v7(), Uuid::now_v7());
    let healthy = listen(&mut registry, "healthy", &db);
    let heard = Heard::default();
    registry.consumer("failing", {
        let (heard, db) = (Arc::clone(&heard), db.clone());
        move |delivered: Delivered<Counted>, run: JobRun| {
            let (heard, db) = (Arc::clone(&heard), db.clone());
            async move {
                if delivered.event.thing == sick && run.attempt < 3 {
                    return Err(JobError::retry("not yet"));
                }
                let mut tx = db.begin(&SYSTEM).await?;
                assert!(tx.first_delivery("failing", delivered.event_id).await?);
                heard.lock().unwrap().push((delivered.event.thing, delivered.event.number));
                Ok(tx.commit().await?)
            }
        }
    });
    for (thing, number) in [(sick, 1), (sound, 2), (sick, 3)] {
        emit(&db, thing, number).await;
    }
    run_due(&db, &registry).await.unwrap();
    assert_eq!(*healthy.lock().unwrap(), [(sick, 1), (sound, 2), (sick, 3)]);
    assert_eq!(*heard.lock().unwrap(), [(sound, 2)]);
    for _ in 0..8 {
        clock.advance(SignedDuration::from_mins(1));
        run_due(&db, &registry).await.unwrap();
    }
    assert_eq!(*heard.lock().unwrap(), [(sound, 2), (sick, 1), (sick, 3)]);
}

#[tokio::test]
async fn a_second_delivery_of_an_event_changes_nothing() {
    let test = TestDb::new().await;
    let (db, thing, mut registry) = (test.db(), Uuid::now_v7(), Registry::new());
    let heard = listen(&mut registry, "counter", &db);
    emit(&db, thing, 1).await;
    run_due(&db, &registry).await.unwrap();
    sqlx::query("UPDATE platform.outbox SET dispatched_at = NULL").execute(db.pool()).await.unwrap();
    assert_eq!(run_due(&db, &registry).await.unwrap(), 1, "delivered again");
    assert_eq!(heard.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn the_upkeep_forgets_old_events_and_history_and_keeps_recent_ones() {
    let (test, clock) = db_and_clock().await;
    let (db, mut registry) = (test.db(), Registry::new());
    listen(&mut registry, "counter", &db);
    platform::upkeep::register(&mut registry, &db);
    let count = async || -> (i64, i64, i64) {
        sqlx::query_as(
            "SELECT (SELECT count(*) FROM platform.outbox), (SELECT count(*) FROM platform.inbox),
                    (SELECT count(*) FROM platform.job_runs WHERE name LIKE 'event:%')",
        )
        .fetch_one(db.pool())
        .await
        .unwrap()
    };
    emit(&db, Uuid::now_v7(), 1).await;
    run_due(&db, &registry).await.unwrap();
    for (days, left) in [(6, (1, 1, 1)), (2, (0, 1, 1)), (23, (0, 1, 0)), (30, (0, 0, 0))] {
        clock.advance(SignedDuration::from_hours(24 * days));
        run_due(&db, &registry).await.unwrap();
        assert_eq!(count().await, left, "{days} more days");
    }
}
