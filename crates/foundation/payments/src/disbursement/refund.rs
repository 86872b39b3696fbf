//! Refunds: what a payment took goes back to where it came from, once, the very amount that was charged.

use contracts::payments::{DisbursementId, IntentId, Purpose};
use kernel::Money;
use ledger::AccountKey;
use platform::Tx;

use super::{Destination, DisbursementKind, NewDisbursement};
use crate::{
    Charge, Payments, PaymentsError,
    attempt::{self, Attempt, AttemptId, AttemptKind},
};

impl Payments {
    /// Gives back what an attempt collected, from the account that owes it, to who paid it, in the caller's transaction.
    pub async fn refund_in(
        &self,
        tx: &mut Tx,
        collected_by: AttemptId,
        debit: AccountKey,
        purpose: Purpose,
    ) -> Result<DisbursementId, PaymentsError> {
        let attempt = attempt::store::lock(tx.conn(), collected_by).await?;
        if attempt.kind != AttemptKind::Collect || attempt.state != attempt::AttemptState::Charged {
            return Err(PaymentsError::Closed);
        }
        self.refund_of(tx, &attempt, attempt.priced(), debit, purpose).await
    }

    /// The same for whatever paid an intent.
    pub async fn refund_intent_in(
        &self,
        tx: &mut Tx,
        intent_id: IntentId,
        debit: AccountKey,
        purpose: Purpose,
    ) -> Result<DisbursementId, PaymentsError> {
        let paid_by = crate::intent::store::lock_paid_by(tx.conn(), intent_id).await?.ok_or(PaymentsError::Closed)?;
        self.refund_in(tx, paid_by, debit, purpose).await
    }

    pub(crate) async fn refund_of(
        &self,
        tx: &mut Tx,
        attempt: &Attempt,
        amount: Money,
        debit: AccountKey,
        purpose: Purpose,
    ) -> Result<DisbursementId, PaymentsError> {
        let destination = Destination { rail: attempt.rail, country: attempt.country.clone(), party: self.open_party(attempt)? };
        let new = NewDisbursement {
            id: DisbursementId::generate(),
            kind: DisbursementKind::Refund,
            purpose,
            amount,
            debit,
            collected_by: Some(attempt.id),
            destination,
        };
        self.open_disbursement_in(tx, &new).await?;
        Ok(new.id)
    }
}

/// The very amount that was charged goes back for its price; what came in otherwise goes back as it is.
pub(super) fn given_back(amount: &Money, collected: Attempt) -> Charge {
    match collected.exchange {
        Some(exchange) if exchange.priced == *amount => Charge { amount: collected.amount, exchange: Some(exchange) },
        _ => Charge { amount: *amount, exchange: None },
    }
}
