//! The statements of the sweep, and of forgetting an account.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kernel::AccountId;
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

/// Where somebody stopped, film by film.
pub(super) async fn delete_progress(conn: &mut PgConnection, account_id: AccountId) -> Result<(), DbError> {
    sqlx::query!("DELETE FROM playback.progress WHERE account_id = $1", account_id.as_uuid()).execute(conn).await?;
    Ok(())
}

/// What somebody watched loses its account and keeps its count. The rows stay until the sweep: a process that starts later
/// learns from them which streams were taken away.
pub(super) async fn detach_sessions(conn: &mut PgConnection, account_id: AccountId) -> Result<(), DbError> {
    sqlx::query!("UPDATE playback.sessions SET account_id = NULL, place = viewer WHERE account_id = $1", account_id.as_uuid())
        .execute(conn)
        .await?;
    Ok(())
}
