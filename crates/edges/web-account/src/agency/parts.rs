//! What the pages of agencies share.

use contracts::crowdfunding::PledgeId;
use kernel::Actor;
use maud::{Markup, html};
use payments::{AcceptanceView, Float, VoucherView};
use web_kit::{
    Visit, format,
    ui::{self, Column, Row, When},
};

use super::AgencyState;

/// What a float comes to.
pub(super) fn figures(visit: &Visit, float: &Float) -> Markup {
    let t = visit.t;
    let stat = |key: &str, amount| ui::Stat::new(t, t.get(key), Some(format::money(visit.locale, amount)));
    html! {
        (ui::StatRow::new(vec![
            stat("agency-held", float.held).note(t.get("agency-held-note")),
            stat("agency-left", float.left),
            stat("agency-cap", float.cap),
        ]))
    }
}

/// What was accepted, the newest first.
pub(super) fn acceptances(visit: &Visit, lines: &[AcceptanceView]) -> Markup {
    let t = visit.t;
    let columns = vec![
        Column::new(t.get("agency-reference")),
        Column::number(t.get("agency-amount")),
        Column::new(t.get("agency-taken-at")),
        Column::new(t.get("agency-accepted-at")),
    ];
    let row = |line: &AcceptanceView| {
        Row::new(vec![
            html! { code { (line.reference) } }.into(),
            html! { (format::money(visit.locale, line.amount)) }.into(),
            When::minute(visit.locale, line.taken_at).into(),
            When::minute(visit.locale, line.accepted_at).into(),
        ])
    };
    html! {
        @if lines.is_empty() { p class="text-muted" { (t.get("agency-none-yet")) } }
        @else { (ui::Table::new(t.get("agency-accepted"), columns, lines.iter().map(row).collect())) }
    }
}

/// What a voucher is for, in a few words; none where it cannot be told.
pub(super) async fn what(state: &AgencyState, voucher: &VoucherView) -> Option<String> {
    if voucher.purpose.kind != "pledge" {
        return None;
    }
    let (actor, key) = (Actor::system("agency"), state.payments.key_of(voucher.intent_id));
    let pledge = state.crowdfunding.find_pledge(&actor, PledgeId::from_uuid(voucher.purpose.id), &key).await;
    let project = match pledge {
        Ok(pledge) => state.crowdfunding.project(&actor, pledge.project_id).await,
        Err(error) => Err(error),
    };
    // The amount and the time say enough for the agent to go on.
    project.inspect_err(|error| tracing::warn!(%error, "what a voucher is for cannot be told")).ok().map(|project| project.title)
}
