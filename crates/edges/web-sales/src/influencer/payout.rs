//! `POST /influenceur/partenariats/{id}/versement`: everything that is payable is paid out to a wallet or a bank account. 303; 422 with what was
//! typed or what is not reached yet; 404 for others than the influencer.

use affiliate::PayoutRow;
use axum::{
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use contracts::affiliate::PartnershipId;
use maud::{Markup, html};
use payments::DisbursementState;
use web_kit::{CsrfForm, FormErrors, Visit, WebError, format, payout, payout::To, ui, ui::Column, ui::Row};

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
    let content = html! {
        @if let Some(summary) = summary { (summary) }
        @if let Some(last) = &last { div class="my-4" { (payout::progress(visit, last)) } }
        @if asks { (payout::form(visit, &asked, to, errors)) }
        @if seen.payouts.len() > 1 { (list(visit, &seen.payouts)) }
    };
    Ok(html! { (ui::Section::new(t.get("sales-payout-title"), content).id("versement")) })
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
