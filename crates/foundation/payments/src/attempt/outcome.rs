//! What follows from a decision: the attempt's state, its journal, and what becomes of the intent or the disbursement, all in one
//! transaction, the ledger last.

use contracts::payments::{DisbursementSucceeded, PaymentSucceeded};
use jiff::SignedDuration;
use kernel::Money;
use ledger::{AccountCode, AccountKey, Cause, Journal, JournalKind, Movement, Transfer, TransferRef};
use platform::Tx;

use super::{
    Attempt, AttemptKind, AttemptState, Parent, Source,
    model::{ASKED_AFTER_FAILURE, Decision, pause},
    store,
};
use crate::{
    Exchange, Payments, PaymentsError, ProviderName, disbursement,
    intent::{self, Intent, IntentState},
    provider::{Advice, Done, Refusal},
    voucher,
};

/// The word under which attempts cause journals.
pub(crate) const CAUSE: &str = "payment-attempt";

impl Payments {
    /// Does what was decided, and commits.
    pub(crate) async fn apply(
        &self,
        mut tx: Tx,
        attempt: &Attempt,
        decision: Decision,
        source: Source,
    ) -> Result<(), PaymentsError> {
        let now = tx.now();
        let journals = match decision {
            // What was named with an answer is kept all the same.
            Decision::Nothing => {
                self.asks_on(&mut tx, attempt).await?;
                Vec::new()
            }
            Decision::Open(state) => {
                self.stays_open(&mut tx, attempt, state, source).await?;
                Vec::new()
            }
            Decision::Charge(done) if attempt.kind == AttemptKind::Save => {
                self.keep(&mut tx, attempt, done.provider_ref.as_deref(), source).await?;
                Vec::new()
            }
            Decision::Charge(done) => {
                store::set_charged(tx.conn(), attempt.id, &done, now).await?;
                let detail = done.provider_ref.as_deref();
                store::insert_event(&mut tx, attempt.id, AttemptState::Charged, source, detail).await?;
                crate::reconciliation::explain(&mut tx, attempt.id).await?;
                self.charged(&mut tx, attempt).await?
            }
            Decision::Fail(refusal) => {
                store::set_failed(tx.conn(), attempt.id, &refusal, now).await?;
                self.asks_on(&mut tx, &Attempt { state: AttemptState::Failed, ..attempt.clone() }).await?;
                store::insert_event(&mut tx, attempt.id, AttemptState::Failed, source, Some(&refusal.detail)).await?;
                self.failed(&mut tx, attempt, &refusal).await?
            }
            Decision::Distrust(done) => self.distrusted(&mut tx, attempt, &done, source).await?,
        };
        self.tell(&mut tx, attempt).await?;
        self.ledger().post_all_in(&mut tx, &journals).await?;
        Ok(tx.commit().await?)
    }

    /// A payment that failed is asked about for some days more: what it takes all the same is money of somebody.
    async fn asks_on(&self, tx: &mut Tx, attempt: &Attempt) -> Result<(), PaymentsError> {
        if attempt.kind != AttemptKind::Collect || attempt.state != AttemptState::Failed || attempt.sent_at.is_none() {
            return Ok(());
        }
        let age = attempt.age(tx.now());
        let next = (age < ASKED_AFTER_FAILURE).then(|| tx.now() + pause(age).max(SignedDuration::from_hours(1)));
        store::set_next_check(tx.conn(), attempt.id, next).await?;
        match next {
            Some(next) => self.enqueue_check(tx, attempt.id, next).await,
            None => Ok(()),
        }
    }

    async fn stays_open(&self, tx: &mut Tx, attempt: &Attempt, state: AttemptState, source: Source) -> Result<(), PaymentsError> {
        let next_check_at = tx.now() + pause(attempt.age(tx.now()));
        store::set_open(tx.conn(), attempt.id, state, attempt.checks.saturating_add(1), next_check_at).await?;
        if state != attempt.state {
            store::insert_event(tx, attempt.id, state, source, None).await?;
        }
        self.enqueue_check(tx, attempt.id, next_check_at).await
    }

    /// Tells who waits for it, at commit.
    async fn tell(&self, tx: &mut Tx, attempt: &Attempt) -> Result<(), PaymentsError> {
        match attempt.parent {
            Parent::Intent(id) => Ok(tx.notify(&crate::channel(id), &serde_json::json!({})).await?),
            Parent::Disbursement(_) => Ok(()),
        }
    }

