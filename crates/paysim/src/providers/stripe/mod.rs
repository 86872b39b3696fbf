//! Stripe: Checkout sessions, payment intents, setup intents, saved cards, refunds, events.
//!
//! Objects are kept as the JSON that is answered. Every request goes through one door: key, idempotency, chaos, then the resource.
//! A replayed answer is the first one, whatever happened since; the same idempotency key with other parameters is an error;
//! what fails validation is not kept. Of the chaos "server error" a quarter is a 500 that is kept, as the real one keeps it,
//! and the rest a 503 that is not. Parameters that
//! Stripe does not know are refused. Subscriptions, Connect, disputes, manual capture and expansion are not here.

mod cards;
mod charge;
mod customers;
mod door;
mod events;
mod form;
mod intents;
mod known;
mod page;
mod refunds;
mod sessions;
mod setups;

use std::collections::{BTreeMap, HashMap};

use axum::{
    Router,
    routing::{any, get},
};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::{server::Sim, world::World};

pub(crate) use events::{announce, forgery};
pub(crate) use refunds::in_back_office as refund_in_back_office;
pub(crate) use setups::complete_due as complete_due_setups;

/// What only this provider has to remember.
#[derive(Debug, Default)]
pub(crate) struct State {
    objects: BTreeMap<String, Value>,
    /// Events, oldest first.
    events: Vec<String>,
    replays: HashMap<String, door::Replay>,
    cards: HashMap<String, cards::Card>,
    /// Kept apart, because a session shows its intent only once it is paid.
    intents_of_sessions: HashMap<String, String>,
    /// Setups that complete by themselves.
    due_setups: Vec<(Timestamp, String)>,
}

impl State {
    fn get(&self, id: &str, kind: &str) -> Result<&Value, Reply> {
        self.objects.get(id).filter(|object| object["object"] == kind).ok_or_else(|| Reply::missing(kind, id))
    }

    fn put(&mut self, object: Value) {
        if let Some(id) = object["id"].as_str().map(str::to_owned) {
            self.objects.insert(id, object);
        }
    }

    fn set(&mut self, id: &str, field: &str, value: Value) {
        if let Some(object) = self.objects.get_mut(id) {
            object[field] = value;
        }
    }
}

/// The routes below `/stripe`.
pub(super) fn router() -> Router<Sim> {
    Router::new()
        .route("/v1/{*path}", any(door::enter))
        .route("/pay/{id}", get(page::show).post(page::pay))
        .route("/authenticate/{id}", get(page::challenge).post(page::authenticate))
}

/// An answer with its status.
#[derive(Debug, Clone, PartialEq)]
struct Reply {
    status: u16,
    body: Value,
}

impl Reply {
    fn error(status: u16, kind: &str, code: &str, message: &str) -> Self {
        let mut error = json!({ "type": kind, "message": message });
        if !code.is_empty() {
            error["code"] = json!(code);
            error["doc_url"] = json!(format!("https://stripe.com/docs/error-codes/{}", code.replace('_', "-")));
        }
        Self { status, body: json!({ "error": error }) }
    }

    fn invalid(param: &str, code: &str, message: &str) -> Self {
        let mut reply = Self::error(400, "invalid_request_error", code, message);
        reply.body["error"]["param"] = json!(param);
        reply
    }

    fn required(param: &str) -> Self {
        Self::invalid(param, "parameter_missing", &format!("Missing required param: {param}."))
    }

    fn missing(kind: &str, id: &str) -> Self {
        let mut reply = Self::error(404, "invalid_request_error", "resource_missing", &format!("No such {kind}: '{id}'"));
        reply.body["error"]["param"] = json!("id");
        reply
    }
}

/// A request behind the door.
#[derive(Debug)]
struct Asked<'a> {
    params: &'a Value,
    /// The idempotency key.
    key: &'a str,
}

impl Asked<'_> {
    /// A text parameter at a JSON pointer.
    fn text(&self, pointer: &str) -> Option<String> {
        crate::request::text(self.params, pointer)
    }

    /// An object parameter, or an empty one.
    fn object(&self, pointer: &str) -> Value {
        self.params.pointer(pointer).filter(|value| value.is_object()).cloned().unwrap_or_else(|| json!({}))
    }

    fn is_true(&self, pointer: &str) -> bool {
        self.text(pointer).as_deref() == Some("true")
    }

    /// What the merchant calls it: `client_reference_id`, `metadata[reference]`, the idempotency key, or the id.
    fn reference(&self, id: &str) -> String {
        let named = ["/client_reference_id", "/metadata/reference", "/payment_intent_data/metadata/reference"];
        let found = named.iter().find_map(|pointer| self.text(pointer));
        found.unwrap_or_else(|| if self.key.is_empty() { id.to_owned() } else { self.key.to_owned() })
    }
}

/// A new id with its prefix.
fn new_id(world: &mut World, prefix: &str) -> String {
    let number = world.next();
    format!("{prefix}_{}", world.fate.hex(&format!("stripe/{prefix}/{number}"), 24))
}
