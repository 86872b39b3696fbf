//! Statements, what waits for one, rules and years as people read them.

mod queries;

use contracts::{
    affiliate::{PartnershipId, StatementId},
    identity::OrganisationId,
};
use jiff::{Timestamp, civil::Date};
use kernel::{AccountId, Actor, Money, Page, PageRequest};
use serde::{Deserialize, Serialize};

use super::{ContractNeed, TaxLine, TaxParty, TaxRegime, TaxRule, bounds, rules, sums};
use crate::{Affiliate, AffiliateError, MerchantRight, member};

/// How many statements that wait are listed.
const WAITING: i64 = 100;

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
    /// With whom, as it was called then.
    pub merchant_name: String,
    /// Whose, as they were called then.
    pub influencer_name: String,
    /// Whether it is an invoice in their name.
    pub is_invoice: bool,
    /// When it was issued.
    pub issued_at: Timestamp,
}

/// What makes a statement an invoice in the partner's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct InvoiceMark {
    /// In the series of those that this merchant writes in this partner's name, which has no gap.
    pub number: i32,
    /// By which text of the mandate.
    pub mandate_text: i32,
    /// Accepted when.
    pub mandated_at: Timestamp,
}

/// A statement that is not issued yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WaitingStatement {
    /// Whose.
    pub partnership_id: PartnershipId,
    /// The first day of its month.
    pub month: Date,
    /// With whom.
    pub merchant_name: String,
    /// By name.
    pub influencer_name: String,
    /// The influencer did not say how they pay tax.
    pub lacks_payee: bool,
    /// The merchant did not say how papers name it. Where nothing lacks, it is issued in the next night.
    pub lacks_payer: bool,
}

/// What a partner earned with a merchant in a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StatementView {
    /// The statement.
    pub id: StatementId,
    /// The merchant.
    pub organisation_id: OrganisationId,
    /// The partnership.
    pub partnership_id: PartnershipId,
    /// The partner.
    pub account_id: AccountId,
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
    /// As they were called then.
    pub influencer_name: String,
    /// How they pay tax, as they said.
    pub regime: TaxRegime,
    /// The merchant as papers named it then.
    pub payer: TaxParty,
    /// The partner as papers named them then.
    pub payee: TaxParty,
    /// Day by day.
    pub lines: Vec<StatementLine>,
    /// What the rules say. Nothing of it was deducted.
    pub taxes: Vec<TaxLine>,
    /// What makes it an invoice; none of a mere statement.
    pub invoice: Option<InvoiceMark>,
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
    /// How near it is to the sum from which there must be a written contract.
    pub contracts: Vec<ContractNeed>,
}

impl Affiliate {
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
        let rows = queries::of_partnership(&mut conn, id, page.after_row()?, i64::from(page.limit()) + 1).await?;
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
        let rows = queries::of_merchant(&mut conn, id, page.after_row()?, i64::from(page.limit()) + 1).await?;
        Ok(Page::from_rows(rows, page, |row| (row.issued_at, row.id.as_uuid())))
    }

    /// The caller's own statements with every merchant, the newest first.
    pub async fn my_statements(&self, actor: &Actor, page: &PageRequest) -> Result<Page<StatementRow>, AffiliateError> {
        let account_id = actor.require_account()?;
        let mut conn = self.conn().await?;
        let rows = queries::of_account(&mut conn, account_id, page.after_row()?, i64::from(page.limit()) + 1).await?;
        Ok(Page::from_rows(rows, page, |row| (row.issued_at, row.id.as_uuid())))
    }

    /// The caller's statements that wait for somebody to say how they pay tax, the oldest month first, at most a hundred.
    pub async fn my_waiting_statements(&self, actor: &Actor) -> Result<Vec<WaitingStatement>, AffiliateError> {
        let account_id = actor.require_account()?;
        Ok(queries::waiting(&mut *self.conn().await?, (Some(account_id), None), WAITING).await?)
    }

    /// The same of a merchant: for its members.
    pub async fn waiting_statements(&self, actor: &Actor, id: OrganisationId) -> Result<Vec<WaitingStatement>, AffiliateError> {
        let mut conn = self.conn().await?;
        member::require(&mut conn, actor, id, MerchantRight::Read).await?;
        Ok(queries::waiting(&mut conn, (None, Some(id)), WAITING).await?)
    }

    /// A statement: for the influencer, and the members of the merchant.
    pub async fn statement(&self, actor: &Actor, id: StatementId) -> Result<StatementView, AffiliateError> {
        actor.require_account()?;
        let mut conn = self.conn().await?;
        let statement = queries::statement(&mut conn, id).await?.ok_or(AffiliateError::NotFound)?;
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
        let (facts, rules) = (parties.facts(today, 0, amount_minor), sums::rules(&mut conn).await?);
        let total = Money::new(amount_minor, parties.currency);
        Ok(TaxYearView {
            year: today.year(),
            total,
            taxes: rules::apply(&rules, &facts),
            contracts: rules::contracts(&rules, &facts),
        })
    }
}
