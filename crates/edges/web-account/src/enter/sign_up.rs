//! `/inscription`.

use axum::{
    extract::State,
    response::{IntoResponse as _, Response},
};
use identity::{Identity, ProfileKind, SignUp};
use maud::{Markup, html};
use secrecy::SecretString;
use serde::Deserialize;
use web_kit::{
    CsrfForm, FormErrors, Shell, Visit, WebError,
    ui::{self, Choice, Icon},
};

use crate::words;

/// What was typed.
#[derive(Debug, Default, Deserialize)]
pub(super) struct SignUpForm {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    display_name: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: String,
}

pub(super) async fn show(visit: Visit) -> Response {
    if visit.account.is_some() {
        return visit.redirect("/compte").into_response();
    }
    shell(&visit).body(&form(&visit, &SignUpForm::default(), &FormErrors::none()))
}

pub(super) async fn submit(
    State(identity): State<Identity>,
    visit: Visit,
    CsrfForm(typed): CsrfForm<SignUpForm>,
) -> Result<Response, WebError> {
    let cmd = SignUp {
        kind: ProfileKind::parse(&typed.kind).unwrap_or_default(),
        display_name: typed.display_name.clone(),
        email: typed.email.clone(),
        password: SecretString::from(typed.password.clone()),
        locale: visit.locale,
    };
    match identity.sign_up(&visit.actor, cmd).await {
        Ok(()) => Ok(shell(&visit).body(&sent(&visit, &typed.email))),
        Err(error) => {
            let errors = FormErrors::of(error, visit.t)?;
            Ok(shell(&visit).invalid().body(&form(&visit, &typed, &errors)))
        }
    }
}

fn shell(visit: &Visit) -> Shell<'_> {
    Shell::new(visit, visit.t.get("account-signup-title")).description(visit.t.get("account-signup-lead")).plain()
}

fn form(visit: &Visit, typed: &SignUpForm, errors: &FormErrors) -> Markup {
    let t = visit.t;
    let kinds = ProfileKind::ALL
        .into_iter()
        .map(|kind| {
            let hint = t.get(match kind {
                ProfileKind::Viewer => "account-signup-kind-viewer",
                ProfileKind::Director => "account-signup-kind-director",
                ProfileKind::Producer => "account-signup-kind-producer",
            });
            Choice::new(kind.role().as_str(), words::role(t, kind.role())).hint(hint)
        })
        .collect();
    let chosen = if typed.kind.is_empty() { ProfileKind::default().role().as_str() } else { &typed.kind };
    let fields = html! {
        (ui::FormSummary::new(t, errors))
        (ui::RadioGroup::new("kind", t.get("account-signup-kind"), kinds).chosen(chosen))
        (ui::Field::text("display_name", t.get("account-field-name")).hint(t.get("account-field-name-hint"))
            .value(&typed.display_name).errors(errors).autocomplete("name").max_length(80).required())
        (ui::Field::email("email", t.get("account-field-email")).value(&typed.email).errors(errors)
            .autocomplete("username").max_length(254).required())
        (ui::Field::password("password", t.get("account-field-password")).hint(t.get("account-field-password-hint"))
            .errors(errors).autocomplete("new-password").max_length(256).required())
        (ui::Button::primary(t.get("account-signup-submit")).wide())
    };
    html! {
        (ui::PageHeader::new(t.get("account-signup-title")).text(t.get("account-signup-lead")))
        (ui::Form::post(visit, visit.url("/inscription"), fields).stacked())
        p.muted { (t.get("account-signup-have")) " " (ui::Link::new(visit.url("/connexion"), t.get("account-signin-title"))) }
    }
}

/// The same page whether the account is new or was there before: only the mail tells.
fn sent(visit: &Visit, email: &str) -> Markup {
    let text = visit.t.with("account-signup-sent-text", &[("email", email.trim().into())]);
    let back = ui::Button::secondary(visit.t.get("account-signin-title")).href(visit.url("/connexion"));
    html! {
        (ui::PageHeader::new(visit.t.get("account-signup-sent-title")))
        (ui::EmptyState::new(Icon::Mail, text).text(visit.t.get("account-signup-sent-note")).action(back))
    }
}
