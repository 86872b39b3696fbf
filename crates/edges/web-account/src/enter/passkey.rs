//! The two requests of a passkey sign-in, called by the island `passkey.ts`.

use axum::{
    Json,
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use http::HeaderMap;
use identity::{FinishPasskeySignIn, Identity};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;
use web_kit::{Visit, WebError, session};

use crate::browser::{self, Next};

/// The browser's answer.
#[derive(Debug, Deserialize)]
pub(super) struct Answer {
    challenge: Uuid,
    credential: Value,
}

pub(super) async fn start(State(identity): State<Identity>, visit: Visit) -> Result<Json<Value>, WebError> {
    let challenge = identity.start_passkey_sign_in(&visit.actor).await?;
    Ok(Json(json!({ "challenge": challenge.id, "options": challenge.options })))
}

pub(super) async fn finish(
    State(identity): State<Identity>,
    visit: Visit,
    Query(next): Query<Next>,
    headers: HeaderMap,
    Json(answer): Json<Answer>,
) -> Result<Response, WebError> {
    let cmd =
        FinishPasskeySignIn { challenge_id: answer.challenge, credential: answer.credential, client: browser::client(&headers) };
    let grant = identity.finish_passkey_sign_in(&visit.actor, cmd).await?;
    let lifetime = grant.expires_at.duration_since(visit.now());
    let location = visit.url(next.path().unwrap_or("/compte"));
    let cookies = (session::start(&visit, &grant.secret, lifetime), browser::forget(&visit, browser::CHALLENGE));
    Ok((cookies, Json(json!({ "location": location }))).into_response())
}
