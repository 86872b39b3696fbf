//! Commissions: what a conversion earns a partner, in the ledger as far as the merchant's wallet has it.
//!
//! Held until the order cannot be given back any more, then payable. What is taken back is taken from where it is; what was paid out
//! already is a debt of the partner's to this merchant, which the next commissions pay first. A journal for every change, with an entry.

mod bonuses;
mod clicks;
mod due;
mod lists;
mod purse;
pub(crate) mod queries;
mod store;
mod view;

use contracts::{
    affiliate::{CommissionId, CommissionMove, CommissionMoved, ConversionId, PartnershipId, ProgramId, TermsId},
    identity::OrganisationId,
};
use jiff::Timestamp;
use kernel::{Currency, Money};
use ledger::{AccountCode, AccountKey, Cause, Journal, JournalId, JournalKind, LedgerError, Refused};
use platform::Tx;
use uuid::Uuid;

pub(crate) use self::lists::standings;
use self::purse::{Purse, Standing, Step};
pub use self::view::{CommissionEntry, CommissionStanding, CommissionState, CommissionView, DayClicks, EarningsView, MonthBonus};
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
    /// It did not have enough: what is to be earned waits for it.
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

impl Affiliate {
    /// Makes what these conversions earn what it should be: `wanted` is all of it. Comes last: accounts of the ledger are locked from here
    /// on.
    pub(crate) async fn book_in(
        &self,
        tx: &mut Tx,
        books: Books,
        wanted: Vec<Wanted>,
        conversions: &[ConversionId],
    ) -> Result<(), AffiliateError> {
        // Only to know whom to lock: a job may change them until then.
        let existing = queries::of_conversions(tx, conversions).await?;
        let mut partnerships: Vec<PartnershipId> =
            wanted.iter().map(|one| one.partnership_id).chain(existing.iter().map(|one| one.partnership_id)).collect();
        partnerships.sort_unstable();
        partnerships.dedup();
        if partnerships.is_empty() {
            return Ok(());
        }
        store::lock_partnerships(tx, &partnerships).await?;
        let existing = queries::of_conversions(tx, conversions).await?;
        let mut pass = Pass { books, journals: Vec::new() };
        for partnership_id in partnerships {
            let mut purse = self.purse_in(tx, partnership_id, books.currency).await?;
            let (kept, gone) = changes(partnership_id, &wanted, &existing);
            for (one, before) in kept {
                pass.want(tx, &mut purse, one, before).await?;
            }
            for old in gone {
                pass.unwant(tx, &mut purse, old).await?;
            }
        }
        self.ledger().post_all_in(tx, &pass.journals).await?;
        Ok(())
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
        let available = account(AccountCode::CommissionAvailable, id.as_uuid(), currency)?;
        let debt = account(AccountCode::PartnerDebt, id.as_uuid(), currency)?;
        let opened = self.ledger().opened_in(tx, &[available.clone(), debt.clone()]).await?;
        Ok(Purse {
            available: opened.get(&available).map_or(0, |balance| balance.available.amount_minor),
            debt: opened.get(&debt).map_or(0, |balance| -balance.posted.amount_minor),
        })
    }
}

/// An account of a merchant or a partnership.
pub(crate) fn account(code: AccountCode, owner: Uuid, currency: Currency) -> Result<AccountKey, AffiliateError> {
    AccountKey::of(code, owner, currency).map_err(|_wrong| AffiliateError::Bug("an account that the chart does not have"))
}

/// What causes the journals of commissions.
pub(crate) const CAUSE: &str = "commission";

/// One pass over what changes: its journals, posted together at the end.
struct Pass {
    books: Books,
    journals: Vec<Journal>,
}

impl Pass {
    async fn want(
        &mut self,
        tx: &mut Tx,
        purse: &mut Purse,
        one: &Wanted,
        before: Option<&Commission>,
    ) -> Result<(), AffiliateError> {
        if before.is_none() && one.earned_minor == 0 {
            return Ok(());
        }
        let (id, booked) = before.map_or_else(|| (CommissionId::generate(), 0), |old| (old.id, old.booked_minor));
        let standing = standing(before);
        let (target, capped) = self.target(tx, one, before).await?;
        let is_same = before.is_some_and(|old| old.is(one) && (old.booked_minor, old.capped_minor) == (target, capped));
        if !is_same && !store::put(tx, id, one, self.books.currency, (booked, target, capped)).await? {
            return Err(AffiliateError::Bug("a commission that changed while its partnership was locked"));
        }
        let steps = purse.settle(standing, booked, target);
        self.post(tx, id, one.partnership_id, &steps).await
    }

