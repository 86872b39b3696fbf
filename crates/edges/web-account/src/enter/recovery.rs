//! `/mot-de-passe/oubli` and `/mot-de-passe/nouveau`.

use axum::{
    extract::{Query, State},
    response::{IntoResponse as _, Response},
};
use identity::{Identity, ResetPassword};
use maud::{Markup, html};
use secrecy::SecretString;
use serde::Deserialize;
use web_kit::{
    Cache, CsrfForm, FormErrors, Redirect, Shell, Visit, WebError,
    ui::{self, Icon},
};

use super::verification::Link;

/// What was typed to ask for a link.
#[derive(Debug, Default, Deserialize)]
pub(super) struct RequestForm {
    #[serde(default)]
    email: String,
}

/// What was typed to set a new password.
#[derive(Debug, Default, Deserialize)]
pub(super) struct ResetForm {
    #[serde(default)]
    jeton: String,
    #[serde(default)]
    password: String,
}

pub(super) async fn show_request(visit: Visit) -> Response {
    shell(&visit, "account-forgotten-title").body(&request_form(&visit, "", &FormErrors::none()))
}

pub(super) async fn submit_request(
    State(identity): State<Identity>,
    visit: Visit,
    CsrfForm(typed): CsrfForm<RequestForm>,
) -> Result<Response, WebError> {
    match identity.recover(&visit.actor, &typed.email).await {
        Ok(()) => Ok(shell(&visit, "account-forgotten-title").body(&sent(&visit, &typed.email))),
        Err(error) => {
            let errors = FormErrors::of(error, visit.t)?;
            let page = shell(&visit, "account-forgotten-title").invalid();
            Ok(page.body(&request_form(&visit, &typed.email, &errors)))
        }
    }
}

pub(super) async fn show_reset(visit: Visit, Query(link): Query<Link>) -> Response {
    shell(&visit, "account-reset-title").body(&reset_form(&visit, &link.jeton, &FormErrors::none()))
}

pub(super) async fn submit_reset(
    State(identity): State<Identity>,
    visit: Visit,
    CsrfForm(typed): CsrfForm<ResetForm>,
) -> Result<Response, WebError> {
    let cmd = ResetPassword { token: typed.jeton.clone(), password: SecretString::from(typed.password) };
    match identity.reset_password(&visit.actor, cmd).await {
        Ok(_locale) => Ok(visit.redirect("/connexion").saying("account-reset-done").into_response()),
        Err(error) => {
            let errors = FormErrors::of(error, visit.t)?;
            Ok(shell(&visit, "account-reset-title").invalid().body(&reset_form(&visit, &typed.jeton, &errors)))
        }
    }
}

/// Where password managers send people (W3C change-password URL).
pub(super) async fn change_password(visit: Visit) -> Redirect {
    visit.redirect("/compte/securite")
}

fn shell<'v>(visit: &'v Visit, title: &'static str) -> Shell<'v> {
    Shell::new(visit, visit.t.get(title)).plain().no_index().cache(Cache::NoStore)
}

fn request_form(visit: &Visit, email: &str, errors: &FormErrors) -> Markup {
    let t = visit.t;
    let fields = html! {
        (ui::FormSummary::new(t, errors))
        (ui::Field::email("email", t.get("account-field-email")).value(email).errors(errors).autocomplete("username").required())
        (ui::Button::primary(t.get("account-forgotten-submit")).wide())
    };
    html! {
        (ui::PageHeader::new(t.get("account-forgotten-title")).text(t.get("account-forgotten-lead")))
        (ui::Form::post(visit, visit.url("/mot-de-passe/oubli"), fields).stacked())
        p { (ui::Link::new(visit.url("/connexion"), t.get("account-signin-title"))) }
    }
}

fn reset_form(visit: &Visit, token: &str, errors: &FormErrors) -> Markup {
    let t = visit.t;
    let fields = html! {
        (ui::FormSummary::new(t, errors))
        input type="hidden" name="jeton" value=(token);
        (ui::Field::password("password", t.get("account-field-new-password")).hint(t.get("account-field-password-hint"))
            .errors(errors).autocomplete("new-password").max_length(256).required())
        (ui::Button::primary(t.get("account-reset-submit")).wide())
    };
    html! {
        (ui::PageHeader::new(t.get("account-reset-title")).text(t.get("account-reset-lead")))
        (ui::Form::post(visit, visit.url("/mot-de-passe/nouveau"), fields).stacked())
    }
}

fn sent(visit: &Visit, email: &str) -> Markup {
    let text = visit.t.with("account-forgotten-sent", &[("email", email.trim().into())]);
    let back = ui::Button::secondary(visit.t.get("account-signin-title")).href(visit.url("/connexion"));
    html! {
        (ui::PageHeader::new(visit.t.get("account-forgotten-title")))
        (ui::EmptyState::new(Icon::Mail, text).text(visit.t.get("account-forgotten-sent-note")).action(back))
    }
}
