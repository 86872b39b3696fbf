//! The statements of the rate limits.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgPool;

use crate::DbError;

/// Counts a hit unless the window is full; false when it is. One statement, hence exact among processes.
pub(super) async fn count(pool: &PgPool, bucket: &str, started_s: i64, window_s: i64, limit: u32) -> Result<bool, DbError> {
    let limit = i32::try_from(limit).unwrap_or(i32::MAX);
    if limit == 0 {
        return Ok(false);
    }
    let counted = sqlx::query!(
        "INSERT INTO platform.rate_windows AS held (bucket, started_at, hits, expires_at)
         VALUES ($1, to_timestamp($2::bigint), 1, to_timestamp($2::bigint + $3::bigint))
         ON CONFLICT (bucket, started_at) DO UPDATE SET hits = held.hits + 1 WHERE held.hits < $4",
        bucket,
        started_s,
        window_s,
        limit
    )
    .execute(pool)
    .await?;
    Ok(counted.rows_affected() == 1)
}

/// Takes one hit back. A window with a single hit goes, since none may stand at zero.
pub(super) async fn refund(pool: &PgPool, bucket: &str, started_s: i64) -> Result<(), DbError> {
    sqlx::query!(
        "WITH last AS (
             DELETE FROM platform.rate_windows
             WHERE bucket = $1 AND started_at = to_timestamp($2::bigint) AND hits = 1
         )
         UPDATE platform.rate_windows SET hits = hits - 1
         WHERE bucket = $1 AND started_at = to_timestamp($2::bigint) AND hits > 1",
        bucket,
        started_s
    )
    .execute(pool)
    .await?;
    Ok(())
}

pub(super) async fn forget(pool: &PgPool, bucket: &str) -> Result<(), DbError> {
    sqlx::query!("DELETE FROM platform.rate_windows WHERE bucket = $1", bucket).execute(pool).await?;
    Ok(())
}

pub(super) async fn clean(pool: &PgPool, now: Timestamp) -> Result<u64, DbError> {
    let gone = sqlx::query!("DELETE FROM platform.rate_windows WHERE expires_at <= $1", now.to_sqlx() as _).execute(pool).await?;
    Ok(gone.rows_affected())
}