    async fn unwant(&mut self, tx: &mut Tx, purse: &mut Purse, old: &Commission) -> Result<(), AffiliateError> {
        store::set_nothing(tx, old.id).await?;
        if let Some(cap) = old.cap {
            store::release(tx, old.terms_id, cap, old.occurred_at, old.booked_minor).await?;
        }
        let steps = purse.settle(standing(Some(old)), old.booked_minor, 0);
        self.post(tx, old.id, old.partnership_id, &steps).await
    }

    /// How much will be booked, and how much of what is owed the cap leaves out.
    async fn target(&self, tx: &mut Tx, one: &Wanted, before: Option<&Commission>) -> Result<(i64, i64), AffiliateError> {
        let booked = before.map_or(0, |old| old.booked_minor);
        // What counted in the cap of other terms counts in theirs no more.
        let counted = match before {
            Some(old) if old.terms_id != one.terms_id => {
                if let Some(cap) = old.cap {
                    store::release(tx, old.terms_id, cap, old.occurred_at, booked).await?;
                }
                0
            }
            _ => booked,
        };
        let due = if self.books.funding == Funding::Later { one.owed_minor.min(booked) } else { one.owed_minor };
        let Some(cap) = one.cap else { return Ok((due, 0)) };
        if due <= counted {
            store::release(tx, one.terms_id, cap, one.occurred_at, counted - due).await?;
            return Ok((due, 0));
        }
        let more = due - counted;
        let granted = store::spend(tx, one.terms_id, cap, one.occurred_at, more).await?;
        Ok((counted + granted, more - granted))
    }

    async fn post(
        &mut self,
        tx: &mut Tx,
        id: CommissionId,
        partnership_id: PartnershipId,
        steps: &[Step],
    ) -> Result<(), AffiliateError> {
        let (kind, what) = match steps.first() {
            None => return Ok(()),
            Some(Step::Earn(_)) => ("commission-earned", CommissionMove::Earned),
            Some(Step::TakeBack(_) | Step::TakeAvailable(_) | Step::Owe(_)) => ("commission-reversed", CommissionMove::Reversed),
            Some(Step::Mature(_) | Step::Repay(_)) => ("commission-matured", CommissionMove::Matured),
        };
        let changed = match steps {
            [Step::Earn(amount), ..] => *amount,
            steps => steps.iter().map(|step| step.amount()).sum(),
        };
        let cause = Cause { kind: CAUSE, id: id.as_uuid() };
        let mut journal = Journal::new(JournalId::generate(), JournalKind(kind), cause, tx.now());
        for step in steps {
            journal = self.line(journal, partnership_id, *step)?;
        }
        store::insert_entry(tx, journal.id.as_uuid(), id, kind, changed).await?;
        let (journal_id, organisation_id) = (journal.id.as_uuid(), self.books.merchant);
        let amount = Money::new(changed, self.books.currency);
        tx.emit(&CommissionMoved { journal_id, commission_id: id, partnership_id, organisation_id, what, amount }).await?;
        self.journals.push(journal);
        Ok(())
    }

    fn line(&self, journal: Journal, partnership_id: PartnershipId, step: Step) -> Result<Journal, AffiliateError> {
        let currency = self.books.currency;
        let amount = Money::new(step.amount(), currency);
        let partners = |code| account(code, partnership_id.as_uuid(), currency);
        let merchants = |code| account(code, self.books.merchant.as_uuid(), currency);
        let (wallet, pending) = (merchants(AccountCode::MerchantWallet)?, partners(AccountCode::CommissionPending)?);
        let (debt, claims) = (partners(AccountCode::PartnerDebt)?, merchants(AccountCode::MerchantClaims)?);
        Ok(match step {
            Step::Earn(_) => journal.moving(wallet, pending, amount),
            Step::TakeBack(_) => journal.moving(pending, wallet, amount),
            Step::Mature(_) => journal.moving(pending, partners(AccountCode::CommissionAvailable)?, amount),
            Step::TakeAvailable(_) => journal.moving(partners(AccountCode::CommissionAvailable)?, wallet, amount),
            Step::Owe(_) => journal.moving(debt, claims, amount),
            Step::Repay(_) => journal.moving(pending, wallet, amount).moving(claims, debt, amount),
        })
    }
}

fn standing(before: Option<&Commission>) -> Standing {
    if before.is_some_and(|old| old.matured_at.is_some()) { Standing::Matured } else { Standing::Held }
}
