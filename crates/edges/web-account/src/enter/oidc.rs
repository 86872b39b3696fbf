//! `/connexion/oidc/{provider}`: out to an OpenID provider and back.

use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse, Redirect, Response},
};
use http::HeaderMap;
use identity::{FinishOidc, Identity};
use jiff::SignedDuration;
use kernel::{AppError as _, ErrorKind};
use serde::Deserialize;
use web_kit::{Visit, WebError, ui::Tone};

use super::sign_in::proceed;
use crate::browser::{self, Next};

/// What the provider sends back.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Answer {
    #[serde(default)]
    code: String,
    #[serde(default)]
    state: String,
    error: Option<String>,
}

pub(super) async fn start(
    State(identity): State<Identity>,
    visit: Visit,
    Path(provider): Path<String>,
    Query(next): Query<Next>,
) -> Result<Response, WebError> {
    let away = identity.start_oidc(&visit.actor, &provider, next.path().unwrap_or("/compte")).await?;
    let cookie = browser::keep(&visit, browser::OIDC_STATE, &away.state, SignedDuration::from_mins(10));
    Ok((cookie, Redirect::to(away.url.as_str())).into_response())
}

pub(super) async fn finish(
    State(identity): State<Identity>,
    visit: Visit,
    Path(provider): Path<String>,
    Query(answer): Query<Answer>,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    if answer.error.is_some() {
        return Ok(visit.redirect("/connexion").with_tone(Tone::Warn, "identity-oidc-refused").into_response());
    }
    let cmd = FinishOidc {
        provider,
        code: answer.code,
        state: answer.state,
        browser_state: browser::kept(&headers, browser::OIDC_STATE).unwrap_or_default(),
        client: browser::client(&headers),
    };
    let forget = browser::forget(&visit, browser::OIDC_STATE);
    match identity.finish_oidc(&visit.actor, cmd).await {
        Ok(back) => Ok((forget, proceed(&visit, &back.outcome, &Next { suite: back.return_to })).into_response()),
        // A page that answers 401 would send the person to the sign-in page without saying why.
        Err(error) if matches!(error.kind(), ErrorKind::Unauthenticated | ErrorKind::Forbidden) => {
            Ok((forget, visit.redirect("/connexion").with_tone(Tone::Bad, error.code())).into_response())
        }
        Err(error) => Err(error.into()),
    }
}
