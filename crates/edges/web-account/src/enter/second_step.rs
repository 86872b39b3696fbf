//! `/connexion/double`: the code after the password.

use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode};
use identity::{Identity, IdentityError, SecondStep};
use maud::{Markup, html};
use secrecy::SecretString;
use serde::Deserialize;
use web_kit::{
    Cache, CsrfForm, FormErrors, Shell, Visit, WebError,
    ui::{self, Tone},
};

use super::sign_in::passkey_button;
use crate::browser::{self, Next};

/// What was typed.
#[derive(Debug, Default, Deserialize)]
pub(super) struct CodeForm {
    #[serde(default)]
    code: String,
}

pub(super) async fn show(
    State(identity): State<Identity>,
    visit: Visit,
    Query(next): Query<Next>,
    headers: HeaderMap,
) -> Response {
    if browser::kept(&headers, browser::CHALLENGE).is_none() {
        return again(&visit, &next);
    }
    shell(&visit).body(&form(&identity, &visit, &next, &FormErrors::none()))
}

pub(super) async fn submit(
    State(identity): State<Identity>,
    visit: Visit,
    Query(next): Query<Next>,
    headers: HeaderMap,
    CsrfForm(typed): CsrfForm<CodeForm>,
) -> Result<Response, WebError> {
    let Some(challenge) = browser::kept(&headers, browser::CHALLENGE) else { return Ok(again(&visit, &next)) };
    let cmd = SecondStep { challenge, code: SecretString::from(typed.code), client: browser::client(&headers) };
    match identity.complete_sign_in(&visit.actor, cmd).await {
        Ok(grant) => Ok((browser::forget(&visit, browser::CHALLENGE), browser::enter(&visit, &grant, &next)).into_response()),
        Err(IdentityError::ChallengeExpired) => Ok(again(&visit, &next)),
        Err(error @ IdentityError::WrongCode) => {
            let errors = FormErrors::none().and("code", visit.t.error(&error));
            Ok(shell(&visit).invalid().body(&form(&identity, &visit, &next, &errors)))
        }
        Err(error @ IdentityError::RateLimited(_)) => {
            let errors = FormErrors::general(visit.t.error(&error));
            let page = shell(&visit).invalid().status(StatusCode::TOO_MANY_REQUESTS);
            Ok(page.body(&form(&identity, &visit, &next, &errors)))
        }
        Err(error) => Err(error.into()),
    }
}

/// The step is over: back to the password.
fn again(visit: &Visit, next: &Next) -> Response {
    let page = visit.redirect(&format!("/connexion{}", next.query())).with_tone(Tone::Warn, "identity-challenge-expired");
    (browser::forget(visit, browser::CHALLENGE), page).into_response()
}

fn shell(visit: &Visit) -> Shell<'_> {
    Shell::new(visit, visit.t.get("account-second-title")).plain().no_index().cache(Cache::NoStore).script("islands/passkey.ts")
}

fn form(identity: &Identity, visit: &Visit, next: &Next, errors: &FormErrors) -> Markup {
    let t = visit.t;
    let fields = html! {
        (ui::FormSummary::new(t, errors))
        (ui::Field::code("code", t.get("account-second-code")).hint(t.get("account-second-code-hint")).errors(errors)
            .attr("inputmode", "text").attr("autofocus", "").max_length(20).required())
        (ui::Button::primary(t.get("account-second-submit")).wide())
    };
    html! {
        (ui::PageHeader::new(t.get("account-second-title")).text(t.get("account-second-lead")))
        (ui::Form::post(visit, format!("{}{}", visit.url("/connexion/double"), next.query()), fields).stacked())
        @if identity.offers_passkeys() { (passkey_button(visit, next)) }
    }
}
