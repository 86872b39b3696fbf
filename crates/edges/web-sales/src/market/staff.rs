//! `POST /marche/{marchands,influenceurs}/{slug}/{suspendre,retablir}`: the staff takes a page down for a reason that its owner reads, and
//! gives it back. 303; 422 without a reason; 403 for everybody else; 409 when it is so already.

use affiliate::ProfileState;
use axum::{
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use kernel::{AppError as _, ErrorKind, Permission};
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{CsrfForm, FormErrors, Visit, WebError, ui};

use super::{influencer, merchant};
use crate::SalesState;

/// Why, as typed.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Why {
    #[serde(default)]
    reason: String,
}

/// Nothing is asked but the token of the form.
#[derive(Debug, Deserialize)]
pub(crate) struct Nothing {}

pub(super) async fn suspend_merchant(
    visit: Visit,
    State(state): State<SalesState>,
    Path(slug): Path<String>,
    CsrfForm(why): CsrfForm<Why>,
) -> Result<Response, WebError> {
    visit.actor.require(Permission::CommentModerate)?;
    let view = state.affiliate.merchant_by_slug(&visit.actor, &slug).await?;
    match state.affiliate.suspend_merchant(&visit.actor, view.organisation_id, &why.reason).await {
        Ok(()) => Ok(visit.redirect(&merchant::path(&slug)).saying("sales-market-suspended").into_response()),
        Err(error) if error.kind() == ErrorKind::Invalid => {
            merchant::page(&visit, &state, &slug, (&why, &FormErrors::of(error, visit.t)?)).await
        }
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn reinstate_merchant(
    visit: Visit,
    State(state): State<SalesState>,
    Path(slug): Path<String>,
    CsrfForm(Nothing {}): CsrfForm<Nothing>,
) -> Result<Response, WebError> {
    visit.actor.require(Permission::CommentModerate)?;
    let view = state.affiliate.merchant_by_slug(&visit.actor, &slug).await?;
    state.affiliate.reinstate_merchant(&visit.actor, view.organisation_id).await?;
    Ok(visit.redirect(&merchant::path(&slug)).saying("sales-market-reinstated").into_response())
}

pub(super) async fn suspend_influencer(
    visit: Visit,
    State(state): State<SalesState>,
    Path(slug): Path<String>,
    CsrfForm(why): CsrfForm<Why>,
) -> Result<Response, WebError> {
    visit.actor.require(Permission::CommentModerate)?;
    let view = state.affiliate.influencer_by_slug(&visit.actor, &slug).await?;
    match state.affiliate.suspend_influencer(&visit.actor, view.account_id, &why.reason).await {
        Ok(()) => Ok(visit.redirect(&influencer::path(&slug)).saying("sales-market-suspended").into_response()),
        Err(error) if error.kind() == ErrorKind::Invalid => {
            influencer::page(&visit, &state, &slug, (&why, &FormErrors::of(error, visit.t)?)).await
        }
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn reinstate_influencer(
    visit: Visit,
    State(state): State<SalesState>,
    Path(slug): Path<String>,
    CsrfForm(Nothing {}): CsrfForm<Nothing>,
) -> Result<Response, WebError> {
    visit.actor.require(Permission::CommentModerate)?;
    let view = state.affiliate.influencer_by_slug(&visit.actor, &slug).await?;
    state.affiliate.reinstate_influencer(&visit.actor, view.account_id).await?;
    Ok(visit.redirect(&influencer::path(&slug)).saying("sales-market-reinstated").into_response())
}

/// That not everybody sees this page, and why.
pub(super) fn state(visit: &Visit, state: ProfileState, reason: Option<&str>) -> Markup {
    let t = visit.t;
    let banner = match state {
        ProfileState::Listed => return html! {},
        ProfileState::Draft => ui::Banner::new(ui::Tone::Warn, t.get("sales-market-not-public")),
        ProfileState::Suspended => {
            let reason = reason.unwrap_or_default();
            ui::Banner::new(ui::Tone::Bad, t.with("sales-profile-suspended-why", &[("reason", reason.into())]))
        }
    };
    html! { div class="mb-4" { (banner) } }
}

/// What the staff may do here; nothing for others. `path` ends with a slash.
pub(super) fn controls(visit: &Visit, state: ProfileState, path: &str, (why, errors): (&Why, &FormErrors)) -> Markup {
    if !visit.actor.may(Permission::CommentModerate) {
        return html! {};
    }
    let t = visit.t;
    let action = |verb: &str| visit.url(&format!("{path}{verb}"));
    let content = if state == ProfileState::Suspended {
        let button = html! { (ui::Button::secondary(t.get("sales-market-reinstate"))) };
        html! { (ui::Form::post(visit, action("retablir"), button)) }
    } else {
        let fields = html! {
            (ui::FormSummary::new(t, errors))
            (ui::Field::text("reason", t.get("sales-market-suspend-reason")).hint(t.get("sales-market-suspend-hint")).value(&why.reason).errors(errors).required().max_length(500))
            p { (ui::Button::danger(t.get("sales-market-suspend"))) }
        };
        html! {
            details open[!errors.is_empty()] {
                summary class="inline-flex min-h-11 cursor-pointer items-center text-sm text-muted" { (t.get("sales-market-suspend-open")) }
                (ui::Form::post(visit, action("suspendre"), fields).stacked())
            }
        }
    };
    html! { (ui::Section::new(t.get("sales-market-moderation"), content).id("moderation")) }
}
