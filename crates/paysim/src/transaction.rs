//! A transaction as the outside sees it, whatever the provider.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::Provider;

/// Everything known of one movement of money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Transaction {
    /// The simulator's own id, in its pages and for [`crate::Running::press`].
    pub id: String,
    /// With whom.
    pub provider: Provider,
    /// Which way the money goes.
    pub kind: Kind,
    /// The merchant's reference: the one that may be asked for.
    pub our_reference: String,
    /// The provider's reference.
    pub provider_reference: String,
    /// What was asked, in minor units.
    pub amount_minor: i64,
    /// What was really paid, in minor units; 0 until then.
    pub received_minor: i64,
    /// ISO 4217.
    pub currency: String,
    /// Where it stands.
    pub state: TransactionState,
    /// Why it failed.
    pub failure: Option<Failure>,
    /// The phone, card or account on the other side.
    pub party: String,
    /// Of a refund, the id of what it gives back.
    pub refund_of: Option<String>,
    /// When it was asked, by the simulator's clock.
    pub created_at: Timestamp,
    /// When it ended, by the simulator's clock.
    pub settled_at: Option<Timestamp>,
}

/// Which way the money goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// From a payer to the merchant.
    Collect,
    /// From the merchant to somebody.
    Payout,
    /// Back to the payer of a collection.
    Refund,
}

impl Kind {
    /// Its name in files and pages.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Collect => "collect",
            Self::Payout => "payout",
            Self::Refund => "refund",
        }
    }
}

/// Where a transaction stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransactionState {
    /// Nobody has answered.
    Pending,
    /// The payer agreed; the merchant has to capture.
    Authorized,
    /// Money moved.
    Succeeded,
    /// It was refused.
    Failed,
    /// Nobody answered in time.
    Expired,
}

impl TransactionState {
    /// Its name in pages.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Authorized => "authorized",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Expired => "expired",
        }
    }
}

/// Why a transaction failed; each provider says it in its own words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    /// The payer, or the bank of the card, said no.
    Refused,
    /// Nobody answered in time.
    Expired,
    /// The payer left the page.
    Cancelled,
    /// Not enough money.
    InsufficientFunds,
    /// No wallet with this number pays.
    PayerNotFound,
    /// No wallet with this number receives.
    PayeeNotFound,
    /// The provider does not say.
    Internal,
    /// The provider could not carry it out.
    CouldNotPerform,
}

/// A button of the simulated phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Button {
    /// The payer types the code.
    Accept,
    /// The payer refuses.
    Refuse,
    /// The payer lets the time pass.
    NoAnswer,
}
