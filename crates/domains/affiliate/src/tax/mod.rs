//! Tax rules as data, how both sides are named on papers, and the monthly statements of what partners earned. `docs/tax.md` states them.
//!
//! Invariants: a statement is of a month that is over, one for a partner and a merchant, and never changes; a merchant's numbers have no gap,
//! nor those of the invoices that it writes in a partner's name; no month is forgotten that waits for somebody to say how they pay tax; the
//! totals of all statements of a partner, with what waits, are what the ledger moved to and from what is payable. **Nothing is deducted**:
//! what a rule says is written on the statement, for whoever must declare it.

mod export;
mod party;
mod profile;
mod read;
mod regime;
pub mod rules;
mod store;
mod sums;
#[cfg(test)]
mod tests;

use contracts::affiliate::{PartnershipId, StatementId, StatementIssued};
use jiff::{SignedDuration, Timestamp, ToSpan as _, civil::Date, tz::TimeZone};
use kernel::{Actor, Forbidden, Principal};
use platform::Tx;
use uuid::Uuid;

pub use self::{
    party::{TaxParty, TaxPartyDraft},
    profile::{MANDATE_TEXT, MandateView, MerchantTaxProfileView, TaxProfileView, mandate_key},
    read::{InvoiceMark, StatementLine, StatementRow, StatementView, TaxYearView, WaitingStatement},
    regime::TaxRegime,
    rules::{ContractNeed, ContractState, TaxFacts, TaxKind, TaxLine, TaxRule},
};
use crate::{Affiliate, AffiliateError};

/// How many statements are looked at together.
const PIECE: i64 = 200;
/// How many months are noted in one night.
const MONTHS: i64 = 120;
/// How long after a month it is noted: what began in it has ended.
const PATIENCE: SignedDuration = SignedDuration::from_hours(1);
/// How long after somebody is gone a statement of theirs may still be issued.
const GONE: SignedDuration = SignedDuration::from_hours(24 * 366);
/// Before every month of a statement.
const BEFORE_ALL: Date = Date::constant(1970, 1, 1);

impl Affiliate {
    /// Notes which statements the months that are over need, and issues those whose two sides said how they pay tax, the oldest month first:
    /// for the program itself. May run twice.
    pub async fn keep_statements(&self, actor: &Actor) -> Result<(), AffiliateError> {
        if !matches!(actor.principal, Principal::System(_)) {
            return Err(Forbidden::NotAllowed.into());
        }
        let this = (self.db().now() - PATIENCE).to_zoned(TimeZone::UTC).date().first_of_month();
        for month in sums::months_to_note(self.db().pool(), this, MONTHS).await? {
            let mut tx = self.db().begin(actor).await?;
            store::note_month(&mut tx, month, bounds(month)?).await?;
            tx.commit().await?;
        }
        self.issue_due().await?;
        self.forget_gone_profiles().await
    }

    /// How papers name people and merchants who are gone is forgotten once nothing of theirs is to be stated any more.
    pub(crate) async fn forget_gone_profiles(&self) -> Result<(), AffiliateError> {
        let mut tx = self.db().begin(&Actor::system("affiliate")).await?;
        let until = tx.now() - GONE;
        profile::forget_gone(&mut tx, until).await?;
        Ok(tx.commit().await?)
    }

    async fn issue_due(&self) -> Result<(), AffiliateError> {
        let (mut after, mut failed) = ((BEFORE_ALL, PartnershipId::from_uuid(Uuid::nil())), Ok(()));
        loop {
            let due = sums::due(self.db().pool(), after, PIECE).await?;
            let Some(last) = due.last() else { return failed };
            after = *last;
            for (month, id) in due {
                if let Err(error) = self.issue_statement(id, month).await {
                    tracing::error!(%error, partnership_id = %id, %month, "a statement could not be made");
                    failed = failed.and(Err(error));
                }
            }
        }
    }

    async fn issue_statement(&self, id: PartnershipId, month: Date) -> Result<(), AffiliateError> {
        let mut tx = self.db().begin(&Actor::system("affiliate")).await?;
        // Whoever makes the same one at this moment waited here, and finds that it is made.
        if !store::take_due(&mut tx, id, month).await? {
            return Ok(());
        }
        let parties = sums::parties(tx.conn(), id).await?.ok_or(AffiliateError::Bug("a statement of nobody"))?;
        let sides = parties.payer.clone().zip(parties.payee.clone());
        let (payer, payee) = sides.ok_or(AffiliateError::Bug("a statement of somebody without a profile"))?;
        let lines = sums::lines(tx.conn(), id, bounds(month)?).await?;
        let total_minor: i64 = lines.iter().map(|line| line.payable_minor - line.reversed_minor).sum();
        let year = (bounds(month.first_of_year())?.0, bounds(month)?.0);
        let before_minor = sums::since(tx.conn(), id, year).await?;
        let facts = parties.facts(month.last_of_month(), before_minor, total_minor);
        let taxes = rules::apply(&sums::rules(tx.conn()).await?, &facts);
        let invoice = self.invoice(&mut tx, &parties, rules::can_be_invoice(&taxes, total_minor)).await?;
        let number = store::next_number(&mut tx, parties.merchant).await?;
        let new =
            store::New { id: StatementId::generate(), partnership_id: id, number, month, total_minor, before_minor, invoice };
        store::insert(&mut tx, &new, &parties, (&payer, &payee), (&lines, &taxes)).await?;
        let (organisation_id, account_id) = (parties.merchant, parties.account_id);
        tx.emit(&StatementIssued { statement_id: new.id, partnership_id: id, organisation_id, account_id }).await?;
        Ok(tx.commit().await?)
    }

    /// The next number of an invoice in the partner's name, if it may be one and they gave a mandate.
    async fn invoice(&self, tx: &mut Tx, parties: &sums::Parties, may_be: bool) -> Result<Option<InvoiceMark>, AffiliateError> {
        let Some(mandate) = parties.mandate.filter(|_mandate| may_be) else { return Ok(None) };
        let number = store::next_invoice(tx, parties.merchant, parties.account_id).await?;
        Ok(Some(InvoiceMark { number, mandate_text: mandate.text_version, mandated_at: mandate.accepted_at }))
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
