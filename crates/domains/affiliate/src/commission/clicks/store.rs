//! The rows of days that are paid, and of what their clicks earn.

use contracts::affiliate::PartnershipId;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx as _;
use platform::{DbError, Tx};
use sha2::{Digest as _, Sha256};
use sqlx::types::Json;

use super::{Day, Earned};
use crate::commission::Books;

/// Whether the clicks of a day were not paid to this partnership before.
pub(super) async fn mark(tx: &mut Tx, id: PartnershipId, day: Date) -> Result<bool, DbError> {
    let done = sqlx::query!(
        "INSERT INTO affiliate.click_days (partnership_id, day) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        id.as_uuid(),
        day.to_sqlx() as _,
    );
    Ok(done.execute(tx.conn()).await?.rows_affected() == 1)
}

/// Nothing of a day is paid any more.
pub(super) async fn close(tx: &mut Tx, day: Date) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "INSERT INTO affiliate.closed_days (day, closed_at) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        day.to_sqlx() as _,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What earns: its number says of which day, whose and by which terms, and is there once.
pub(super) async fn insert(tx: &mut Tx, books: &Books, id: PartnershipId, day: Day, earned: &Earned) -> Result<(), DbError> {
    let now = tx.now();
    let number = format!("{}/{}/{}", day.date, id.as_uuid(), earned.terms_id.as_uuid());
    let hash: [u8; 32] = Sha256::digest(number.as_bytes()).into();
    sqlx::query!(
        "INSERT INTO affiliate.conversions
             (id, program_id, kind, external_id, currency, amount_minor, lines, clicks, codes, occurred_at, received_at, request_hash)
         VALUES ($1, $2, 'clicks', $3, $4, $5, $6, '{}', '{}', $7, $8, $9)",
        earned.id.as_uuid(),
        books.program_id.as_uuid(),
        number,
        books.currency.code(),
        earned.amount_minor,
        Json(&earned.lines) as _,
        day.since.to_sqlx() as _,
        now.to_sqlx() as _,
        hash.as_slice(),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
