//! Work that happens later: jobs queued in the transaction of the data they speak of, run by the roles `worker` and `media`.
//!
//! A job may run twice: every handler is idempotent. A worker owns a job while its row in `platform.workers` lives; whoever
//! loses that row has its results refused, so that two workers never both finish one attempt. An attempt that ended with its
//! process counts, so a job that kills its process is given up in the end.

pub mod admin;
mod attempt;
mod backoff;
mod cron;
mod due;
mod presence;
mod queries;
mod registry;
mod runner;
mod schedule;
mod store;

use std::{error::Error, fmt, time::Duration};

use jiff::Timestamp;
use serde::{Serialize, de::DeserializeOwned};
use sqlx::PgConnection;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{DbError, Tx};

pub(crate) use registry::Consumer;

pub use due::run_due;
pub use presence::Pace;
pub use registry::{Delivered, Registry, RegistryError};
pub use runner::{Runner, RunnerConfig, RunnerHandle};

/// The channel on which PostgreSQL tells the runners that a job is ready; the payload is the role.
pub const WAKE_CHANNEL: &str = "griot_jobs";

/// Work to do later. The value itself is the payload, kept as JSON.
pub trait Job: Serialize + DeserializeOwned + Send + 'static {
    /// `context.what-to-do`, stable across versions.
    const NAME: &'static str;
    /// How often it is tried before it is given up.
    const MAX_ATTEMPTS: i16 = 10;
    /// How long one attempt may take.
    const TIMEOUT: Duration = Duration::from_mins(5);
    /// Which processes run it.
    const QUEUE_ROLE: WorkRole = WorkRole::Worker;
}

/// Which processes run a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WorkRole {
    /// Short work: mails, events, clean-up.
    Worker,
    /// Long work on all cores: probing and encoding.
    Media,
}

impl WorkRole {
    /// The word stored in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Worker => "worker",
            Self::Media => "media",
        }
    }

    /// The role of such a word.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Worker, Self::Media].into_iter().find(|role| role.as_str() == text)
    }
}

/// How to queue a job.
#[derive(Debug, Clone, Default)]
pub struct Enqueue {
    /// At most one job of this name and key waits: a second request replaces the payload, and keeps the earlier time.
    /// Asked for while it runs, it runs once more afterwards.
    pub unique_key: Option<String>,
    /// A job of this name and key that waits or runs is left alone, with its payload, its pause and its count of attempts.
    pub only_if_absent: bool,
    /// Not before this instant; none for as soon as possible.
    pub run_at: Option<Timestamp>,
    /// Jobs of one serial queue run one after the other, in the order they were queued, retries included.
    pub serial: Option<String>,
    /// Lower runs first.
    pub priority: i16,
}

/// How an attempt ended, when not well.
#[derive(Debug)]
pub enum JobError {
    /// Try again later; after the last attempt it is given up.
    Retry(Box<dyn Error + Send + Sync>),
    /// Trying again is useless.
    Fail(Box<dyn Error + Send + Sync>),
    /// Not now: again after this time, without counting the attempt.
    Snooze(Duration),
}

impl JobError {
    /// Trying again is useless, for this reason.
    pub fn fail(reason: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Fail(reason.into())
    }

    /// Try again later, for this reason.
    pub fn retry(reason: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Retry(reason.into())
    }
}

impl fmt::Display for JobError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Retry(reason) | Self::Fail(reason) => write_chain(f, reason.as_ref()),
            Self::Snooze(pause) => write!(f, "not before {} ms", pause.as_millis()),
        }
    }
}

fn write_chain(f: &mut fmt::Formatter<'_>, error: &dyn Error) -> fmt::Result {
    write!(f, "{error}")?;
    let mut source = error.source();
    while let Some(cause) = source {
        write!(f, ": {cause}")?;
        source = cause.source();
    }
    Ok(())
}

impl<E: Error + Send + Sync + 'static> From<E> for JobError {
    fn from(error: E) -> Self {
        Self::Retry(Box::new(error))
    }
}

/// What a handler knows of its run.
#[derive(Debug, Clone)]
pub struct JobRun {
    /// The job's row.
    pub job_id: i64,
    /// 1 on the first try.
    pub attempt: i16,
    /// The last try is `attempt == max_attempts`.
    pub max_attempts: i16,
    /// Cancelled when the process stops or the job was given to somebody else: stop soon, return an error, and the job goes
    /// back to the queue.
    pub shutdown: CancellationToken,
    worker_id: Uuid,
}

impl JobRun {
    /// Whether no further try follows.
    pub const fn is_last(&self) -> bool {
        self.attempt >= self.max_attempts
    }

    /// Whether this run still owns its job; if so, nobody else takes it before the transaction ends. For handlers whose
    /// writes must not come from two runs at once.
    pub async fn still_owned(&self, tx: &mut Tx) -> Result<bool, DbError> {
        store::queue::hold(tx.conn(), self.job_id, self.worker_id).await
    }
}

/// Queues a job on this connection, inside whatever transaction it has open. Services call [`crate::Tx::enqueue`].
pub async fn enqueue<J: Job>(conn: &mut PgConnection, job: &J, options: Enqueue) -> Result<(), DbError> {
    let payload = serde_json::to_value(job).map_err(|error| sqlx::Error::Encode(Box::new(error)))?;
    store::insert(conn, &store::NewJob { name: J::NAME, role: J::QUEUE_ROLE, max_attempts: J::MAX_ATTEMPTS, payload, options })
        .await
}

/// An event, or several, on the way to a consumer.
pub(crate) struct NewDelivery {
    pub(crate) name: String,
    pub(crate) payload: serde_json::Value,
    pub(crate) serial: Option<String>,
    pub(crate) unique_key: String,
}

/// Queues deliveries, in this order.
pub(crate) async fn enqueue_deliveries(
    conn: &mut PgConnection,
    deliveries: &[NewDelivery],
    now: Timestamp,
) -> Result<(), DbError> {
    if deliveries.is_empty() {
        return Ok(());
    }
    store::insert_deliveries(conn, deliveries, now).await
}
