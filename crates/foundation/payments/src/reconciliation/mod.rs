//! Reconciliation: the ledger, our attempts and the provider's statement, three ways.
//!
//! Every line of a statement is booked against the clearing account, whatever it is: what the provider did is a fact. What does
//! not come to zero is a break, with a kind, and a person closes it by a journal with a reason.

mod camt;
mod model;
mod queries;
mod statement;
mod store;

use jiff::SignedDuration;
use kernel::{Actor, FieldError, Id, Money, Permission};
use ledger::{AccountCode, AccountKey, Cause, Journal, JournalId, JournalKind};
use platform::Tx;
use serde::Serialize;

pub use self::{
    model::BreakKind,
    queries::{BreakView, ClearingView},
    statement::STATEMENT_LINES_MAX,
};
use self::{
    model::Match,
    statement::{Line, LineKind},
};
use crate::{Payments, PaymentsError, ProviderName, attempt::AttemptId};

/// Marks the ids of breaks.
#[derive(Debug)]
pub struct BreakMark;
/// The id of a break.
pub type BreakId = Id<BreakMark>;

/// The words under which reconciliation causes journals.
const CAUSE_LINE: &str = "statement-line";
const CAUSE_BREAK: &str = "reconciliation-break";

/// How long a provider may take to settle what it confirmed.
const SETTLES_WITHIN: SignedDuration = SignedDuration::from_hours(72);

/// What an import did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Imported {
    /// Lines that are new.
    pub new: u32,
    /// Lines that were there.
    pub known: u32,
    /// New lines that left a difference.
    pub breaks: u32,
}

/// Where a difference goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remedy {
    /// Money of somebody whom we do not know yet: kept apart.
    Suspense,
    /// Nobody's any more: our gain or our loss.
    Adjustment,
}

impl Payments {
    /// Takes a statement of a provider in: read as a whole or not at all, then every new line is booked and matched, each by itself.
    /// The same statement twice changes nothing, and half of one is completed by sending it again.
    pub async fn import_statement(&self, actor: &Actor, provider: ProviderName, text: &str) -> Result<Imported, PaymentsError> {
        actor.require(Permission::PaymentManage)?;
        if !provider.has_statements() {
            return Err(PaymentsError::Invalid(vec![FieldError::new("provider", "payments-no-statements")]));
        }
        let lines = statement::read(provider, text, &self.config().bank)?;
        let mut done = Imported::default();
        for line in &lines {
            self.ask_about(provider, line).await?;
            match self.book(actor, provider, line).await? {
                None => done.known += 1,
                Some(left_a_break) => {
                    done.new += 1;
                    done.breaks += u32::from(left_a_break);
                }
            }
        }
        let mut tx = self.db().begin(actor).await?;
        let details = serde_json::json!({ "new": done.new, "known": done.known, "breaks": done.breaks });
        tx.audit("payments.import-statement", provider.as_str(), details).await?;
        tx.commit().await?;
        Ok(done)
    }

    /// Opens a break for what we booked and the provider has not settled in three days.
    pub async fn find_missing(&self, actor: &Actor, provider: ProviderName) -> Result<u64, PaymentsError> {
        actor.require(Permission::PaymentManage)?;
        // What our agents took is on their floats, and on no statement.
        if !provider.has_statements() {
            return Ok(0);
        }
        let mut tx = self.db().begin(actor).await?;
        let before = tx.now() - SETTLES_WITHIN;
        let found = store::open_missing(&mut tx, provider, before).await?;
        tx.commit().await?;
        Ok(found)
    }

