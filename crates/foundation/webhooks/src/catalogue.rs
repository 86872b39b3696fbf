//! What can be told: the types of events, given by who publishes them.

use serde_json::Value;

use crate::PostbackValues;

/// A type of event.
#[derive(Debug, Clone, Copy)]
pub struct EventType {
    /// Its word: parts of small letters, digits and underscores between full stops, such as `sale.created`.
    pub name: &'static str,
    /// The data of a made-up event: what a test sends.
    pub example: fn() -> Value,
    /// The same for postbacks.
    pub example_values: fn() -> PostbackValues,
}

/// The type of this word.
pub(crate) fn find(catalogue: &'static [EventType], name: &str) -> Option<&'static EventType> {
    catalogue.iter().find(|event_type| event_type.name == name)
}
