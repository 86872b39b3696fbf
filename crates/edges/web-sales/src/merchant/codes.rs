//! Codes that a partner gives away: `POST …/codes` and `POST …/codes/{code}/fin`. 303; 422 with what was typed.

use affiliate::{CodeDraft, CodeView};
use axum::{
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use contracts::{
    affiliate::{CodeId, PartnershipId},
    identity::OrganisationId,
};
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{CsrfForm, FormErrors, Visit, WebError, format, ui, ui::Column, ui::Icon, ui::Row};

use super::partner::{self, Seen};
use crate::{SalesState, parts::form};

/// A code as typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    code: String,
    /// The last day, empty for none.
    until: String,
}

pub(super) async fn create(
    visit: Visit,
    State(state): State<SalesState>,
    Path((org, id)): Path<(OrganisationId, PartnershipId)>,
    CsrfForm(typed): CsrfForm<Typed>,
) -> Result<Response, WebError> {
    let seen = Seen::load(&visit, &state, org, id).await?;
    let ends_at = match form::end_of_day(&visit, &typed.until) {
        Ok(ends_at) => ends_at,
        Err(errors) => return partner::refused((&visit, &state), (org, id), &typed.into(), &errors).await,
    };
    let draft = CodeDraft { code: typed.code.clone(), ends_at };
    match state.affiliate.create_code(&visit.actor, id, &draft).await {
        Ok(_id) => Ok(visit.redirect(&seen.path("#codes")).saying("sales-code-created").into_response()),
        Err(error) => {
            let errors = form::named(&FormErrors::of(error, visit.t)?, &[("ends_at", "until")]);
            partner::refused((&visit, &state), (org, id), &typed.into(), &errors).await
        }
    }
}

pub(super) async fn end(
    visit: Visit,
    State(state): State<SalesState>,
    Path((org, id, code)): Path<(OrganisationId, PartnershipId, CodeId)>,
) -> Result<Response, WebError> {
    let seen = Seen::load(&visit, &state, org, id).await?;
    if !seen.codes.iter().any(|known| known.id == code) {
        return Err(WebError::not_found());
    }
    state.affiliate.end_code(&visit.actor, code).await?;
    Ok(visit.redirect(&seen.path("#codes")).saying("sales-code-ended").into_response())
}

/// The codes of a partner, and the form for another one.
pub(super) fn section(visit: &Visit, seen: &Seen, typed: &Typed, errors: &FormErrors) -> Markup {
    let t = visit.t;
    let columns =
        vec![Column::new(t.get("sales-code")), Column::new(t.get("sales-code-until")), Column::actions(t.get("sales-actions"))];
    let rows = seen.codes.iter().map(|code| row(visit, seen, code)).collect();
    let form = html! {
        div class="grid gap-3 sm:grid-cols-2" {
            (ui::Field::text("code", t.get("sales-code")).hint(t.get("sales-code-hint")).value(&typed.code).errors(errors).max_length(40).attr("autocapitalize", "characters").required())
            (ui::Field::date("until", t.get("sales-code-until")).hint(t.get("sales-code-until-hint")).value(&typed.until).errors(errors))
        }
        (ui::Button::secondary(t.get("sales-code-create")).icon(Icon::Add))
    };
    let content = html! {
        @if !seen.codes.is_empty() { (ui::Table::new(t.get("sales-codes"), columns, rows)) }
        @if seen.may && seen.view.state == affiliate::PartnershipState::Active { (ui::Form::post(visit, visit.url(&seen.path("/codes")), form).stacked()) }
    };
    html! { (ui::Section::new(t.get("sales-codes"), content).text(t.get("sales-codes-text")).id("codes")) }
}

fn row(visit: &Visit, seen: &Seen, code: &CodeView) -> Row {
    let t = visit.t;
    let until = html! {
        @match code.ends_at {
            Some(ends_at) if ends_at <= visit.now() => (ui::Badge::new(ui::Tone::Info, t.get("sales-code-over"))),
            Some(ends_at) => (format::day(visit.locale, form::last_day(ends_at))),
            None => (t.get("sales-code-no-end")),
        }
    };
    let open = seen.may && code.ends_at.is_none_or(|ends_at| ends_at > visit.now());
    let action = html! {
        @if open {
            (ui::Form::post(visit, visit.url(&seen.path(&format!("/codes/{}/fin", code.id))), html! { (ui::Button::quiet(t.get("sales-code-end")).small()) }).inline())
        }
    };
    Row::new(vec![html! { code { (code.code) } }.into(), until.into(), action.into()])
}