    /// Closes a break by a journal, for a reason that somebody reads later: by what of it is still left, which may be nothing.
    pub async fn close_break(&self, actor: &Actor, id: BreakId, remedy: Remedy, reason: &str) -> Result<(), PaymentsError> {
        actor.require(Permission::PaymentManage)?;
        let reason = reason.trim();
        if !(3..=500).contains(&reason.chars().count()) {
            return Err(PaymentsError::Invalid(vec![FieldError::new("reason", "payments-reason-length")]));
        }
        let mut tx = self.db().begin(actor).await?;
        let open = store::lock_break(tx.conn(), id).await?.ok_or(PaymentsError::NotFound)?;
        if open.closed {
            return Err(PaymentsError::Closed);
        }
        let open = store::as_it_is(tx.conn(), open).await?;
        let journal = (open.difference.amount_minor != 0).then(|| closing(&tx, id, &open, remedy)).transpose()?;
        let by =
            store::ClosedBy { journal_id: journal.as_ref().map(|journal| journal.id), reason, account_id: actor.account_id() };
        store::close(&mut tx, id, &by, open.difference).await?;
        tx.audit("payments.close-break", id, serde_json::json!({ "reason": reason })).await?;
        self.ledger().post_all_in(&mut tx, journal.as_slice()).await?;
        Ok(tx.commit().await?)
    }

    /// Breaks that wait for a person, the oldest first; at most two hundred.
    pub async fn open_breaks(&self, actor: &Actor) -> Result<Vec<BreakView>, PaymentsError> {
        actor.require(Permission::PaymentManage)?;
        Ok(queries::open_breaks(self.db().pool()).await?)
    }

    /// What has not come to zero, per provider, account and day of settlement; the newest day first.
    pub async fn clearing(&self, actor: &Actor) -> Result<Vec<ClearingView>, PaymentsError> {
        actor.require(Permission::PaymentManage)?;
        Ok(queries::clearing(self.db().pool()).await?)
    }

    /// What the provider settled and we hold undecided or failed is asked about first: the statement may know more than we do.
    async fn ask_about(&self, provider: ProviderName, line: &Line) -> Result<(), PaymentsError> {
        let Some(booked) = store::find_booked(self.db().pool(), provider, line).await? else { return Ok(()) };
        match (provider, line.kind) {
            // A bank cannot be asked: its statement is the answer.
            (ProviderName::Bank, LineKind::Payout) => self.debited(booked.id, line.amount, &line.provider_ref).await,
            (ProviderName::Bank, LineKind::Return) => self.returned(booked.id, line.amount, &line.detail).await,
            _ if booked.booked_minor == 0 => self.check(booked.id).await,
            _ => Ok(()),
        }
    }

    /// Books a line, and says whether it leaves a break; none if it was booked before.
    async fn book(&self, actor: &Actor, provider: ProviderName, line: &Line) -> Result<Option<bool>, PaymentsError> {
        let mut tx = self.db().begin(actor).await?;
        store::lock_line(&mut tx, provider, &line.line_id).await?;
        if let Some(known) = store::find_line(tx.conn(), provider, &line.line_id).await? {
            return if known == *line { Ok(None) } else { Err(changed(line)) };
        }
        let booked = store::lock_booked(&mut tx, provider, line).await?;
        let found = model::judge(line.kind, line.amount.amount_minor, line.amount.currency, booked);
        let journal = settled(provider, line)?;
        store::insert_line(&mut tx, provider, line, found.attempt_id, journal.id).await?;
        let left = self.left_by(&mut tx, &found).await?;
        if let Some(difference) = left {
            store::open(&mut tx, provider, line, found.attempt_id, difference).await?;
        }
        self.ledger().post_in(&mut tx, &journal).await?;
        tx.commit().await?;
        Ok(Some(left.is_some()))
    }

    /// What a line leaves to be closed. What was closed before counts: a loss that was taken, and then the line comes after all.
    async fn left_by(&self, tx: &mut Tx, found: &Match) -> Result<Option<(BreakKind, i64)>, PaymentsError> {
        let Some(attempt_id) = found.attempt_id else { return Ok(found.difference) };
        store::close_missing(tx, attempt_id).await?;
        explain(tx, attempt_id).await?;
        match (found.difference, store::left(tx.conn(), attempt_id).await?) {
            // Whatever it is, it makes up for what was wrong before.
            (_, 0) => Ok(None),
            (None, left) => Ok(Some((BreakKind::Late, left))),
            // Of what was debited and came back, what is between the two.
            (Some((BreakKind::Amount, _)), left) => Ok(Some((BreakKind::Amount, left))),
            (difference, _) => Ok(difference),
        }
    }
}

