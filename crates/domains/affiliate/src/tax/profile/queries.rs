//! Reading tax profiles and mandates: the last of each is in force.

use contracts::identity::OrganisationId;
use kernel::AccountId;
use platform::DbError;
use sqlx::{PgConnection, types::Json};

use super::{MandateView, MerchantTaxProfileView, TaxProfileView};
use crate::tax::{TaxParty, TaxRegime};

pub(in crate::tax) async fn profile(conn: &mut PgConnection, id: AccountId) -> Result<Option<TaxProfileView>, DbError> {
    let row = sqlx::query!(
        "SELECT version, regime, party AS \"party: Json<TaxParty>\", created_at AS \"created_at: jiff_sqlx::Timestamp\"
         FROM affiliate.tax_profiles WHERE account_id = $1 ORDER BY version DESC LIMIT 1",
        id.as_uuid(),
    );
    let Some(row) = row.fetch_optional(conn).await? else { return Ok(None) };
    let unknown = || sqlx::Error::Decode("a regime that is not known".into());
    Ok(Some(TaxProfileView {
        version: row.version,
        regime: TaxRegime::parse(&row.regime).ok_or_else(unknown)?,
        party: row.party.0,
        created_at: row.created_at.to_jiff(),
    }))
}

pub(in crate::tax) async fn merchant_profile(
    conn: &mut PgConnection,
    id: OrganisationId,
) -> Result<Option<MerchantTaxProfileView>, DbError> {
    let row = sqlx::query!(
        "SELECT version, party AS \"party: Json<TaxParty>\", created_at AS \"created_at: jiff_sqlx::Timestamp\"
         FROM affiliate.merchant_tax_profiles WHERE organisation_id = $1 ORDER BY version DESC LIMIT 1",
        id.as_uuid(),
    );
    let row = row.fetch_optional(conn).await?;
    Ok(row.map(|row| MerchantTaxProfileView { version: row.version, party: row.party.0, created_at: row.created_at.to_jiff() }))
}

pub(in crate::tax) async fn mandate(conn: &mut PgConnection, id: AccountId) -> Result<Option<MandateView>, DbError> {
    let row = sqlx::query!(
        "SELECT text_version, created_at AS \"created_at: jiff_sqlx::Timestamp\"
         FROM affiliate.invoice_mandates WHERE account_id = $1 ORDER BY version DESC LIMIT 1",
        id.as_uuid(),
    );
    let Some(row) = row.fetch_optional(conn).await? else { return Ok(None) };
    let accepted_at = row.created_at.to_jiff();
    Ok(row.text_version.map(|text_version| MandateView { text_version, accepted_at }))
}
