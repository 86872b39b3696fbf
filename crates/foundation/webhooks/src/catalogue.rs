//! What can be told: the types of events, given by who publishes them.

use serde_json::Value;

use crate::PostbackValues;

/// A type of event.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct EventType {
    /// Its word: parts of small letters, digits and underscores between full stops, such as `sale.created`.
    pub name: &'static str,
    /// The data of a made-up event: what a test sends.
    pub example: fn() -> Value,
    /// The same for postbacks.
    pub example_values: fn() -> PostbackValues,
}

impl EventType {
    /// A type of event. Of a word that is none the program is not built: the database would refuse what is published under it.
    pub const fn new(name: &'static str, example: fn() -> Value, example_values: fn() -> PostbackValues) -> Self {
        assert!(is_word(name), "small letters, digits and underscores between full stops, a hundred at most");
        Self { name, example, example_values }
    }
}

const fn is_word(name: &str) -> bool {
    let (mut rest, mut after_stop) = (name.as_bytes(), true);
    while let [first, others @ ..] = rest {
        let is_stop = *first == b'.';
        if !(first.is_ascii_lowercase() || first.is_ascii_digit() || *first == b'_' || (is_stop && !after_stop)) {
            return false;
        }
        (rest, after_stop) = (others, is_stop);
    }
    !after_stop && name.len() <= 100
}

/// The type of this word.
pub(crate) fn find(catalogue: &'static [EventType], name: &str) -> Option<&'static EventType> {
    catalogue.iter().find(|event_type| event_type.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_is_a_word_with_full_stops_between() {
        for good in ["sale", "sale.created", "a_1.b.c2"] {
            assert!(is_word(good), "{good}");
        }
        for bad in ["", ".", "sale.", ".sale", "sale..created", "Sale", "sale created", "sale-created", "é", &"x".repeat(101)] {
            assert!(!is_word(bad), "{bad}");
        }
    }
}
