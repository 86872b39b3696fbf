//! The statements of the queue.

use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;

use super::{Enqueue, WAKE_CHANNEL, WorkRole};
use crate::DbError;

pub(super) struct NewJob<'a> {
    pub(super) name: &'a str,
    pub(super) role: WorkRole,
    pub(super) max_attempts: i16,
    pub(super) payload: serde_json::Value,
    pub(super) options: Enqueue,
}

/// Inserts the job, or renews the one that waits (or marks the one that runs) under the same unique key.
pub(super) async fn insert(conn: &mut PgConnection, job: &NewJob<'_>) -> Result<(), DbError> {
    sqlx::query!(
        "INSERT INTO platform.jobs AS queued (name, role, payload, priority, serial, unique_key, run_at, max_attempts)
         VALUES ($1, $2, $3, $4, $5, $6, COALESCE($7, now()), $8)
         ON CONFLICT (name, unique_key) WHERE unique_key IS NOT NULL AND failed_at IS NULL DO UPDATE SET
             payload = CASE WHEN queued.worker_id IS NULL THEN excluded.payload ELSE queued.payload END,
             run_at = CASE WHEN queued.worker_id IS NULL THEN LEAST(queued.run_at, excluded.run_at) ELSE queued.run_at END,
             priority = LEAST(queued.priority, excluded.priority),
             next_payload = CASE WHEN queued.worker_id IS NOT NULL THEN excluded.payload END,
             next_run_at = CASE WHEN queued.worker_id IS NOT NULL THEN LEAST(queued.next_run_at, excluded.run_at) END",
        job.name,
        job.role.as_str(),
        job.payload,
        job.options.priority,
        job.options.serial,
        job.options.unique_key,
        job.options.run_at.map(|at| at.to_sqlx()) as _,
        job.max_attempts
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!("SELECT pg_notify($1, $2)", WAKE_CHANNEL, job.role.as_str()).execute(conn).await?;
    Ok(())
}
