//! Running everything that is due, once, without a runner: what a test or a command does.

use std::sync::Arc;

use sqlx::ConnectOptions as _;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{
    Registry, WorkRole,
    attempt::{Workplace, attempt},
    cron,
    store::{queue, workers},
};
use crate::{Db, DbError, outbox};

const BATCH: usize = 50;

/// Delivers the committed events, queues the cron jobs, and runs all jobs that are due by the clock of `db`, those they
/// queue included, one after the other. Returns how many attempts were made. Jobs that failed wait for their next time.
pub async fn run_due(db: &Db, registry: &Registry) -> Result<u32, DbError> {
    let mut connection = db.pool().connect_options().connect().await?;
    let worker_id = Uuid::now_v7();
    workers::register(&mut connection, worker_id, WorkRole::Worker, "run_due").await?;
    workers::lock(&mut connection, worker_id).await?;
    let place = Workplace {
        db: db.clone(),
        registry: Arc::new(registry.clone()),
        worker_id,
        label: "run_due".into(),
        shutdown: CancellationToken::new(),
        abort: CancellationToken::new(),
        give_up: CancellationToken::new(),
    };
    let attempts = run_all(&place).await?;
    workers::withdraw(db.pool(), worker_id).await?;
    Ok(attempts)
}

async fn run_all(place: &Workplace) -> Result<u32, DbError> {
    let mut attempts = 0;
    loop {
        let before = attempts;
        cron::tick(&place.db, &place.registry).await?;
        outbox::dispatch_all(&place.db, &place.registry).await?;
        for role in [WorkRole::Worker, WorkRole::Media] {
            let names = place.registry.names(role);
            let take = queue::Take { worker_id: place.worker_id, role, names: &names, limit: BATCH, now: place.db.now() };
            for job in queue::take(place.db.pool(), &take).await? {
                attempt(place.clone(), job).await;
                attempts += 1;
            }
        }
        if attempts == before {
            return Ok(attempts);
        }
    }
}
