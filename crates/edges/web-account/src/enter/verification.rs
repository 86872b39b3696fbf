//! `/verification`: the mailed link opens a page with one button, so that a mail scanner that follows links uses nothing up.

use axum::{
    extract::{Query, State},
    response::{IntoResponse as _, Response},
};
use identity::Identity;
use maud::html;
use serde::Deserialize;
use web_kit::{Cache, CsrfForm, Shell, Visit, WebError, ui};

/// The token of a mailed link.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Link {
    #[serde(default)]
    pub(super) jeton: String,
}

pub(super) async fn show(visit: Visit, Query(link): Query<Link>) -> Response {
    let t = visit.t;
    let fields = html! {
        input type="hidden" name="jeton" value=(link.jeton);
        (ui::Button::primary(t.get("account-verify-submit")).wide())
    };
    let content = html! {
        (ui::PageHeader::new(t.get("account-verify-title")).text(t.get("account-verify-lead")))
        (ui::Form::post(&visit, visit.url("/verification"), fields).stacked())
    };
    Shell::new(&visit, t.get("account-verify-title")).plain().no_index().cache(Cache::NoStore).body(&content)
}

pub(super) async fn submit(
    State(identity): State<Identity>,
    visit: Visit,
    CsrfForm(link): CsrfForm<Link>,
) -> Result<Response, WebError> {
    identity.verify_email(&visit.actor, &link.jeton).await?;
    let next = if visit.account.is_some() { "/compte" } else { "/connexion" };
    Ok(visit.redirect(next).saying("account-verify-done").into_response())
}
