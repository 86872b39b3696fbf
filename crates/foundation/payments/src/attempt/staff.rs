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
    provider::{Advice, Refusal},
};

/// How long an order must be unknown before a person may declare it not sent: the provider's statement has it by then, or never.
const KNOWN_WITHIN: SignedDuration = SignedDuration::from_hours(72);

/// An order of which nothing is known for long.
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

impl Payments {
    /// Gives back what an attempt received that was not what was asked, all of it, to who paid. The intent is given up: who
    /// still wants to pay begins anew.
    pub async fn return_received(&self, actor: &Actor, id: AttemptId) -> Result<(), PaymentsError> {
        actor.require(Permission::PaymentManage)?;
        let mut tx = self.db().begin(actor).await?;
        let attempt = self.lock(&mut tx, id).await?;
        let Parent::Intent(intent_id) = attempt.parent else { return Err(PaymentsError::Closed) };
        let received = returnable(&attempt)?;
        let intent = intent::store::lock(tx.conn(), intent_id).await?;
        store::set_booked(tx.conn(), id, received.amount_minor).await?;
        intent::store::set_state(&mut tx, intent_id, IntentState::Conflicted, IntentState::Cancelled).await?;
        tx.emit(&PaymentClosed { intent_id, purpose: intent.purpose.clone() }).await?;
        let owed = AccountKey::of(AccountCode::RefundPayable, intent_id.as_uuid(), received.currency)?;
        self.refund_of(&mut tx, &attempt, received, owed.clone(), intent.purpose).await?;
        tx.audit("payments.return-received", id, serde_json::json!({ "amount_minor": received.amount_minor })).await?;
        let journal = outcome::received(&tx, &attempt, "payment-returned", owed, received)?;
        self.ledger().post_in(&mut tx, &journal).await?;
        Ok(tx.commit().await?)
    }

    /// Orders of which nothing is known for three days, the oldest first; at most two hundred. To be looked for on the provider's
    /// statement.
    pub async fn stuck_attempts(&self, actor: &Actor) -> Result<Vec<StuckView>, PaymentsError> {
        actor.require(Permission::PaymentManage)?;
        let before = self.db().now() - KNOWN_WITHIN;
        let stuck = queries::unknown_since(self.db().pool(), before).await?;
        let view = |attempt: Attempt| StuckView {
            id: attempt.id,
            kind: attempt.kind,
            provider: attempt.provider,
            amount: attempt.amount,
            sent_at: attempt.sent_at.unwrap_or(attempt.created_at),
        };
        Ok(stuck.into_iter().map(view).collect())
    }

    /// Declares that an order of which nothing is known for three days was never carried out: its provider's statement does not have
    /// it. It fails, and what it belongs to goes on. Whoever declares it wrongly sends money twice: the audit trail says who.
    pub async fn declare_not_sent(&self, actor: &Actor, id: AttemptId, reason: &str) -> Result<(), PaymentsError> {
        actor.require(Permission::PaymentManage)?;
        let reason = reason.trim();
        if !(3..=200).contains(&reason.chars().count()) {
            return Err(PaymentsError::Invalid(vec![FieldError::new("reason", "payments-reason-length")]));
        }
        let mut tx = self.db().begin(actor).await?;
        let attempt = self.lock(&mut tx, id).await?;
        let since = attempt.sent_at.unwrap_or(attempt.created_at);
        let stuck = attempt.state == AttemptState::Unknown && tx.now().duration_since(since) >= KNOWN_WITHIN;
        if !stuck || crate::reconciliation::is_settled(&mut tx, id).await? {
            return Err(PaymentsError::Closed);
        }
        tx.audit("payments.declare-not-sent", id, serde_json::json!({ "reason": reason })).await?;
        let refusal = Refusal { code: "payment-never-arrived", detail: reason.to_owned(), advice: Advice::Retry };
        self.apply(tx, &attempt, Decision::Fail(refusal), Source::Staff).await
    }
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
