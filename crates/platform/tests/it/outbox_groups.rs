//! Events for a consumer that takes many together.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use contracts::Event;
use jiff::SignedDuration;
use kernel::FixedClock;
use platform::{
    Db,
    jobs::{Delivered, JobError, JobRun, Registry, run_due},
};
use serde::{Deserialize, Serialize};
use test_kit::TestDb;
use uuid::Uuid;

use crate::support::{SYSTEM, db_and_clock, jobs_left};

const NAME: &str = "many";

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Counted {
    number: u32,
}

impl Event for Counted {
    const TOPIC: &'static str = "test.counted-together.v1";

    fn key(&self) -> Uuid {
        Uuid::nil()
    }
}

/// What the handler does with a group before it takes it.
type Mood = fn(&[u32], &JobRun) -> Result<(), JobError>;

struct World {
    test: TestDb,
    clock: FixedClock,
    registry: Registry,
    /// The new ones of each group that was taken.
    heard: Arc<Mutex<Vec<Vec<u32>>>>,
}

impl World {
    async fn new(mood: Mood) -> Self {
        let (test, clock) = db_and_clock().await;
        let (db, heard, mut registry) = (test.db(), Arc::<Mutex<Vec<Vec<u32>>>>::default(), Registry::new());
        let writes = Arc::clone(&heard);
        registry.consumer_of_many(NAME, move |told: Vec<Delivered<Counted>>, run: JobRun| {
            let (heard, db) = (Arc::clone(&writes), db.clone());
            async move {
                let numbers: Vec<u32> = told.iter().map(|one| one.event.number).collect();
                mood(&numbers, &run)?;
                let mut tx = db.begin(&SYSTEM).await?;
                let ids: Vec<Uuid> = told.iter().map(|one| one.event_id).collect();
                let new = tx.first_deliveries(NAME, &ids).await?;
                tx.commit().await?;
                let new = told.iter().filter(|one| new.contains(&one.event_id)).map(|one| one.event.number).collect();
                heard.lock().unwrap().push(new);
                Ok(())
            }
        });
        Self { test, clock, registry, heard }
    }

    fn db(&self) -> Db {
        self.test.db()
    }

