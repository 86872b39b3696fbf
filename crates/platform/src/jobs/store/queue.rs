//! Taking jobs and settling how they ended.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgPool;
use uuid::Uuid;

use crate::{DbError, jobs::WorkRole};

/// A job that this worker now owns.
#[derive(Debug)]
pub(crate) struct Leased {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) payload: serde_json::Value,
    pub(crate) attempt: i16,
    pub(crate) max_attempts: i16,
}

/// Which jobs to take.
pub(crate) struct Take<'a> {
    pub(crate) worker_id: Uuid,
    pub(crate) role: WorkRole,
    /// Only kinds that this build knows: during a deployment an older process leaves new kinds to newer ones.
    pub(crate) names: &'a [String],
    pub(crate) limit: usize,
    pub(crate) now: Timestamp,
}

/// The unique index that keeps two jobs of one serial queue from running at once.
pub(crate) const ONE_PER_SERIAL: &str = "jobs_one_per_serial";

/// Takes up to `limit` jobs that are due; those that wait for another of their serial queue cost one look into an index each, however
/// many there are. Fails on [`ONE_PER_SERIAL`] when another worker took a job of the same serial queue
/// at the same instant: taking again is right.
pub(crate) async fn take(pool: &PgPool, take: &Take<'_>) -> Result<Vec<Leased>, DbError> {
    let jobs = sqlx::query_as!(
        Leased,
        r#"WITH ready AS (
             SELECT id FROM platform.jobs AS job
             WHERE role = $1 AND worker_id IS NULL AND failed_at IS NULL AND run_at <= $2 AND name = ANY($3)
               AND (serial IS NULL OR (
                 id = (SELECT ahead.id FROM platform.jobs AS ahead
                       WHERE ahead.serial = job.serial AND ahead.failed_at IS NULL ORDER BY ahead.id LIMIT 1)
                 AND NOT EXISTS (SELECT FROM platform.jobs AS taken
                                 WHERE taken.serial = job.serial AND taken.worker_id IS NOT NULL)))
             ORDER BY priority, run_at, id
             LIMIT $4
             FOR UPDATE SKIP LOCKED)
           UPDATE platform.jobs AS job
           SET worker_id = $5, started_at = $2, attempts = job.attempts + 1
           FROM ready WHERE job.id = ready.id
           RETURNING job.id, job.name, job.payload, job.attempts AS attempt, job.max_attempts"#,
        take.role.as_str(),
        take.now.to_sqlx() as _,
        take.names,
        i64::try_from(take.limit).unwrap_or(i64::MAX),
        take.worker_id
    )
    .fetch_all(pool)
    .await?;
    Ok(jobs)
}

/// When the next job of this role becomes due, after now.
pub(crate) async fn next_due(pool: &PgPool, role: WorkRole, now: Timestamp) -> Result<Option<Timestamp>, DbError> {
    let due = sqlx::query_scalar!(
        r#"SELECT min(run_at) AS "due: jiff_sqlx::Timestamp" FROM platform.jobs
           WHERE role = $1 AND worker_id IS NULL AND failed_at IS NULL AND run_at > $2"#,
        role.as_str(),
        now.to_sqlx() as _
    )
    .fetch_one(pool)
    .await?;
    Ok(due.map(jiff_sqlx::Timestamp::to_jiff))
}

/// How an attempt ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    Done,
    Retried,
    Failed,
    Snoozed,
    Returned,
}

impl Outcome {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Retried => "retried",
            Self::Failed => "failed",
            Self::Snoozed => "snoozed",
            Self::Returned => "returned",
        }
    }

    /// Whether the attempt does not count.
    const fn gives_back(self) -> bool {
        matches!(self, Self::Snoozed | Self::Returned)
    }
}

/// The end of an attempt, as it is written down.
#[derive(Debug)]
pub(crate) struct Settlement<'a> {
    pub(crate) job_id: i64,
    pub(crate) worker_id: Uuid,
    pub(crate) label: &'a str,
    pub(crate) outcome: Outcome,
    pub(crate) error: Option<String>,
    pub(crate) queries: u32,
    pub(crate) ended_at: Timestamp,
    /// When to try again, for `Retried` and `Snoozed`.
    pub(crate) run_at: Option<Timestamp>,
    /// Of several that failed together: the job that tries each of them alone, at once.
    pub(crate) singly: Option<&'a str>,
}

/// Ends the attempt and writes its line of history, in one statement; false when the job is no longer this worker's.
///
/// Asked for again meanwhile (`next_payload`), the job starts afresh with the new payload, however this attempt ended.
pub(crate) async fn settle(pool: &PgPool, end: &Settlement<'_>) -> Result<bool, DbError> {
    let settled = sqlx::query_scalar!(
        r#"WITH mine AS (
             SELECT id, name, attempts, started_at, next_payload IS NOT NULL AS again
             FROM platform.jobs WHERE id = $1 AND worker_id = $2 FOR UPDATE),
           logged AS (
             INSERT INTO platform.job_runs (job_id, name, attempt, worker, started_at, ended_at, outcome, error, queries)
             SELECT id, name, attempts, $3, started_at, $4, $5, $6, $7 FROM mine
             RETURNING job_id),
           gone AS (
             DELETE FROM platform.jobs AS job USING mine WHERE job.id = mine.id AND $5 = 'done' AND NOT mine.again),
           kept AS (
             UPDATE platform.jobs AS job SET
               worker_id = NULL,
               started_at = NULL,
               payload = COALESCE(job.next_payload, job.payload),
               run_at = COALESCE(job.next_run_at, $8, job.run_at),
               attempts = CASE WHEN mine.again THEN 0 WHEN $9 THEN job.attempts - 1 ELSE job.attempts END,
               failed_at = CASE WHEN $5 = 'failed' AND NOT mine.again THEN $4::timestamptz END,
               last_error = CASE WHEN NOT mine.again THEN COALESCE($6, job.last_error) END,
               next_payload = NULL,
               next_run_at = NULL
             FROM mine WHERE job.id = mine.id AND ($5 <> 'done' OR mine.again))
           SELECT count(*) AS "count!" FROM logged"#,
        end.job_id,
        end.worker_id,
        end.label,
        end.ended_at.to_sqlx() as _,
        end.outcome.as_str(),
        end.error,
        i32::try_from(end.queries).unwrap_or(i32::MAX),
        end.run_at.map(jiff_sqlx::ToSqlx::to_sqlx) as _,
        end.outcome.gives_back()
    )
    .fetch_one(pool)
    .await?;
    Ok(settled == 1)
}

/// Whether this worker still owns the job; holds on to that until the transaction ends.
pub(crate) async fn hold(conn: &mut sqlx::PgConnection, job_id: i64, worker_id: Uuid) -> Result<bool, DbError> {
    let held = sqlx::query_scalar!(
        r#"SELECT 1 AS "one!" FROM platform.jobs WHERE id = $1 AND worker_id = $2 FOR SHARE"#,
        job_id,
        worker_id
    )
    .fetch_optional(conn)
    .await?;
    Ok(held.is_some())
}
