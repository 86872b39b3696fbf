//! What backers answered about their deliveries, on the dashboard of a project; `POST /studio/projets/{id}/livraisons/clore` and `…/rouvrir`.
//! 303 to the dashboard; 404 for everybody but the creator; 409 for a project that has not succeeded.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use contracts::crowdfunding::ProjectId;
use crowdfunding::{DeliveriesView, Delivery, ProjectView};
use maud::{Markup, html};
use web_kit::{CsrfForm, Visit, WebError, format, ui};

use crate::{KarangouState, film::watch::Nothing, parts::names};

pub(crate) async fn close(
    visit: Visit,
    State(state): State<KarangouState>,
    Path(id): Path<ProjectId>,
    CsrfForm(Nothing {}): CsrfForm<Nothing>,
) -> Result<Response, WebError> {
    state.crowdfunding.close_deliveries(&visit.actor, id).await?;
    Ok(visit.redirect(&place(id)).saying("deliveries-said-closed").into_response())
}

pub(crate) async fn reopen(
    visit: Visit,
    State(state): State<KarangouState>,
    Path(id): Path<ProjectId>,
    CsrfForm(Nothing {}): CsrfForm<Nothing>,
) -> Result<Response, WebError> {
    state.crowdfunding.reopen_deliveries(&visit.actor, id).await?;
    Ok(visit.redirect(&place(id)).saying("deliveries-said-open").into_response())
}

fn place(id: ProjectId) -> String {
    format!("{}/tableau#livraisons", super::path(id))
}

/// How many answered, and what there is to do about it. Nothing for a project that asks nothing.
pub(super) fn section(visit: &Visit, view: &ProjectView, deliveries: &DeliveriesView) -> Markup {
    let (t, mine) = (visit.t, visit.actor.is(view.account_id));
    let number = |count: i64| format::number(visit.locale, count);
    let progress = [("given", number(deliveries.given).into()), ("asked", number(deliveries.asked).into())];
    let told = match (mine, deliveries.is_readable) {
        (false, _) => "deliveries-staff",
        (true, true) => "deliveries-readable",
        (true, false) => "deliveries-not-yet",
    };
    let content = html! {
        p class="text-lg" { (t.with("deliveries-progress", &progress)) }
        p class="text-muted" { (t.get(told)) }
        @if mine && deliveries.is_readable { (switch(visit, view.id, deliveries)) }
    };
    html! { (ui::Section::new(t.get("deliveries-title"), content).id("livraisons")) }
}

fn switch(visit: &Visit, id: ProjectId, deliveries: &DeliveriesView) -> Markup {
    let t = visit.t;
    let form = |step: &str, label: &str| {
        let action = visit.url(&format!("{}/livraisons/{step}", super::path(id)));
        ui::Form::post(visit, action, html! { (ui::Button::secondary(t.get(label))) })
    };
    html! {
        div class="mt-3 grid gap-2" {
            @match deliveries.closed_at {
                Some(at) => {
                    p { (t.with("deliveries-closed", &[("at", format::date_time(visit.locale, at).into())])) }
                    (form("rouvrir", "deliveries-reopen"))
                }
                None => {
                    p class="text-sm text-muted" { (t.get("deliveries-close-hint")) }
                    (form("clore", "deliveries-close"))
                }
            }
        }
    }
}

/// What one backer answered.
pub(super) fn answer(visit: &Visit, given: &Delivery) -> Markup {
    let t = visit.t;
    html! {
        details data-answer {
            summary class="inline-flex min-h-11 cursor-pointer items-center text-sm" { (t.get("deliveries-to")) }
            @if let Some(to) = &given.address {
                address class="text-sm not-italic break-words" {
                    (to.name) br;
                    (to.line1) br;
                    @if !to.line2.is_empty() { (to.line2) br; }
                    (to.postal_code) " " (to.city) br;
                    (names::country(t, &to.country)) br;
                    (to.phone)
                }
            }
            @if let Some(answer) = &given.answer { p class="text-sm break-words" { (answer) } }
        }
    }
}
