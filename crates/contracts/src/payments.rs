//! Payments: money asked for by intents, money sent by disbursements.

use jiff::Timestamp;
use kernel::{Id, Money};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Marks the ids of payment intents.
#[derive(Debug)]
pub struct Intent;
/// The id of a payment intent.
pub type IntentId = Id<Intent>;

/// Marks the ids of disbursements.
#[derive(Debug)]
pub struct Disbursement;
/// The id of a disbursement.
pub type DisbursementId = Id<Disbursement>;

/// What is paid for, in the words of who asked: `pledge` and its id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Purpose {
    /// What it is, as a word.
    pub kind: String,
    /// Which.
    pub id: Uuid,
}

/// The money is there, and in the ledger.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PaymentSucceeded {
    /// The intent.
    pub intent_id: IntentId,
    /// What for.
    pub purpose: Purpose,
    /// How much.
    pub amount: Money,
}

impl crate::Event for PaymentSucceeded {
    const TOPIC: &'static str = "payments.payment-succeeded.v1";
    fn key(&self) -> Uuid {
        self.intent_id.as_uuid()
    }
}

/// The payer's means are kept: nothing is taken before whoever opened the intent calls for it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PaymentSecured {
    /// The intent.
    pub intent_id: IntentId,
    /// What for.
    pub purpose: Purpose,
    /// How much.
    pub amount: Money,
}

impl crate::Event for PaymentSecured {
    const TOPIC: &'static str = "payments.payment-secured.v1";
    fn key(&self) -> Uuid {
        self.intent_id.as_uuid()
    }
}

/// What was called for needs its payer: a wallet asks its owner, or the card that was kept did not pay.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PaymentNeedsPayer {
    /// The intent.
    pub intent_id: IntentId,
    /// What for.
    pub purpose: Purpose,
    /// How much.
    pub amount: Money,
    /// Until when.
    pub until: Timestamp,
}

impl crate::Event for PaymentNeedsPayer {
    const TOPIC: &'static str = "payments.payment-needs-payer.v1";
    fn key(&self) -> Uuid {
        self.intent_id.as_uuid()
    }
}

/// Nothing will come by this intent any more: its time is over, or it was given up. What comes all the same goes back.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PaymentClosed {
    /// The intent.
    pub intent_id: IntentId,
    /// What for.
    pub purpose: Purpose,
}

impl crate::Event for PaymentClosed {
    const TOPIC: &'static str = "payments.payment-closed.v1";
    fn key(&self) -> Uuid {
        self.intent_id.as_uuid()
    }
}

/// The money reached whom it was for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DisbursementSucceeded {
    /// The disbursement.
    pub disbursement_id: DisbursementId,
    /// What for.
    pub purpose: Purpose,
    /// How much.
    pub amount: Money,
}

impl crate::Event for DisbursementSucceeded {
    const TOPIC: &'static str = "payments.disbursement-succeeded.v1";
    fn key(&self) -> Uuid {
        self.disbursement_id.as_uuid()
    }
}

/// No rail could deliver it: the money is kept for whom it is for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DisbursementUnclaimed {
    /// The disbursement.
    pub disbursement_id: DisbursementId,
    /// What for.
    pub purpose: Purpose,
    /// How much.
    pub amount: Money,
}

impl crate::Event for DisbursementUnclaimed {
    const TOPIC: &'static str = "payments.disbursement-unclaimed.v1";
    fn key(&self) -> Uuid {
        self.disbursement_id.as_uuid()
    }
}

/// What was kept is on its way again, to where its owner said.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DisbursementClaimed {
    /// The disbursement.
    pub disbursement_id: DisbursementId,
    /// What for.
    pub purpose: Purpose,
    /// How much.
    pub amount: Money,
}

impl crate::Event for DisbursementClaimed {
    const TOPIC: &'static str = "payments.disbursement-claimed.v1";
    fn key(&self) -> Uuid {
        self.disbursement_id.as_uuid()
    }
}
