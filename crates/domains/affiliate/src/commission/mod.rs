//! Commissions: what a conversion earns a partner, in the ledger as far as the merchant's wallet has it.
//!
//! Held until the order cannot be given back any more, then payable. What is taken back is taken from where it is; what was paid out
//! already is a debt of the partner's to this merchant, which the next commissions pay first. A journal for every change, with an entry.

mod bonuses;
mod clicks;
mod due;
mod lists;
mod pass;
mod purse;
pub(crate) mod queries;
mod store;
mod view;

use contracts::{
    affiliate::{CommissionId, ConversionId, PartnershipId, ProgramId, TermsId},
    identity::OrganisationId,
};
use jiff::Timestamp;
use kernel::Currency;
use ledger::{AccountCode, AccountKey, LedgerError, Refused};
use platform::Tx;
use uuid::Uuid;

pub(crate) use self::lists::standings;
pub use self::view::{CommissionEntry, CommissionStanding, CommissionState, CommissionView, DayClicks, EarningsView, MonthBonus};
use self::{pass::Pass, purse::Purse};
use crate::{Affiliate, AffiliateError, program::Cap};

/// A commission as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Commission {
    pub(crate) id: CommissionId,
    pub(crate) conversion_id: ConversionId,
    pub(crate) partnership_id: PartnershipId,
    pub(crate) earned_minor: i64,
    pub(crate) owed_minor: i64,
    pub(crate) capped_minor: i64,
    pub(crate) booked_minor: i64,
    pub(crate) matures_at: Timestamp,
    pub(crate) matured_at: Option<Timestamp>,
    pub(crate) touch_id: Uuid,
    pub(crate) share_bp: u32,
    pub(crate) terms_id: TermsId,
    pub(crate) cap: Option<Cap>,
    pub(crate) occurred_at: Timestamp,
}

impl Commission {
    /// Whether this is what is wanted, whatever is booked of it.
    fn is(&self, wanted: &Wanted) -> bool {
        (self.terms_id, self.touch_id, self.share_bp, self.earned_minor, self.owed_minor)
            == (wanted.terms_id, wanted.touch_id, wanted.share_bp, wanted.earned_minor, wanted.owed_minor)
            && (self.matured_at.is_some() || self.matures_at == wanted.matures_at)
    }
}

/// What a conversion should earn a partner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) conversion_id: ConversionId,
    pub(crate) partnership_id: PartnershipId,
    pub(crate) terms_id: TermsId,
    pub(crate) touch_id: Uuid,
    pub(crate) share_bp: u32,
    /// Before refunds.
    pub(crate) earned_minor: i64,
    /// After them.
    pub(crate) owed_minor: i64,
    pub(crate) occurred_at: Timestamp,
    pub(crate) matures_at: Timestamp,
    pub(crate) cap: Option<Cap>,
}

/// Where commissions are paid from and to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Books {
    pub(crate) program_id: ProgramId,
    pub(crate) merchant: OrganisationId,
    pub(crate) currency: Currency,
    pub(crate) funding: Funding,
}

/// Whether the merchant's wallet is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Funding {
    /// It is, for all of it.
    Now,
    /// It did not have enough, or others wait for it: what is to be earned waits too.
    Later,
}

/// Whether this is the wallet's floor: the same again, without asking it, keeps what was told.
pub(crate) fn is_short(error: &AffiliateError) -> bool {
    let AffiliateError::Ledger(LedgerError::Refused(Refused::Overdrawn(key))) = error else { return false };
    key.code() == AccountCode::MerchantWallet
}

/// Of a partnership: what is wanted, with what there is of it; and what there is and is not wanted.
type Changes<'c> = (Vec<(&'c Wanted, Option<&'c Commission>)>, Vec<&'c Commission>);

fn changes<'c>(id: PartnershipId, wanted: &'c [Wanted], existing: &'c [Commission]) -> Changes<'c> {
    let own: Vec<&Wanted> = wanted.iter().filter(|one| one.partnership_id == id).collect();
    let had: Vec<&Commission> = existing.iter().filter(|old| old.partnership_id == id).collect();
    let before = |one: &Wanted| had.iter().copied().find(|old| old.conversion_id == one.conversion_id);
    let kept = own.iter().map(|one| (*one, before(one))).collect();
    let is_wanted = |old: &Commission| own.iter().any(|one| one.conversion_id == old.conversion_id);
    (kept, had.iter().copied().filter(|old| !is_wanted(old)).collect())
}

