//! The rules, without a database: what a journal does to the accounts it touches, or why it may not.
//!
//! A [`Book`] holds the touched accounts as they are under lock. Journals are applied in order; one that is refused changes
//! nothing, and those after it see the book as if it had never come.

use std::collections::{HashMap, hash_map::Entry};

use jiff::Timestamp;
use kernel::Currency;

use crate::{
    Refused,
    chart::{AccountKey, Bounds},
    journal::{JournalId, TransferRef},
};

/// What an account was debited and credited, in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Counters {
    pub(crate) debits_posted: i64,
    pub(crate) credits_posted: i64,
    pub(crate) debits_pending: i64,
    pub(crate) credits_pending: i64,
}

/// An account under lock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LockedAccount {
    pub(crate) id: i64,
    pub(crate) key: AccountKey,
    pub(crate) bounds: Bounds,
    pub(crate) frozen: bool,
    pub(crate) counters: Counters,
}

/// A reservation as it was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reservation {
    pub(crate) debit_id: i64,
    pub(crate) credit_id: i64,
    pub(crate) currency: Currency,
    pub(crate) amount_minor: i64,
    pub(crate) timeout_at: Option<Timestamp>,
    pub(crate) resolved: bool,
}

/// One transfer by the ids of its accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    Single { debit_id: i64, credit_id: i64, currency: Currency, amount_minor: i64 },
    Pending { debit_id: i64, credit_id: i64, currency: Currency, amount_minor: i64, timeout_at: Option<Timestamp> },
    Post { pending: TransferRef, amount_minor: Option<i64>, currency: Option<Currency> },
    Void { pending: TransferRef },
}

impl Step {
    /// What is stored of a plain transfer; none for one that reserves, or ends a reservation.
    pub(crate) const fn plain(self) -> Option<Line> {
        match self {
            Self::Single { debit_id, credit_id, currency, amount_minor } => {
                Some(line(LineKind::Single, (debit_id, credit_id, currency, amount_minor)))
            }
            Self::Pending { .. } | Self::Post { .. } | Self::Void { .. } => None,
        }
    }
}

/// What is stored of a transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) kind: LineKind,
    pub(crate) debit_id: i64,
    pub(crate) credit_id: i64,
    pub(crate) currency: Currency,
    pub(crate) amount_minor: i64,
    pub(crate) timeout_at: Option<Timestamp>,
    pub(crate) resolves: Option<Resolution>,
}

/// What became of a reservation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Resolution {
    pub(crate) pending: TransferRef,
    pub(crate) pending_minor: i64,
    pub(crate) posted_minor: i64,
}

/// The kind of a stored transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LineKind {
    Single,
    Pending,
    Post,
    Void,
}

impl LineKind {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Single => "single",
            Self::Pending => "pending",
            Self::Post => "post",
            Self::Void => "void",
        }
    }
}

/// The touched accounts and reservations.
#[derive(Debug, Default)]
pub(crate) struct Book {
    accounts: HashMap<i64, LockedAccount>,
    reservations: HashMap<TransferRef, Reservation>,
}

/// What a journal changes, kept apart until all of it is allowed.
#[derive(Default)]
struct Draft {
    accounts: HashMap<i64, Counters>,
    reservations: HashMap<TransferRef, Reservation>,
}

impl Book {
    pub(crate) fn new(accounts: Vec<LockedAccount>, reservations: HashMap<TransferRef, Reservation>) -> Self {
        Self { accounts: accounts.into_iter().map(|account| (account.id, account)).collect(), reservations }
    }

    /// The accounts as the applied journals left them.
    pub(crate) fn counters(&self, account_id: i64) -> Option<Counters> {
        self.accounts.get(&account_id).map(|account| account.counters)
    }

    /// Applies a journal whole, or refuses it and changes nothing.
    pub(crate) fn apply(&mut self, id: JournalId, steps: &[Step], now: Timestamp) -> Result<Vec<Line>, Refused> {
        let mut draft = Draft::default();
        let mut lines = Vec::with_capacity(steps.len());
        for (step, line) in steps.iter().zip(0..) {
            let stored = self.step(&mut draft, *step, now)?;
            if stored.kind == LineKind::Pending {
                draft.reservations.insert(TransferRef { journal_id: id, line }, reservation(&stored));
            }
            lines.push(stored);
        }
        for (account_id, counters) in &draft.accounts {
            self.account(*account_id)?.check(*counters)?;
        }
        for (account_id, counters) in draft.accounts {
            if let Some(account) = self.accounts.get_mut(&account_id) {
                account.counters = counters;
            }
        }
        self.reservations.extend(draft.reservations);
        Ok(lines)
    }

