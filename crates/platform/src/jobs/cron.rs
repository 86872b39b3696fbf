//! Queues the jobs of the cron entries. Every worker tries; the row of the entry lets one succeed per tick.

use std::time::Duration;

use kernel::Actor;
use tokio_util::sync::CancellationToken;

use super::{
    Enqueue, queries,
    registry::{CronEntry, Registry},
    schedule::Schedule,
    store,
};
use crate::{Db, DbError};

/// Minutes are the finest step, so looking this often is enough.
const LOOK_EVERY: Duration = Duration::from_secs(10);

/// Queues what is due, and measures the queue, until stopped.
pub(super) async fn keep(db: Db, registry: std::sync::Arc<Registry>, stop: CancellationToken) {
    loop {
        if let Err(error) = tick(&db, &registry).await {
            tracing::warn!(%error, "the cron entries could not be looked through");
        }
        if let Err(error) = measure(&db).await {
            tracing::warn!(%error, "the queue could not be measured");
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
}

async fn measure(db: &Db) -> Result<(), DbError> {
    let size = queries::size(db.pool(), db.now()).await?;
    for (state, jobs) in
        [("waiting", size.waiting), ("overdue", size.overdue), ("running", size.running), ("failed", size.failed)]
    {
        metrics::gauge!("griot_jobs", "state" => state).set(f64::from(u32::try_from(jobs).unwrap_or(u32::MAX)));
    }
    Ok(())
}

/// Queues the job of each entry whose latest tick nobody took yet: one job, however many ticks were missed.
pub(super) async fn tick(db: &Db, registry: &Registry) -> Result<(), DbError> {
    for entry in &registry.crons {
        let Some(schedule) = Schedule::parse(entry.schedule) else { continue };
        if let Some(tick) = schedule.latest(db.now()) {
            queue(db, entry, tick).await?;
        }
    }
    Ok(())
}

async fn queue(db: &Db, entry: &CronEntry, tick: jiff::Timestamp) -> Result<(), DbError> {
    let mut tx = db.begin(&Actor::system("cron")).await?;
    if store::cron::take_tick(tx.conn(), entry.name, entry.schedule, tick).await? {
        let payload = (entry.payload)().map_err(|error| sqlx::Error::Encode(Box::new(error)))?;
        let options = Enqueue { unique_key: Some("cron".into()), run_at: Some(tick), ..Enqueue::default() };
        let job = store::NewJob { name: entry.name, role: entry.role, max_attempts: entry.max_attempts, payload, options };
        store::insert(tx.conn(), &job).await?;
    }
    tx.commit().await
}
