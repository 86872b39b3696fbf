//! What is done to an endpoint besides writing it anew.

use axum::{
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use contracts::webhooks::EndpointId;
use jiff::Timestamp;
use kernel::AppError as _;
use maud::html;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use web_kit::{
    CsrfForm, Visit, WebError,
    ui::{self, Tone},
};
use webhooks::WebhooksError;

use super::{EndpointsState, words};

pub(super) async fn reveal(
    visit: Visit,
    State(state): State<EndpointsState>,
    Path(id): Path<EndpointId>,
) -> Result<Response, WebError> {
    let secret = state.webhooks.reveal_secret(&visit.actor, id).await?;
    Ok(secret_page(&visit, id, &secret, "webhooks-secret-shown"))
}

pub(super) async fn rotate(
    visit: Visit,
    State(state): State<EndpointsState>,
    Path(id): Path<EndpointId>,
) -> Result<Response, WebError> {
    let secret = state.webhooks.rotate_secret(&visit.actor, id).await?;
    Ok(secret_page(&visit, id, &secret, "webhooks-secret-rotated"))
}

fn secret_page(visit: &Visit, id: EndpointId, secret: &SecretString, text: &str) -> Response {
    let t = visit.t;
    let content = html! {
        (ui::PageHeader::new(t.get("webhooks-secret")))
        (ui::Banner::new(Tone::Warn, t.get(text)))
        pre class="my-4 overflow-x-auto rounded-card border border-line bg-surface p-4" tabindex="0" { code data-secret { (secret.expose_secret()) } }
        p { (ui::Button::primary(t.get("webhooks-open")).href(visit.url(&words::page(id)))) }
    };
    words::shell(visit, t.get("webhooks-secret")).body(&content)
}

#[derive(Debug, Deserialize)]
pub(super) struct Switch {
    #[serde(default)]
    act: String,
}

pub(super) async fn set_state(
    visit: Visit,
    State(state): State<EndpointsState>,
    Path(id): Path<EndpointId>,
    CsrfForm(switch): CsrfForm<Switch>,
) -> Result<Response, WebError> {
    match switch.act.as_str() {
        "on" => state.webhooks.enable_endpoint(&visit.actor, id).await?,
        "off" => state.webhooks.disable_endpoint(&visit.actor, id).await?,
        _ => return Err(WebError::not_found()),
    }
    Ok(visit.redirect(&words::page(id)).saying("account-saved").into_response())
}

pub(super) async fn delete(
    visit: Visit,
    State(state): State<EndpointsState>,
    Path(id): Path<EndpointId>,
) -> Result<Response, WebError> {
    let owner = state.webhooks.get_endpoint(&visit.actor, id).await?.owner;
    state.webhooks.delete_endpoint(&visit.actor, id).await?;
    Ok(visit.redirect(&words::owner_page(owner)).saying("webhooks-deleted").into_response())
}

#[derive(Debug, Deserialize)]
pub(super) struct Trial {
    #[serde(default)]
    event: String,
}

pub(super) async fn test(
    visit: Visit,
    State(state): State<EndpointsState>,
    Path(id): Path<EndpointId>,
    CsrfForm(trial): CsrfForm<Trial>,
) -> Result<Response, WebError> {
    match state.webhooks.send_test(&visit.actor, id, &trial.event).await {
        Ok(delivery) => Ok(visit.redirect(&words::delivery_page(delivery)).saying("webhooks-test-sent").into_response()),
        Err(error @ WebhooksError::Disabled) => Ok(told(&visit, &words::page(id), &error)),
        Err(error) => Err(error.into()),
    }
}

/// All that failed or was held in the last thirty days.
pub(super) async fn resend_failed(
    visit: Visit,
    State(state): State<EndpointsState>,
    Path(id): Path<EndpointId>,
) -> Result<Response, WebError> {
    match state.webhooks.resend_failed(&visit.actor, id, Timestamp::UNIX_EPOCH).await {
        Ok(_resent) => Ok(visit.redirect(&words::page(id)).saying("webhooks-resent").into_response()),
        Err(error @ WebhooksError::Disabled) => Ok(told(&visit, &words::page(id), &error)),
        Err(error) => Err(error.into()),
    }
}

/// The page again, which says why nothing was done.
pub(super) fn told(visit: &Visit, page: &str, error: &WebhooksError) -> Response {
    visit.redirect(page).with_tone(Tone::Bad, error.code()).into_response()
}
