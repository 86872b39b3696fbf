//! Tax rules as data, and the monthly statements of what partners earned. `docs/tax.md` states them.
//!
//! Invariants: a statement is of a month that is over, one for a partner and a merchant, and never changes; a merchant's numbers have no gap;
//! the totals of all statements of a partner are what the ledger moved to and from what is payable. **Nothing is deducted**: what a rule
//! says is written on the statement, for whoever must declare it.

pub mod rules;
mod store;
mod sums;
#[cfg(test)]
mod tests;
mod view;

use contracts::affiliate::{PartnershipId, StatementId};
use jiff::{SignedDuration, Timestamp, ToSpan as _, civil::Date, tz::TimeZone};
use kernel::{Actor, Forbidden, Permission, Principal};
use serde_json::json;
use uuid::Uuid;

pub use self::{
    rules::{TaxFacts, TaxKind, TaxLine, TaxRegime, TaxRule},
    view::{StatementLine, StatementRow, StatementView, TaxProfileView, TaxYearView},
};
use crate::{Affiliate, AffiliateError, tax_identity::Ice};

/// How many partners are looked at together.
const PIECE: i64 = 200;
/// How many months back statements are made that are missing.
const MONTHS: i32 = 3;
/// How long after a month its statements are made: what began in it has ended.
const PATIENCE: SignedDuration = SignedDuration::from_hours(1);

impl Affiliate {
    /// How the caller pays tax, from now on. The number is the ICE in Morocco, SIREN or SIRET in France.
    pub async fn set_tax_profile(&self, actor: &Actor, regime: TaxRegime, number: Option<&str>) -> Result<i32, AffiliateError> {
        actor.require(Permission::Participate)?;
        let account_id = actor.require_account()?;
        let number = checked_number(regime, number)?;
        let mut tx = self.db().begin(actor).await?;
        let version = store::add_profile(&mut tx, account_id, regime, number.as_deref()).await;
        let version = version.map_err(|error| match error.constraint() {
            Some("tax_profiles_account_id_fkey") => AffiliateError::Conflict("affiliate-no-profile"),
            Some("tax_profiles_pkey") => AffiliateError::Changed,
            _ => error.into(),
        })?;
        tx.audit("affiliate.tax-profile-set", account_id, json!({ "regime": regime, "version": version })).await?;
        tx.commit().await?;
        Ok(version)
    }

    /// Makes the statements of the last months that are over, the oldest month first, for the program itself. May run twice. Nothing calls it
    /// by itself yet: a statement never changes, so that people must first be able to say how they pay tax, and to read it.
    pub async fn keep_statements(&self, actor: &Actor) -> Result<(), AffiliateError> {
        if !matches!(actor.principal, Principal::System(_)) {
            return Err(Forbidden::NotAllowed.into());
        }
        let now = self.db().now();
        let this = (now - PATIENCE).to_zoned(TimeZone::UTC).date().first_of_month();
        let mut failed = Ok(());
        for back in (1..=MONTHS).rev() {
            let month = this.saturating_sub(back.months());
            failed = failed.and(self.issue_statements(month).await);
        }
        failed
    }

    async fn issue_statements(&self, month: Date) -> Result<(), AffiliateError> {
        let (mut after, mut failed) = (PartnershipId::from_uuid(Uuid::nil()), Ok(()));
        loop {
            let due = sums::without_statement(self.db().pool(), bounds(month)?, month, after, PIECE).await?;
            let Some(last) = due.last() else { return failed };
            after = *last;
            for id in due {
                if let Err(error) = self.issue_statement(id, month).await {
                    tracing::error!(%error, partnership_id = %id, %month, "a statement could not be made");
                    failed = failed.and(Err(error));
                }
            }
        }
    }

    async fn issue_statement(&self, id: PartnershipId, month: Date) -> Result<(), AffiliateError> {
        let mut tx = self.db().begin(&Actor::system("affiliate")).await?;
        let parties = sums::parties(tx.conn(), id).await?.ok_or(AffiliateError::Bug("a statement of nobody"))?;
        let number = store::next_number(&mut tx, parties.merchant).await?;
        // Whoever makes the same one at this moment waited for the number: dropped, it is given again.
        if store::exists(&mut tx, id, month).await? {
            return Ok(());
        }
        let lines = sums::lines(tx.conn(), id, bounds(month)?).await?;
        let total_minor: i64 = lines.iter().map(|line| line.payable_minor - line.reversed_minor).sum();
        let year = (bounds(month.first_of_year())?.0, bounds(month)?.0);
        let before_minor = sums::since(tx.conn(), id, year).await?;
        let facts = TaxFacts {
            payer_country: parties.payer_country.clone(),
            regime: parties.regime,
            day: month.last_of_month(),
            amount_minor: total_minor,
            before_minor,
            currency: parties.currency,
        };
        let taxes = rules::apply(&sums::rules(tx.conn()).await?, &facts);
        let new = store::New { id: StatementId::generate(), partnership_id: id, number, month, total_minor, before_minor };
        store::insert(&mut tx, &new, &parties, &lines, &taxes).await?;
        Ok(tx.commit().await?)
    }
}

/// The instants between which a month lies, in UTC.
fn bounds(month: Date) -> Result<(Timestamp, Timestamp), AffiliateError> {
    let at = |date: Date| {
        let zoned = date.to_zoned(TimeZone::UTC).map_err(|_beyond| AffiliateError::Bug("a month beyond time"))?;
        Ok::<_, AffiliateError>(zoned.timestamp())
    };
    Ok((at(month)?, at(month.saturating_add(1.month()))?))
}

/// The number as it is kept; refused where it cannot be one.
fn checked_number(regime: TaxRegime, number: Option<&str>) -> Result<Option<String>, AffiliateError> {
    let wrong = || AffiliateError::field("number", "affiliate-tax-number");
    if regime == TaxRegime::Unknown {
        return Err(AffiliateError::field("regime", "affiliate-tax-regime"));
    }
    let Some(text) = number.map(str::trim).filter(|text| !text.is_empty()) else { return Ok(None) };
    match regime {
        TaxRegime::MaAutoEntrepreneur | TaxRegime::MaIndividual | TaxRegime::MaCompany => {
            Ice::parse(text).map(|ice| Some(ice.as_str().to_owned())).map_err(|_wrong| wrong())
        }
        TaxRegime::FrExempt | TaxRegime::FrVat => {
            let digits: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
            let fits = matches!(digits.len(), 9 | 14) && digits.bytes().all(|byte| byte.is_ascii_digit());
            if fits { Ok(Some(digits)) } else { Err(wrong()) }
        }
        TaxRegime::Abroad | TaxRegime::Unknown => {
            let fits = text.chars().count() <= 40 && !text.chars().any(char::is_control);
            if fits { Ok(Some(text.to_owned())) } else { Err(wrong()) }
        }
    }
}
