//! Callbacks on their way, and what became of them.
//!
//! A callback is made when something happens, with the body as it is then, and signed when it is sent. Those that are due
//! leave one after the other, in the order of their times. What is not answered 2xx is sent again after 30 seconds, 2, 10
//! and 60 minutes; `FedaPay` gives an address up after nine failures in a row, as the real one does.

mod outbox;
mod send;

use jiff::Timestamp;
use serde::Serialize;

use crate::Provider;

pub(crate) use outbox::{Outbox, Queued};
pub(crate) use send::{client, deliver_due};

/// What became of one sending of a callback.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DeliveryRecord {
    /// Whose.
    pub provider: Provider,
    /// The merchant's reference of the transaction.
    pub our_reference: String,
    /// What it tells, in the provider's word.
    pub event: String,
    /// Where to.
    pub url: String,
    /// What was sent.
    pub body: String,
    /// Whether a stranger made it.
    pub forged: bool,
    /// Whether it repeats another one.
    pub duplicate: bool,
    /// 1 for the first try.
    pub attempt: u32,
    /// When, by the simulator's clock.
    pub at: Timestamp,
    /// How it ended.
    pub state: DeliveryState,
}

/// How a sending ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// Answered, with this status.
    Answered(u16),
    /// No answer.
    Unreachable,
    /// Never sent.
    Lost,
}

/// A callback as it was made.
#[derive(Debug, Clone)]
pub(crate) struct Callback {
    pub(crate) provider: Provider,
    pub(crate) about: About,
    pub(crate) event: String,
    pub(crate) method: &'static str,
    pub(crate) url: String,
    pub(crate) content_type: &'static str,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: String,
    /// A header with time and signature, made when it is sent.
    pub(crate) stamp: Option<Stamp>,
    pub(crate) forged: bool,
}

/// What a callback is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum About {
    /// The transaction with this index.
    Transaction(usize),
    /// Something else, by its id.
    Other(String),
}

/// A signature that carries its time.
#[derive(Debug, Clone)]
pub(crate) struct Stamp {
    pub(crate) header: &'static str,
    /// What stands before the signature: `v1` or `s`.
    pub(crate) name: &'static str,
    pub(crate) key: &'static str,
}

impl Callback {
    /// A JSON body, sent by POST.
    pub(crate) fn json(provider: Provider, about: About, event: &str, url: String, body: &serde_json::Value) -> Self {
        Self {
            provider,
            about,
            event: event.to_owned(),
            method: "POST",
            url,
            content_type: "application/json",
            headers: Vec::new(),
            body: body.to_string(),
            stamp: None,
            forged: false,
        }
    }

    /// A form, sent by POST.
    pub(crate) fn form(provider: Provider, about: About, event: &str, url: String, fields: &[(&str, String)]) -> Self {
        let body = serde_urlencoded::to_string(fields).unwrap_or_default();
        let content_type = "application/x-www-form-urlencoded";
        Self { content_type, body, ..Self::json(provider, about, event, url, &serde_json::Value::Null) }
    }
}
