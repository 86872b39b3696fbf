//! Which topics reach one by which way: a table of boxes, saved as a whole.

use axum::{
    extract::State,
    response::{IntoResponse as _, Response},
};
use maud::{Markup, html};
use notifications::{Channel, Notifications, Preference, Topic};
use serde::Deserialize;
use web_kit::{CsrfForm, Visit, WebError, ui};

/// The boxes that are ticked, as `topic.channel`.
#[derive(Debug, Deserialize)]
pub(super) struct Ticked {
    #[serde(default)]
    wanted: Vec<String>,
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
    Ok(visit.redirect("/compte/notifications#reglages").saying("account-saved").into_response())
}

fn name(topic: Topic, channel: Channel) -> String {
    format!("{}.{}", topic.as_str(), channel.as_str())
}

pub(super) fn section(visit: &Visit, cells: &[Preference]) -> Markup {
    let t = visit.t;
    let topic = |topic: Topic| t.get(&format!("account-topic-{}", topic.as_str().replace('_', "-")));
    let channel = |channel: Channel| t.get(&format!("account-channel-{}", channel.as_str().replace('_', "-")));
    let fields = html! {
        @for of in Topic::ALL {
            fieldset class="grid gap-2 border-b border-line pb-3" {
                legend class="font-semibold" { (topic(of)) }
                @for cell in cells.iter().filter(|cell| cell.topic == of) {
                    label class="flex min-h-11 items-center gap-3" {
                        input type="checkbox" name="wanted" value=(name(cell.topic, cell.channel)) checked[cell.wanted];
                        span { (channel(cell.channel)) @if cell.always { small class="block text-muted" { (t.get("account-notices-always")) } } }
                    }
                }
            }
        }
        (ui::Button::primary(t.get("account-save")))
    };
    let form = ui::Form::post(visit, visit.url("/compte/notifications/reglages"), fields).stacked();
    html! { (ui::Section::new(t.get("account-notices-settings"), html! { (form) }).id("reglages")) }
}
