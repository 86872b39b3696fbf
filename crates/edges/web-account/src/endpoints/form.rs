//! The form of an endpoint: its name, its address, what it wants to hear.

use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{
    FormErrors, Visit,
    ui::{self, Choice, Icon},
};
use webhooks::{EndpointDraft, EndpointKind, EndpointView, EventPick, EventType, Macro};

use super::words;

/// What was typed.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    pub(super) kind: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    url: String,
    /// Ticked: everything, also what is not there yet.
    #[serde(default)]
    all: Option<String>,
    #[serde(default)]
    events: Vec<String>,
}

impl Typed {
    /// An endpoint as it stands.
    pub(super) fn of(view: &EndpointView) -> Self {
        let (all, events) = match &view.events {
            EventPick::All => (Some("true".to_owned()), Vec::new()),
            EventPick::Only(events) => (None, events.clone()),
        };
        Self { kind: view.kind.as_str().to_owned(), name: view.name.clone(), url: view.url.clone(), all, events }
    }

    pub(super) fn draft(&self) -> EndpointDraft {
        let events = if self.all.is_some() { EventPick::All } else { EventPick::Only(self.events.clone()) };
        EndpointDraft { name: self.name.clone(), url: self.url.clone(), events }
    }

    /// The chosen kind; a program of one's own where nothing was chosen.
    pub(super) fn endpoint_kind(&self) -> EndpointKind {
        EndpointKind::parse(&self.kind).unwrap_or(EndpointKind::Signed)
    }
}

/// The fields; of an endpoint that is there, its kind is no longer chosen.
pub(super) fn fields(visit: &Visit, catalogue: &[EventType], typed: &Typed, errors: &FormErrors, is_new: bool) -> Markup {
    let t = visit.t;
    let kinds = EndpointKind::ALL.map(|kind| {
        Choice::new(kind.as_str(), words::kind(t, kind)).hint(t.get(&format!("webhooks-kind-{}-hint", kind.as_str())))
    });
    let macros = Macro::ALL.map(|one| format!("{{{}}}", one.as_str())).join(" ");
    html! {
        (ui::FormSummary::new(t, errors))
        @if is_new { (ui::RadioGroup::new("kind", t.get("webhooks-kind"), kinds.into()).chosen(typed.endpoint_kind().as_str())) }
        (ui::Field::text("name", t.get("webhooks-name")).value(&typed.name).errors(errors).hint(t.get("webhooks-name-hint")).max_length(100).required())
        (ui::Field::url("url", t.get("webhooks-url")).value(&typed.url).errors(errors).required().autocomplete("off")
            .hint(t.with("webhooks-url-hint", &[("macros", macros.into())])))
        (picker(visit, catalogue, typed, errors))
    }
}

fn picker(visit: &Visit, catalogue: &[EventType], typed: &Typed, errors: &FormErrors) -> Markup {
    let t = visit.t;
    let ticked = |name: &str| typed.events.iter().any(|picked| picked == name);
    html! {
        fieldset class="fieldset" id="f-events" {
            legend { (t.get("webhooks-events")) }
            @if let Some(error) = errors.on("events") { p class="field-error" { (Icon::Alert) span { (error) } } }
            label class="choice" {
                input type="checkbox" name="all" value="true" checked[typed.all.is_some()];
                span { (t.get("webhooks-events-all")) }
            }
            div class="grid gap-x-6 md:grid-cols-2" {
                @for event_type in catalogue {
                    label class="choice" {
                        input type="checkbox" name="events" value=(event_type.name) checked[ticked(event_type.name)];
                        span { (words::event(t, event_type.name)) " " code class="text-sm text-muted" { (event_type.name) } }
                    }
                }
            }
        }
    }
}
