//! An endpoint as its owner sees it. Its secret is shown by `reveal_secret` alone.

use contracts::webhooks::{EndpointId, Owner};
use jiff::Timestamp;
use serde::Serialize;

use super::model::{EndpointKind, EndpointState, EventPick};

/// An endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EndpointView {
    /// The endpoint.
    pub id: EndpointId,
    /// Whose it is.
    pub owner: Owner,
    /// How it is told.
    pub kind: EndpointKind,
    /// What its owner calls it.
    pub name: String,
    /// Where it is; of a postback, the template.
    pub url: String,
    /// The host of it: what may be shown to those who may not know the rest.
    pub host: String,
    /// What it wants to hear.
    pub events: EventPick,
    /// Whether it is told anything.
    pub state: EndpointState,
    /// Since when it is not.
    pub disabled_at: Option<Timestamp>,
    /// Until when the secret before signs too.
    pub old_secret_until: Option<Timestamp>,
    /// Since when every attempt failed.
    pub failing_since: Option<Timestamp>,
    /// How many deliveries failed since then.
    pub failing_deliveries: u32,
    /// When it was made.
    pub created_at: Timestamp,
    /// When its owner last changed it.
    pub updated_at: Timestamp,
}
