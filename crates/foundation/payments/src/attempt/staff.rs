//! What a person decides, because no rule may: money that came in another amount than was asked goes back; an order of which a
//! provider can say nothing is declared not sent.

use contracts::payments::PaymentClosed;
use jiff::{SignedDuration, Timestamp};
use kernel::{Actor, FieldError, Money, Permission};
use ledger::{AccountCode, AccountKey};

use serde::Serialize;

use super::{Attempt, AttemptId, AttemptKind, AttemptState, Parent, Source, model::Decision, outcome, queries, store};
use crate::{
    Payments, PaymentsError, ProviderName,
    intent::{self, IntentState},
    provider::{Advice, Done, Refusal},
};

/// How long an order must be unknown before a person may declare it not sent: the provider's statement has it by then, or never.
const KNOWN_WITHIN: SignedDuration = SignedDuration::from_hours(72);

/// An order of which nothing is decided for long.
#[derive(Debug, Clone, Serialize)]
pub struct StuckView {
    /// The attempt.
    pub id: AttemptId,
    /// What it was to do.
    pub kind: AttemptKind,
    /// With whom.
    pub provider: ProviderName,
    /// How much.
    pub amount: Money,
    /// Since when.
    pub sent_at: Timestamp,
}

/// Something else was taken than was asked: a person decides.
#[derive(Debug, Clone, Serialize)]
pub struct ConflictedView {
    /// The attempt.
    pub id: AttemptId,
    /// With whom.
    pub provider: ProviderName,
    /// The provider's reference.
    pub provider_ref: Option<String>,
    /// What was asked for.
    pub asked: Money,
    /// What was taken; none where the provider does not say.
    pub received: Option<Money>,
    /// Since when.
    pub sent_at: Timestamp,
}

impl Payments {
    /// Payments of which a provider took something else than was asked, the oldest first; at most two hundred.
    pub async fn conflicted_attempts(&self, actor: &Actor) -> Result<Vec<ConflictedView>, PaymentsError> {
        actor.require(Permission::PaymentManage)?;
        let view = |attempt: Attempt| ConflictedView {
            id: attempt.id,
            provider: attempt.provider,
            provider_ref: attempt.provider_ref,
            asked: attempt.amount,
            received: attempt.received_minor.map(|minor| Money::new(minor, attempt.amount.currency)),
            sent_at: attempt.sent_at.unwrap_or(attempt.created_at),
        };
        Ok(queries::conflicted(self.db().pool()).await?.into_iter().map(view).collect())
    }

    /// Gives back what an attempt received that was not what was asked, all of it, to who paid. An intent that waited for this is
    /// given up: who still wants to pay begins anew.
    pub async fn return_received(&self, actor: &Actor, id: AttemptId) -> Result<(), PaymentsError> {
        actor.require(Permission::PaymentManage)?;
        let mut tx = self.db().begin(actor).await?;
        let attempt = self.lock(&mut tx, id).await?;
        let Parent::Intent(intent_id) = attempt.parent else { return Err(PaymentsError::Closed) };
        let received = returnable(&attempt)?;
        let intent = intent::store::lock(tx.conn(), intent_id).await?;
        store::set_booked(tx.conn(), id, received.amount_minor).await?;
        crate::reconciliation::explain(&mut tx, id).await?;
        // One that may be paid another way meanwhile goes on.
        if intent::store::set_state(&mut tx, intent_id, IntentState::Conflicted, IntentState::Cancelled).await? {
            tx.emit(&PaymentClosed { intent_id, purpose: intent.purpose.clone() }).await?;
        }
        let owed = AccountKey::of(AccountCode::RefundPayable, intent_id.as_uuid(), received.currency)?;
        self.refund_of(&mut tx, &attempt, received, owed.clone(), intent.purpose).await?;
        tx.audit("payments.return-received", id, serde_json::json!({ "amount_minor": received.amount_minor })).await?;
        let journal = outcome::received(&tx, &attempt, "payment-returned", owed, received)?;
        self.ledger().post_in(&mut tx, &journal).await?;
        Ok(tx.commit().await?)
    }

