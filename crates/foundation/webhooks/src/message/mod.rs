//! Messages: what happened, told once to each endpoint that wants it.

mod queries;
mod store;

use std::collections::HashSet;

use contracts::webhooks::{DeliveryId, EndpointId, Owner};
use jiff::Timestamp;
use platform::{
    Tx,
    jobs::{Enqueue, Job},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::{PostbackValues, Webhooks, WebhooksError, catalogue, owner::Columns};

/// The longest body, envelope included.
pub const PAYLOAD_BYTES_MAX: usize = 64 * 1024;

const ID_CHARS_MAX: usize = 200;

/// Something that happened, as others are told it.
#[derive(Debug, Clone)]
pub struct Message {
    /// What its publisher knows it by: the same id, of the same owner, is told once.
    pub id: String,
    /// Its type: a word of the catalogue.
    pub event_type: &'static str,
    /// When it happened.
    pub occurred_at: Timestamp,
    /// What is told of it: `data` of the body.
    pub data: Value,
    /// What postbacks are made of.
    pub values: PostbackValues,
}

/// Wakes the endpoints that a message goes to. One job per message, so that those who publish at once need not wait for each other.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct WakeJob {
    pub(crate) message_id: Uuid,
}

impl Job for WakeJob {
    const NAME: &'static str = "webhooks.wake";
}

/// The body of a signed message, in the order of the specification's example.
#[derive(Serialize)]
struct Body<'a> {
    r#type: &'a str,
    timestamp: Timestamp,
    data: &'a Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    test: Option<bool>,
}

impl Webhooks {
    /// Those of the owners who have an endpoint that hears anything: for the others nothing need be read, nor published. For flows: who may
    /// publish is theirs to know.
    pub async fn listeners(&self, owners: &[Owner]) -> Result<HashSet<Owner>, WebhooksError> {
        if owners.is_empty() {
            return Ok(HashSet::new());
        }
        let listening = queries::listening(self.db().pool(), owners).await?;
        listening.into_iter().map(Columns::owner).collect()
    }

    /// Tells those endpoints of an owner that want this; it leaves if the caller's transaction commits. Returns how many. The second time
    /// it does nothing. For flows: who may publish is theirs to know.
    pub async fn publish_in(&self, tx: &mut Tx, owner: Owner, message: &Message) -> Result<usize, WebhooksError> {
        if catalogue::find(self.catalogue(), message.event_type).is_none() {
            return Err(WebhooksError::Bug("a message of a type that the catalogue does not have"));
        }
        if message.id.is_empty() || message.id.chars().count() > ID_CHARS_MAX || message.id.chars().any(char::is_control) {
            return Err(WebhooksError::Bug("a message without an id, or with a wrong one"));
        }
        let body = body_of(message.event_type, message.occurred_at, &message.data, None, &message.values)?;
        // Holds on to the endpoints, so that none is deleted before this commits.
        let endpoints = store::wanting(tx, owner, message.event_type).await?;
        if endpoints.is_empty() {
            return Ok(0);
        }
        let new = store::New {
            id: Uuid::now_v7(),
            owner,
            key: &message.id,
            event_type: message.event_type,
            body: &body,
            values: &message.values.tidied(),
            is_test: false,
        };
        if !store::insert(tx, &new).await? {
            return Ok(0);
        }
        store::insert_deliveries(tx, new.id, &endpoints).await?;
        tx.enqueue(&WakeJob { message_id: new.id }, Enqueue::default()).await?;
        metrics::counter!("griot_webhook_messages_total", "type" => message.event_type).increment(1);
        Ok(endpoints.len())
    }

    /// A message made up of the catalogue's example, to one endpoint whatever it wants.
    pub(crate) async fn publish_test_in(
        &self,
        tx: &mut Tx,
        owner: Owner,
        endpoint_id: EndpointId,
        event_type: &str,
    ) -> Result<DeliveryId, WebhooksError> {
        let event_type = catalogue::find(self.catalogue(), event_type).ok_or(WebhooksError::NotFound)?;
        let (id, values) = (Uuid::now_v7(), (event_type.example_values)());
        let body = body_of(event_type.name, tx.now(), &(event_type.example)(), Some(true), &values)?;
        let key = format!("test:{id}");
        let new = store::New {
            id,
            owner,
            key: &key,
            event_type: event_type.name,
            body: &body,
            values: &values.tidied(),
            is_test: true,
        };
        store::insert(tx, &new).await?;
        store::insert_deliveries(tx, id, &[endpoint_id]).await?.pop().ok_or(WebhooksError::Bug("a test that goes nowhere"))
    }
}

fn body_of(
    r#type: &str,
    timestamp: Timestamp,
    data: &Value,
    test: Option<bool>,
    values: &PostbackValues,
) -> Result<String, WebhooksError> {
    let body = serde_json::to_string(&Body { r#type, timestamp, data, test })
        .map_err(|_json| WebhooksError::Bug("a message that is no JSON"))?;
    if body.len() > PAYLOAD_BYTES_MAX || !values.fits() { Err(WebhooksError::TooLarge) } else { Ok(body) }
}

/// The `webhook-id` of a message: the same for each attempt and endpoint, and without a full stop, which the signature needs.
pub(crate) fn webhook_id(message_id: Uuid) -> String {
    format!("msg_{}", message_id.simple())
}
