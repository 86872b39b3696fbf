//! The marks of what is not settled.

use contracts::affiliate::ProgramId;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use platform::{DbError, Tx};
use sqlx::PgPool;

use super::About;

/// Takes marks away; what they were about, in their order. Those that another took are not there; whoever is at them is waited for, also one
/// who failed and has not let go yet.
pub(super) async fn take(tx: &mut Tx, marks: &[i64]) -> Result<Vec<About>, DbError> {
    let rows = sqlx::query!(
        "WITH taken AS (
             DELETE FROM affiliate.unsettled
             WHERE id IN (SELECT id FROM affiliate.unsettled WHERE id = ANY ($1) ORDER BY id FOR UPDATE)
             RETURNING id, conversion_id, refund_id
         )
         SELECT conversion_id, refund_id FROM taken ORDER BY id",
        marks,
    );
    let rows = rows.fetch_all(tx.conn()).await?.into_iter();
    let about = rows.map(|row| About { conversion_id: row.conversion_id.into(), refund_id: row.refund_id.map(Into::into) });
    Ok(about.collect())
}

/// Marks that are older than this, the oldest first, with their programs.
pub(super) async fn left(pool: &PgPool, before: Timestamp, limit: i64) -> Result<Vec<(ProgramId, i64)>, DbError> {
    let rows = sqlx::query!(
        "SELECT id, program_id FROM affiliate.unsettled WHERE at < $1 ORDER BY id LIMIT $2",
        before.to_sqlx() as _,
        limit
    );
    Ok(rows.fetch_all(pool).await?.into_iter().map(|row| (row.program_id.into(), row.id)).collect())
}
