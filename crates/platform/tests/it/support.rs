//! What these tests share: a job that does what its payload says, and waiting for a condition.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use jiff::Timestamp;
use kernel::{Actor, FixedClock};
use platform::{
    Db,
    jobs::{Enqueue, Job, Registry},
};
use serde::{Deserialize, Serialize};
use test_kit::TestDb;

/// A job with nothing but a number.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Note {
    pub(crate) number: u32,
}

impl Job for Note {
    const NAME: &'static str = "test.note";
    const MAX_ATTEMPTS: i16 = 3;
}

/// The numbers that handlers saw, in order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Seen(Arc<Mutex<Vec<u32>>>);

impl Seen {
    pub(crate) fn push(&self, number: u32) {
        self.0.lock().unwrap().push(number);
    }

    pub(crate) fn all(&self) -> Vec<u32> {
        self.0.lock().unwrap().clone()
    }

    /// A registry whose handler of [`Note`] only writes the number down.
    pub(crate) fn registry(&self) -> Registry {
        let (mut registry, seen) = (Registry::new(), self.clone());
        registry.job(move |job: Note, _run| {
            seen.push(job.number);
            async { Ok(()) }
        });
        registry
    }
}

pub(crate) const SYSTEM: Actor = Actor::system("test");

/// A database on a clock that the test moves, and the clock.
pub(crate) async fn db_and_clock() -> (TestDb, FixedClock) {
    let clock = FixedClock::at("2026-03-01T12:00:00Z".parse::<Timestamp>().unwrap());
    (TestDb::with(Arc::new(clock.clone())).await, clock)
}

pub(crate) async fn enqueue<J: Job>(db: &Db, job: &J, options: Enqueue) {
    let mut tx = db.begin(&SYSTEM).await.unwrap();
    tx.enqueue(job, options).await.unwrap();
    tx.commit().await.unwrap();
}

/// Waits until the condition holds, for at most twenty seconds.
pub(crate) async fn until<F: AsyncFnMut() -> bool>(what: &str, mut condition: F) {
    let waiting = async {
        while !condition().await {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), waiting).await.unwrap_or_else(|_elapsed| panic!("waited in vain until {what}"));
}

/// Outcome and attempt of every line of the history, the oldest first.
pub(crate) async fn history(db: &Db) -> Vec<(String, i16)> {
    sqlx::query_as("SELECT outcome, attempt FROM platform.job_runs ORDER BY id").fetch_all(db.pool()).await.unwrap()
}

/// How many jobs are left, failed ones included.
pub(crate) async fn jobs_left(db: &Db) -> i64 {
    sqlx::query_scalar("SELECT count(*) FROM platform.jobs").fetch_one(db.pool()).await.unwrap()
}
