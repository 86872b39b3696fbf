//! The states of a partnership. Pure.

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

/// How long after a refusal or an end somebody may ask again.
pub(super) const ASK_AGAIN_AFTER: SignedDuration = SignedDuration::from_hours(24 * 30);

/// Where a partnership stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartnershipState {
    /// The influencer asked; nobody answered yet.
    Requested,
    /// The influencer's links and codes earn.
    Active,
    /// The merchant said no.
    Refused,
    /// It is over.
    Ended,
}

impl PartnershipState {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Requested, Self::Active, Self::Refused, Self::Ended];

    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Active => "active",
            Self::Refused => "refused",
            Self::Ended => "ended",
        }
    }

    /// The state of a stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}
