//! `/desabonnement`: refusing letters about its topics by the link that stands in them, without an account. A page asks first: programs
//! that follow every link of a letter refuse nothing. 200; 404 for a link that is not ours.

use axum::{
    extract::{Query, State},
    response::Response,
};
use maud::html;
use notifications::{Notifications, Topic};
use serde::Deserialize;
use web_kit::{
    Cache, CsrfForm, Shell, Visit, WebError,
    ui::{self, Tone},
};

#[derive(Debug, Deserialize)]
pub(super) struct Link {
    #[serde(default)]
    jeton: String,
}

pub(super) async fn ask(
    visit: Visit,
    State(notifications): State<Notifications>,
    Query(link): Query<Link>,
) -> Result<Response, WebError> {
    let topics = notifications.refusal_of(&link.jeton)?;
    let t = visit.t;
    let fields = html! {
        input type="hidden" name="jeton" value=(link.jeton);
        (ui::Button::primary(t.get("account-refuse-now")))
    };
    let content = html! {
        p class="my-4" { (t.with("account-refuse-text", &[("topic", names(&visit, &topics).into())])) }
        (ui::Form::post(&visit, visit.url("/desabonnement"), fields))
    };
    Ok(page(&visit, &content))
}

pub(super) async fn refuse(
    visit: Visit,
    State(notifications): State<Notifications>,
    CsrfForm(link): CsrfForm<Link>,
) -> Result<Response, WebError> {
    let topics = notifications.refuse_letters(&link.jeton).await?;
    let said = visit.t.with("account-refuse-done", &[("topic", names(&visit, &topics).into())]);
    Ok(page(&visit, &html! { (ui::Banner::new(Tone::Ok, said)) }))
}

fn names(visit: &Visit, topics: &[Topic]) -> String {
    let name = |topic: &Topic| visit.t.get(&format!("account-topic-{}", topic.as_str().replace('_', "-")));
    topics.iter().map(name).collect::<Vec<String>>().join(", ")
}

fn page(visit: &Visit, content: &maud::Markup) -> Response {
    let title = visit.t.get("account-refuse-title");
    let content = html! { div class="mx-auto max-w-xl" { (ui::PageHeader::new(&title)) (content) } };
    Shell::new(visit, &title).no_index().cache(Cache::NoStore).body(&content)
}
