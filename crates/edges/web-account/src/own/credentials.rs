//! Changing the password and the e-mail.

use axum::{
    extract::State,
    response::{IntoResponse as _, Response},
};
use identity::{ChangeEmail, ChangePassword, Identity};
use maud::{Markup, html};
use secrecy::SecretString;
use serde::Deserialize;
use web_kit::{Cache, CsrfForm, FormErrors, Shell, Visit, WebError, ui};

const PASSWORD: &str = "/compte/securite/mot-de-passe";
const EMAIL: &str = "/compte/securite/adresse";

/// What was typed for a new password.
#[derive(Debug, Deserialize)]
pub(super) struct PasswordForm {
    #[serde(default)]
    current_password: String,
    #[serde(default)]
    password: String,
}

/// What was typed for a new e-mail.
#[derive(Debug, Deserialize)]
pub(super) struct EmailForm {
    #[serde(default)]
    email: String,
    #[serde(default)]
    current_password: String,
}

pub(super) async fn show_password(visit: Visit) -> Result<Response, WebError> {
    visit.require_account()?;
    Ok(shell(&visit, "account-password-title").body(&password_form(&visit, &FormErrors::none())))
}

pub(super) async fn submit_password(
    State(identity): State<Identity>,
    visit: Visit,
    CsrfForm(typed): CsrfForm<PasswordForm>,
) -> Result<Response, WebError> {
    let cmd = ChangePassword { current: SecretString::from(typed.current_password), new: SecretString::from(typed.password) };
    match identity.change_password(&visit.actor, cmd).await {
        Ok(()) => Ok(visit.redirect("/compte/securite").saying("account-password-done").into_response()),
        Err(error) => {
            let errors = FormErrors::of(error, visit.t)?;
            Ok(shell(&visit, "account-password-title").invalid().body(&password_form(&visit, &errors)))
        }
    }
}

pub(super) async fn show_email(visit: Visit) -> Result<Response, WebError> {
    visit.require_account()?;
    Ok(shell(&visit, "account-email-title").body(&email_form(&visit, "", &FormErrors::none())))
}

pub(super) async fn submit_email(
    State(identity): State<Identity>,
    visit: Visit,
    CsrfForm(typed): CsrfForm<EmailForm>,
) -> Result<Response, WebError> {
    let cmd = ChangeEmail { email: typed.email.clone(), current: SecretString::from(typed.current_password) };
    match identity.change_email(&visit.actor, cmd).await {
        Ok(()) => Ok(visit.redirect("/compte/securite").saying("account-email-sent").into_response()),
        Err(error) => {
            let errors = FormErrors::of(error, visit.t)?;
            Ok(shell(&visit, "account-email-title").invalid().body(&email_form(&visit, &typed.email, &errors)))
        }
    }
}

fn shell<'v>(visit: &'v Visit, title: &'static str) -> Shell<'v> {
    Shell::new(visit, visit.t.get(title)).tool().cache(Cache::NoStore)
}

fn password_form(visit: &Visit, errors: &FormErrors) -> Markup {
    let t = visit.t;
    let fields = html! {
        (ui::FormSummary::new(t, errors))
        (ui::Field::password("current_password", t.get("account-field-current-password")).errors(errors)
            .autocomplete("current-password").required())
        (ui::Field::password("password", t.get("account-field-new-password")).hint(t.get("account-field-password-hint"))
            .errors(errors).autocomplete("new-password").max_length(256).required())
        (ui::Button::primary(t.get("account-save")))
    };
    html! {
        (ui::PageHeader::new(t.get("account-password-title")).text(t.get("account-password-lead")))
        (ui::Form::post(visit, visit.url(PASSWORD), fields).stacked())
    }
}

fn email_form(visit: &Visit, email: &str, errors: &FormErrors) -> Markup {
    let t = visit.t;
    let fields = html! {
        (ui::FormSummary::new(t, errors))
        (ui::Field::email("email", t.get("account-field-new-email")).value(email).errors(errors).max_length(254).required())
        (ui::Field::password("current_password", t.get("account-field-current-password")).errors(errors)
            .autocomplete("current-password").required())
        (ui::Button::primary(t.get("account-email-submit")))
    };
    html! {
        (ui::PageHeader::new(t.get("account-email-title")).text(t.get("account-email-lead")))
        (ui::Form::post(visit, visit.url(EMAIL), fields).stacked())
    }
}
