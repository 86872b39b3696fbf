//! What no rule decides: another amount than was asked, and orders of which a provider says nothing.

use axum::{
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use maud::{Markup, html};
use payments::{AttemptId, AttemptKind, ConflictedView, Payments, StuckView};
use serde::Deserialize;
use web_kit::{
    CsrfForm, FormErrors, Visit, WebError, format,
    ui::{self, Column, Row, Tone},
};

use super::breaks::reason;

#[derive(Debug, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    decision: String,
    #[serde(default)]
    reason: String,
}

pub(super) async fn decide(
    visit: Visit,
    State(payments): State<Payments>,
    Path(id): Path<AttemptId>,
    CsrfForm(typed): CsrfForm<Typed>,
) -> Result<Response, WebError> {
    let actor = &visit.actor;
    let done = match typed.decision.as_str() {
        "return" => payments.return_received(actor, id).await,
        "close" => payments.close_conflicted(actor, id, &typed.reason).await,
        "sent" => payments.declare_sent(actor, id).await,
        "not-sent" => payments.declare_not_sent(actor, id, &typed.reason).await,
        _ => return Err(WebError::not_found()),
    };
    match done {
        Ok(()) => Ok(visit.redirect("/admin/paiements#decisions").saying("account-money-decided").into_response()),
        Err(error) => super::page(&visit, &payments, &FormErrors::of(error, visit.t)?).await,
    }
}

pub(super) fn list(visit: &Visit, conflicted: &[ConflictedView], stuck: &[StuckView]) -> Markup {
    let t = visit.t;
    if conflicted.is_empty() && stuck.is_empty() {
        return html! { (ui::Banner::new(Tone::Ok, t.get("account-money-nothing-to-decide"))) };
    }
    let columns = vec![
        Column::new(t.get("account-money-since")),
        Column::new(t.get("account-money-provider")),
        Column::new(t.get("account-money-kind")),
        Column::number(t.get("account-money-amount")),
        Column::actions(t.get("account-actions")),
    ];
    let rows = conflicted.iter().map(|found| conflict(visit, found)).chain(stuck.iter().map(|found| silence(visit, found)));
    html! { (ui::Table::new(t.get("account-money-decide"), columns, rows.collect())) }
}

fn conflict(visit: &Visit, found: &ConflictedView) -> Row {
    let t = visit.t;
    let amounts = html! {
        (format::money(visit.locale, found.asked)) br;
        small class="text-muted" {
            @match found.received {
                Some(received) => (t.with("account-money-received", &[("amount", format::money(visit.locale, received).into())])),
                None => (t.get("account-money-received-unknown")),
            }
        }
    };
    let choices = html! {
        div class="grid gap-3" {
            (form(visit, found.id, "return", &html! {}, "account-money-return"))
            (form(visit, found.id, "close", &reason(visit, &found.id.to_string()), "account-money-close-conflict"))
        }
    };
    Row::new(vec![
        ui::When::minute(visit.locale, found.sent_at).into(),
        html! { (super::provider(visit, found.provider)) }.into(),
        html! { (t.get("account-money-conflict")) @if let Some(reference) = &found.provider_ref { br; small class="break-all text-muted" { (reference) } } }.into(),
        amounts.into(),
        super::folded(t.get("account-money-choose"), &choices).into(),
    ])
}

fn silence(visit: &Visit, found: &StuckView) -> Row {
    let t = visit.t;
    let choices = html! {
        div class="grid gap-3" {
            @if found.kind != AttemptKind::Collect { (form(visit, found.id, "sent", &html! {}, "account-money-declare-sent")) }
            (form(visit, found.id, "not-sent", &reason(visit, &found.id.to_string()), "account-money-declare-not-sent"))
        }
    };
    Row::new(vec![
        ui::When::minute(visit.locale, found.sent_at).into(),
        html! { (super::provider(visit, found.provider)) }.into(),
        html! { (t.get(&format!("account-money-silent-{}", found.kind.as_str()))) br; small class="break-all text-muted" { (found.id) } }.into(),
        html! { (format::money(visit.locale, found.amount)) }.into(),
        super::folded(t.get("account-money-choose"), &choices).into(),
    ])
}

fn form(visit: &Visit, id: AttemptId, decision: &str, fields: &Markup, label: &str) -> Markup {
    let content = html! {
        input type="hidden" name="decision" value=(decision);
        (fields)
        (ui::Button::secondary(visit.t.get(label)).small())
    };
    html! { (ui::Form::post(visit, visit.url(&format!("/admin/paiements/essais/{id}")), content).stacked()) }
}