    fn step(&self, draft: &mut Draft, step: Step, now: Timestamp) -> Result<Line, Refused> {
        match step {
            Step::Single { debit_id, credit_id, currency, amount_minor } => {
                self.require_open(debit_id, credit_id)?;
                self.change(draft, debit_id, |counters| add(&mut counters.debits_posted, amount_minor))?;
                self.change(draft, credit_id, |counters| add(&mut counters.credits_posted, amount_minor))?;
                Ok(line(LineKind::Single, (debit_id, credit_id, currency, amount_minor)))
            }
            Step::Pending { debit_id, credit_id, currency, amount_minor, timeout_at } => {
                self.require_open(debit_id, credit_id)?;
                self.change(draft, debit_id, |counters| add(&mut counters.debits_pending, amount_minor))?;
                self.change(draft, credit_id, |counters| add(&mut counters.credits_pending, amount_minor))?;
                Ok(Line { timeout_at, ..line(LineKind::Pending, (debit_id, credit_id, currency, amount_minor)) })
            }
            Step::Post { pending, amount_minor, currency } => {
                let reserved = self.open_reservation(draft, pending)?;
                if reserved.timeout_at.is_some_and(|timeout| timeout <= now) {
                    return Err(Refused::PendingExpired);
                }
                let posted = amount_minor.unwrap_or(reserved.amount_minor);
                if posted > reserved.amount_minor || currency.is_some_and(|currency| currency != reserved.currency) {
                    return Err(Refused::MoreThanPending);
                }
                self.resolve(draft, pending, reserved, posted)
            }
            Step::Void { pending } => {
                let reserved = self.open_reservation(draft, pending)?;
                self.resolve(draft, pending, reserved, 0)
            }
        }
    }

    fn resolve(&self, draft: &mut Draft, pending: TransferRef, reserved: Reservation, posted: i64) -> Result<Line, Refused> {
        self.change(draft, reserved.debit_id, |counters| {
            add(&mut counters.debits_pending, -reserved.amount_minor)?;
            add(&mut counters.debits_posted, posted)
        })?;
        self.change(draft, reserved.credit_id, |counters| {
            add(&mut counters.credits_pending, -reserved.amount_minor)?;
            add(&mut counters.credits_posted, posted)
        })?;
        draft.reservations.insert(pending, Reservation { resolved: true, ..reserved });
        let resolution = Resolution { pending, pending_minor: reserved.amount_minor, posted_minor: posted };
        let (kind, amount) = if posted > 0 { (LineKind::Post, posted) } else { (LineKind::Void, reserved.amount_minor) };
        let stored = line(kind, (reserved.debit_id, reserved.credit_id, reserved.currency, amount));
        Ok(Line { resolves: Some(resolution), ..stored })
    }

    fn open_reservation(&self, draft: &Draft, pending: TransferRef) -> Result<Reservation, Refused> {
        let found = draft.reservations.get(&pending).or_else(|| self.reservations.get(&pending));
        match found {
            Some(reserved) if reserved.resolved => Err(Refused::PendingResolved),
            Some(reserved) => Ok(*reserved),
            None => Err(Refused::PendingNotFound),
        }
    }

    fn change(
        &self,
        draft: &mut Draft,
        account_id: i64,
        by: impl FnOnce(&mut Counters) -> Result<(), Refused>,
    ) -> Result<(), Refused> {
        match draft.accounts.entry(account_id) {
            Entry::Occupied(mut counters) => by(counters.get_mut()),
            Entry::Vacant(vacant) => by(vacant.insert(self.account(account_id)?.counters)),
        }
    }

    fn account(&self, account_id: i64) -> Result<&LockedAccount, Refused> {
        self.accounts.get(&account_id).ok_or(Refused::AccountNotFound)
    }

    fn require_open(&self, debit_id: i64, credit_id: i64) -> Result<(), Refused> {
        for account in [self.account(debit_id)?, self.account(credit_id)?] {
            if account.frozen {
                return Err(Refused::Frozen(account.key.clone()));
            }
        }
        Ok(())
    }
}

impl LockedAccount {
    /// Pending debits count against the floor, pending credits against the ceiling; neither ever helps.
    fn check(&self, counters: Counters) -> Result<(), Refused> {
        let [debits_posted, credits_posted, debits_pending, credits_pending] = counters.wide();
        let least = credits_posted - debits_posted - debits_pending;
        if self.bounds.floor_minor.is_some_and(|floor| least < i128::from(floor)) {
            return Err(Refused::Overdrawn(self.key.clone()));
        }
        let most = credits_posted + credits_pending - debits_posted;
        // PostgreSQL computes the same in 64 bits.
        if i64::try_from(least).is_err() || i64::try_from(most).is_err() {
            return Err(Refused::TooLarge);
        }
        if self.bounds.ceiling_minor.is_some_and(|ceiling| most > i128::from(ceiling)) {
            return Err(Refused::AboveCeiling(self.key.clone()));
        }
        Ok(())
    }
}

impl Counters {
    pub(crate) fn wide(self) -> [i128; 4] {
        [self.debits_posted, self.credits_posted, self.debits_pending, self.credits_pending].map(i128::from)
    }
}

fn reservation(line: &Line) -> Reservation {
    Reservation {
        debit_id: line.debit_id,
        credit_id: line.credit_id,
        currency: line.currency,
        amount_minor: line.amount_minor,
        timeout_at: line.timeout_at,
        resolved: false,
    }
}

const fn line(kind: LineKind, (debit_id, credit_id, currency, amount_minor): (i64, i64, Currency, i64)) -> Line {
    Line { kind, debit_id, credit_id, currency, amount_minor, timeout_at: None, resolves: None }
}

fn add(counter: &mut i64, amount: i64) -> Result<(), Refused> {
    *counter = counter.checked_add(amount).filter(|sum| *sum >= 0).ok_or(Refused::TooLarge)?;
    Ok(())
}
