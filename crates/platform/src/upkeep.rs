//! Forgetting what is no longer needed: dispatched events, handled deliveries, job history, ended rate windows, answers kept for
//! a day.

mod store;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{
    Db, RateLimiter, idempotency,
    jobs::{Job, JobError, JobRun, Registry},
};

/// Rows deleted per statement: short locks, small transactions.
const BATCH: i64 = 5000;

const DISPATCHED_EVENTS: SignedDuration = SignedDuration::from_hours(7 * 24);
/// Longer than an event can wait for its last delivery.
const HANDLED_DELIVERIES: SignedDuration = SignedDuration::from_hours(60 * 24);
const JOB_HISTORY: SignedDuration = SignedDuration::from_hours(30 * 24);
const FAILED_JOBS: SignedDuration = SignedDuration::from_hours(90 * 24);

#[derive(Debug, Default, Serialize, Deserialize)]
struct UpkeepJob {}

impl Job for UpkeepJob {
    const NAME: &'static str = "platform.upkeep";
}

/// Registers the hourly clean-up.
pub fn register(registry: &mut Registry, db: &Db) {
    let db = db.clone();
    registry.job(move |_job: UpkeepJob, run| clean(db.clone(), run));
    registry.cron::<UpkeepJob>("17 * * * *");
}

async fn clean(db: Db, run: JobRun) -> Result<(), JobError> {
    let now = db.now();
    RateLimiter::new(db.clone()).clean().await?;
    loop {
        let gone = store::forget_events(db.pool(), before(now, DISPATCHED_EVENTS), BATCH).await?
            + store::forget_deliveries(db.pool(), before(now, HANDLED_DELIVERIES), BATCH).await?
            + store::forget_runs(db.pool(), before(now, JOB_HISTORY), BATCH).await?
            + idempotency::forget(db.pool(), now, BATCH).await?
            + store::forget_failed_jobs(db.pool(), before(now, FAILED_JOBS), BATCH).await?;
        if gone == 0 {
            return Ok(());
        }
        if run.shutdown.is_cancelled() {
            return Err(JobError::retry("stopped before the end"));
        }
    }
}

fn before(now: Timestamp, age: SignedDuration) -> Timestamp {
    now.checked_sub(age).unwrap_or(Timestamp::MIN)
}
