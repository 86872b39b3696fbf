//! Making commissions what they should be, one after the other: what is booked of each, and the journals that move it.

use contracts::affiliate::{CommissionId, CommissionMove, CommissionMoved, PartnershipId};
use jiff::Timestamp;
use kernel::Money;
use ledger::{AccountCode, Cause, Journal, JournalId, JournalKind, Ledger};
use platform::Tx;
use uuid::Uuid;

use super::{
    Books, CAUSE, Commission, Funding, Wanted, account,
    purse::{Purse, Standing, Step},
    store,
};
use crate::AffiliateError;

/// What a commission is from now on.
pub(super) struct Put<'w> {
    pub(super) id: CommissionId,
    pub(super) one: &'w Wanted,
    /// What was booked of it, if it was there.
    pub(super) before: Option<i64>,
    pub(super) booked: i64,
    pub(super) capped: i64,
}

/// An entry of a commission.
pub(super) struct Entry {
    pub(super) journal_id: Uuid,
    pub(super) commission_id: CommissionId,
    pub(super) kind: &'static str,
    /// Whether what it moved was payable, which no instant tells for certain.
    pub(super) of_payable: bool,
    pub(super) amount_minor: i64,
}

/// One pass over what changes: written and posted together at the end.
pub(super) struct Pass<'w> {
    books: Books,
    puts: Vec<Put<'w>>,
    entries: Vec<Entry>,
    moves: Vec<CommissionMoved>,
    journals: Vec<Journal>,
}

impl<'w> Pass<'w> {
    pub(super) const fn new(books: Books) -> Self {
        Self { books, puts: Vec::new(), entries: Vec::new(), moves: Vec::new(), journals: Vec::new() }
    }

    /// Writes what changed, and posts it. Comes last.
    pub(super) async fn close(self, tx: &mut Tx, ledger: &Ledger) -> Result<(), AffiliateError> {
        let (known, new): (Vec<_>, Vec<_>) = self.puts.iter().partition(|put| put.before.is_some());
        if !store::insert(tx, &new, self.books.currency).await? || !store::update(tx, &known).await? {
            return Err(AffiliateError::Bug("a commission that changed while its partnership was locked"));
        }
        store::insert_entries(tx, &self.entries).await?;
        tx.emit_all(&self.moves).await?;
        ledger.post_all_in(tx, &self.journals).await?;
        Ok(())
    }

    pub(super) async fn want(
        &mut self,
        tx: &mut Tx,
        purse: &mut Purse,
        one: &'w Wanted,
        before: Option<&Commission>,
    ) -> Result<(), AffiliateError> {
        if before.is_none() && one.earned_minor == 0 {
            return Ok(());
        }
        let (id, booked) = before.map_or_else(|| (CommissionId::generate(), 0), |old| (old.id, old.booked_minor));
        let standing = standing(before);
        let (target, capped) = self.target(tx, one, before).await?;
        let is_same = before.is_some_and(|old| old.is(one) && (old.booked_minor, old.capped_minor) == (target, capped));
        if !is_same {
            self.puts.push(Put { id, one, before: before.map(|old| old.booked_minor), booked: target, capped });
        }
        let steps = purse.settle(standing, booked, target);
        self.post(tx.now(), id, one.partnership_id, &steps)
    }

    pub(super) async fn unwant(&mut self, tx: &mut Tx, purse: &mut Purse, old: &Commission) -> Result<(), AffiliateError> {
        store::set_nothing(tx, old.id).await?;
        if let Some(cap) = old.cap {
            store::release(tx, old.terms_id, cap, old.occurred_at, old.booked_minor).await?;
        }
        let steps = purse.settle(standing(Some(old)), old.booked_minor, 0);
        self.post(tx.now(), old.id, old.partnership_id, &steps)
    }

    /// How much will be booked, and how much of what is owed the cap leaves out.
    async fn target(&self, tx: &mut Tx, one: &Wanted, before: Option<&Commission>) -> Result<(i64, i64), AffiliateError> {
        if let Some(old) = before.filter(|old| old.matured_at.is_some()) {
            return less(tx, one, old).await;
        }
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
            // What the cap left out does not wait for the wallet.
            let capped = before.filter(|old| old.terms_id == one.terms_id).map_or(0, |old| old.capped_minor);
            return Ok((due, capped.min(one.owed_minor - due)));
        }
        let more = due - counted;
        let granted = store::spend(tx, one.terms_id, cap, one.occurred_at, more).await?;
        Ok((counted + granted, more - granted))
    }

    pub(super) fn post(
        &mut self,
        now: Timestamp,
        id: CommissionId,
        partnership_id: PartnershipId,
        steps: &[Step],
    ) -> Result<(), AffiliateError> {
        let Some(first) = steps.first() else { return Ok(()) };
        let (kind, what) = match first {
            Step::Earn(_) => ("commission-earned", CommissionMove::Earned),
            Step::TakeBack(_) | Step::TakeAvailable(_) | Step::Owe(_) => ("commission-reversed", CommissionMove::Reversed),
            Step::Mature(_) | Step::Repay(_) => ("commission-matured", CommissionMove::Matured),
        };
        let of_payable = !matches!(first, Step::Earn(_) | Step::TakeBack(_));
        let changed: i64 = steps.iter().map(|step| step.amount()).sum();
        let cause = Cause { kind: CAUSE, id: id.as_uuid() };
        let mut journal = Journal::new(JournalId::generate(), JournalKind(kind), cause, now);
        for step in steps {
            journal = self.line(journal, partnership_id, *step)?;
        }
        let (journal_id, organisation_id) = (journal.id.as_uuid(), self.books.merchant);
        self.entries.push(Entry { journal_id, commission_id: id, kind, of_payable, amount_minor: changed });
        let amount = Money::new(changed, self.books.currency);
        self.moves.push(CommissionMoved { journal_id, commission_id: id, partnership_id, organisation_id, what, amount });
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

/// What was made payable goes down with what is given back, and up with nothing: what its cap left out stays left out.
async fn less(tx: &mut Tx, one: &Wanted, old: &Commission) -> Result<(i64, i64), AffiliateError> {
    let due = one.owed_minor.min(old.booked_minor);
    if let Some(cap) = old.cap {
        store::release(tx, old.terms_id, cap, old.occurred_at, old.booked_minor - due).await?;
    }
    Ok((due, old.capped_minor.min(one.owed_minor - due)))
}

pub(super) fn standing(before: Option<&Commission>) -> Standing {
    if before.is_some_and(|old| old.matured_at.is_some()) { Standing::Matured } else { Standing::Held }
}
