//! The devices that are told by web push: `POST /compte/notifications/appareils` (the island `push.ts`), `…/appareils/{id}/retrait`.

use axum::{
    Json,
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use http::HeaderMap;
use maud::{Markup, html};
use notifications::{DeviceView, NewSubscription, Notifications};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;
use web_kit::{
    CsrfForm, Visit, WebError, device,
    ui::{self, Icon},
};

/// What a browser says of its subscription (`PushSubscription.toJSON()`).
#[derive(Debug, Deserialize)]
pub(super) struct Subscribed {
    endpoint: String,
    keys: Keys,
}

#[derive(Debug, Deserialize)]
struct Keys {
    p256dh: String,
    auth: String,
}

pub(super) async fn add(
    visit: Visit,
    State(notifications): State<Notifications>,
    headers: HeaderMap,
    Json(told): Json<Subscribed>,
) -> Result<Json<Value>, WebError> {
    let device = device::label(&headers);
    let new = NewSubscription { endpoint: told.endpoint, p256dh: told.keys.p256dh, auth: told.keys.auth, device };
    notifications.add_device(&visit.actor, &new).await?;
    Ok(Json(json!({ "location": visit.url("/compte/notifications#appareils") })))
}

/// A form without fields.
#[derive(Debug, Deserialize)]
pub(super) struct Nothing {}

pub(super) async fn remove(
    visit: Visit,
    State(notifications): State<Notifications>,
    Path(id): Path<Uuid>,
    CsrfForm(Nothing {}): CsrfForm<Nothing>,
) -> Result<Response, WebError> {
    notifications.remove_device(&visit.actor, id).await?;
    Ok(visit.redirect("/compte/notifications#appareils").saying("account-saved").into_response())
}

pub(super) fn section(visit: &Visit, key: &str, devices: &[DeviceView]) -> Markup {
    let t = visit.t;
    let here = devices.iter().any(|device| device.current);
    let content = html! {
        p class="text-muted" { (t.get("account-push-text")) }
        @if !devices.is_empty() {
            ul class="my-3 grid gap-2" { @for device in devices { (one(visit, device)) } }
        }
        @if !here {
            griot-push hidden data-key=(key) data-url=(visit.url("/compte/notifications/appareils")) data-csrf=(visit.csrf())
                data-denied=(t.get("account-push-denied")) data-failed=(t.get("account-push-failed")) {
                (ui::Button::secondary(t.get("account-push-on")).icon(Icon::Bell).plain())
                p.field-error role="alert" hidden {}
            }
        }
        noscript { p class="text-muted" { (t.get("account-push-script")) } }
    };
    html! { (ui::Section::new(t.get("account-push-title"), content).id("appareils")) }
}

fn one(visit: &Visit, device: &DeviceView) -> Markup {
    let t = visit.t;
    let name = if device.device.is_empty() { t.get("account-push-unknown") } else { device.device.clone() };
    let off = ui::Button::secondary(t.get("account-push-off")).small();
    html! {
        li class="flex flex-wrap items-center justify-between gap-2 border-b border-line py-2" {
            div {
                (name) @if device.current { " " (ui::Badge::new(ui::Tone::Ok, t.get("account-push-here"))) }
                span class="block text-sm text-muted" { (ui::When::relative(visit.locale, device.created_at)) }
            }
            (ui::Form::post(visit, visit.url(&format!("/compte/notifications/appareils/{}/retrait", device.id)), html! { (off) }).inline())
        }
    }
}
