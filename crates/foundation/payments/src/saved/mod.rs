//! Means that a payer leaves for later: a card that the provider keeps, or the number of a wallet. Nothing is taken before whoever opened
//! the intent calls for it; then the card is charged while its owner is away, or the wallet's owner is asked on the phone. Where that fails
//! (a bank that wants its customer, an empty account, nobody at the phone), the payer is told and pays by the same link, in time.
//!
//! What is kept is forgotten, here by nobody using it and at the provider by asking it to, once the intent has ended.

use contracts::payments::{IntentId, PaymentNeedsPayer, PaymentSecured};
use jiff::Timestamp;
use platform::{Tx, jobs::Enqueue};

use crate::{
    Payments, PaymentsError,
    attempt::{self, Attempt, AttemptId, AttemptKind, AttemptState, Parent, Source},
    intent::{self, Intent, IntentState},
    jobs::{ExpireIntentJob, ForgetMeansJob},
    provider::ProviderError,
};

impl Payments {
    /// Calls for an intent whose payer's means are kept, in the caller's transaction: it is tried once that commits. If it fails, the
    /// payer has until then. False, and nothing, for an intent that does not wait to be called for.
    pub async fn call_in(&self, tx: &mut Tx, id: IntentId, until: Timestamp) -> Result<bool, PaymentsError> {
        let intent = intent::store::lock(tx.conn(), id).await?;
        let (IntentState::Secured, Some(secured_by)) = (intent.state, intent.secured_by) else { return Ok(false) };
        let saved = attempt::store::lock(tx.conn(), secured_by).await?;
        let attempt_id = AttemptId::generate();
        let party = self.open_party(&saved)?;
        let sealed = party.map(|party| self.seal(attempt_id.as_uuid(), &party)).transpose()?;
        let new = attempt::store::NewAttempt {
            id: attempt_id,
            parent: Parent::Intent(id),
            kind: AttemptKind::Collect,
            rail: saved.rail,
            provider: saved.provider,
            amount: saved.amount,
            exchange: saved.exchange.as_ref(),
            country: &saved.country,
            party_sealed: sealed.as_deref(),
            party_hash: None,
            address_hash: None,
            refunds: None,
            charges: Some(saved.id),
        };
        attempt::store::insert(tx, &new).await?;
        intent::store::set_called(tx, id, until).await?;
        if saved.rail.is_wallet() {
            self.needs_payer(tx, id).await?;
        }
        self.enqueue_send_now(tx, attempt_id).await?;
        let options = Enqueue { unique_key: Some(id.to_string()), run_at: Some(until), ..Enqueue::default() };
        tx.enqueue(&ExpireIntentJob { intent_id: id }, options).await?;
        Ok(true)
    }

    /// The means are kept: the intent waits to be called for. One that was given up meanwhile has them forgotten.
    pub(crate) async fn keep(
        &self,
        tx: &mut Tx,
        attempt: &Attempt,
        reference: Option<&str>,
        source: Source,
    ) -> Result<(), PaymentsError> {
        let Parent::Intent(id) = attempt.parent else { return Err(PaymentsError::Bug("means that nobody pays with")) };
        let now = tx.now();
        attempt::store::set_saved(tx.conn(), attempt.id, reference, now).await?;
        attempt::store::insert_event(tx, attempt.id, AttemptState::Saved, source, None).await?;
        let intent = intent::store::lock(tx.conn(), id).await?;
        if !intent.state.takes_money() {
            return self.enqueue_forget_of(tx, attempt.id).await;
        }
        intent::store::set_secured(tx, id, attempt.id).await?;
        Ok(tx.emit(&PaymentSecured { intent_id: id, purpose: intent.purpose, amount: intent.amount }).await?)
    }

    /// Its payer has to do something, by the intent's end.
    pub(crate) async fn needs_payer(&self, tx: &mut Tx, id: IntentId) -> Result<(), PaymentsError> {
        let Intent { purpose, amount, expires_at, .. } = intent::store::lock(tx.conn(), id).await?;
        Ok(tx.emit(&PaymentNeedsPayer { intent_id: id, purpose, amount, until: expires_at }).await?)
    }

    /// What was kept for an intent is needed no more.
    pub(crate) async fn enqueue_forget(&self, tx: &mut Tx, intent: &Intent) -> Result<(), PaymentsError> {
        match intent.secured_by {
            Some(secured_by) => self.enqueue_forget_of(tx, secured_by).await,
            None => Ok(()),
        }
    }

    async fn enqueue_forget_of(&self, tx: &mut Tx, attempt_id: AttemptId) -> Result<(), PaymentsError> {
        let options = Enqueue { unique_key: Some(attempt_id.to_string()), ..Enqueue::default() };
        Ok(tx.enqueue(&ForgetMeansJob { attempt_id }, options).await?)
    }

    /// Has the provider forget what it kept.
    pub(crate) async fn forget(&self, id: AttemptId) -> Result<(), PaymentsError> {
        let attempt = attempt::queries::find(self.db().pool(), id).await?.ok_or(PaymentsError::NotFound)?;
        let Some(reference) = attempt.provider_ref.filter(|_| attempt.state == AttemptState::Saved) else { return Ok(()) };
        let provider = self.provider(attempt.provider).await?;
        provider.forget(&reference).await.map_err(|error| match error {
            ProviderError::Refused(refusal) => PaymentsError::Provider(refusal.detail),
            ProviderError::Unknown(reason) => PaymentsError::Provider(reason),
        })
    }
}
