//! The rows of pixels.

use contracts::affiliate::{ClickId, PixelReportId, ProgramId};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use jiff_sqlx::ToSqlx as _;
use kernel::AccountId;
use platform::{DbError, Tx};
use uuid::Uuid;

use crate::conversion::ReportSale;

/// What a page said without a signature.
pub(super) struct New<'r> {
    pub(super) id: PixelReportId,
    pub(super) program_id: ProgramId,
    pub(super) sale: &'r ReportSale,
    /// Sealed.
    pub(super) customer: Option<&'r [u8]>,
    pub(super) clicks: &'r [ClickId],
    pub(super) codes: &'r [String],
    pub(super) hash: [u8; 16],
    /// From where, as a keyed hash.
    pub(super) said_by: [u8; 16],
}

/// What was said already.
pub(super) struct Crowd {
    /// The very same.
    pub(super) is_known: bool,
    /// Of this order from this address.
    pub(super) of_order: i64,
    /// How much waits of the program.
    pub(super) waiting: i64,
}

pub(super) async fn set_secret(tx: &mut Tx, id: ProgramId, secret: &[u8], by: AccountId) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "INSERT INTO affiliate.pixels (program_id, secret, secret_at, created_by) VALUES ($1, $2, $3, $4)
         ON CONFLICT (program_id) DO UPDATE SET secret = $2, secret_at = $3, created_by = $4",
        id.as_uuid(),
        secret,
        now.to_sqlx() as _,
        by.as_uuid(),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(super) async fn forget_secret(tx: &mut Tx, id: ProgramId) -> Result<(), DbError> {
    sqlx::query!("UPDATE affiliate.pixels SET secret = NULL WHERE program_id = $1", id.as_uuid()).execute(tx.conn()).await?;
    Ok(())
}

/// Locks the pixel of a program.
pub(super) async fn lock(tx: &mut Tx, id: ProgramId) -> Result<(), DbError> {
    sqlx::query!("SELECT program_id FROM affiliate.pixels WHERE program_id = $1 FOR UPDATE", id.as_uuid())
        .fetch_one(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn crowd(
    tx: &mut Tx,
    id: ProgramId,
    order_id: &str,
    (hash, said_by): (&[u8; 16], &[u8; 16]),
) -> Result<Crowd, DbError> {
    let row = sqlx::query!(
        "SELECT EXISTS (SELECT FROM affiliate.pixel_reports WHERE program_id = $1 AND order_id = $2 AND said = $3) AS \"is_known!\",
                (SELECT count(*) FROM affiliate.pixel_reports
                 WHERE program_id = $1 AND order_id = $2 AND said_by = $4) AS \"of_order!\",
                (SELECT count(*) FROM affiliate.pixel_reports WHERE program_id = $1 AND state = 'waiting') AS \"waiting!\"",
        id.as_uuid(),
        order_id,
        hash.as_slice(),
        said_by.as_slice(),
    );
    let row = row.fetch_one(tx.conn()).await?;
    Ok(Crowd { is_known: row.is_known, of_order: row.of_order, waiting: row.waiting })
}

pub(super) async fn insert(tx: &mut Tx, new: &New<'_>) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "INSERT INTO affiliate.pixel_reports
             (id, program_id, order_id, currency, amount_minor, customer, clicks, codes, said, received_at, said_by, state)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'waiting')",
        new.id.as_uuid(),
        new.program_id.as_uuid(),
        new.sale.order_id,
        new.sale.amount.currency.code(),
        new.sale.amount.amount_minor,
        new.customer,
        &new.clicks.iter().map(ClickId::as_uuid).collect::<Vec<Uuid>>(),
        new.codes,
        new.hash.as_slice(),
        now.to_sqlx() as _,
        new.said_by.as_slice(),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Whether it still waited.
pub(super) async fn decide(tx: &mut Tx, id: PixelReportId, state: &str) -> Result<bool, DbError> {
    let (now, by) = (tx.now(), tx.actor().account_id());
    let done = sqlx::query!(
        "UPDATE affiliate.pixel_reports SET state = $2, decided_at = $3, decided_by = $4, customer = NULL, said_by = NULL
         WHERE id = $1 AND state = 'waiting'",
        id.as_uuid(),
        state,
        now.to_sqlx() as _,
        by.map(|id| id.as_uuid()),
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// An order was told: what waits of it need not be decided any more.
pub(crate) async fn settle_in(tx: &mut Tx, id: ProgramId, order_ids: &[&str]) -> Result<(), DbError> {
    if order_ids.is_empty() {
        return Ok(());
    }
    let now = tx.now();
    sqlx::query!(
        "UPDATE affiliate.pixel_reports SET state = 'told', decided_at = $3, customer = NULL, said_by = NULL
         WHERE id IN (SELECT id FROM affiliate.pixel_reports
                      WHERE program_id = $1 AND order_id = ANY ($2) AND state = 'waiting' ORDER BY id FOR UPDATE)",
        id.as_uuid(),
        order_ids as _,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Counts what became of something that was said.
pub(super) async fn note(tx: &mut Tx, id: ProgramId, outcome: &str, order_id: Option<&str>) -> Result<(), DbError> {
    let now = tx.now();
    let order_id: Option<String> = order_id.map(|text| text.chars().filter(|letter| !letter.is_control()).take(200).collect());
    sqlx::query!(
        "INSERT INTO affiliate.pixel_outcomes (program_id, day, outcome, heard, last_at, last_order) VALUES ($1, $2, $3, 1, $4, $5)
         ON CONFLICT (program_id, day, outcome) DO UPDATE
         SET heard = pixel_outcomes.heard + 1, last_at = $4, last_order = $5",
        id.as_uuid(),
        now.to_zoned(TimeZone::UTC).date().to_sqlx() as _,
        outcome,
        now.to_sqlx() as _,
        order_id,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Ends what waits since before this.
pub(super) async fn expire(tx: &mut Tx, before: Timestamp) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "UPDATE affiliate.pixel_reports SET state = 'expired', decided_at = $2, customer = NULL, said_by = NULL
         WHERE id IN (SELECT id FROM affiliate.pixel_reports WHERE received_at < $1 AND state = 'waiting' ORDER BY id FOR UPDATE)",
        before.to_sqlx() as _,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Forgets what was decided and said before this.
pub(super) async fn forget(tx: &mut Tx, before: Timestamp) -> Result<(), DbError> {
    sqlx::query!("DELETE FROM affiliate.pixel_reports WHERE received_at < $1 AND state <> 'waiting'", before.to_sqlx() as _)
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn forget_outcomes(tx: &mut Tx, before: Date) -> Result<(), DbError> {
    sqlx::query!("DELETE FROM affiliate.pixel_outcomes WHERE day < $1", before.to_sqlx() as _).execute(tx.conn()).await?;
    Ok(())
}
