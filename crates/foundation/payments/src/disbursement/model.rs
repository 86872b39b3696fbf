//! The words of disbursements.

use serde::Serialize;

use crate::{BankDetails, PaymentsError, Rail};

/// Where money goes.
#[derive(Debug, Clone)]
pub struct Destination {
    /// The rail.
    pub rail: Rail,
    /// The country of the rail (ISO 3166-1 alpha-2).
    pub country: String,
    /// The phone in E.164, or the details of a bank account; none where the provider knows from what is refunded.
    pub party: Option<String>,
}

impl Destination {
    /// A bank account, as it was typed: it is read when the money is to be sent.
    pub fn bank(details: &BankDetails) -> Result<Self, PaymentsError> {
        Ok(Self { rail: Rail::Bank, country: String::new(), party: Some(details.to_party()?) })
    }
}

/// What a disbursement is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DisbursementKind {
    /// A payer gets back what was collected.
    Refund,
    /// Somebody gets what is owed.
    Payout,
}

impl DisbursementKind {
    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Refund => "refund",
            Self::Payout => "payout",
        }
    }

    /// The kind of a stored word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Refund, Self::Payout].into_iter().find(|kind| kind.as_str() == word)
    }
}

/// Where a disbursement stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DisbursementState {
    /// It is tried, or will be.
    Processing,
    /// It arrived.
    Succeeded,
    /// A payout that no rail took: another destination is needed, the money stays where it was.
    RequiresAction,
    /// A refund that no rail took: the money is kept for its owner.
    Unclaimed,
}

impl DisbursementState {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Processing, Self::Succeeded, Self::RequiresAction, Self::Unclaimed];

    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Processing => "processing",
            Self::Succeeded => "succeeded",
            Self::RequiresAction => "requires_action",
            Self::Unclaimed => "unclaimed",
        }
    }

    /// The state of a stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}
