//! What a provider took in another amount than was asked: a person looks at it, and it goes back as it came.

use kernel::{Actor, Money, Permission};
use ledger::{AccountCode, AccountKey};

use super::{Attempt, AttemptId, AttemptKind, AttemptState, Parent, outcome, store};
use crate::{
    Payments, PaymentsError,
    intent::{self, IntentState},
};
use contracts::payments::PaymentClosed;

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
