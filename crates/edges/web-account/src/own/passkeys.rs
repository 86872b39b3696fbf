//! Registering, renaming and removing passkeys. The two requests of a registration are called by the island `passkey.ts`.

use axum::{
    Json,
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use contracts::identity::PasskeyId;
use identity::{FinishPasskeyRegistration, Identity};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;
use web_kit::{CsrfForm, FormErrors, Visit, WebError};

use super::security;

/// The browser's answer.
#[derive(Debug, Deserialize)]
pub(super) struct Answer {
    challenge: Uuid,
    #[serde(default)]
    name: String,
    credential: Value,
}

pub(super) async fn start(State(identity): State<Identity>, visit: Visit) -> Result<Json<Value>, WebError> {
    let challenge = identity.start_passkey_registration(&visit.actor).await?;
    Ok(Json(json!({ "challenge": challenge.id, "options": challenge.options })))
}

pub(super) async fn finish(
    State(identity): State<Identity>,
    visit: Visit,
    Json(answer): Json<Answer>,
) -> Result<Json<Value>, WebError> {
    let typed = answer.name.trim();
    let name = if typed.is_empty() { visit.t.get("account-passkey-default-name") } else { typed.to_owned() };
    let cmd = FinishPasskeyRegistration { challenge_id: answer.challenge, name, credential: answer.credential };
    identity.finish_passkey_registration(&visit.actor, cmd).await?;
    Ok(Json(json!({ "location": visit.url("/compte/securite") })))
}

/// A name typed.
#[derive(Debug, Deserialize)]
pub(super) struct NameForm {
    #[serde(default)]
    name: String,
}

pub(super) async fn rename(
    State(identity): State<Identity>,
    visit: Visit,
    Path(id): Path<PasskeyId>,
    CsrfForm(typed): CsrfForm<NameForm>,
) -> Result<Response, WebError> {
    match identity.rename_passkey(&visit.actor, id, &typed.name).await {
        Ok(()) => Ok(visit.redirect("/compte/securite").saying("account-saved").into_response()),
        Err(error) => {
            let errors = FormErrors::of(error, visit.t)?;
            security::page(&identity, &visit, &errors).await
        }
    }
}

pub(super) async fn remove(
    State(identity): State<Identity>,
    visit: Visit,
    Path(id): Path<PasskeyId>,
) -> Result<Response, WebError> {
    identity.remove_passkey(&visit.actor, id).await?;
    Ok(visit.redirect("/compte/securite").saying("account-passkey-removed").into_response())
}
