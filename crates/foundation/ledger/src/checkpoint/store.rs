//! Writing checkpoints.

use jiff_sqlx::ToSqlx as _;
use platform::DbError;
use sqlx::PgConnection;

use super::queries::Sealed;

/// The last journal, read while nobody posts: everybody who posts holds this lock, shared, until the end of the transaction.
pub(super) async fn last_seq_alone(conn: &mut PgConnection) -> Result<i64, DbError> {
    // Who posts next queues behind it: it gives up soon and comes again.
    sqlx::query!("SELECT set_config('lock_timeout', '2s', true), pg_advisory_xact_lock($1)", crate::store::POSTING_LOCK)
        .fetch_one(&mut *conn)
        .await?;
    let seq = sqlx::query_scalar!("SELECT max(seq) FROM ledger.journals").fetch_one(conn).await?;
    Ok(seq.unwrap_or(0))
}

/// False when there is one of this number.
pub(super) async fn insert(conn: &mut PgConnection, made: &Sealed) -> Result<bool, DbError> {
    let done = sqlx::query!(
        "INSERT INTO ledger.checkpoints (seq, upto_seq, journals, hash, created_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (seq) DO NOTHING",
        made.seq,
        made.upto_seq,
        made.journals,
        made.hash,
        made.created_at.to_sqlx() as _
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}
