//! `/compte/suppression`: ending one's account, taking that back, taking one's data along.

use affiliate::{Affiliate, LeftBehind};
use axum::{
    Json, Router,
    extract::{FromRef, State},
    response::{IntoResponse as _, Response},
    routing::{get, post},
};
use http::header;
use identity::{DeleteAccount, DeletionView, Identity};
use maud::{Markup, html};
use secrecy::SecretString;
use serde::Deserialize;
use web_kit::{
    Cache, CsrfForm, FormErrors, Shell, Visit, WebError, session,
    ui::{self, Icon, Tone},
};

use super::left_behind;

const PATH: &str = "/compte/suppression";

/// The services behind the end of an account. Cheap to clone.
#[derive(Debug, Clone, FromRef)]
pub struct LeavingState {
    /// Whose account it is.
    pub identity: Identity,
    /// What they would leave behind.
    pub affiliate: Affiliate,
}

/// Ending one's account, and taking that back.
pub fn leaving(state: LeavingState) -> Router {
    Router::new().route(PATH, get(show).post(submit)).route("/compte/suppression/annulation", post(take_back)).with_state(state)
}

/// What was typed.
#[derive(Debug, Default, Deserialize)]
struct DeletionForm {
    #[serde(default)]
    confirmation: String,
    #[serde(default)]
    current_password: String,
    #[serde(default)]
    code: String,
}

async fn show(State(state): State<LeavingState>, visit: Visit) -> Result<Response, WebError> {
    let deletion = state.identity.get_deletion(&visit.actor).await?;
    let left = state.affiliate.left_behind(&visit.actor).await?;
    Ok(shell(&visit).body(&page(&visit, &deletion, &left, "", &FormErrors::none())))
}

async fn submit(
    State(state): State<LeavingState>,
    visit: Visit,
    CsrfForm(typed): CsrfForm<DeletionForm>,
) -> Result<Response, WebError> {
    let cmd = DeleteAccount {
        confirmation: typed.confirmation.clone(),
        current: SecretString::from(typed.current_password),
        code: SecretString::from(typed.code),
    };
    match state.identity.request_deletion(&visit.actor, cmd).await {
        Ok(_due_at) => {
            let goodbye = visit.redirect("/connexion").saying("account-deletion-asked");
            Ok((session::end(&visit), goodbye).into_response())
        }
        Err(error) => {
            let errors = FormErrors::of(error, visit.t)?;
            let deletion = state.identity.get_deletion(&visit.actor).await?;
            let left = state.affiliate.left_behind(&visit.actor).await?;
            Ok(shell(&visit).invalid().body(&page(&visit, &deletion, &left, &typed.confirmation, &errors)))
        }
    }
}

async fn take_back(State(identity): State<Identity>, visit: Visit) -> Result<Response, WebError> {
    identity.cancel_deletion(&visit.actor).await?;
    Ok(visit.redirect("/compte").saying("account-deletion-cancelled").into_response())
}

/// One's own data as a file.
pub(super) async fn export(State(identity): State<Identity>, visit: Visit) -> Result<Response, WebError> {
    let export = identity.export_account(&visit.actor).await?;
    let head =
        [(header::CONTENT_DISPOSITION, "attachment; filename=\"griot-account.json\""), (header::CACHE_CONTROL, "no-store")];
    Ok((head, Json(export)).into_response())
}

/// The account will be erased: when, and how to keep it. Shown on the hub too.
pub(super) fn banner(visit: &Visit, deletion: &DeletionView) -> Markup {
    let t = visit.t;
    let Some(due_at) = deletion.due_at else { return html! {} };
    let text = html! { (t.get("account-deletion-due")) " " (ui::When::minute(visit.locale, due_at)) "." };
    let keep = ui::Form::post(
        visit,
        visit.url("/compte/suppression/annulation"),
        html! {
            (ui::Button::primary(t.get("account-deletion-keep")))
        },
    );
    html! { (ui::Banner::new(Tone::Warn, text).action(keep.inline())) }
}

fn shell(visit: &Visit) -> Shell<'_> {
    Shell::new(visit, visit.t.get("account-deletion-title")).tool().cache(Cache::NoStore)
}

fn page(visit: &Visit, deletion: &DeletionView, left: &LeftBehind, confirmation: &str, errors: &FormErrors) -> Markup {
    let t = visit.t;
    html! {
        (ui::Breadcrumb::to(t, t.get("account-deletion-title")).step(t.get("kit-nav-account"), visit.url("/compte")))
        (ui::PageHeader::new(t.get("account-deletion-title")).text(t.get("account-deletion-lead")))
        (banner(visit, deletion))
        (left_behind::section(visit, left))
        (ui::Section::new(t.get("account-export-title"), html! {
            p { (ui::Button::secondary(t.get("account-export-action")).icon(Icon::Download).href(visit.url("/compte/donnees"))
                .attr("download", "griot-account.json")) }
        }).text(t.get("account-export-lead")))
        (consequences(visit))
        @if deletion.due_at.is_none() { (form(visit, deletion, confirmation, errors)) }
    }
}

fn consequences(visit: &Visit) -> Markup {
    let t = visit.t;
    let days = Identity::deletion_grace_days();
    let content = html! {
        ol class="list-decimal space-y-2 ps-6" {
            li { (t.get("account-deletion-now")) }
            li { (t.with("account-deletion-grace", &[("days", days.into())])) }
            li { (t.get("account-deletion-then")) }
            li { (t.get("account-deletion-stays")) }
        }
    };
    html! { (ui::Section::new(t.get("account-deletion-what"), content)) }
}

fn form(visit: &Visit, deletion: &DeletionView, confirmation: &str, errors: &FormErrors) -> Markup {
    let t = visit.t;
    let hint = t.with("account-deletion-type", &[("email", deletion.email.as_str().into())]);
    let fields = html! {
        (ui::FormSummary::new(t, errors))
        (ui::Field::email("confirmation", t.get("account-deletion-confirmation")).hint(hint).value(confirmation).errors(errors)
            .autocomplete("off").max_length(254).required())
        @if deletion.needs_password {
            (ui::Field::password("current_password", t.get("account-field-current-password")).errors(errors)
                .autocomplete("current-password").max_length(256).required())
        }
        @if deletion.needs_code {
            (ui::Field::code("code", t.get("account-second-code")).hint(t.get("account-second-code-hint")).errors(errors)
                .attr("inputmode", "text").max_length(20).required())
        }
        (ui::Button::danger(t.get("account-deletion-submit")).icon(Icon::Trash))
    };
    html! { (ui::Section::new(t.get("account-deletion-confirm"), html! {
        (ui::Form::post(visit, visit.url(PATH), fields).stacked())
    })) }
}
