//! Differences between a provider's statement and our books, each closed by a journal with a reason.

use axum::{
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use maud::{Markup, html};
use payments::{BreakId, BreakView, Payments, Remedy};
use serde::Deserialize;
use web_kit::{
    CsrfForm, FormErrors, Visit, WebError, format,
    ui::{self, Choice, Column, Row, Tone},
};

#[derive(Debug, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    remedy: String,
    #[serde(default)]
    reason: String,
}

pub(super) async fn close(
    visit: Visit,
    State(payments): State<Payments>,
    Path(id): Path<BreakId>,
    CsrfForm(typed): CsrfForm<Typed>,
) -> Result<Response, WebError> {
    let remedy = if typed.remedy == "adjustment" { Remedy::Adjustment } else { Remedy::Suspense };
    match payments.close_break(&visit.actor, id, remedy, &typed.reason).await {
        Ok(()) => Ok(visit.redirect("/admin/paiements#ecarts").saying("account-money-break-closed").into_response()),
        Err(error) => super::page(&visit, &payments, &FormErrors::of(error, visit.t)?).await,
    }
}

pub(super) fn list(visit: &Visit, breaks: &[BreakView]) -> Markup {
    let t = visit.t;
    if breaks.is_empty() {
        return html! { (ui::Banner::new(Tone::Ok, t.get("account-money-no-breaks"))) };
    }
    let columns = vec![
        Column::new(t.get("account-money-since")),
        Column::new(t.get("account-money-provider")),
        Column::new(t.get("account-money-kind")),
        Column::number(t.get("account-money-difference")),
        Column::actions(t.get("account-actions")),
    ];
    html! { (ui::Table::new(t.get("account-money-breaks"), columns, breaks.iter().map(|found| row(visit, found)).collect())) }
}

fn row(visit: &Visit, found: &BreakView) -> Row {
    let t = visit.t;
    let kind = t.get(&format!("account-money-break-{}", found.kind.as_str().replace('_', "-")));
    let reference = found.line_id.clone().or_else(|| found.attempt_id.map(|id| id.to_string()));
    Row::new(vec![
        ui::When::minute(visit.locale, found.opened_at).into(),
        html! { (super::provider(visit, found.provider)) }.into(),
        html! { (kind) @if let Some(reference) = reference { br; small class="break-all text-muted" { (reference) } } }.into(),
        html! { (format::money(visit.locale, found.difference)) }.into(),
        super::folded(t.get("account-money-close"), &form(visit, found.id)).into(),
    ])
}

fn form(visit: &Visit, id: BreakId) -> Markup {
    let t = visit.t;
    let choices = vec![
        Choice::new("suspense", t.get("account-money-remedy-suspense")).hint(t.get("account-money-remedy-suspense-hint")),
        Choice::new("adjustment", t.get("account-money-remedy-adjustment")).hint(t.get("account-money-remedy-adjustment-hint")),
    ];
    let fields = html! {
        (ui::RadioGroup::new("remedy", t.get("account-money-remedy"), choices).chosen("suspense"))
        (reason(visit, &id.to_string()))
        (ui::Button::primary(t.get("account-money-close-now")).small())
    };
    html! { (ui::Form::post(visit, visit.url(&format!("/admin/paiements/ecarts/{id}")), fields).stacked()) }
}

/// The reason that somebody reads later; its label stands around it, for a page has several.
pub(super) fn reason(visit: &Visit, id: &str) -> Markup {
    html! {
        label class="grid gap-1" for={ "reason-" (id) } {
            span { (visit.t.get("account-money-reason")) }
            input class="input" id={ "reason-" (id) } type="text" name="reason" required minlength="3" maxlength="500" autocomplete="off";
        }
    }
}
