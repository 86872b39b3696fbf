//! What endpoints and deliveries look like outside.

mod delivery;

use contracts::webhooks::Owner;
use jiff::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{ToSchema, openapi::Schema};
use uuid::Uuid;
use webhooks::{Created, EndpointDraft, EndpointKind, EndpointState, EndpointView, EventPick, EventType};

pub(super) use self::delivery::{DeliveriesQuery, DeliveryBody, DeliveryCardBody, DeliveryRef, ResendBody, ResentBody, TestBody};
use crate::words;

fn kinds() -> Schema {
    words::of(EndpointKind::ALL.iter().map(|word| word.as_str()))
}

fn states() -> Schema {
    words::of(["enabled", "disabled_by_owner", "disabled_gone", "disabled_failing"].into_iter())
}

fn owner_kinds() -> Schema {
    words::of(["account", "organisation"].into_iter())
}

/// A type of event.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WebhookEventType)]
pub(super) struct EventTypeBody {
    /// Its word, such as `sale.created`.
    name: &'static str,
    /// The `data` of a made-up one.
    #[schema(value_type = Object)]
    example: Value,
}

impl From<&EventType> for EventTypeBody {
    fn from(event_type: &EventType) -> Self {
        Self { name: event_type.name, example: (event_type.example)() }
    }
}

/// An endpoint.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WebhookEndpoint)]
pub(super) struct EndpointBody {
    id: Uuid,
    /// Whose it is.
    #[schema(schema_with = owner_kinds)]
    owner_kind: &'static str,
    /// Which account or organisation.
    owner_id: Uuid,
    /// Told by a signed POST, or by a GET with macros.
    #[schema(schema_with = kinds)]
    kind: EndpointKind,
    /// What its owner calls it.
    name: String,
    /// Where it is; of a postback, the template.
    url: String,
    /// What it wants to hear; null for everything, also what is not there yet.
    events: Option<Vec<String>>,
    /// Whether it is told anything.
    #[schema(schema_with = states)]
    state: EndpointState,
    /// Since when it is not.
    #[schema(value_type = Option<String>, format = DateTime)]
    disabled_at: Option<Timestamp>,
    /// Until when the secret before signs too.
    #[schema(value_type = Option<String>, format = DateTime)]
    old_secret_until: Option<Timestamp>,
    /// Since when every attempt failed.
    #[schema(value_type = Option<String>, format = DateTime)]
    failing_since: Option<Timestamp>,
    /// How many deliveries failed since then.
    failing_deliveries: u32,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When its owner last changed it.
    #[schema(value_type = String, format = DateTime)]
    updated_at: Timestamp,
}

impl From<EndpointView> for EndpointBody {
    fn from(view: EndpointView) -> Self {
        let (owner_kind, owner_id) = match view.owner {
            Owner::Account(id) => ("account", id.as_uuid()),
            Owner::Organisation(id) => ("organisation", id.as_uuid()),
        };
        let events = match view.events {
            EventPick::All => None,
            EventPick::Only(events) => Some(events),
        };
        Self {
            id: view.id.as_uuid(),
            owner_kind,
            owner_id,
            kind: view.kind,
            name: view.name,
            url: view.url,
            events,
            state: view.state,
            disabled_at: view.disabled_at,
            old_secret_until: view.old_secret_until,
            failing_since: view.failing_since,
            failing_deliveries: view.failing_deliveries,
            created_at: view.created_at,
            updated_at: view.updated_at,
        }
    }
}

/// An endpoint to make.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = NewWebhookEndpoint)]
#[serde(deny_unknown_fields)]
pub(super) struct NewEndpointBody {
    /// `signed` for a program of one's own, `postback` for a tracker.
    #[schema(schema_with = kinds)]
    pub(super) kind: EndpointKind,
    /// What to call it.
    #[schema(min_length = 1, max_length = 100)]
    name: String,
    /// Where it is: `https://…`; of a postback, with macros after the `?`.
    #[schema(max_length = 2000)]
    url: String,
    /// What it wants to hear; null for everything, also what is not there yet.
    events: Option<Vec<String>>,
}

impl NewEndpointBody {
    pub(super) fn draft(&self) -> EndpointDraft {
        draft(&self.name, &self.url, self.events.as_ref())
    }
}

/// An endpoint written anew.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = ChangeWebhookEndpoint)]
#[serde(deny_unknown_fields)]
pub(super) struct ChangeEndpointBody {
    /// What to call it.
    #[schema(min_length = 1, max_length = 100)]
    name: String,
    /// Where it is.
    #[schema(max_length = 2000)]
    url: String,
    /// What it wants to hear; null for everything, also what is not there yet.
    events: Option<Vec<String>>,
}

impl ChangeEndpointBody {
    pub(super) fn draft(&self) -> EndpointDraft {
        draft(&self.name, &self.url, self.events.as_ref())
    }
}

fn draft(name: &str, url: &str, events: Option<&Vec<String>>) -> EndpointDraft {
    let events = events.map_or(EventPick::All, |events| EventPick::Only(events.clone()));
    EndpointDraft { name: name.to_owned(), url: url.to_owned(), events }
}

/// An endpoint that was made.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NewWebhookEndpointRef)]
pub(super) struct NewEndpointRef {
    id: Uuid,
    /// What checks signatures: `whsec_…`; null of a postback.
    secret: Option<String>,
}

impl From<Created> for NewEndpointRef {
    fn from(created: Created) -> Self {
        Self { id: created.id.as_uuid(), secret: created.secret.map(|secret| secret.expose_secret().to_owned()) }
    }
}

/// The secret of an endpoint.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WebhookSecret)]
pub(super) struct SecretBody {
    /// `whsec_…`.
    secret: String,
}

impl From<SecretString> for SecretBody {
    fn from(secret: SecretString) -> Self {
        Self { secret: secret.expose_secret().to_owned() }
    }
}

/// Whether an endpoint is to be told.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = WebhookEndpointState)]
#[serde(deny_unknown_fields)]
pub(super) struct EndpointStateBody {
    pub(super) enabled: bool,
}
