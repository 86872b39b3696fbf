//! What an endpoint is, and what may be written about one. Pure.

use kernel::FieldError;
use serde::{Deserialize, Serialize};

use crate::{EventType, WebhooksError, address, catalogue};

/// How many endpoints an owner has at most.
pub const ENDPOINTS_MAX: i64 = 10;

const NAME_CHARS_MAX: usize = 100;

/// How an endpoint is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndpointKind {
    /// By POST of JSON, signed as Standard Webhooks wants it.
    Signed,
    /// By GET of an address with macros, unsigned, as trackers want it.
    Postback,
}

impl EndpointKind {
    /// Both kinds.
    pub const ALL: [Self; 2] = [Self::Signed, Self::Postback];

    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Signed => "signed",
            Self::Postback => "postback",
        }
    }

    /// The kind of a stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// Whether an endpoint is told anything, and if not, why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndpointState {
    /// It is told.
    Enabled,
    /// Its owner disabled it.
    DisabledByOwner,
    /// It answered 410.
    DisabledGone,
    /// Nothing went well for too long.
    DisabledFailing,
}

impl EndpointState {
    /// The word stored in `disabled_by`; none of what is enabled.
    pub(crate) const fn disabled_by(self) -> Option<&'static str> {
        match self {
            Self::Enabled => None,
            Self::DisabledByOwner => Some("owner"),
            Self::DisabledGone => Some("gone"),
            Self::DisabledFailing => Some("failing"),
        }
    }

    pub(crate) fn parse(disabled_by: Option<&str>) -> Option<Self> {
        let all = [Self::Enabled, Self::DisabledByOwner, Self::DisabledGone, Self::DisabledFailing];
        all.into_iter().find(|state| state.disabled_by() == disabled_by)
    }
}

/// Which events an endpoint is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventPick {
    /// All there are, and those to come.
    All,
    /// Those of these types.
    Only(Vec<String>),
}

/// What an owner writes about an endpoint.
#[derive(Debug, Clone)]
pub struct EndpointDraft {
    /// What they call it.
    pub name: String,
    /// Where it is; of a postback, a template.
    pub url: String,
    /// What it wants to hear.
    pub events: EventPick,
}

/// A draft whose parts are what they should be.
#[derive(Debug, Clone)]
pub(crate) struct Checked {
    pub(crate) name: String,
    pub(crate) target: address::Target,
    /// None for all.
    pub(crate) event_types: Option<Vec<String>>,
}

impl EndpointDraft {
    /// Each wrong field by its name.
    pub(crate) fn check(
        &self,
        kind: EndpointKind,
        catalogue: &'static [EventType],
        allow_private: bool,
    ) -> Result<Checked, WebhooksError> {
        let name = check_name(&self.name);
        let target = address::check(kind, &self.url, allow_private);
        let event_types = check_events(&self.events, catalogue);
        match (name, target, event_types) {
            (Ok(name), Ok(target), Ok(event_types)) => Ok(Checked { name, target, event_types }),
            (name, target, event_types) => {
                let wrong = [name.err(), target.err(), event_types.err()];
                Err(WebhooksError::Invalid(wrong.into_iter().flatten().collect()))
            }
        }
    }
}

fn check_name(text: &str) -> Result<String, FieldError> {
    let text = text.trim();
    // U+202A–202E and U+2066–2069 turn the direction of what follows.
    let odd = |c: char| c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    if text.is_empty() {
        Err(FieldError::new("name", "field-required"))
    } else if text.chars().count() > NAME_CHARS_MAX {
        Err(FieldError::new("name", "field-too-long").with("max", NAME_CHARS_MAX))
    } else if text.chars().any(odd) {
        Err(FieldError::new("name", "field-invalid-characters"))
    } else {
        Ok(text.to_owned())
    }
}

/// The types in the order of the catalogue, each once.
fn check_events(pick: &EventPick, catalogue: &'static [EventType]) -> Result<Option<Vec<String>>, FieldError> {
    let EventPick::Only(names) = pick else { return Ok(None) };
    if names.is_empty() {
        return Err(FieldError::new("events", "field-required"));
    }
    if names.iter().any(|name| catalogue::find(catalogue, name).is_none()) {
        return Err(FieldError::new("events", "field-unknown-value"));
    }
    let picked = catalogue.iter().map(|event_type| event_type.name).filter(|name| names.iter().any(|wanted| wanted == name));
    Ok(Some(picked.map(str::to_owned).collect()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::PostbackValues;

    const fn event(name: &'static str) -> EventType {
        EventType::new(name, || json!({}), PostbackValues::default)
    }

    static CATALOGUE: [EventType; 2] = [event("sale.created"), event("sale.refunded")];

    fn draft(name: &str, url: &str, events: EventPick) -> EndpointDraft {
        EndpointDraft { name: name.into(), url: url.into(), events }
    }

    #[test]
    fn every_wrong_field_is_told_at_once() {
        let wrong = draft("\u{202E}x", "http://x.example/", EventPick::Only(vec!["sale.lost".into()]));
        let Err(WebhooksError::Invalid(fields)) = wrong.check(EndpointKind::Signed, &CATALOGUE, false) else { panic!("refused") };
        let told: Vec<_> = fields.iter().map(|field| (&*field.field, field.code)).collect();
        let expected = [("name", "field-invalid-characters"), ("url", "webhooks-field-url"), ("events", "field-unknown-value")];
        assert_eq!(told, expected);
        for (name, code) in [("  ", "field-required"), (&*"x".repeat(101), "field-too-long")] {
            assert_eq!(check_name(name).unwrap_err().code, code);
        }
        assert_eq!(check_events(&EventPick::Only(Vec::new()), &CATALOGUE).unwrap_err().code, "field-required");
    }

    #[test]
    fn types_are_kept_once_in_the_order_of_the_catalogue() {
        let names = ["sale.refunded", "sale.created", "sale.refunded"].map(str::to_owned).to_vec();
        let checked =
            draft(" Caisse ", "https://x.example", EventPick::Only(names)).check(EndpointKind::Signed, &CATALOGUE, false);
        let checked = checked.unwrap();
        assert_eq!((checked.name.as_str(), checked.target.url.as_str()), ("Caisse", "https://x.example/"));
        assert_eq!(checked.event_types.unwrap(), ["sale.created", "sale.refunded"]);
        assert_eq!(check_events(&EventPick::All, &CATALOGUE).unwrap(), None);
    }

    #[test]
    fn states_and_kinds_survive_their_stored_words() {
        for state in
            [EndpointState::Enabled, EndpointState::DisabledByOwner, EndpointState::DisabledGone, EndpointState::DisabledFailing]
        {
            assert_eq!(EndpointState::parse(state.disabled_by()), Some(state));
        }
        assert!(EndpointKind::ALL.into_iter().all(|kind| EndpointKind::parse(kind.as_str()) == Some(kind)));
    }
}
