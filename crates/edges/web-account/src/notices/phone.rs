//! The number that texts go to: `POST /compte/notifications/telephone` asks for a code, `…/telephone/code` gives it back,
//! `…/telephone/retrait` forgets the number. 303; 422 with the page again.

use axum::{
    extract::State,
    response::{IntoResponse as _, Response},
};
use maud::{Markup, html};
use notifications::{Notifications, NotificationsError, PhoneView};
use serde::Deserialize;
use web_kit::{CsrfForm, FormErrors, Visit, WebError, ui};

use super::{devices::Nothing, inbox};

/// What was typed, when it comes back.
#[derive(Debug, Default)]
pub(super) struct Typed {
    pub(super) phone: String,
    pub(super) errors: FormErrors,
}

#[derive(Debug, Deserialize)]
pub(super) struct PhoneForm {
    #[serde(default)]
    phone: String,
}

pub(super) async fn ask(
    visit: Visit,
    State(notifications): State<Notifications>,
    CsrfForm(form): CsrfForm<PhoneForm>,
) -> Result<Response, WebError> {
    let asked = notifications.ask_phone(&visit.actor, &form.phone).await;
    answered(visit, &notifications, asked, form.phone, "account-phone-sent").await
}

#[derive(Debug, Deserialize)]
pub(super) struct CodeForm {
    #[serde(default)]
    code: String,
}

pub(super) async fn confirm(
    visit: Visit,
    State(notifications): State<Notifications>,
    CsrfForm(form): CsrfForm<CodeForm>,
) -> Result<Response, WebError> {
    let confirmed = notifications.confirm_phone(&visit.actor, &form.code).await;
    answered(visit, &notifications, confirmed, String::new(), "account-phone-confirmed").await
}

pub(super) async fn remove(
    visit: Visit,
    State(notifications): State<Notifications>,
    CsrfForm(Nothing {}): CsrfForm<Nothing>,
) -> Result<Response, WebError> {
    notifications.remove_phone(&visit.actor).await?;
    Ok(visit.redirect("/compte/notifications#telephone").saying("account-saved").into_response())
}

async fn answered(
    visit: Visit,
    notifications: &Notifications,
    result: Result<(), NotificationsError>,
    phone: String,
    said: &'static str,
) -> Result<Response, WebError> {
    match result {
        Ok(()) => Ok(visit.redirect("/compte/notifications#telephone").saying(said).into_response()),
        Err(error) => {
            let errors = FormErrors::of(error, visit.t)?;
            inbox::page(visit, notifications, None, &Typed { phone, errors }).await
        }
    }
}

pub(super) fn section(visit: &Visit, phone: &PhoneView, typed: &Typed) -> Markup {
    let t = visit.t;
    let errors = &typed.errors;
    let number = html! {
        (ui::Field::phone("phone", t.get("account-phone-number")).value(&typed.phone).hint(t.get("account-phone-hint")).errors(errors)
            .autocomplete("tel").max_length(40).required())
        (ui::Button::secondary(t.get("account-phone-send")))
    };
    let code = html! {
        (ui::Field::code("code", t.get("account-phone-code")).errors(errors).max_length(6).required())
        (ui::Button::primary(t.get("account-phone-confirm")))
    };
    let post = |path: &str, fields| ui::Form::post(visit, visit.url(&format!("/compte/notifications/telephone{path}")), fields);
    let content = html! {
        p class="text-muted" { (t.get("account-phone-text")) }
        (ui::FormSummary::new(t, errors))
        @if phone.silent_since.is_some() { (ui::Banner::new(ui::Tone::Warn, t.get("account-phone-silent"))) }
        @if let Some(number) = &phone.number {
            div class="my-3 flex flex-wrap items-center justify-between gap-2" {
                span { (number) @if phone.silent_since.is_none() { " " (ui::Badge::new(ui::Tone::Ok, t.get("account-phone-yours"))) } }
                (post("/retrait", html! { (ui::Button::secondary(t.get("account-phone-remove")).small()) }).inline())
            }
        }
        @if let Some(pending) = &phone.pending {
            p class="my-3" { (t.with("account-phone-waits", &[("phone", pending.into())])) }
            (post("/code", code).stacked())
        }
        (post("", number).stacked())
    };
    html! { (ui::Section::new(t.get("account-phone-title"), content).id("telephone")) }
}
