//! The log of deliveries, as an owner reads it.

use contracts::webhooks::{DeliveryId, EndpointId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::model::Failure;

/// How far a delivery is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// On its way, for the first time or again.
    Pending,
    /// Answered by 2xx.
    Delivered,
    /// Given up.
    Failed,
    /// Not sent, because its endpoint was disabled.
    Held,
}

impl DeliveryState {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Pending, Self::Delivered, Self::Failed, Self::Held];

    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
            Self::Held => "held",
        }
    }

    /// The state of a stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// Which deliveries to list.
#[derive(Debug, Clone, Copy, Default)]
pub struct DeliveryFilter {
    /// Only those in this state.
    pub state: Option<DeliveryState>,
}

/// A delivery in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DeliveryCard {
    /// The delivery.
    pub id: DeliveryId,
    /// Where it goes.
    pub endpoint_id: EndpointId,
    /// The `webhook-id` that its receiver sees.
    pub webhook_id: String,
    /// The type of its event.
    pub event_type: String,
    /// Whether it was made up for a trial.
    pub is_test: bool,
    /// How far it is.
    pub state: DeliveryState,
    /// How often it was tried.
    pub attempts: u32,
    /// When it was queued first.
    pub created_at: Timestamp,
    /// When it is tried next.
    pub next_attempt_at: Option<Timestamp>,
    /// When it was last tried.
    pub last_attempt_at: Option<Timestamp>,
    /// What was answered then.
    pub last_status: Option<u16>,
    /// Why there was no answer then.
    pub last_failure: Option<Failure>,
}

/// A delivery with all that is known of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DeliveryView {
    /// What lists show of it.
    #[serde(flatten)]
    pub card: DeliveryCard,
    /// Where it goes as things stand now: the address, or what the template of a postback makes.
    pub target: String,
    /// The body of a signed message, byte by byte; none of a postback.
    pub body: Option<String>,
    /// The last hundred attempts, the newest first.
    pub attempts: Vec<AttemptView>,
}

/// One attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AttemptView {
    /// The first is 1.
    pub number: u32,
    /// When it began.
    pub started_at: Timestamp,
    /// How long it took.
    pub duration_ms: u32,
    /// The HTTP status.
    pub status: Option<u16>,
    /// Why there is none.
    pub failure: Option<Failure>,
    /// The beginning of what was answered, one KiB at most. Strangers wrote it: show it as text only.
    pub answer: String,
}
