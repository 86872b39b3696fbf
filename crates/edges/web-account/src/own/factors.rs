//! The authenticator application and its recovery codes.

use axum::{
    extract::State,
    response::{IntoResponse as _, Response},
};
use identity::{Identity, IdentityError, TotpEnrolment};
use maud::{Markup, html};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use web_kit::{
    Cache, CsrfForm, FormErrors, Shell, Visit, WebError,
    ui::{self, Tone},
};

const APPLICATION: &str = "/compte/securite/application";
const REMOVAL: &str = "/compte/securite/application/retrait";

/// What was typed.
#[derive(Debug, Deserialize)]
pub(super) struct CodeForm {
    #[serde(default)]
    code: String,
}

pub(super) async fn start(State(identity): State<Identity>, visit: Visit) -> Result<Response, WebError> {
    identity.start_totp(&visit.actor).await?;
    Ok(visit.redirect(APPLICATION).into_response())
}

pub(super) async fn show(State(identity): State<Identity>, visit: Visit) -> Result<Response, WebError> {
    match identity.resume_totp(&visit.actor).await {
        Ok(enrolment) => Ok(shell(&visit, "account-totp-title").body(&form(&visit, &enrolment, &FormErrors::none()))),
        Err(IdentityError::Conflict(_not_started)) => Ok(visit.redirect("/compte/securite").into_response()),
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn confirm(
    State(identity): State<Identity>,
    visit: Visit,
    CsrfForm(typed): CsrfForm<CodeForm>,
) -> Result<Response, WebError> {
    match identity.confirm_totp(&visit.actor, &SecretString::from(typed.code)).await {
        Ok(codes) => Ok(shell(&visit, "account-codes-title").body(&shown_codes(&visit, &codes))),
        Err(error) => {
            let errors = FormErrors::of(error, visit.t)?;
            let enrolment = identity.resume_totp(&visit.actor).await?;
            Ok(shell(&visit, "account-totp-title").invalid().body(&form(&visit, &enrolment, &errors)))
        }
    }
}

pub(super) async fn renew_codes(State(identity): State<Identity>, visit: Visit) -> Result<Response, WebError> {
    let codes = identity.renew_recovery_codes(&visit.actor).await?;
    Ok(shell(&visit, "account-codes-title").body(&shown_codes(&visit, &codes)))
}

pub(super) async fn show_removal(visit: Visit) -> Result<Response, WebError> {
    visit.require_account()?;
    Ok(shell(&visit, "account-totp-remove").body(&removal_form(&visit, &FormErrors::none())))
}

pub(super) async fn remove(
    State(identity): State<Identity>,
    visit: Visit,
    CsrfForm(typed): CsrfForm<CodeForm>,
) -> Result<Response, WebError> {
    match identity.remove_totp(&visit.actor, &SecretString::from(typed.code)).await {
        Ok(()) => Ok(visit.redirect("/compte/securite").saying("account-totp-removed").into_response()),
        Err(error) => {
            let errors = FormErrors::of(error, visit.t)?;
            Ok(shell(&visit, "account-totp-remove").invalid().body(&removal_form(&visit, &errors)))
        }
    }
}

fn shell<'v>(visit: &'v Visit, title: &'static str) -> Shell<'v> {
    Shell::new(visit, visit.t.get(title)).tool().cache(Cache::NoStore)
}

fn form(visit: &Visit, enrolment: &TotpEnrolment, errors: &FormErrors) -> Markup {
    let t = visit.t;
    let fields = html! {
        (ui::FormSummary::new(t, errors))
        (ui::Field::code("code", t.get("account-totp-code")).errors(errors).max_length(7).required())
        (ui::Button::primary(t.get("account-totp-confirm")))
    };
    html! {
        (ui::PageHeader::new(t.get("account-totp-title")).text(t.get("account-totp-scan")))
        div class="grid gap-6" {
            // An image by data address: the code holds the secret and must not become a file of its own.
            img class="rounded-card border border-line bg-surface" width="220" height="220"
                src=(data_address(&enrolment.qr_svg)) alt=(t.get("account-totp-qr"));
            p { (t.get("account-totp-type")) br; code class="break-all" translate="no" { (spaced(enrolment.secret.expose_secret())) } }
            (ui::Form::post(visit, visit.url(APPLICATION), fields).stacked())
        }
    }
}

fn data_address(svg: &str) -> String {
    let text: String = url::form_urlencoded::byte_serialize(svg.as_bytes()).collect();
    format!("data:image/svg+xml,{}", text.replace('+', "%20"))
}

/// The secret in groups of four, as people type it.
fn spaced(secret: &str) -> String {
    let letters: Vec<char> = secret.chars().collect();
    letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

fn removal_form(visit: &Visit, errors: &FormErrors) -> Markup {
    let t = visit.t;
    let fields = html! {
        (ui::FormSummary::new(t, errors))
        (ui::Field::code("code", t.get("account-second-code")).hint(t.get("account-second-code-hint")).errors(errors)
            .attr("inputmode", "text").max_length(20).required())
        (ui::Button::danger(t.get("account-totp-remove")))
    };
    html! {
        (ui::PageHeader::new(t.get("account-totp-remove")).text(t.get("account-totp-remove-lead")))
        (ui::Form::post(visit, visit.url(REMOVAL), fields).stacked())
    }
}

/// The recovery codes, shown this once.
fn shown_codes(visit: &Visit, codes: &[String]) -> Markup {
    let t = visit.t;
    html! {
        (ui::PageHeader::new(t.get("account-codes-title")).text(t.get("account-codes-lead")))
        (ui::Banner::new(Tone::Warn, t.get("account-codes-once")))
        ul class="my-6 grid grid-cols-2 gap-2 rounded-card border border-line bg-surface p-4" id="recovery-codes" translate="no" {
            @for code in codes { li { code { (code) } } }
        }
        (ui::Button::primary(t.get("account-codes-kept")).href(visit.url("/compte/securite")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_grouped_and_a_qr_code_becomes_an_image() {
        assert_eq!(spaced("ABCDEFGHIJ"), "ABCD EFGH IJ");
        assert_eq!(data_address("<svg a=\"#1\"/>"), "data:image/svg+xml,%3Csvg%20a%3D%22%231%22%2F%3E");
    }
}