    async fn emit(&self, numbers: std::ops::Range<u32>) {
        let mut tx = self.db().begin(&SYSTEM).await.unwrap();
        let events: Vec<Counted> = numbers.map(|number| Counted { number }).collect();
        tx.emit_all(&events).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn run(&self) -> u32 {
        run_due(&self.db(), &self.registry).await.unwrap()
    }

    async fn sql(&self, sql: &'static str) -> u64 {
        sqlx::query(sql).execute(self.db().pool()).await.unwrap().rows_affected()
    }

    fn sizes(&self) -> Vec<usize> {
        self.heard.lock().unwrap().iter().map(Vec::len).collect()
    }

    fn all(&self) -> Vec<u32> {
        let mut all = self.heard.lock().unwrap().concat();
        all.sort_unstable();
        all
    }

    async fn lines(&self) -> Vec<(String, String, i64)> {
        let sql = "SELECT name, outcome, count(*) FROM platform.job_runs GROUP BY name, outcome ORDER BY name, outcome";
        sqlx::query_as(sql).fetch_all(self.db().pool()).await.unwrap()
    }
}

#[tokio::test]
async fn a_burst_comes_in_groups_in_its_order_and_one_event_comes_alone() {
    let world = World::new(|_numbers, _run| Ok(())).await;
    world.emit(0..150).await;
    assert_eq!(world.run().await, 2);
    assert_eq!(*world.heard.lock().unwrap(), [(0..100).collect::<Vec<_>>(), (100..150).collect()]);
    world.emit(150..151).await;
    assert_eq!(world.run().await, 1);
    let lines = world.lines().await;
    let alone = "event:many:test.counted-together.v1".to_owned();
    assert_eq!(lines[0], (alone, "done".into(), 1), "one event is known to older processes");
    assert_eq!(jobs_left(&world.db()).await, 0);
}

#[tokio::test]
async fn a_group_that_is_dispatched_twice_is_taken_once() {
    let world =
        World::new(|_numbers, run| if run.job_id <= 2 { Err(JobError::Snooze(Duration::from_mins(1))) } else { Ok(()) }).await;
    world.emit(0..150).await;
    world.run().await;
    let again = "UPDATE platform.outbox SET dispatched_at = NULL";
    world.sql(again).await;
    assert_eq!(world.run().await, 0, "both wait already");
    assert_eq!(jobs_left(&world.db()).await, 2);
    // Some of them only: what waits with others must not keep them from being delivered.
    world.sql("UPDATE platform.outbox SET dispatched_at = NULL WHERE (payload->>'number')::int < 10").await;
    world.run().await;
    assert_eq!(world.sizes(), [10]);
    world
        .sql(
            "INSERT INTO platform.jobs (name, role, payload, run_at, max_attempts, attempts)
               SELECT name, role, payload, run_at, max_attempts, attempts FROM platform.jobs",
        )
        .await;
    world.sql("DELETE FROM platform.jobs WHERE id <= 2").await;
    world.clock.advance(SignedDuration::from_mins(2));
    world.run().await;
    assert_eq!(world.all(), (0..150).collect::<Vec<_>>());
}

#[tokio::test]
async fn what_was_taken_with_others_is_not_taken_again() {
    let world = World::new(|_numbers, _run| Ok(())).await;
    world.emit(0..20).await;
    world.run().await;
    world.sql("UPDATE platform.outbox SET dispatched_at = NULL WHERE (payload->>'number')::int < 10").await;
    world.emit(20..25).await;
    assert_eq!(world.run().await, 1);
    assert_eq!(world.sizes(), [20, 5]);
    assert_eq!(world.all(), (0..25).collect::<Vec<_>>());
}

#[tokio::test]
async fn one_that_cannot_be_taken_yet_holds_back_no_other_and_is_tried_again_alone() {
    let world = World::new(|numbers, run| {
        let bad = numbers.contains(&7) && (numbers.len() > 1 || run.attempt < 3);
        if bad { Err(JobError::retry("not seven")) } else { Ok(()) }
    })
    .await;
    world.emit(0..20).await;
    world.run().await;
    assert_eq!(world.all(), (0..20).filter(|number| *number != 7).collect::<Vec<_>>());
    assert_eq!(jobs_left(&world.db()).await, 1);
    for _ in 0..3 {
        world.clock.advance(SignedDuration::from_mins(1));
        world.run().await;
    }
    assert_eq!(world.all(), (0..20).collect::<Vec<_>>());
    let [alone, together] = ["event:many:test.counted-together.v1", "events:many:test.counted-together.v1"].map(str::to_owned);
    let lines = [(alone.clone(), "done".to_owned(), 20), (alone, "retried".into(), 2), (together, "retried".into(), 1)];
    assert_eq!(world.lines().await, lines);
}

#[tokio::test]
async fn one_that_is_not_understood_or_panics_is_given_up_alone() {
    let world = World::new(|numbers, _run| {
        assert!(!numbers.contains(&3), "three");
        Ok(())
    })
    .await;
    world.emit(0..10).await;
    world.sql("UPDATE platform.outbox SET payload = '{}' WHERE (payload->>'number')::int = 5").await;
    world.run().await;
    assert_eq!(world.all(), [0, 1, 2, 4, 6, 7, 8, 9]);
    let left: Vec<(bool, String)> =
        sqlx::query_as("SELECT failed_at IS NOT NULL, last_error FROM platform.jobs ORDER BY failed_at IS NULL")
            .fetch_all(world.db().pool())
            .await
            .unwrap();
    assert!(left.len() == 2 && left[0].0 && !left[1].0 && left[1].1.contains("three"), "{left:?}");
    for _ in 0..20 {
        world.clock.advance(SignedDuration::from_hours(2));
        world.run().await;
    }
    assert_eq!(world.sql("DELETE FROM platform.jobs WHERE failed_at IS NOT NULL AND name LIKE 'event:%'").await, 2);
}

#[tokio::test]
async fn a_group_that_ended_its_process_twice_is_tried_one_by_one() {
    let world = World::new(|numbers, run| {
        assert!(numbers.len() == 1 || run.attempt == 1, "never together again");
        if run.attempt == 1 && numbers.len() > 1 { Err(JobError::Snooze(Duration::from_mins(1))) } else { Ok(()) }
    })
    .await;
    world.emit(0..10).await;
    world.run().await;
    world.sql("UPDATE platform.jobs SET attempts = 2").await;
    world.clock.advance(SignedDuration::from_mins(2));
    world.run().await;
    assert_eq!((world.sizes(), world.all()), (vec![1; 10], (0..10).collect()));
}

#[tokio::test]
async fn what_an_older_process_queued_is_understood() {
    let world = World::new(|_numbers, _run| Ok(())).await;
    let old = "INSERT INTO platform.jobs (name, role, payload, serial, unique_key, run_at, max_attempts)
               SELECT 'event:many:test.counted-together.v1', 'worker',
                      jsonb_build_object('event_id', id, 'event', jsonb_build_object('number', 4)), 'many:' || id, id::text, '2020-01-01', 20
               FROM (SELECT gen_random_uuid() AS id) AS new";
    assert_eq!(world.sql(old).await, 1);
    world.run().await;
    assert_eq!(*world.heard.lock().unwrap(), [[4]]);
}
