//! `/compte/organisations/invitation`: where the mailed invitation leads.

use axum::{
    extract::{Query, State},
    response::{IntoResponse as _, Response},
};
use identity::Identity;
use maud::html;
use serde::Deserialize;
use web_kit::{Cache, CsrfForm, Shell, Visit, WebError, ui};

use crate::words;

/// The token of the mailed link.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Link {
    #[serde(default)]
    jeton: String,
}

pub(super) async fn show(State(identity): State<Identity>, visit: Visit, Query(link): Query<Link>) -> Result<Response, WebError> {
    let invitation = identity.preview_invitation(&visit.actor, &link.jeton).await?;
    let account = visit.require_account()?;
    let t = visit.t;
    let fields = html! {
        input type="hidden" name="jeton" value=(link.jeton);
        (ui::Button::primary(t.get("account-invitation-accept")))
    };
    let text = t.with(
        "account-invitation-text",
        &[("kind", words::kind(t, invitation.kind).into()), ("role", words::member_role(t, invitation.role).into())],
    );
    let content = html! {
        (ui::PageHeader::new(&invitation.organisation).text(text))
        @if account.email == invitation.email {
            (ui::Form::post(&visit, visit.url("/compte/organisations/invitation"), fields).stacked())
        } @else {
            (ui::Banner::new(ui::Tone::Warn, t.with("account-invitation-other", &[("email", invitation.email.as_str().into())])))
        }
    };
    Ok(Shell::new(&visit, t.get("account-invitation-title")).tool().cache(Cache::NoStore).body(&content))
}

pub(super) async fn accept(
    State(identity): State<Identity>,
    visit: Visit,
    CsrfForm(link): CsrfForm<Link>,
) -> Result<Response, WebError> {
    let id = identity.accept_invitation(&visit.actor, &link.jeton).await?;
    let page = visit.redirect(&format!("/compte/organisations/{id}"));
    Ok(page.saying("account-invitation-accepted").into_response())
}
