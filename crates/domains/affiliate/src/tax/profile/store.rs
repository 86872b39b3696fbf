//! The rows of tax profiles and mandates.

use contracts::identity::OrganisationId;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kernel::AccountId;
use platform::{DbError, Tx};
use sqlx::types::Json;

use crate::tax::{TaxParty, TaxRegime};

/// The next version of how somebody pays tax.
pub(super) async fn add_profile(tx: &mut Tx, id: AccountId, regime: TaxRegime, party: &TaxParty) -> Result<i32, DbError> {
    let now = tx.now();
    let version = sqlx::query_scalar!(
        "INSERT INTO affiliate.tax_profiles (account_id, version, regime, party, created_at)
         SELECT $1, coalesce(max(version), 0) + 1, $2, $3, $4 FROM affiliate.tax_profiles WHERE account_id = $1
         RETURNING version",
        id.as_uuid(),
        regime.as_str(),
        Json(party) as _,
        now.to_sqlx() as _,
    );
    Ok(version.fetch_one(tx.conn()).await?)
}

/// The next version of how a merchant is named.
pub(super) async fn add_merchant_profile(tx: &mut Tx, id: OrganisationId, party: &TaxParty) -> Result<i32, DbError> {
    let now = tx.now();
    let version = sqlx::query_scalar!(
        "INSERT INTO affiliate.merchant_tax_profiles (organisation_id, version, party, created_at)
         SELECT $1, coalesce(max(version), 0) + 1, $2, $3 FROM affiliate.merchant_tax_profiles WHERE organisation_id = $1
         RETURNING version",
        id.as_uuid(),
        Json(party) as _,
        now.to_sqlx() as _,
    );
    Ok(version.fetch_one(tx.conn()).await?)
}

/// A mandate by a text, or its end. Of two at the same moment one is refused by the key, and asks again.
pub(super) async fn add_mandate(tx: &mut Tx, id: AccountId, text_version: Option<i32>) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "INSERT INTO affiliate.invoice_mandates (account_id, version, text_version, created_at)
         SELECT $1, coalesce(max(version), 0) + 1, $2, $3 FROM affiliate.invoice_mandates WHERE account_id = $1",
        id.as_uuid(),
        text_version,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Forgets how papers name people and merchants who are gone, once no statement of theirs is to come, and after `until` in any case.
pub(in crate::tax) async fn forget_gone(tx: &mut Tx, until: Timestamp) -> Result<(), DbError> {
    sqlx::query!(
        "DELETE FROM affiliate.tax_profiles t USING affiliate.influencers i
         WHERE i.account_id = t.account_id AND i.gone_at IS NOT NULL
           AND (i.gone_at < $1 OR NOT EXISTS (SELECT FROM affiliate.partnerships s
                                              WHERE s.account_id = i.account_id AND affiliate.awaits_statement(s.id)))",
        until.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "DELETE FROM affiliate.merchant_tax_profiles t USING affiliate.merchants m
         WHERE m.organisation_id = t.organisation_id AND m.gone_at IS NOT NULL
           AND (m.gone_at < $1 OR NOT EXISTS (SELECT FROM affiliate.programs p JOIN affiliate.partnerships s ON s.program_id = p.id
                                              WHERE p.organisation_id = m.organisation_id AND affiliate.awaits_statement(s.id)))",
        until.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
