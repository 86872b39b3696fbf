//! `/connexion` and `/deconnexion`.

use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode};
use identity::{Identity, IdentityError, SignIn, SignInOutcome};
use jiff::SignedDuration;
use kernel::{AppError as _, ErrorKind};
use maud::{Markup, html};
use secrecy::SecretString;
use serde::Deserialize;
use web_kit::{
    Cache, CsrfForm, FormErrors, Shell, Visit, WebError, session,
    ui::{self, Icon},
};

use crate::browser::{self, Next};

/// What was typed.
#[derive(Debug, Default, Deserialize)]
pub(super) struct SignInForm {
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: String,
}

pub(super) async fn show(State(identity): State<Identity>, visit: Visit, Query(next): Query<Next>) -> Response {
    if visit.account.is_some() {
        return visit.redirect(next.path().unwrap_or("/compte")).into_response();
    }
    shell(&visit).body(&form(&identity, &visit, &next, "", &FormErrors::none()))
}

pub(super) async fn submit(
    State(identity): State<Identity>,
    visit: Visit,
    Query(next): Query<Next>,
    headers: HeaderMap,
    CsrfForm(typed): CsrfForm<SignInForm>,
) -> Result<Response, WebError> {
    let password = SecretString::from(typed.password);
    let cmd = SignIn { email: typed.email.clone(), password, client: browser::client(&headers) };
    match identity.sign_in(&visit.actor, cmd).await {
        Ok(outcome) => Ok(proceed(&visit, &outcome, &next)),
        Err(error) => refused(&identity, &visit, &next, &typed.email, error),
    }
}

pub(super) async fn leave(State(identity): State<Identity>, visit: Visit) -> Result<Response, WebError> {
    identity.sign_out(&visit.actor).await?;
    Ok((session::end(&visit), visit.redirect("/").saying("account-signout-done")).into_response())
}

/// After the first proof: in, or on to the code.
pub(super) fn proceed(visit: &Visit, outcome: &SignInOutcome, next: &Next) -> Response {
    match outcome {
        SignInOutcome::Open(grant) => browser::enter(visit, grant, next).into_response(),
        SignInOutcome::SecondFactor(challenge) => {
            let cookie = browser::keep(visit, browser::CHALLENGE, &challenge.token, SignedDuration::from_mins(5));
            let path = format!("/connexion/double{}", next.query());
            (cookie, visit.redirect(&path)).into_response()
        }
    }
}

/// The form again, for every refusal that the person can do something about.
fn refused(identity: &Identity, visit: &Visit, next: &Next, email: &str, error: IdentityError) -> Result<Response, WebError> {
    let status = match error.kind() {
        ErrorKind::Unauthenticated | ErrorKind::Forbidden | ErrorKind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        ErrorKind::RateLimited => StatusCode::TOO_MANY_REQUESTS,
        _ => return Err(error.into()),
    };
    let errors = FormErrors::general(visit.t.error(&error));
    Ok(shell(visit).invalid().status(status).body(&form(identity, visit, next, email, &errors)))
}

fn shell(visit: &Visit) -> Shell<'_> {
    Shell::new(visit, visit.t.get("account-signin-title")).plain().no_index().cache(Cache::NoStore).script("islands/passkey.ts")
}

fn form(identity: &Identity, visit: &Visit, next: &Next, email: &str, errors: &FormErrors) -> Markup {
    let t = visit.t;
    let fields = html! {
        (ui::FormSummary::new(t, errors))
        (ui::Field::email("email", t.get("account-field-email")).value(email).autocomplete("username webauthn").required())
        (ui::Field::password("password", t.get("account-field-password")).autocomplete("current-password").required())
        p { (ui::Link::new(visit.url("/mot-de-passe/oubli"), t.get("account-signin-forgotten"))) }
        (ui::Button::primary(t.get("account-signin-submit")).wide())
    };
    html! {
        (ui::PageHeader::new(t.get("account-signin-title")))
        (ui::Form::post(visit, format!("{}{}", visit.url("/connexion"), next.query()), fields).stacked())
        (others(identity, visit, next))
        p.muted { (t.get("account-signin-new")) " " (ui::Link::new(visit.url("/inscription"), t.get("account-signup-title"))) }
    }
}

/// Passkey and providers. The passkey button shows itself when the browser can do it.
pub(super) fn others(identity: &Identity, visit: &Visit, next: &Next) -> Markup {
    html! {
        div class="my-3 grid gap-3" {
            @if identity.offers_passkeys() { (passkey_button(visit, next)) }
            @for provider in identity.oidc_providers() {
                @let label = visit.t.with("account-signin-provider", &[("name", provider.name.as_str().into())]);
                @let href = format!("{}{}", visit.url(&format!("/connexion/oidc/{}", provider.id)), next.query());
                p { (ui::Button::secondary(label).href(href).wide()) }
            }
        }
    }
}

pub(super) fn passkey_button(visit: &Visit, next: &Next) -> Markup {
    html! {
        griot-passkey hidden data-action="sign-in" data-csrf=(visit.csrf())
            data-start=(visit.url("/connexion/cle/debut"))
            data-finish={ (visit.url("/connexion/cle/fin")) (next.query()) }
            data-failed=(visit.t.get("account-passkey-failed")) {
            (ui::Button::secondary(visit.t.get("account-signin-passkey")).icon(Icon::Key).plain().wide())
            p.field-error role="alert" hidden {}
        }
    }
}
