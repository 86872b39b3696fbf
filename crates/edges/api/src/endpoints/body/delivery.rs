//! What deliveries look like outside.

use contracts::webhooks::DeliveryId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema, openapi::Schema};
use uuid::Uuid;
use webhooks::{AttemptView, DeliveryCard, DeliveryState, DeliveryView, Failure, Resent};

use crate::words;

fn delivery_states() -> Schema {
    words::of(DeliveryState::ALL.iter().map(|word| word.as_str()))
}

/// What to try.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = WebhookTest)]
#[serde(deny_unknown_fields)]
pub(in crate::endpoints) struct TestBody {
    /// A type of event.
    #[schema(max_length = 100)]
    pub(in crate::endpoints) event: String,
}

/// A delivery that was queued.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WebhookDeliveryRef)]
pub(in crate::endpoints) struct DeliveryRef {
    #[schema(value_type = Uuid)]
    pub(in crate::endpoints) id: DeliveryId,
}

/// What to send again.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = ResendWebhooks)]
#[serde(deny_unknown_fields)]
pub(in crate::endpoints) struct ResendBody {
    /// What was queued since then.
    #[schema(value_type = String, format = DateTime)]
    pub(in crate::endpoints) since: Timestamp,
}

/// What was queued again.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ResentWebhooks)]
pub(in crate::endpoints) struct ResentBody {
    /// How many deliveries.
    queued: u64,
    /// Whether there may be more.
    is_full: bool,
}

impl From<Resent> for ResentBody {
    fn from(resent: Resent) -> Self {
        Self { queued: resent.queued, is_full: resent.is_full }
    }
}

/// Which deliveries.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(in crate::endpoints) struct DeliveriesQuery {
    /// Only those in this state.
    #[param(schema_with = delivery_states)]
    pub(in crate::endpoints) state: Option<DeliveryState>,
    /// The number of items, 1 to 100; 24 without it.
    #[param(minimum = 1, maximum = 100)]
    pub(in crate::endpoints) limit: Option<u16>,
    /// The `next` of the page before.
    #[param(max_length = 1000)]
    pub(in crate::endpoints) after: Option<String>,
}

/// A delivery in a list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WebhookDeliveryCard)]
pub(in crate::endpoints) struct DeliveryCardBody {
    id: Uuid,
    endpoint_id: Uuid,
    /// What its receiver sees as `webhook-id`.
    webhook_id: String,
    event_type: String,
    /// Whether it was made up for a trial.
    is_test: bool,
    /// How far it is.
    #[schema(schema_with = delivery_states)]
    state: DeliveryState,
    /// How often it was tried.
    attempts: u32,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When it is tried next.
    #[schema(value_type = Option<String>, format = DateTime)]
    next_attempt_at: Option<Timestamp>,
    /// When it was last tried.
    #[schema(value_type = Option<String>, format = DateTime)]
    last_attempt_at: Option<Timestamp>,
    /// What was answered then.
    last_status: Option<u16>,
    /// Why there was no answer then.
    last_failure: Option<&'static str>,
}

impl From<DeliveryCard> for DeliveryCardBody {
    fn from(card: DeliveryCard) -> Self {
        Self {
            id: card.id.as_uuid(),
            endpoint_id: card.endpoint_id.as_uuid(),
            webhook_id: card.webhook_id,
            event_type: card.event_type,
            is_test: card.is_test,
            state: card.state,
            attempts: card.attempts,
            created_at: card.created_at,
            next_attempt_at: card.next_attempt_at,
            last_attempt_at: card.last_attempt_at,
            last_status: card.last_status,
            last_failure: card.last_failure.map(Failure::as_str),
        }
    }
}

/// A delivery with all that is known of it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WebhookDelivery)]
pub(in crate::endpoints) struct DeliveryBody {
    /// What lists show of it.
    card: DeliveryCardBody,
    /// Where it goes as things stand now.
    target: String,
    /// The body of a signed message, byte by byte; null of a postback.
    body: Option<String>,
    /// The last hundred attempts, the newest first.
    attempts: Vec<AttemptBody>,
}

/// One attempt.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WebhookAttempt)]
struct AttemptBody {
    /// The first is 1.
    number: u32,
    #[schema(value_type = String, format = DateTime)]
    started_at: Timestamp,
    duration_ms: u32,
    /// The HTTP status.
    status: Option<u16>,
    /// Why there is none.
    failure: Option<&'static str>,
    /// The beginning of what was answered, one KiB at most. Strangers wrote it.
    answer: String,
}

impl From<AttemptView> for AttemptBody {
    fn from(view: AttemptView) -> Self {
        Self {
            number: view.number,
            started_at: view.started_at,
            duration_ms: view.duration_ms,
            status: view.status,
            failure: view.failure.map(Failure::as_str),
            answer: view.answer,
        }
    }
}

impl From<DeliveryView> for DeliveryBody {
    fn from(view: DeliveryView) -> Self {
        Self {
            card: view.card.into(),
            target: view.target,
            body: view.body,
            attempts: view.attempts.into_iter().map(Into::into).collect(),
        }
    }
}
