//! The rows of months that are decided, and of what was reached in them.

use contracts::affiliate::{ConversionId, PartnershipId};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx as _;
use platform::{DbError, Tx};
use sha2::{Digest as _, Sha256};
use sqlx::types::Json;

use super::{Month, Reached};
use crate::commission::Books;

/// Whether a month was not decided before.
pub(super) async fn mark(tx: &mut Tx, id: PartnershipId, month: Date) -> Result<bool, DbError> {
    let now = tx.now();
    let done = sqlx::query!(
        "INSERT INTO affiliate.bonus_months (partnership_id, month, decided_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        id.as_uuid(),
        month.to_sqlx() as _,
        now.to_sqlx() as _,
    );
    Ok(done.execute(tx.conn()).await?.rows_affected() == 1)
}

/// A step that was reached: its number says of which month, whose and which, and is there once.
pub(super) async fn insert(
    tx: &mut Tx,
    books: &Books,
    (partnership_id, month): (PartnershipId, Month),
    (id, place): (ConversionId, usize),
    reached: &Reached,
) -> Result<(), DbError> {
    let now = tx.now();
    let number = format!("{}/{}/{}", month.first.strftime("%Y-%m"), partnership_id.as_uuid(), place + 1);
    let hash: [u8; 32] = Sha256::digest(number.as_bytes()).into();
    sqlx::query!(
        "INSERT INTO affiliate.conversions
             (id, program_id, kind, external_id, currency, amount_minor, lines, clicks, codes, occurred_at, received_at, request_hash)
         VALUES ($1, $2, 'bonus', $3, $4, $5, $6, '{}', '{}', $7, $8, $9)",
        id.as_uuid(),
        books.program_id.as_uuid(),
        number,
        books.currency.code(),
        reached.amount_minor,
        Json([reached]) as _,
        month.last_day().to_sqlx() as _,
        now.to_sqlx() as _,
        hash.as_slice(),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
