//! The rows of the living workers, and freeing the jobs of the dead.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use crate::{DbError, jobs::WorkRole};

/// The class of our advisory locks: "job" in ASCII.
const LOCK_CLASS: i32 = 0x6a_6f_62;

pub(crate) async fn register(conn: &mut PgConnection, id: Uuid, role: WorkRole, label: &str) -> Result<(), DbError> {
    sqlx::query!("INSERT INTO platform.workers (id, role, label) VALUES ($1, $2, $3)", id, role.as_str(), label)
        .execute(conn)
        .await?;
    Ok(())
}

/// Takes the lock that shows that this worker's connection lives; false when the worker's row is gone.
pub(crate) async fn lock(conn: &mut PgConnection, id: Uuid) -> Result<bool, DbError> {
    let row = sqlx::query!("SELECT lock_id FROM platform.workers WHERE id = $1", id).fetch_optional(&mut *conn).await?;
    let Some(row) = row else { return Ok(false) };
    sqlx::query!("SELECT pg_advisory_lock($1, $2)", LOCK_CLASS, row.lock_id).execute(conn).await?;
    Ok(true)
}

/// Says that the worker lives; false when its row is gone: others took its jobs.
pub(crate) async fn beat(conn: &mut PgConnection, id: Uuid) -> Result<bool, DbError> {
    let done = sqlx::query!("UPDATE platform.workers SET seen_at = clock_timestamp() WHERE id = $1", id).execute(conn).await?;
    Ok(done.rows_affected() == 1)
}

/// Removes the row of a worker that holds no job.
pub(crate) async fn withdraw(pool: &PgPool, id: Uuid) -> Result<(), DbError> {
    sqlx::query!("DELETE FROM platform.workers WHERE id = $1", id).execute(pool).await?;
    Ok(())
}

/// How long a worker may be silent.
pub(crate) struct Patience {
    /// Without its lock: its connection is gone.
    pub(crate) unlocked_ms: f64,
    /// With its lock: the process hangs, or its machine vanished and the server does not know yet.
    pub(crate) locked_ms: f64,
}

/// Frees the jobs of dead workers and returns how many there were. The lost attempts count; the first is tried again at
/// once, later ones after a growing pause, so that a job that kills its process cannot do so without end.
pub(crate) async fn bury(pool: &PgPool, me: Uuid, now: Timestamp, patience: &Patience) -> Result<i64, DbError> {
    let freed = sqlx::query_scalar!(
        r#"WITH dead AS (
             SELECT id, label FROM platform.workers AS worker
             WHERE id <> $1
               AND (seen_at < clock_timestamp() - make_interval(secs => $5::float8 / 1000)
                 OR (seen_at < clock_timestamp() - make_interval(secs => $4::float8 / 1000) AND NOT EXISTS (
                   SELECT FROM pg_catalog.pg_locks AS held
                   WHERE held.locktype = 'advisory' AND held.classid = $3::int4::oid AND held.objid = worker.lock_id::oid
                     AND held.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database()))))
             FOR UPDATE SKIP LOCKED),
           lost AS (
             SELECT job.id, job.name, job.attempts, job.started_at, dead.label
             FROM platform.jobs AS job JOIN dead ON job.worker_id = dead.id FOR UPDATE OF job),
           logged AS (
             INSERT INTO platform.job_runs (job_id, name, attempt, worker, started_at, ended_at, outcome, error)
             SELECT id, name, attempts, label, started_at, $2, 'lost', 'the process ended' FROM lost),
           freed AS (
             UPDATE platform.jobs AS job SET
               worker_id = NULL,
               started_at = NULL,
               payload = COALESCE(job.next_payload, job.payload),
               attempts = CASE WHEN job.next_payload IS NULL THEN job.attempts ELSE 0 END,
               run_at = COALESCE(job.next_run_at, CASE WHEN job.attempts < 2 THEN job.run_at
                 ELSE $2::timestamptz + make_interval(secs => LEAST(power(2, job.attempts), 3600)) END),
               failed_at = CASE WHEN job.next_payload IS NULL AND job.attempts >= job.max_attempts THEN $2::timestamptz END,
               last_error = 'the process ended',
               next_payload = NULL,
               next_run_at = NULL
             FROM lost WHERE job.id = lost.id),
           buried AS (DELETE FROM platform.workers WHERE id IN (SELECT id FROM dead))
           SELECT count(*) AS "count!" FROM lost"#,
        me,
        now.to_sqlx() as _,
        LOCK_CLASS,
        patience.unlocked_ms,
        patience.locked_ms
    )
    .fetch_one(pool)
    .await?;
    Ok(freed)
}
