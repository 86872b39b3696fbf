//! The rows of blocks.

use jiff_sqlx::ToSqlx as _;
use platform::{DbError, Tx};

use crate::Side;

/// Whether the first of these sides blocked the second.
pub(crate) async fn is_blocked(tx: &mut Tx, by: Side, of: Side) -> Result<bool, DbError> {
    let found = sqlx::query_scalar!(
        "SELECT EXISTS (SELECT FROM messaging.block WHERE by_kind = $1 AND by_id = $2 AND of_kind = $3 AND of_id = $4) AS \"found!\"",
        by.kind(),
        by.id(),
        of.kind(),
        of.id(),
    );
    Ok(found.fetch_one(tx.conn()).await?)
}

/// False when it was blocked before.
pub(super) async fn insert(tx: &mut Tx, by: Side, of: Side) -> Result<bool, DbError> {
    let (now, account_id) = (tx.now(), tx.actor().account_id());
    let done = sqlx::query!(
        "INSERT INTO messaging.block (by_kind, by_id, of_kind, of_id, account_id, blocked_at)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
        by.kind(),
        by.id(),
        of.kind(),
        of.id(),
        account_id.map(|id| id.as_uuid()),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// False when it was not blocked.
pub(super) async fn delete(tx: &mut Tx, by: Side, of: Side) -> Result<bool, DbError> {
    let done = sqlx::query!(
        "DELETE FROM messaging.block WHERE by_kind = $1 AND by_id = $2 AND of_kind = $3 AND of_id = $4",
        by.kind(),
        by.id(),
        of.kind(),
        of.id(),
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}
