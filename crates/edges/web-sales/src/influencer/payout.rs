//! `POST /influenceur/partenariats/{id}/versement`: everything that is payable is paid out to a wallet or a bank account. 303; 422 with what was
//! typed or what is not reached yet; 404 for others than the influencer. `POST …/versement/automatique`: it is paid out without asking, or not
//! any more. 303; 409 before the first payout.

use affiliate::{PayoutEvery, PayoutRow};
use axum::{
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use contracts::affiliate::PartnershipId;
use kernel::ErrorKind;
use maud::{Markup, html};
use payments::{DisbursementState, DisbursementView};
use serde::Deserialize;
use web_kit::{CsrfForm, FormErrors, Visit, WebError, format, names, payout, payout::To, ui, ui::Choice, ui::Column, ui::Row};

use super::partnership::{self, Seen};
use crate::SalesState;

/// How many payouts are listed.
const LATEST: usize = 100;

pub(super) async fn pay_out(
    visit: Visit,
    State(state): State<SalesState>,
    Path(id): Path<PartnershipId>,
    CsrfForm(to): CsrfForm<To>,
) -> Result<Response, WebError> {
    let seen = Seen::load(&visit, &state, id).await?;
    match state.affiliate.pay_out(&visit.actor, id, to.destination()?).await {
        Ok(_payout) => Ok(visit.redirect(&seen.path("#versement")).saying("sales-payout-begun").into_response()),
        Err(error) => {
            let errors = FormErrors::of(error, visit.t)?;
            let payout = section(&visit, &state, &seen, (&to, &errors)).await?;
            Ok(seen.shell(&visit).invalid().body(&partnership::content(&visit, &state, &seen, &payout)))
        }
    }
}

/// How often it is paid without asking, as sent.
#[derive(Debug, Deserialize)]
pub(super) struct EveryForm {
    every: String,
}

pub(super) async fn schedule(
    visit: Visit,
    State(state): State<SalesState>,
    Path(id): Path<PartnershipId>,
    CsrfForm(form): CsrfForm<EveryForm>,
) -> Result<Response, WebError> {
    let view = partnership::own(&visit, &state, id).await?;
    let unreadable = || WebError::new(ErrorKind::Invalid, "error-form-unreadable");
    let every = PayoutEvery::parse(&form.every).ok_or_else(unreadable)?;
    state.affiliate.schedule_payouts(&visit.actor, view.id, every).await?;
    let path = format!("{}/{}#versement", super::partnerships::PATH, view.id);
    Ok(visit.redirect(&path).saying("sales-payout-every-saved").into_response())
}

/// What was paid, how far the last payment is, and the form while there is something to pay.
pub(super) async fn section(
    visit: &Visit,
    state: &SalesState,
    seen: &Seen,
    (to, errors): (&To, &FormErrors),
) -> Result<Markup, WebError> {
    let t = visit.t;
    let last = match seen.payouts.first() {
        Some(row) => state.payments.find_disbursement(row.id).await?,
        None => None,
    };
    let again = last.as_ref().is_some_and(|last| last.state == DisbursementState::RequiresAction);
    let asks = seen.earnings.payable.is_positive() || again || !errors.is_empty();
    if seen.payouts.is_empty() && !asks {
        return Ok(html! {});
    }
    let profile = state.affiliate.my_influencer(&visit.actor).await?;
    let country = profile.as_ref().map_or("", |profile| profile.country.as_str());
    let action = visit.url(&seen.path("/versement"));
    let asked = payout::Asked { payments: &state.payments, currency: seen.earnings.payable.currency, country, action };
    let summary = errors.on("amount").or(errors.summary()).map(|text| ui::Banner::new(ui::Tone::Bad, text));
    let every = match &last {
        Some(last) => every_form(visit, state, seen, last).await?,
        None => html! {},
    };
    let content = html! {
        @if let Some(summary) = summary { (summary) }
        @if let Some(last) = &last { div class="my-4" { (payout::progress(visit, last)) } }
        @if asks { (payout::form(visit, &asked, to, errors)) }
        (every)
        @if seen.payouts.len() > 1 { (list(visit, &seen.payouts)) }
    };
    Ok(html! { (ui::Section::new(t.get("sales-payout-title"), content).id("versement")) })
}

/// To where the last payment went it may go without asking.
async fn every_form(visit: &Visit, state: &SalesState, seen: &Seen, last: &DisbursementView) -> Result<Markup, WebError> {
    let t = visit.t;
    let chosen = state.affiliate.payout_schedule(&visit.actor, seen.view.id).await?.every;
    let choice = |every: PayoutEvery| {
        let key = match every {
            PayoutEvery::Never => "sales-payout-never",
            PayoutEvery::Week => "sales-payout-week",
            PayoutEvery::Month => "sales-payout-month",
        };
        Choice::new(every.as_str(), t.get(key))
    };
    let to = format!("{} {}", names::rail(t, last.rail), last.masked.as_deref().unwrap_or_default());
    let hint = t.with("sales-payout-every-hint", &[("to", to.trim().into())]);
    let choices = PayoutEvery::ALL.map(choice).to_vec();
    let fields = html! {
        (ui::Select::new("every", t.get("sales-payout-every"), choices).chosen(chosen.as_str()).hint(hint))
        (ui::Button::secondary(t.get("sales-payout-every-save")))
    };
    let form = ui::Form::post(visit, visit.url(&seen.path("/versement/automatique")), fields).stacked();
    Ok(html! { div class="mt-6" { (form) } })
}

fn list(visit: &Visit, payouts: &[PayoutRow]) -> Markup {
    let t = visit.t;
    let columns = vec![Column::new(t.get("sales-payout-when")), Column::number(t.get("sales-payout-amount"))];
    let row = |row: &PayoutRow| {
        Row::new(vec![ui::When::minute(visit.locale, row.created_at).into(), format::money(visit.locale, row.amount).into()])
    };
    html! {
        (ui::Table::new(t.get("sales-payouts"), columns, payouts.iter().map(row).collect()))
        @if payouts.len() >= LATEST { p class="text-sm text-muted" { (t.get("sales-payouts-latest")) } }
    }
}
