//! Which reservations ran out.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use platform::DbError;
use sqlx::PgPool;

use crate::TransferRef;

pub(super) async fn list_due(pool: &PgPool, now: Timestamp, limit: i64) -> Result<Vec<(TransferRef, Timestamp)>, DbError> {
    let rows = sqlx::query!(
        "SELECT o.pending_journal_id,
                o.pending_line,
                t.timeout_at AS \"timeout_at!\"
         FROM ledger.timeouts o
         JOIN ledger.transfers t ON (t.journal_id, t.line) = (o.pending_journal_id, o.pending_line)
         WHERE o.timeout_at <= $1 AND t.timeout_at <= $1
         ORDER BY o.timeout_at, o.pending_journal_id, o.pending_line
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
