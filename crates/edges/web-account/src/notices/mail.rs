//! Whether letters arrive: a word at the top of the page where they do not, and `POST /compte/notifications/courrier` to try again. 303;
//! 429 beyond three tries a day.

use axum::{
    extract::State,
    response::{IntoResponse as _, Response},
};
use maud::{Markup, html};
use notifications::{MailState, Notifications};
use web_kit::{
    CsrfForm, Visit, WebError,
    ui::{self, Tone},
};

use super::devices::Nothing;

pub(super) async fn resume(
    visit: Visit,
    State(notifications): State<Notifications>,
    CsrfForm(Nothing {}): CsrfForm<Nothing>,
) -> Result<Response, WebError> {
    notifications.resume_letters(&visit.actor).await?;
    Ok(visit.redirect("/compte/notifications").saying("account-mail-resumed").into_response())
}

/// What to do about an address that receives nothing, or wants nothing; nothing where all is well.
pub(super) fn banner(visit: &Visit, state: &MailState) -> Markup {
    let t = visit.t;
    let again = |key: &str| {
        let fields = html! { (ui::Button::secondary(t.get(key)).small()) };
        ui::Form::post(visit, visit.url("/compte/notifications/courrier"), fields).inline()
    };
    if state.undeliverable_since.is_some() {
        let status = state.status.clone().unwrap_or_default();
        let change = ui::Button::primary(t.get("account-mail-change")).href(visit.url("/compte/profil")).small();
        let todo = html! { div class="flex flex-wrap gap-2" { (change) (again("account-mail-resume")) } };
        let said = t.with("account-mail-undeliverable", &[("status", status.into())]);
        return html! { (ui::Banner::new(Tone::Warn, said).action(todo)) };
    }
    html! {
        @if state.complained_at.is_some() {
            (ui::Banner::new(Tone::Info, t.get("account-mail-complained")).action(again("account-mail-want")))
        }
    }
}
