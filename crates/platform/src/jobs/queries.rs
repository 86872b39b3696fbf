//! The views of [`super::admin`].

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgPool;

use super::admin::{CronLine, JobCard, JobCount, JobFilter, JobState, RunLine, WorkerLine};
use crate::DbError;

const MOST_RUNS: i64 = 100;

struct Row {
    id: i64,
    name: String,
    state: String,
    role: String,
    attempts: i16,
    max_attempts: i16,
    created_at: jiff_sqlx::Timestamp,
    run_at: jiff_sqlx::Timestamp,
    serial: Option<String>,
    unique_key: Option<String>,
    last_error: Option<String>,
}

impl From<Row> for JobCard {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            name: row.name,
            state: state(&row.state),
            role: row.role,
            attempts: row.attempts,
            max_attempts: row.max_attempts,
            created_at: row.created_at.to_jiff(),
            run_at: row.run_at.to_jiff(),
            serial: row.serial,
            unique_key: row.unique_key,
            last_error: row.last_error,
        }
    }
}

/// The statements below write no other word than those of [`JobState`].
fn state(word: &str) -> JobState {
    JobState::parse(word).unwrap_or(JobState::Waiting)
}

pub(super) async fn list(pool: &PgPool, filter: &JobFilter, after: Option<i64>, rows: i64) -> Result<Vec<JobCard>, DbError> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT id, name, state AS "state!", role, attempts, max_attempts, created_at, run_at, serial, unique_key, last_error
           FROM (SELECT *, CASE WHEN failed_at IS NOT NULL THEN 'failed' WHEN worker_id IS NOT NULL THEN 'running'
                   ELSE 'waiting' END AS state FROM platform.jobs) AS job
           WHERE ($1::text IS NULL OR state = $1)
             AND ($2::text IS NULL OR role = $2)
             AND ($3::text IS NULL OR strpos(lower(name), lower($3)) > 0)
             AND ($4::bigint IS NULL OR id < $4)
           ORDER BY id DESC
           LIMIT $5"#,
        filter.state.map(JobState::as_str),
        filter.role.map(super::WorkRole::as_str),
        filter.name,
        after,
        rows
    )
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(JobCard::from).collect())
}

pub(super) async fn find(pool: &PgPool, id: i64) -> Result<Option<JobCard>, DbError> {
    let row = sqlx::query_as!(
        Row,
        r#"SELECT id, name,
                  CASE WHEN failed_at IS NOT NULL THEN 'failed' WHEN worker_id IS NOT NULL THEN 'running' ELSE 'waiting' END
                    AS "state!",
                  role, attempts, max_attempts, created_at, run_at, serial, unique_key, last_error
           FROM platform.jobs WHERE id = $1"#,
        id
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.map(JobCard::from))
}

pub(super) async fn runs(pool: &PgPool, job_id: i64) -> Result<Vec<RunLine>, DbError> {
    let rows = sqlx::query!(
        "SELECT attempt, worker, started_at, ended_at, outcome, error, queries
         FROM platform.job_runs WHERE job_id = $1 ORDER BY id DESC LIMIT $2",
        job_id,
        MOST_RUNS
    )
    .fetch_all(pool)
    .await?;
    let lines = rows.into_iter().map(|row| RunLine {
        attempt: row.attempt,
        worker: row.worker,
        started_at: row.started_at.to_jiff(),
        ended_at: row.ended_at.to_jiff(),
        outcome: row.outcome,
        error: row.error,
        queries: row.queries,
    });
    Ok(lines.collect())
}

pub(super) async fn counts(pool: &PgPool) -> Result<Vec<JobCount>, DbError> {
    let rows = sqlx::query!(
        r#"SELECT name,
                  role,
                  CASE WHEN failed_at IS NOT NULL THEN 'failed' WHEN worker_id IS NOT NULL THEN 'running' ELSE 'waiting' END
                    AS "state!",
                  count(*) AS "jobs!"
           FROM platform.jobs GROUP BY 1, 2, 3 ORDER BY 1, 2, 3 LIMIT 1000"#
    )
    .fetch_all(pool)
    .await?;
    let counts =
        rows.into_iter().map(|row| JobCount { name: row.name, role: row.role, state: state(&row.state), jobs: row.jobs });
    Ok(counts.collect())
}

pub(super) async fn workers(pool: &PgPool) -> Result<Vec<WorkerLine>, DbError> {
    let rows = sqlx::query!(
        r#"SELECT worker.role,
                  worker.label,
                  worker.started_at,
                  worker.seen_at,
                  (SELECT count(*) FROM platform.jobs AS job WHERE job.worker_id = worker.id) AS "running!"
           FROM platform.workers AS worker
           ORDER BY worker.role, worker.label, worker.id
           LIMIT 500"#
    )
    .fetch_all(pool)
    .await?;
    let lines = rows.into_iter().map(|row| WorkerLine {
        role: row.role,
        label: row.label,
        started_at: row.started_at.to_jiff(),
        seen_at: row.seen_at.to_jiff(),
        running: row.running,
    });
    Ok(lines.collect())
}

/// The entries of the schedule, without their next tick.
pub(super) async fn schedule(pool: &PgPool) -> Result<Vec<CronLine>, DbError> {
    let rows = sqlx::query!(
        r#"SELECT cron.name,
                  cron.schedule,
                  cron.last_tick,
                  (SELECT run.outcome FROM platform.job_runs AS run WHERE run.name = cron.name ORDER BY run.id DESC LIMIT 1)
                    AS "last_outcome?"
           FROM platform.cron
           ORDER BY cron.name
           LIMIT 500"#
    )
    .fetch_all(pool)
    .await?;
    let lines = rows.into_iter().map(|row| CronLine {
        name: row.name,
        schedule: row.schedule,
        last_tick: row.last_tick.to_jiff(),
        next_tick: None,
        last_outcome: row.last_outcome,
    });
    Ok(lines.collect())
}

/// How many jobs there are. `overdue` are those of `waiting` that could have started a minute ago.
pub(super) struct Size {
    pub(super) waiting: i64,
    pub(super) overdue: i64,
    pub(super) running: i64,
    pub(super) failed: i64,
}

pub(super) async fn size(pool: &PgPool, now: Timestamp) -> Result<Size, DbError> {
    let size = sqlx::query_as!(
        Size,
        r#"SELECT count(*) FILTER (WHERE worker_id IS NULL AND failed_at IS NULL) AS "waiting!",
                  count(*) FILTER (WHERE worker_id IS NULL AND failed_at IS NULL AND run_at < $1::timestamptz - interval '1 minute')
                    AS "overdue!",
                  count(*) FILTER (WHERE worker_id IS NOT NULL) AS "running!",
                  count(*) FILTER (WHERE failed_at IS NOT NULL) AS "failed!"
           FROM platform.jobs"#,
        now.to_sqlx() as _
    )
    .fetch_one(pool)
    .await?;
    Ok(size)
}
