//! How a transfer is decided: by the bank's statement, or by a person with a reason.

use kernel::{Actor, Money, Permission};
use ledger::{AccountCode, AccountKey, Cause, Journal, JournalId, JournalKind};
use platform::Tx;

use super::{
    model::{may_confirm, may_return},
    store,
};
use crate::{
    Payments, PaymentsError, ProviderName,
    attempt::{self, Attempt, AttemptId, AttemptState, CAUSE, Decision, Parent, Source, required},
    disbursement,
    provider::{Advice, Done, Observed, Refusal},
};

impl Payments {
    /// Says that a transfer arrived although no statement has been read that has it. For a reason that somebody reads later.
    pub async fn confirm_transfer(&self, actor: &Actor, id: AttemptId, reason: &str) -> Result<(), PaymentsError> {
        actor.require(Permission::PaymentManage)?;
        let reason = required(reason)?;
        let mut tx = self.db().begin(actor).await?;
        let attempt = self.lock_transfer(&mut tx, id).await?;
        if !may_confirm(attempt.state) {
            return Err(PaymentsError::Closed);
        }
        tx.audit("payments.confirm-transfer", id, serde_json::json!({ "reason": reason })).await?;
        let done = Done { amount: None, reference: None, provider_ref: None };
        self.apply(tx, &attempt, Decision::Charge(done), Source::Staff).await
    }

    /// Says that a transfer came back, or was never paid: the money is owed again, and another account is asked for. What the
    /// statement says was debited comes back only once the statement says so.
    pub async fn return_transfer(&self, actor: &Actor, id: AttemptId, reason: &str) -> Result<(), PaymentsError> {
        actor.require(Permission::PaymentManage)?;
        let reason = required(reason)?;
        let mut tx = self.db().begin(actor).await?;
        let attempt = self.lock_transfer(&mut tx, id).await?;
        let seen = store::seen(tx.conn(), id).await?;
        if !may_return(attempt.state, seen.is_settled, seen.is_returned) {
            return Err(PaymentsError::Closed);
        }
        tx.audit("payments.return-transfer", id, serde_json::json!({ "reason": reason })).await?;
        self.came_back(tx, &attempt, reason, Source::Staff).await
    }

    /// The statement has the debit of a transfer that nobody decided yet.
    pub(crate) async fn debited(&self, id: AttemptId, amount: Money, provider_ref: &str) -> Result<(), PaymentsError> {
        let mut tx = self.begin().await?;
        let attempt = self.lock(&mut tx, id).await?;
        // What was never in a file is not what the bank paid, whatever it is called there.
        if attempt.provider != ProviderName::Bank || attempt.state == AttemptState::Created {
            return Ok(());
        }
        let provider_ref = (!provider_ref.is_empty()).then(|| provider_ref.to_owned());
        let done = Done { amount: Some(amount), reference: None, provider_ref };
        let decision = attempt.standing().decide(Ok(Observed::Done(done)), tx.now());
        self.apply(tx, &attempt, decision, Source::Statement).await
    }

    /// The statement has the return of a transfer. One of another amount is left to a person.
    pub(crate) async fn returned(&self, id: AttemptId, amount: Money, reason: &str) -> Result<(), PaymentsError> {
        let mut tx = self.begin().await?;
        let attempt = self.lock(&mut tx, id).await?;
        let in_a_file = !matches!(attempt.state, AttemptState::Created | AttemptState::Failed);
        if attempt.provider != ProviderName::Bank || attempt.amount != amount || !in_a_file {
            return Ok(());
        }
        self.came_back(tx, &attempt, reason, Source::Statement).await
    }

    async fn lock_transfer(&self, tx: &mut Tx, id: AttemptId) -> Result<Attempt, PaymentsError> {
        let attempt = self.lock(tx, id).await?;
        if attempt.provider == ProviderName::Bank { Ok(attempt) } else { Err(PaymentsError::NotFound) }
    }

    async fn came_back(&self, mut tx: Tx, attempt: &Attempt, reason: &str, source: Source) -> Result<(), PaymentsError> {
        let refusal = Refusal { code: "payment-returned-by-bank", detail: reason.to_owned(), advice: Advice::Stop };
        if attempt.state != AttemptState::Charged {
            return self.apply(tx, attempt, Decision::Fail(refusal), source).await;
        }
        let Parent::Disbursement(disbursement_id) = attempt.parent else { return Err(PaymentsError::Closed) };
        let out = disbursement::store::lock(tx.conn(), disbursement_id).await?;
        store::set_undone(&mut tx, attempt.id, &refusal).await?;
        attempt::store::insert_event(&mut tx, attempt.id, AttemptState::Failed, source, Some(reason)).await?;
        disbursement::store::set_came_back(&mut tx, disbursement_id).await?;
        crate::reconciliation::explain(&mut tx, attempt.id).await?;
        let clearing = AccountKey::of_provider(AccountCode::PayoutClearing, attempt.provider.as_str(), attempt.amount.currency)?;
        let cause = Cause { kind: CAUSE, id: attempt.id.as_uuid() };
        let journal = Journal::new(JournalId::generate(), JournalKind("payment-came-back"), cause, tx.now());
        let journal = journal.moving(clearing, out.debit, attempt.amount);
        self.ledger().post_in(&mut tx, &journal).await?;
        Ok(tx.commit().await?)
    }
}
