//! Looking after the queue: what waits, runs or was given up, with its history; trying again, taking away.
//!
//! Payloads are not shown: they may hold personal data and links that sign in.

mod view;

use kernel::{Actor, AppError, ErrorKind, Forbidden, Page, PageRequest, Permission};

pub use self::view::{CronLine, JobCard, JobCount, JobFilter, JobState, JobView, RunLine, WorkerLine};
use super::{queries, schedule::Schedule, store::admin as store};
use crate::{Db, DbError};

/// The most letters of a filter that are looked at.
const MAX_NAME_CHARS: usize = 100;

/// Why the queue cannot be looked after.
#[derive(Debug, thiserror::Error)]
pub enum JobsError {
    /// Not for this actor.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// There is no such job, or it is finished.
    #[error("no such job")]
    NotFound,
    /// A worker is at it: it can neither be tried again nor taken away.
    #[error("the job is running")]
    Running,
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
            Self::NotFound => ErrorKind::NotFound,
            Self::Running | Self::QueuedAnew => ErrorKind::Conflict,
            Self::Db(error) => error.kind(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Forbidden(error) => error.code(),
            Self::NotFound => "jobs-not-found",
            Self::Running => "jobs-running",
            Self::QueuedAnew => "jobs-queued-anew",
            Self::Db(error) => error.code(),
        }
    }
}

/// The jobs that the filter lets through, the newest first. A cursor of another list starts at the newest.
pub async fn list(db: &Db, actor: &Actor, filter: &JobFilter, page: &PageRequest) -> Result<Page<JobCard>, JobsError> {
    actor.require(Permission::JobManage)?;
    let after = page.after_key::<i64>().unwrap_or(None);
    let name = filter.name.as_deref().map(searchable).filter(|name| !name.is_empty());
    let filter = JobFilter { name, ..filter.clone() };
    let rows = queries::list(db.pool(), &filter, after, i64::from(page.limit()) + 1).await?;
    Ok(Page::from_rows(rows, page, |job| job.id))
}

/// PostgreSQL takes no NUL, and nobody searches a control character.
fn searchable(text: &str) -> String {
    text.trim().chars().filter(|letter| !letter.is_control()).take(MAX_NAME_CHARS).collect()
}

/// A job and its last hundred attempts; what is finished has attempts only.
pub async fn get(db: &Db, actor: &Actor, id: i64) -> Result<JobView, JobsError> {
    actor.require(Permission::JobManage)?;
    let job = queries::find(db.pool(), id).await?;
    let runs = queries::runs(db.pool(), id).await?;
    if job.is_none() && runs.is_empty() {
        return Err(JobsError::NotFound);
    }
    Ok(JobView { job, runs })
}

/// How many jobs there are, by kind and state.
pub async fn counts(db: &Db, actor: &Actor) -> Result<Vec<JobCount>, JobsError> {
    actor.require(Permission::JobManage)?;
    Ok(queries::counts(db.pool()).await?)
}

/// The processes that run jobs.
pub async fn list_workers(db: &Db, actor: &Actor) -> Result<Vec<WorkerLine>, JobsError> {
    actor.require(Permission::JobManage)?;
    Ok(queries::workers(db.pool()).await?)
}

/// What is queued by the clock. An entry stands here from the first time that a worker saw it.
pub async fn list_schedule(db: &Db, actor: &Actor) -> Result<Vec<CronLine>, JobsError> {
    actor.require(Permission::JobManage)?;
    let mut lines = queries::schedule(db.pool()).await?;
    for line in &mut lines {
        line.next_tick = Schedule::parse(&line.schedule).and_then(|schedule| schedule.next(db.now()));
    }
    Ok(lines)
}

/// Runs a failed job again with all its attempts, or a waiting one now.
pub async fn retry(db: &Db, actor: &Actor, id: i64) -> Result<(), JobsError> {
    actor.require(Permission::JobManage)?;
    let mut tx = db.begin(actor).await?;
    let now = tx.now();
    let retried = match store::retry(tx.conn(), id, now).await {
        Err(error) if error.is_unique("jobs_unique_key") => return Err(JobsError::QueuedAnew),
        other => other?,
    };
    if !retried {
        return Err(untouchable(db, id).await?);
    }
    tx.audit("job.retried", id, serde_json::json!({})).await?;
    Ok(tx.commit().await?)
}

/// Takes a waiting or failed job away. A running one goes on.
pub async fn cancel(db: &Db, actor: &Actor, id: i64) -> Result<(), JobsError> {
    actor.require(Permission::JobManage)?;
    let mut tx = db.begin(actor).await?;
    let Some(name) = store::cancel(tx.conn(), id).await? else { return Err(untouchable(db, id).await?) };
    tx.audit("job.cancelled", id, serde_json::json!({ "name": name })).await?;
    Ok(tx.commit().await?)
}

/// Why a job that is neither waiting nor failed is left alone.
async fn untouchable(db: &Db, id: i64) -> Result<JobsError, DbError> {
    Ok(if queries::find(db.pool(), id).await?.is_some() { JobsError::Running } else { JobsError::NotFound })
}
