//! Showing that this worker lives, and noticing those that do not.
//!
//! A worker holds an advisory lock on a connection of its own, and renews the time of its row. A killed process loses the
//! lock at once, so its jobs are free after some seconds; a silent machine keeps it, and is given longer.

use std::time::Duration;

use jiff::SignedDuration;
use sqlx::{ConnectOptions as _, PgConnection};
use tokio::{task::JoinHandle, time::Instant};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{WorkRole, store::workers};
use crate::{Db, DbError};

/// The pace of the signs of life.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// Between two signs of life.
    pub beat: Duration,
    /// A worker whose connection is gone is dead after this silence. Longer than a restart of PostgreSQL takes its clients.
    pub patience: Duration,
    /// A worker whose connection seems to live is dead after this silence.
    pub long_patience: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self { beat: Duration::from_secs(2), patience: Duration::from_secs(6), long_patience: Duration::from_mins(1) }
    }
}

/// The row of a living worker.
pub(super) struct Presence {
    pub(super) worker_id: Uuid,
    /// Cancelled when the row is gone: the jobs are somebody else's.
    pub(super) lost: CancellationToken,
    db: Db,
    task: JoinHandle<()>,
}

impl Presence {
    /// Announces a worker and keeps it alive until withdrawn.
    pub(super) async fn announce(db: &Db, role: WorkRole, label: &str, pace: Pace) -> Result<Self, DbError> {
        let worker_id = Uuid::now_v7();
        let mut connection = db.pool().connect_options().connect().await?;
        workers::register(&mut connection, worker_id, role, label).await?;
        workers::lock(&mut connection, worker_id).await?;
        let lost = CancellationToken::new();
        let keeper = Keeper { db: db.clone(), worker_id, pace, connection: Some(connection), steady_since: Instant::now() };
        let task = tokio::spawn(keeper.keep(lost.clone()));
        Ok(Self { worker_id, lost, db: db.clone(), task })
    }

    /// Says goodbye. Fails while the worker still owns jobs; others then find it dead.
    pub(super) async fn withdraw(self) -> Result<(), DbError> {
        self.task.abort();
        workers::withdraw(self.db.pool(), self.worker_id).await
    }
}

impl Drop for Presence {
    fn drop(&mut self) {
        self.task.abort();
    }
}

struct Keeper {
    db: Db,
    worker_id: Uuid,
    pace: Pace,
    connection: Option<PgConnection>,
    /// Since when no sign of life failed.
    steady_since: Instant,
}

impl Keeper {
    async fn keep(mut self, lost: CancellationToken) {
        loop {
            tokio::time::sleep(self.pace.beat).await;
            match tokio::time::timeout(self.pace.patience, self.beat()).await {
                Ok(Ok(true)) => self.look_around().await,
                Ok(Ok(false)) => {
                    lost.cancel();
                    return;
                }
                Ok(Err(error)) => self.interrupted(&error),
                Err(elapsed) => self.interrupted(&elapsed),
            }
        }
    }

    async fn beat(&mut self) -> Result<bool, DbError> {
        if self.connection.is_none() {
            let mut connection = self.db.pool().connect_options().connect().await?;
            if !workers::lock(&mut connection, self.worker_id).await? {
                return Ok(false);
            }
            self.connection = Some(connection);
        }
        match &mut self.connection {
            Some(connection) => workers::beat(connection, self.worker_id).await,
            None => Ok(true),
        }
    }

    fn interrupted(&mut self, error: &dyn std::fmt::Display) {
        tracing::warn!(%error, "the worker could not show that it lives");
        self.connection = None;
        self.steady_since = Instant::now();
    }

    /// Frees the jobs of dead workers. One that was itself cut off first gives the others time to come back.
    async fn look_around(&self) {
        if self.steady_since.elapsed() < self.pace.patience {
            return;
        }
        let patience =
            workers::Patience { unlocked_ms: milliseconds(self.pace.patience), locked_ms: milliseconds(self.pace.long_patience) };
        match workers::bury(self.db.pool(), self.worker_id, self.db.now(), &patience).await {
            Ok(0) => {}
            Ok(jobs) => tracing::warn!(jobs, "freed the jobs of a worker that died"),
            Err(error) => tracing::warn!(%error, "dead workers could not be looked for"),
        }
    }
}

fn milliseconds(duration: Duration) -> f64 {
    SignedDuration::try_from(duration).map_or(f64::MAX, |duration| duration.as_millis_f64())
}
