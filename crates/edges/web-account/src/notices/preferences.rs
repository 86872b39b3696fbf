//! Which topics reach one by which way, and how often by letter: a table of boxes and choices, saved as a whole.

use axum::{
    extract::State,
    response::{IntoResponse as _, Response},
};
use maud::{Markup, html};
use notifications::{Cadence, Channel, Notifications, Preference, Topic, TopicCadence};
use serde::Deserialize;
use web_kit::{CsrfForm, Visit, WebError, ui};

/// What the form says.
#[derive(Debug, Deserialize)]
pub(super) struct Ticked {
    /// The boxes that are ticked, as `topic.channel`.
    #[serde(default)]
    wanted: Vec<String>,
    /// How often, as `topic.cadence`; a topic that is not named stays as it is.
    #[serde(default)]
    cadence: Vec<String>,
}

pub(super) async fn save(
    visit: Visit,
    State(notifications): State<Notifications>,
    CsrfForm(ticked): CsrfForm<Ticked>,
) -> Result<Response, WebError> {
    for cell in notifications.preferences(&visit.actor).await? {
        let wanted = ticked.wanted.contains(&name(cell.topic, cell.channel));
        if wanted != cell.wanted {
            notifications.set_preference(&visit.actor, cell.topic, cell.channel, wanted).await?;
        }
    }
    for before in notifications.cadences(&visit.actor).await? {
        let said = Cadence::ALL.into_iter().find(|cadence| ticked.cadence.contains(&choice(before.topic, *cadence)));
        if let Some(cadence) = said.filter(|cadence| *cadence != before.cadence) {
            notifications.set_cadence(&visit.actor, before.topic, cadence).await?;
        }
    }
    Ok(visit.redirect("/compte/notifications#reglages").saying("account-saved").into_response())
}

fn name(topic: Topic, channel: Channel) -> String {
    format!("{}.{}", topic.as_str(), channel.as_str())
}

fn choice(topic: Topic, cadence: Cadence) -> String {
    format!("{}.{}", topic.as_str(), cadence.as_str())
}

/// How often letters about a topic leave.
fn often(visit: &Visit, of: &TopicCadence) -> Markup {
    let t = visit.t;
    html! {
        label class="grid gap-1" {
            span class="text-sm text-muted" { (t.get("account-cadence")) }
            select class="input select" name="cadence" {
                @for cadence in Cadence::ALL {
                    option value=(choice(of.topic, cadence)) selected[cadence == of.cadence] {
                        (t.get(&format!("account-cadence-{}", cadence.as_str().replace('_', "-"))))
                    }
                }
            }
        }
    }
}

pub(super) fn section(visit: &Visit, cells: &[Preference], cadences: &[TopicCadence]) -> Markup {
    let t = visit.t;
    let topic = |topic: Topic| t.get(&format!("account-topic-{}", topic.as_str().replace('_', "-")));
    let channel = |channel: Channel| t.get(&format!("account-channel-{}", channel.as_str().replace('_', "-")));
    let fields = html! {
        @for of in Topic::ALL.into_iter().filter(|topic| topic.is_chosen()) {
            fieldset class="grid gap-2 border-b border-line pb-3" {
                legend class="font-semibold" { (topic(of)) }
                @for cell in cells.iter().filter(|cell| cell.topic == of) {
                    label class="flex min-h-11 items-center gap-3" {
                        input type="checkbox" name="wanted" value=(name(cell.topic, cell.channel)) checked[cell.wanted];
                        span { (channel(cell.channel)) @if cell.always { small class="block text-muted" { (t.get("account-notices-always")) } } }
                    }
                }
                @if let Some(of) = cadences.iter().find(|cadence| cadence.topic == of) { (often(visit, of)) }
            }
        }
        (ui::Button::primary(t.get("account-save")))
    };
    let form = ui::Form::post(visit, visit.url("/compte/notifications/reglages"), fields).stacked();
    html! { (ui::Section::new(t.get("account-notices-settings"), html! { (form) }).id("reglages")) }
}