    async fn charged(&self, tx: &mut Tx, attempt: &Attempt) -> Result<Vec<Journal>, PaymentsError> {
        match attempt.parent {
            Parent::Intent(id) => {
                let intent = intent::store::lock(tx.conn(), id).await?;
                if !intent.state.takes_money() {
                    return self.give_back(tx, attempt, &intent).await;
                }
                intent::store::set_paid(tx, id, attempt.id).await?;
                self.enqueue_forget(tx, &intent).await?;
                let event = PaymentSucceeded { intent_id: id, purpose: intent.purpose.clone(), amount: intent.amount };
                tx.emit(&event).await?;
                let debit = match attempt.provider {
                    ProviderName::Agency => voucher::float_of(tx, attempt).await?,
                    _ => clearing(attempt, attempt.amount)?,
                };
                let moved = attempt.movements(&debit, &intent.credit)?;
                Ok(vec![with_all(journal(tx, attempt, "payment-received"), moved)])
            }
            Parent::Disbursement(id) => {
                let out = disbursement::store::lock(tx.conn(), id).await?;
                disbursement::store::set_succeeded(tx, id, attempt.id).await?;
                let event = DisbursementSucceeded { disbursement_id: id, purpose: out.purpose, amount: out.amount };
                tx.emit(&event).await?;
                let posted = |pending| Transfer::Post { pending, amount: None };
                Ok(vec![reserved(attempt).map(posted).fold(journal(tx, attempt, "payment-sent"), Journal::with)])
            }
        }
    }

    /// Paid, but nothing was to be paid any more: late, or twice. It goes back.
    async fn give_back(&self, tx: &mut Tx, attempt: &Attempt, intent: &Intent) -> Result<Vec<Journal>, PaymentsError> {
        let priced = attempt.priced();
        let owed = AccountKey::of(AccountCode::RefundPayable, intent.id.as_uuid(), priced.currency)?;
        self.refund_of(tx, attempt, priced, owed.clone(), intent.purpose.clone()).await?;
        metrics::counter!("griot_payments_late_total", "provider" => attempt.provider.as_str()).increment(1);
        let moved = attempt.movements(&clearing(attempt, attempt.amount)?, &owed)?;
        Ok(vec![with_all(journal(tx, attempt, "payment-late"), moved)])
    }

    async fn failed(&self, tx: &mut Tx, attempt: &Attempt, refusal: &Refusal) -> Result<Vec<Journal>, PaymentsError> {
        match attempt.parent {
            Parent::Intent(id) => {
                // The payer may try again.
                let again = intent::store::set_state(tx, id, IntentState::Processing, IntentState::RequiresAction).await?;
                if again && attempt.charges.is_some() && !attempt.rail.is_wallet() {
                    self.needs_payer(tx, id).await?;
                }
                Ok(Vec::new())
            }
            Parent::Disbursement(id) => {
                let voided = |pending| Transfer::Void { pending };
                let mut journals =
                    vec![reserved(attempt).map(voided).fold(journal(tx, attempt, "payment-not-sent"), Journal::with)];
                journals.extend(self.go_on(tx, id, refusal.advice).await?);
                Ok(journals)
            }
        }
    }

    async fn distrusted(
        &self,
        tx: &mut Tx,
        attempt: &Attempt,
        done: &Done,
        source: Source,
    ) -> Result<Vec<Journal>, PaymentsError> {
        let now = tx.now();
        store::set_distrusted(tx.conn(), attempt, done, now).await?;
        let detail = done.amount.map(|amount| format!("{} {}", amount.to_decimal_string(), amount.currency.code()));
        store::insert_event(tx, attempt.id, AttemptState::IntegrityFailure, source, detail.as_deref()).await?;
        if let Parent::Intent(id) = attempt.parent {
            intent::store::set_state(tx, id, IntentState::Processing, IntentState::Conflicted).await?;
        }
        tracing::error!(attempt = %attempt.id, provider = attempt.provider.as_str(), "a provider moved something else than was asked");
        metrics::counter!("griot_payments_integrity_failures_total", "provider" => attempt.provider.as_str()).increment(1);
        Ok(Vec::new())
    }
}

/// Our own keys or access are wrong: somebody has to look.
pub(super) fn warn_operator(attempt: &Attempt, refusal: &Refusal) {
    if refusal.advice == Advice::Alert {
        let (provider, code, detail) = (attempt.provider.as_str(), refusal.code, &refusal.detail);
        tracing::error!(attempt = %attempt.id, provider, code, detail, "a provider refuses us");
    }
}

/// What was reserved for an attempt, line by line.
fn reserved(attempt: &Attempt) -> impl Iterator<Item = TransferRef> + use<> {
    let journal_id = attempt.reserving();
    let lines = attempt.exchange.as_ref().map_or(1, Exchange::lines);
    (0..lines).map(move |line| TransferRef { journal_id, line })
}

fn with_all(journal: Journal, moved: Vec<Movement>) -> Journal {
    moved.into_iter().map(Transfer::Single).fold(journal, Journal::with)
}

fn journal(tx: &Tx, attempt: &Attempt, kind: &'static str) -> Journal {
    let cause = Cause { kind: CAUSE, id: attempt.id.as_uuid() };
    Journal::new(attempt.journal_id, JournalKind(kind), cause, tx.now())
}

/// The provider has it now, and we owe it to `credit`.
pub(super) fn received(
    tx: &Tx,
    attempt: &Attempt,
    kind: &'static str,
    credit: AccountKey,
    amount: Money,
) -> Result<Journal, PaymentsError> {
    Ok(journal(tx, attempt, kind).moving(clearing(attempt, amount)?, credit, amount))
}

fn clearing(attempt: &Attempt, amount: Money) -> Result<AccountKey, PaymentsError> {
    Ok(AccountKey::of_provider(AccountCode::Clearing, attempt.provider.as_str(), amount.currency)?)
}
