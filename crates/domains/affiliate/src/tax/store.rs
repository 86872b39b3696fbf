//! The rows of statements, of what waits, and of their numbers.

use contracts::{
    affiliate::{PartnershipId, StatementId},
    identity::OrganisationId,
};
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx as _;
use kernel::AccountId;
use platform::{DbError, Tx};
use sqlx::types::Json;

use super::{InvoiceMark, StatementLine, TaxLine, TaxParty, sums::Parties};

/// Notes the partnerships of which something became payable in a month, or was taken back of it. Once for each month.
pub(super) async fn note_month(tx: &mut Tx, month: Date, (since, until): (Timestamp, Timestamp)) -> Result<(), DbError> {
    let now = tx.now();
    let noted = sqlx::query!(
        "INSERT INTO affiliate.statement_months (month, noted_at) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        month.to_sqlx() as _,
        now.to_sqlx() as _,
    );
    if noted.execute(tx.conn()).await?.rows_affected() == 0 {
        return Ok(());
    }
    sqlx::query!(
        "INSERT INTO affiliate.statements_due (partnership_id, month)
         SELECT DISTINCT c.partnership_id, $3::date
         FROM affiliate.commission_entries e
         JOIN affiliate.commissions c ON c.id = e.commission_id
         WHERE e.created_at >= $1 AND e.created_at < $2
           AND coalesce(e.of_payable, e.kind = 'commission-matured' OR e.created_at > c.matured_at)",
        since.to_sqlx() as _,
        until.to_sqlx() as _,
        month.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Takes away that a statement waits; whether it did.
pub(super) async fn take_due(tx: &mut Tx, id: PartnershipId, month: Date) -> Result<bool, DbError> {
    let taken = sqlx::query!(
        "DELETE FROM affiliate.statements_due WHERE partnership_id = $1 AND month = $2",
        id.as_uuid(),
        month.to_sqlx() as _,
    );
    Ok(taken.execute(tx.conn()).await?.rows_affected() == 1)
}

/// The next number of a merchant's statements. Whoever asks at the same moment waits for the end of this transaction.
pub(super) async fn next_number(tx: &mut Tx, id: OrganisationId) -> Result<i32, DbError> {
    let number = sqlx::query_scalar!(
        "INSERT INTO affiliate.statement_series (organisation_id, last) VALUES ($1, 1)
         ON CONFLICT (organisation_id) DO UPDATE SET last = statement_series.last + 1
         RETURNING last",
        id.as_uuid(),
    );
    Ok(number.fetch_one(tx.conn()).await?)
}

/// The next number of the invoices that a merchant writes in somebody's name.
pub(super) async fn next_invoice(tx: &mut Tx, id: OrganisationId, account_id: AccountId) -> Result<i32, DbError> {
    let number = sqlx::query_scalar!(
        "INSERT INTO affiliate.invoice_series (organisation_id, account_id, last) VALUES ($1, $2, 1)
         ON CONFLICT (organisation_id, account_id) DO UPDATE SET last = invoice_series.last + 1
         RETURNING last",
        id.as_uuid(),
        account_id.as_uuid(),
    );
    Ok(number.fetch_one(tx.conn()).await?)
}

/// A statement that is issued.
pub(super) struct New {
    pub(super) id: StatementId,
    pub(super) partnership_id: PartnershipId,
    pub(super) number: i32,
    pub(super) month: Date,
    pub(super) total_minor: i64,
    pub(super) before_minor: i64,
    pub(super) invoice: Option<InvoiceMark>,
}

pub(super) async fn insert(
    tx: &mut Tx,
    new: &New,
    parties: &Parties,
    (payer, payee): (&TaxParty, &TaxParty),
    (lines, taxes): (&[StatementLine], &[TaxLine]),
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "INSERT INTO affiliate.statements
             (id, organisation_id, partnership_id, account_id, number, month, currency, total_minor, before_minor, merchant_name,
              payer_country, influencer_name, payee_country, regime, payer, payee, lines, taxes, invoice_number, mandate_text,
              mandated_at, issued_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)",
        new.id.as_uuid(),
        parties.merchant.as_uuid(),
        new.partnership_id.as_uuid(),
        parties.account_id.as_uuid(),
        new.number,
        new.month.to_sqlx() as _,
        parties.currency.code(),
        new.total_minor,
        new.before_minor,
        parties.merchant_name,
        payer.country,
        parties.influencer_name,
        payee.country,
        parties.regime.as_str(),
        Json(payer) as _,
        Json(payee) as _,
        Json(lines) as _,
        Json(taxes) as _,
        new.invoice.map(|invoice| invoice.number),
        new.invoice.map(|invoice| invoice.mandate_text),
        new.invoice.map(|invoice| invoice.mandated_at.to_sqlx()) as _,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
