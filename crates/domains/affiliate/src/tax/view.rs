//! Statements, rules and years as people read them.

use contracts::{
    affiliate::{PartnershipId, StatementId},
    identity::OrganisationId,
};
use jiff::{Timestamp, civil::Date};
use kernel::{Actor, Money, Page, PageRequest};
use serde::{Deserialize, Serialize};

use super::{TaxFacts, TaxLine, TaxRegime, TaxRule, bounds, rules, sums};
use crate::{Affiliate, AffiliateError, MerchantRight, member};

/// How somebody pays tax, as they say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TaxProfileView {
    /// The number of what was said.
    pub version: i32,
    /// How.
    pub regime: TaxRegime,
    /// Under which number.
    pub number: Option<String>,
    /// Since when.
    pub created_at: Timestamp,
}

/// A day of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementLine {
    /// The day, in UTC.
    pub day: Date,
    /// Of how many commissions.
    pub commissions: i64,
    /// What became payable, in the statement's minor unit.
    pub payable_minor: i64,
    /// What was taken back of what was payable.
    pub reversed_minor: i64,
}

/// A statement in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StatementRow {
    /// The statement.
    pub id: StatementId,
    /// Whose.
    pub partnership_id: PartnershipId,
    /// In the merchant's series.
    pub number: i32,
    /// The first day of its month.
    pub month: Date,
    /// What was earned; less than nothing where more was taken back.
    pub total: Money,
    /// By name.
    pub influencer_name: String,
    /// When it was issued.
    pub issued_at: Timestamp,
}

/// What a partner earned with a merchant in a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StatementView {
    /// The statement.
    pub id: StatementId,
    /// The merchant.
    pub organisation_id: OrganisationId,
    /// The partner.
    pub partnership_id: PartnershipId,
    /// In the merchant's series, which has no gap.
    pub number: i32,
    /// The first day of its month.
    pub month: Date,
    /// What became payable, less what was taken back.
    pub total: Money,
    /// The same of the months of the year before it.
    pub before: Money,
    /// As it was called then.
    pub merchant_name: String,
    /// Where it is.
    pub payer_country: String,
    /// As they were called then.
    pub influencer_name: String,
    /// Where they are.
    pub payee_country: String,
    /// How they pay tax, as they said.
    pub regime: TaxRegime,
    /// Under which number.
    pub tax_number: Option<String>,
    /// Day by day.
    pub lines: Vec<StatementLine>,
    /// What the rules say. Nothing of it was deducted.
    pub taxes: Vec<TaxLine>,
    /// When it was issued.
    pub issued_at: Timestamp,
}

/// A year between a merchant and a partner, until now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TaxYearView {
    /// The year.
    pub year: i16,
    /// What became payable, less what was taken back.
    pub total: Money,
    /// What the rules of today say of it: withholding, VAT, whether there must be a written contract.
    pub taxes: Vec<TaxLine>,
}

impl Affiliate {
    /// How the caller pays tax, as they said last.
    pub async fn tax_profile(&self, actor: &Actor) -> Result<Option<TaxProfileView>, AffiliateError> {
        let account_id = actor.require_account()?;
        let mut conn = self.conn().await?;
        Ok(sums::profile(&mut conn, account_id).await?)
    }

    /// Every rule with its source: for who is signed in.
    pub async fn tax_rules(&self, actor: &Actor) -> Result<Vec<TaxRule>, AffiliateError> {
        actor.require_account()?;
        let mut conn = self.conn().await?;
        Ok(sums::rules(&mut conn).await?)
    }

    /// The statements of a partnership, the newest first: for the influencer, and the members of the merchant.
    pub async fn statements(
        &self,
        actor: &Actor,
        id: PartnershipId,
        page: &PageRequest,
    ) -> Result<Page<StatementRow>, AffiliateError> {
        self.partnership(actor, id).await?;
        let mut conn = self.conn().await?;
        let rows = sums::of_partnership(&mut conn, id, page.after_row()?, i64::from(page.limit()) + 1).await?;
        Ok(Page::from_rows(rows, page, |row| (row.issued_at, row.id.as_uuid())))
    }

    /// The statements of a merchant, the newest first: for its members.
    pub async fn merchant_statements(
        &self,
        actor: &Actor,
        id: OrganisationId,
        page: &PageRequest,
    ) -> Result<Page<StatementRow>, AffiliateError> {
        let mut conn = self.conn().await?;
        member::require(&mut conn, actor, id, MerchantRight::Read).await?;
        let rows = sums::of_merchant(&mut conn, id, page.after_row()?, i64::from(page.limit()) + 1).await?;
        Ok(Page::from_rows(rows, page, |row| (row.issued_at, row.id.as_uuid())))
    }

    /// A statement: for the influencer, and the members of the merchant.
    pub async fn statement(&self, actor: &Actor, id: StatementId) -> Result<StatementView, AffiliateError> {
        actor.require_account()?;
        let mut conn = self.conn().await?;
        let statement = sums::statement(&mut conn, id).await?.ok_or(AffiliateError::NotFound)?;
        self.partnership(actor, statement.partnership_id).await?;
        Ok(statement)
    }

    /// This year until now, of a partnership: for the influencer, and the members of the merchant.
    pub async fn tax_year(&self, actor: &Actor, id: PartnershipId) -> Result<TaxYearView, AffiliateError> {
        self.partnership(actor, id).await?;
        let mut conn = self.conn().await?;
        let now = self.db().now();
        let today = now.to_zoned(jiff::tz::TimeZone::UTC).date();
        let (start, _) = bounds(today.first_of_year())?;
        let parties = sums::parties(&mut conn, id).await?.ok_or(AffiliateError::NotFound)?;
        // The instant of now included.
        let until = now + jiff::SignedDuration::from_micros(1);
        let amount_minor = sums::since(&mut conn, id, (start, until)).await?;
        let facts = TaxFacts {
            payer_country: parties.payer_country,
            regime: parties.regime,
            day: today,
            amount_minor,
            before_minor: 0,
            currency: parties.currency,
        };
        let taxes = rules::apply(&sums::rules(&mut conn).await?, &facts);
        Ok(TaxYearView { year: today.year(), total: Money::new(amount_minor, parties.currency), taxes })
    }
}
