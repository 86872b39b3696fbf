//! Which reservations ran out.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use platform::DbError;
use sqlx::PgPool;

use crate::TransferRef;

pub(super) async fn list_due(pool: &PgPool, now: Timestamp, limit: i64) -> Result<Vec<(TransferRef, Timestamp)>, DbError> {
    let rows = sqlx::query!(
        "SELECT pending_journal_id,
                pending_line,
                timeout_at
         FROM ledger.timeouts
         WHERE timeout_at <= $1
         ORDER BY timeout_at, pending_journal_id, pending_line
         LIMIT $2",
        now.to_sqlx() as _,
        limit
    )
    .fetch_all(pool)
    .await?;
    let due = rows
        .into_iter()
        .map(|row| (TransferRef { journal_id: row.pending_journal_id.into(), line: row.pending_line }, row.timeout_at.to_jiff()));
    Ok(due.collect())
}
