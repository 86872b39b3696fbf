//! How people say that they pay tax, how a merchant is named on papers, and the mandate of self-billing. All are only added to: what was
//! issued keeps what was said then.

mod queries;
mod store;

use contracts::identity::OrganisationId;
use jiff::Timestamp;
use kernel::{AccountId, Actor, Permission};
use platform::{DbError, Tx};
use serde::Serialize;
use serde_json::json;

pub(in crate::tax) use self::queries::{mandate, merchant_profile, profile};
pub(in crate::tax) use self::store::forget_gone;
use super::{TaxParty, TaxPartyDraft, TaxRegime};
use crate::{Affiliate, AffiliateError, MerchantRight, member};

/// The text of the mandate that is asked for now. A text that was accepted stays: another one gets the next number.
pub const MANDATE_TEXT: i32 = 1;

/// The key of a text of the mandate; none of a number that there never was.
pub const fn mandate_key(text_version: i32) -> Option<&'static str> {
    match text_version {
        1 => Some("affiliate-mandate-1"),
        _ => None,
    }
}

/// How somebody pays tax, as they say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TaxProfileView {
    /// The number of what was said.
    pub version: i32,
    /// How.
    pub regime: TaxRegime,
    /// Name, address, numbers.
    pub party: TaxParty,
    /// Since when.
    pub created_at: Timestamp,
}

/// How a merchant is named on papers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MerchantTaxProfileView {
    /// The number of what was said.
    pub version: i32,
    /// Name, address, numbers.
    pub party: TaxParty,
    /// Since when.
    pub created_at: Timestamp,
}

/// That merchants may write invoices in somebody's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct MandateView {
    /// Which text was accepted.
    pub text_version: i32,
    /// When.
    pub accepted_at: Timestamp,
}

impl Affiliate {
    /// How the caller pays tax, as they said last.
    pub async fn tax_profile(&self, actor: &Actor) -> Result<Option<TaxProfileView>, AffiliateError> {
        let account_id = actor.require_account()?;
        Ok(queries::profile(&mut *self.conn().await?, account_id).await?)
    }

    /// How the caller pays tax and is named on papers, from now on. Answers the number of what was said.
    pub async fn set_tax_profile(&self, actor: &Actor, regime: TaxRegime, draft: &TaxPartyDraft) -> Result<i32, AffiliateError> {
        actor.require(Permission::Participate)?;
        let account_id = actor.require_account()?;
        let party = draft.payee(regime)?;
        let mut tx = self.db().begin(actor).await?;
        let version = store::add_profile(&mut tx, account_id, regime, &party).await;
        let version = version.map_err(|error| refused(error, "tax_profiles_account_id_fkey", "affiliate-no-profile"))?;
        let told = json!({ "regime": regime, "version": version, "country": party.country });
        tx.audit("affiliate.tax-profile-set", account_id, told).await?;
        tx.commit().await?;
        Ok(version)
    }

    /// How a merchant is named on papers: for its members.
    pub async fn merchant_tax_profile(
        &self,
        actor: &Actor,
        id: OrganisationId,
    ) -> Result<Option<MerchantTaxProfileView>, AffiliateError> {
        let mut conn = self.conn().await?;
        member::require(&mut conn, actor, id, MerchantRight::Read).await?;
        Ok(queries::merchant_profile(&mut conn, id).await?)
    }

    /// How a merchant is named on papers, from now on: by those who manage it. Answers the number of what was said.
    pub async fn set_merchant_tax_profile(
        &self,
        actor: &Actor,
        id: OrganisationId,
        draft: &TaxPartyDraft,
    ) -> Result<i32, AffiliateError> {
        let mut tx = self.db().begin(actor).await?;
        member::require(tx.conn(), actor, id, MerchantRight::Manage).await?;
        let party = draft.payer()?;
        let version = store::add_merchant_profile(&mut tx, id, &party).await;
        let no_profile = ("merchant_tax_profiles_organisation_id_fkey", "affiliate-no-merchant-profile");
        let version = version.map_err(|error| refused(error, no_profile.0, no_profile.1))?;
        tx.audit("affiliate.merchant-tax-profile-set", id, json!({ "version": version, "country": party.country })).await?;
        tx.commit().await?;
        Ok(version)
    }

    /// The mandate that the caller gave; none that they never gave, or withdrew.
    pub async fn invoice_mandate(&self, actor: &Actor) -> Result<Option<MandateView>, AffiliateError> {
        let account_id = actor.require_account()?;
        Ok(queries::mandate(&mut *self.conn().await?, account_id).await?)
    }

    /// The caller lets merchants write invoices in their name, from now on, by the text that they read. The same again changes nothing.
    pub async fn accept_mandate(&self, actor: &Actor, text_version: i32) -> Result<MandateView, AffiliateError> {
        actor.require(Permission::Participate)?;
        let account_id = actor.require_account()?;
        if text_version != MANDATE_TEXT {
            return Err(AffiliateError::Changed);
        }
        let mut tx = self.db().begin(actor).await?;
        if queries::profile(tx.conn(), account_id).await?.is_none() {
            return Err(AffiliateError::Conflict("affiliate-no-tax-profile"));
        }
        let known = queries::mandate(tx.conn(), account_id).await?;
        if let Some(known) = known.filter(|known| known.text_version == text_version) {
            return Ok(known);
        }
        store::add_mandate(&mut tx, account_id, Some(text_version)).await.map_err(mandate_refused)?;
        tx.audit("affiliate.mandate-accepted", account_id, json!({ "text": text_version })).await?;
        let accepted_at = tx.now();
        tx.commit().await?;
        Ok(MandateView { text_version, accepted_at })
    }

    /// From now on nobody writes invoices in the caller's name. What was issued stays.
    pub async fn withdraw_mandate(&self, actor: &Actor) -> Result<(), AffiliateError> {
        actor.require(Permission::Participate)?;
        let account_id = actor.require_account()?;
        let mut tx = self.db().begin(actor).await?;
        self.withdraw_mandate_in(&mut tx, account_id).await?;
        Ok(tx.commit().await?)
    }

    /// The same of somebody, in the caller's transaction.
    pub(crate) async fn withdraw_mandate_in(&self, tx: &mut Tx, account_id: AccountId) -> Result<(), AffiliateError> {
        if queries::mandate(tx.conn(), account_id).await?.is_none() {
            return Ok(());
        }
        store::add_mandate(tx, account_id, None).await.map_err(mandate_refused)?;
        Ok(tx.audit("affiliate.mandate-withdrawn", account_id, json!({})).await?)
    }
}

/// Who has no profile to show yet, or two who said something at the same moment.
fn refused(error: DbError, owner: &str, code: &'static str) -> AffiliateError {
    match error.constraint() {
        Some(name) if name == owner => AffiliateError::Conflict(code),
        Some("tax_profiles_pkey" | "merchant_tax_profiles_pkey" | "invoice_mandates_pkey") => AffiliateError::Changed,
        _ => error.into(),
    }
}

fn mandate_refused(error: DbError) -> AffiliateError {
    refused(error, "invoice_mandates_account_id_fkey", "affiliate-no-profile")
}