/// An attempt was decided: breaks of it that this explains are closed, without a journal.
pub(crate) async fn explain(tx: &mut Tx, attempt_id: AttemptId) -> Result<(), PaymentsError> {
    if store::left(tx.conn(), attempt_id).await? == 0 {
        store::close_explained(tx, attempt_id).await?;
    }
    Ok(())
}

/// Whether a statement has a line of this attempt.
pub(crate) async fn is_settled(tx: &mut Tx, attempt_id: AttemptId) -> Result<bool, PaymentsError> {
    Ok(store::is_settled(tx.conn(), attempt_id).await?)
}

/// A line that was imported before, with another content: the provider's file is wrong, or another provider's.
fn changed(line: &Line) -> PaymentsError {
    PaymentsError::Invalid(vec![FieldError::new("statement", "payments-statement-changed").with("line", &line.line_id)])
}

/// Which of our two accounts with a provider a movement goes through.
const fn clearing_of(kind: LineKind) -> AccountCode {
    match kind {
        LineKind::Collect => AccountCode::Clearing,
        LineKind::Refund | LineKind::Payout | LineKind::Return => AccountCode::PayoutClearing,
    }
}

/// What the provider did, in our books: it holds the money of a collection less its fee; it paid a payout from what it holds, or
/// holds again what came back of one.
fn settled(provider: ProviderName, line: &Line) -> Result<Journal, PaymentsError> {
    let currency = line.amount.currency;
    let account = |code| AccountKey::of_provider(code, provider.as_str(), currency);
    let (cash, fees) = (account(AccountCode::Cash)?, account(AccountCode::ProviderFees)?);
    let clearing = account(clearing_of(line.kind))?;
    let id = JournalId::generate();
    let cause = Cause { kind: CAUSE_LINE, id: id.as_uuid() };
    let kind = if line.kind == LineKind::Return { "statement-returned" } else { "statement-settled" };
    let journal = Journal::new(id, JournalKind(kind), cause, line.settled_at);
    let mut journal = match line.kind {
        LineKind::Collect | LineKind::Return => journal.moving(cash.clone(), clearing, line.amount),
        LineKind::Refund | LineKind::Payout => journal.moving(clearing, cash.clone(), line.amount),
    };
    if line.fee.is_positive() {
        journal = journal.moving(fees, cash, line.fee);
    }
    Ok(journal)
}

/// An open break.
struct OpenBreak {
    attempt_id: Option<AttemptId>,
    provider: ProviderName,
    clearing: AccountCode,
    difference: Money,
    closed: bool,
}

fn closing(tx: &Tx, id: BreakId, open: &OpenBreak, remedy: Remedy) -> Result<Journal, PaymentsError> {
    let account = |code| AccountKey::of_provider(code, open.provider.as_str(), open.difference.currency);
    let clearing = account(open.clearing)?;
    let other = account(match remedy {
        Remedy::Suspense => AccountCode::Suspense,
        Remedy::Adjustment => AccountCode::Adjustments,
    })?;
    let amount = Money::new(open.difference.amount_minor.saturating_abs(), open.difference.currency);
    // More came in than we booked, or less went out: the clearing account has a credit too much.
    let credit_left = (open.difference.amount_minor > 0) == (open.clearing == AccountCode::Clearing);
    let (debit, credit) = if credit_left { (clearing, other) } else { (other, clearing) };
    let cause = Cause { kind: CAUSE_BREAK, id: id.as_uuid() };
    Ok(Journal::new(JournalId::generate(), JournalKind("reconciliation-closed"), cause, tx.now()).moving(debit, credit, amount))
}
