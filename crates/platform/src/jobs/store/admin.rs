//! Changing what waits or failed, by hand.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;

use crate::{DbError, jobs::WAKE_CHANNEL};

pub(crate) async fn retry(conn: &mut PgConnection, id: i64, now: Timestamp) -> Result<bool, DbError> {
    let role = sqlx::query_scalar!(
        "UPDATE platform.jobs SET
           run_at = LEAST(run_at, $2),
           attempts = CASE WHEN failed_at IS NULL THEN attempts ELSE 0 END,
           failed_at = NULL
         WHERE id = $1 AND worker_id IS NULL
         RETURNING role",
        id,
        now.to_sqlx() as _
    )
    .fetch_optional(&mut *conn)
    .await?;
    let Some(role) = role else { return Ok(false) };
    sqlx::query!("SELECT pg_notify($1, $2)", WAKE_CHANNEL, role).execute(conn).await?;
    Ok(true)
}

/// Deletes the job and returns what kind it was.
pub(crate) async fn cancel(conn: &mut PgConnection, id: i64) -> Result<Option<String>, DbError> {
    let name = sqlx::query_scalar!("DELETE FROM platform.jobs WHERE id = $1 AND worker_id IS NULL RETURNING name", id)
        .fetch_optional(conn)
        .await?;
    Ok(name)
}