/// Whether the wallet is asked now: what would take more of it waits behind what waits already.
async fn queued(tx: &mut Tx, books: &Books, wanted: &[Wanted], existing: &[Commission]) -> Result<Funding, AffiliateError> {
    let booked = |one: &Wanted| {
        let is_it = |old: &&Commission| (old.conversion_id, old.partnership_id) == (one.conversion_id, one.partnership_id);
        existing.iter().find(is_it).map_or(0, |old| old.booked_minor)
    };
    let takes = books.funding == Funding::Now && wanted.iter().any(|one| one.owed_minor > booked(one));
    Ok(if takes && queries::waits(tx, books.program_id).await? { Funding::Later } else { books.funding })
}

/// What of these was made payable.
fn matured(some: &[Commission]) -> impl Iterator<Item = CommissionId> {
    some.iter().filter(|one| one.matured_at.is_some()).map(|one| one.id)
}

impl Affiliate {
    /// Makes what these conversions earn what it should be: `wanted` is all of it, and was decided by what was `known` of them. Gives way
    /// where a job made something of them payable meanwhile. Comes last: accounts of the ledger are locked from here on.
    pub(crate) async fn book_in(
        &self,
        tx: &mut Tx,
        books: Books,
        wanted: Vec<Wanted>,
        (conversions, known): (&[ConversionId], &[Commission]),
    ) -> Result<(), AffiliateError> {
        let mut partnerships: Vec<PartnershipId> =
            wanted.iter().map(|one| one.partnership_id).chain(known.iter().map(|one| one.partnership_id)).collect();
        partnerships.sort_unstable();
        partnerships.dedup();
        if partnerships.is_empty() {
            return Ok(());
        }
        store::lock_partnerships(tx, &partnerships).await?;
        let existing = queries::of_conversions(tx, conversions).await?;
        if matured(&existing).ne(matured(known)) {
            return Err(AffiliateError::Overtaken);
        }
        let funding = queued(tx, &books, &wanted, &existing).await?;
        let mut pass = Pass::new(Books { funding, ..books });
        let mut purses = self.purses_in(tx, &partnerships, books.currency).await?;
        for (partnership_id, purse) in partnerships.into_iter().zip(&mut purses) {
            let (kept, gone) = changes(partnership_id, &wanted, &existing);
            for (one, before) in kept {
                pass.want(tx, purse, one, before).await?;
            }
            for old in gone {
                pass.unwant(tx, purse, old).await?;
            }
        }
        pass.close(tx, self.ledger()).await
    }

    /// What can be paid out of a partnership.
    pub(crate) async fn available_in(&self, tx: &mut Tx, id: PartnershipId, currency: Currency) -> Result<i64, AffiliateError> {
        Ok(self.purse_in(tx, id, currency).await?.available)
    }

    /// Whether something of a conversion was made payable. Its partnerships are locked: nothing of it is, until the transaction ends.
    pub(crate) async fn is_payable_in(&self, tx: &mut Tx, id: ConversionId) -> Result<bool, AffiliateError> {
        let earned = queries::of_conversions(tx, &[id]).await?;
        let partnerships: Vec<PartnershipId> = earned.iter().map(|one| one.partnership_id).collect();
        store::lock_partnerships(tx, &partnerships).await?;
        let earned = queries::of_conversions(tx, &[id]).await?;
        Ok(earned.iter().any(|one| one.matured_at.is_some()))
    }

    async fn purse_in(&self, tx: &mut Tx, id: PartnershipId, currency: Currency) -> Result<Purse, AffiliateError> {
        let purses = self.purses_in(tx, &[id], currency).await?;
        purses.into_iter().next().ok_or(AffiliateError::Bug("a partnership without a purse"))
    }

    /// What partnerships have, in their order.
    async fn purses_in(&self, tx: &mut Tx, ids: &[PartnershipId], currency: Currency) -> Result<Vec<Purse>, AffiliateError> {
        let of = |code| ids.iter().map(move |id| account(code, id.as_uuid(), currency)).collect::<Result<Vec<_>, _>>();
        let (available, debts) = (of(AccountCode::CommissionAvailable)?, of(AccountCode::PartnerDebt)?);
        let opened = self.ledger().opened_in(tx, &[available.as_slice(), debts.as_slice()].concat()).await?;
        let purse = |(available, debt)| Purse {
            available: opened.get(available).map_or(0, |balance| balance.available.amount_minor),
            debt: opened.get(debt).map_or(0, |balance| -balance.posted.amount_minor),
        };
        Ok(available.iter().zip(&debts).map(purse).collect())
    }
}

/// An account of a merchant or a partnership.
pub(crate) fn account(code: AccountCode, owner: Uuid, currency: Currency) -> Result<AccountKey, AffiliateError> {
    AccountKey::of(code, owner, currency).map_err(|_wrong| AffiliateError::Bug("an account that the chart does not have"))
}

/// What causes the journals of commissions.
pub(crate) const CAUSE: &str = "commission";
