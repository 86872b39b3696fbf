//! The statements of the clean-up. Each deletes at most `limit` rows and returns how many.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgPool;

use crate::DbError;

pub(super) async fn forget_events(pool: &PgPool, before: Timestamp, limit: i64) -> Result<u64, DbError> {
    let gone = sqlx::query!(
        "DELETE FROM platform.outbox WHERE event_id IN (
           SELECT event_id FROM platform.outbox WHERE dispatched_at < $1 ORDER BY dispatched_at LIMIT $2)",
        before.to_sqlx() as _,
        limit
    )
    .execute(pool)
    .await?;
    Ok(gone.rows_affected())
}

pub(super) async fn forget_deliveries(pool: &PgPool, before: Timestamp, limit: i64) -> Result<u64, DbError> {
    let gone = sqlx::query!(
        "DELETE FROM platform.inbox WHERE (consumer, event_id) IN (
           SELECT consumer, event_id FROM platform.inbox WHERE handled_at < $1 ORDER BY handled_at LIMIT $2)",
        before.to_sqlx() as _,
        limit
    )
    .execute(pool)
    .await?;
    Ok(gone.rows_affected())
}

pub(super) async fn forget_runs(pool: &PgPool, before: Timestamp, limit: i64) -> Result<u64, DbError> {
    let gone = sqlx::query!(
        "DELETE FROM platform.job_runs WHERE id IN (
           SELECT id FROM platform.job_runs WHERE ended_at < $1 ORDER BY ended_at LIMIT $2)",
        before.to_sqlx() as _,
        limit
    )
    .execute(pool)
    .await?;
    Ok(gone.rows_affected())
}

pub(super) async fn forget_failed_jobs(pool: &PgPool, before: Timestamp, limit: i64) -> Result<u64, DbError> {
    let gone = sqlx::query!(
        "DELETE FROM platform.jobs WHERE id IN (
           SELECT id FROM platform.jobs WHERE failed_at < $1 ORDER BY failed_at LIMIT $2)",
        before.to_sqlx() as _,
        limit
    )
    .execute(pool)
    .await?;
    Ok(gone.rows_affected())
}
