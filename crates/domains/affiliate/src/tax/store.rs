//! The rows of tax profiles and statements.

use contracts::{
    affiliate::{PartnershipId, StatementId},
    identity::OrganisationId,
};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx as _;
use kernel::AccountId;
use platform::{DbError, Tx};
use sqlx::types::Json;

use super::{StatementLine, TaxLine, TaxRegime, sums::Parties};

/// The next version of how somebody pays tax.
pub(super) async fn add_profile(tx: &mut Tx, id: AccountId, regime: TaxRegime, number: Option<&str>) -> Result<i32, DbError> {
    let now = tx.now();
    let version = sqlx::query_scalar!(
        "INSERT INTO affiliate.tax_profiles (account_id, version, regime, number, created_at)
         SELECT $1, coalesce(max(version), 0) + 1, $2, $3, $4 FROM affiliate.tax_profiles WHERE account_id = $1
         RETURNING version",
        id.as_uuid(),
        regime.as_str(),
        number,
        now.to_sqlx() as _,
    );
    Ok(version.fetch_one(tx.conn()).await?)
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

pub(super) async fn exists(tx: &mut Tx, id: PartnershipId, month: Date) -> Result<bool, DbError> {
    let found = sqlx::query_scalar!(
        "SELECT EXISTS (SELECT FROM affiliate.statements WHERE partnership_id = $1 AND month = $2) AS \"found!\"",
        id.as_uuid(),
        month.to_sqlx() as _,
    );
    Ok(found.fetch_one(tx.conn()).await?)
}

/// A statement that is issued.
pub(super) struct New {
    pub(super) id: StatementId,
    pub(super) partnership_id: PartnershipId,
    pub(super) number: i32,
    pub(super) month: Date,
    pub(super) total_minor: i64,
    pub(super) before_minor: i64,
}

pub(super) async fn insert(
    tx: &mut Tx,
    new: &New,
    parties: &Parties,
    lines: &[StatementLine],
    taxes: &[TaxLine],
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "INSERT INTO affiliate.statements
             (id, organisation_id, partnership_id, number, month, currency, total_minor, before_minor, merchant_name, payer_country,
              influencer_name, payee_country, regime, tax_number, lines, taxes, issued_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
        new.id.as_uuid(),
        parties.merchant.as_uuid(),
        new.partnership_id.as_uuid(),
        new.number,
        new.month.to_sqlx() as _,
        parties.currency.code(),
        new.total_minor,
        new.before_minor,
        parties.merchant_name,
        parties.payer_country,
        parties.influencer_name,
        parties.payee_country,
        parties.regime.as_str(),
        parties.tax_number,
        Json(lines) as _,
        Json(taxes) as _,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
