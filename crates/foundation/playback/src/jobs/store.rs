//! The statements of the sweep.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use platform::DbError;
use sqlx::PgConnection;

/// How many rows one transaction deletes.
pub(super) const PIECE: u64 = 5000;

pub(super) async fn delete_sessions(conn: &mut PgConnection, before: Timestamp) -> Result<u64, DbError> {
    let done = sqlx::query!(
        "DELETE FROM playback.sessions WHERE id IN
             (SELECT id FROM playback.sessions WHERE expires_at < $1 ORDER BY expires_at LIMIT 5000)",
        before.to_sqlx() as _
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

pub(super) async fn delete_windows(conn: &mut PgConnection, before: Timestamp) -> Result<u64, DbError> {
    let done = sqlx::query!(
        "DELETE FROM playback.view_windows WHERE (audience, film_id) IN
             (SELECT audience, film_id FROM playback.view_windows WHERE counted_at < $1 ORDER BY counted_at LIMIT 5000)",
        before.to_sqlx() as _
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}
