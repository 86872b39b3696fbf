//! Looking after the queue: what waits, runs or was given up, with its history; trying again, taking away.
//!
//! Payloads are not shown: they may hold personal data and links that sign in.

use jiff::Timestamp;
use kernel::{Actor, AppError, ErrorKind, Forbidden, Permission};
use serde::Serialize;

use super::{queries, store::admin as store};
use crate::{Db, DbError};

/// What a job is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum JobState {
    /// Waits for its time or for a worker.
    Waiting,
    /// A worker is at it.
    Running,
    /// Given up.
    Failed,
}

impl JobState {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Waiting, Self::Running, Self::Failed];

    /// The word for it in addresses and tables.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Failed => "failed",
        }
    }

    /// The state of such a word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// A job in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct JobCard {
    /// Its number.
    pub id: i64,
    /// What kind it is.
    pub name: String,
    /// What it is doing.
    pub state: JobState,
    /// `worker` or `media`.
    pub role: String,
    /// How often it was tried.
    pub attempts: i16,
    /// How often it is tried at most.
    pub max_attempts: i16,
    /// When it was queued.
    pub created_at: Timestamp,
    /// When it is due, or was last due.
    pub run_at: Timestamp,
    /// The serial queue it waits in.
    pub serial: Option<String>,
    /// The key that keeps it from being queued twice.
    pub unique_key: Option<String>,
    /// What the last attempt ended with, when not well.
    pub last_error: Option<String>,
}

/// One attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RunLine {
    /// Which attempt.
    pub attempt: i16,
    /// Who made it: role, machine, process.
    pub worker: String,
    /// From when.
    pub started_at: Timestamp,
    /// Until when.
    pub ended_at: Timestamp,
    /// `done`, `retried`, `failed`, `snoozed`, `returned` or `lost`.
    pub outcome: String,
    /// Why, when not well.
    pub error: Option<String>,
    /// How many statements it sent to the database.
    pub queries: i32,
}

/// A job with its history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct JobView {
    /// The job; none when it is finished and only its history is left.
    pub job: Option<JobCard>,
    /// Its latest attempts, the newest first.
    pub runs: Vec<RunLine>,
}

/// How many jobs of a kind are in a state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct JobCount {
    /// The kind.
    pub name: String,
    /// The state.
    pub state: JobState,
    /// How many.
    pub jobs: i64,
}

/// Why the queue cannot be looked after.
#[derive(Debug, thiserror::Error)]
pub enum JobsError {
    /// Not for this actor.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// The same job was queued anew meanwhile, under the same unique key.
    #[error("the same job was queued anew meanwhile")]
    QueuedAnew,
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl AppError for JobsError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Forbidden(error) => error.kind(),
            Self::QueuedAnew => ErrorKind::Conflict,
            Self::Db(error) => error.kind(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Forbidden(error) => error.code(),
            Self::QueuedAnew => "jobs-queued-anew",
            Self::Db(error) => error.code(),
        }
    }
}

/// The newest jobs, all or those in a state; at most 500.
pub async fn list(db: &Db, actor: &Actor, state: Option<JobState>, limit: u16) -> Result<Vec<JobCard>, JobsError> {
    actor.require(Permission::JobManage)?;
    Ok(queries::list(db.pool(), state, limit.min(500)).await?)
}

/// A job and its last hundred attempts; none when there is neither.
pub async fn get(db: &Db, actor: &Actor, id: i64) -> Result<Option<JobView>, JobsError> {
    actor.require(Permission::JobManage)?;
    let job = queries::find(db.pool(), id).await?;
    let runs = queries::runs(db.pool(), id).await?;
    Ok((job.is_some() || !runs.is_empty()).then_some(JobView { job, runs }))
}

/// How many jobs there are, by kind and state.
pub async fn counts(db: &Db, actor: &Actor) -> Result<Vec<JobCount>, JobsError> {
    actor.require(Permission::JobManage)?;
    Ok(queries::counts(db.pool()).await?)
}

/// Runs a failed job again with all its attempts, or a waiting one now; false when it is neither.
pub async fn retry(db: &Db, actor: &Actor, id: i64) -> Result<bool, JobsError> {
    actor.require(Permission::JobManage)?;
    let mut tx = db.begin(actor).await?;
    let now = tx.now();
    let retried = match store::retry(tx.conn(), id, now).await {
        Err(error) if error.is_unique("jobs_unique_key") => return Err(JobsError::QueuedAnew),
        other => other?,
    };
    if retried {
        tx.audit("job.retried", id, serde_json::json!({})).await?;
        tx.commit().await?;
    }
    Ok(retried)
}

/// Takes a waiting or failed job away; false when it is neither. A running one goes on.
pub async fn cancel(db: &Db, actor: &Actor, id: i64) -> Result<bool, JobsError> {
    actor.require(Permission::JobManage)?;
    let mut tx = db.begin(actor).await?;
    let Some(name) = store::cancel(tx.conn(), id).await? else { return Ok(false) };
    tx.audit("job.cancelled", id, serde_json::json!({ "name": name })).await?;
    tx.commit().await?;
    Ok(true)
}
