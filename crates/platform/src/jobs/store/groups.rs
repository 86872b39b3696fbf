//! Deliveries of several events that failed together.

use jiff_sqlx::ToSqlx as _;
use sqlx::PgPool;

use super::queue::Settlement;
use crate::{
    DbError,
    jobs::{Registry, WorkRole},
};

/// Ends the attempt as [`super::queue::settle`] does, and makes of the group a job of this name for each of its events, due at once with all
/// its attempts, in one statement; false when the job is no longer this worker's. An event that waits alone already is left alone.
pub(crate) async fn disband(pool: &PgPool, end: &Settlement<'_>, name: &str) -> Result<bool, DbError> {
    let disbanded = sqlx::query_scalar!(
        r#"WITH mine AS (
             SELECT id, name, attempts, started_at, payload FROM platform.jobs WHERE id = $1 AND worker_id = $2 FOR UPDATE),
           logged AS (
             INSERT INTO platform.job_runs (job_id, name, attempt, worker, started_at, ended_at, outcome, error, queries)
             SELECT id, name, attempts, $3, started_at, $4, $5, $6, $7 FROM mine
             RETURNING job_id),
           gone AS (
             DELETE FROM platform.jobs AS job USING mine WHERE job.id = mine.id),
           alone AS (
             INSERT INTO platform.jobs (name, role, payload, unique_key, run_at, max_attempts)
             SELECT $8, $9, one.delivery, one.delivery ->> 'event_id', $4, $10
             FROM mine, jsonb_array_elements(mine.payload) WITH ORDINALITY AS one (delivery, place)
             ORDER BY one.place
             ON CONFLICT (name, unique_key) WHERE unique_key IS NOT NULL AND failed_at IS NULL DO NOTHING)
           SELECT count(*) AS "count!" FROM logged"#,
        end.job_id,
        end.worker_id,
        end.label,
        end.ended_at.to_sqlx() as _,
        end.outcome.as_str(),
        end.error,
        i32::try_from(end.queries).unwrap_or(i32::MAX),
        name,
        WorkRole::Worker.as_str(),
        Registry::DELIVERY_ATTEMPTS
    )
    .fetch_one(pool)
    .await?;
    Ok(disbanded == 1)
}