    /// Gives an intent up that waits for a person although nothing can be given back: the provider says that it refunded already,
    /// or names no amount. For a reason that somebody reads later.
    pub async fn close_conflicted(&self, actor: &Actor, id: AttemptId, reason: &str) -> Result<(), PaymentsError> {
        actor.require(Permission::PaymentManage)?;
        let reason = required(reason)?;
        let mut tx = self.db().begin(actor).await?;
        let attempt = self.lock(&mut tx, id).await?;
        let Parent::Intent(intent_id) = attempt.parent else { return Err(PaymentsError::Closed) };
        let intent = intent::store::lock(tx.conn(), intent_id).await?;
        let distrusted = attempt.state == AttemptState::IntegrityFailure;
        if !distrusted || !intent::store::set_state(&mut tx, intent_id, IntentState::Conflicted, IntentState::Cancelled).await? {
            return Err(PaymentsError::Closed);
        }
        tx.emit(&PaymentClosed { intent_id, purpose: intent.purpose }).await?;
        tx.audit("payments.close-conflicted", id, serde_json::json!({ "reason": reason })).await?;
        Ok(tx.commit().await?)
    }

    /// Orders of which nothing is decided for three days, the oldest first; at most two hundred. To be looked for on the provider's
    /// statement.
    pub async fn stuck_attempts(&self, actor: &Actor) -> Result<Vec<StuckView>, PaymentsError> {
        actor.require(Permission::PaymentManage)?;
        let before = self.db().now() - KNOWN_WITHIN;
        let stuck = queries::undecided_since(self.db().pool(), before).await?;
        let view = |attempt: Attempt| StuckView {
            id: attempt.id,
            kind: attempt.kind,
            provider: attempt.provider,
            amount: attempt.amount,
            sent_at: attempt.sent_at.unwrap_or(attempt.created_at),
        };
        Ok(stuck.into_iter().map(view).collect())
    }

    /// Declares that money left although its provider does not say so when asked: its statement has the line. Only for what was
    /// sent, and only once the statement was imported.
    pub async fn declare_sent(&self, actor: &Actor, id: AttemptId) -> Result<(), PaymentsError> {
        actor.require(Permission::PaymentManage)?;
        let mut tx = self.db().begin(actor).await?;
        let attempt = self.lock(&mut tx, id).await?;
        let undecided = matches!(
            attempt.state,
            AttemptState::Sent | AttemptState::Unknown | AttemptState::Pending | AttemptState::IntegrityFailure
        );
        let sent = attempt.kind != AttemptKind::Collect && crate::reconciliation::is_settled(&mut tx, id).await?;
        if !undecided || !sent {
            return Err(PaymentsError::Closed);
        }
        tx.audit("payments.declare-sent", id, serde_json::json!({})).await?;
        let done = Done { amount: None, reference: None, provider_ref: None };
        self.apply(tx, &attempt, Decision::Charge(done), Source::Staff).await
    }

    /// Declares that an order of which nothing is decided for three days was never carried out: its provider's statement does not have
    /// it. It fails, and what it belongs to goes on. Whoever declares it wrongly sends money twice: the audit trail says who.
    pub async fn declare_not_sent(&self, actor: &Actor, id: AttemptId, reason: &str) -> Result<(), PaymentsError> {
        actor.require(Permission::PaymentManage)?;
        let reason = required(reason)?;
        let mut tx = self.db().begin(actor).await?;
        let attempt = self.lock(&mut tx, id).await?;
        let since = attempt.sent_at.unwrap_or(attempt.created_at);
        let undecided = matches!(attempt.state, AttemptState::Unknown | AttemptState::Pending);
        let stuck = undecided && tx.now().duration_since(since) >= KNOWN_WITHIN;
        if !stuck || crate::reconciliation::is_settled(&mut tx, id).await? {
            return Err(PaymentsError::Closed);
        }
        tx.audit("payments.declare-not-sent", id, serde_json::json!({ "reason": reason })).await?;
        let refusal = Refusal { code: "payment-never-arrived", detail: reason.to_owned(), advice: Advice::Retry };
        self.apply(tx, &attempt, Decision::Fail(refusal), Source::Staff).await
    }
}

pub(crate) fn required(reason: &str) -> Result<&str, PaymentsError> {
    let reason = reason.trim();
    let fits = (3..=500).contains(&reason.chars().count());
    fits.then_some(reason).ok_or_else(|| PaymentsError::Invalid(vec![FieldError::new("reason", "payments-reason-length")]))
}

fn returnable(attempt: &Attempt) -> Result<Money, PaymentsError> {
    let distrusted = attempt.kind == AttemptKind::Collect && attempt.state == AttemptState::IntegrityFailure;
    match attempt.received_minor {
        Some(received) if distrusted && attempt.booked_minor == 0 && received > 0 => {
            Ok(Money::new(received, attempt.amount.currency))
        }
        _ => Err(PaymentsError::Closed),
    }
}
