//! `POST /studio/projets/{id}/versement`: the creator says to which wallet or bank account the money goes. 303 to the dashboard; 422 with the form;
//! 409 when it is paid already or on its way; 404 for everybody but the creator.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use contracts::crowdfunding::ProjectId;
use crowdfunding::{PayoutView, ProjectView, VisitRange};
use kernel::{AppError as _, Currency, ErrorKind};
use maud::{Markup, html};
use payments::{BankDetails, Destination, DisbursementState, DisbursementView, Rail};
use serde::Deserialize;
use web_kit::{CsrfForm, FormErrors, Visit, WebError, format, ui, ui::Choice, ui::Icon};

use super::dashboard::Board;
use crate::{
    KarangouState,
    parts::{names, next::After},
};

/// Where the money is to go, as sent.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct To {
    /// The rail and its country: `mixx-TG`; `bank` for a transfer.
    wallet: String,
    phone: String,
    holder: String,
    account: String,
    bic: String,
}

/// What stands for a bank account where a wallet is chosen.
const BANK: &str = "bank";

impl To {
    fn destination(&self) -> Option<Destination> {
        if self.wallet == BANK {
            let (holder, account, bic) = (self.holder.clone(), self.account.clone(), self.bic.clone());
            return Destination::bank(&BankDetails { holder, account, bic }).ok();
        }
        let (rail, country) = self.wallet.split_once('-')?;
        Some(Destination { rail: Rail::parse(rail)?, country: country.to_owned(), party: Some(self.phone.clone()) })
    }
}

pub(crate) async fn pay_out(
    visit: Visit,
    State(state): State<KarangouState>,
    Path(id): Path<ProjectId>,
    CsrfForm(to): CsrfForm<To>,
) -> Result<Response, WebError> {
    let destination = to.destination().ok_or_else(|| WebError::new(ErrorKind::Invalid, "error-form-unreadable"))?;
    match state.crowdfunding.pay_out(&visit.actor, id, destination).await {
        Ok(_payout) => {
            Ok(visit.redirect(&format!("{}/tableau#versement", super::path(id))).saying("payout-begun").into_response())
        }
        Err(error) => {
            let status =
                if error.kind() == ErrorKind::Conflict { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
            let errors = FormErrors::of(error, visit.t)?;
            let board = Board::load((&visit, &state), id, &After::default(), VisitRange::default()).await?;
            Ok(board.shell(&visit).invalid().status(status).body(&board.content(&visit, &state, &to, &errors)))
        }
    }
}

/// What is owed, how far it is, and the form while it is to be said where it goes.
pub(super) fn section(
    visit: &Visit,
    state: &KarangouState,
    view: &ProjectView,
    owed: &PayoutView,
    (to, errors): (&To, &FormErrors),
) -> Markup {
    let (t, locale) = (visit.t, visit.locale);
    let facts = ui::DescriptionList::new()
        .fact(t.get("payout-share"), html! { strong { (format::money(locale, owed.share)) } })
        .fact(t.get("payout-fee"), format::money(locale, owed.fee));
    let asks = owed.payout.as_ref().is_none_or(|payout| payout.state == DisbursementState::RequiresAction);
    let content = html! {
        (ui::FormSummary::new(t, errors))
        (facts)
        @if let Some(payout) = &owed.payout { div class="my-4" { (progress(visit, payout)) } }
        @if asks && visit.actor.is(view.account_id) { (form(visit, state, view, to, errors)) }
    };
    html! { (ui::Section::new(t.get("payout-title"), content).id("versement")) }
}

fn progress(visit: &Visit, payout: &DisbursementView) -> Markup {
    let t = visit.t;
    let tone = match payout.state {
        DisbursementState::Succeeded => ui::Tone::Ok,
        DisbursementState::Processing => ui::Tone::Info,
        DisbursementState::RequiresAction | DisbursementState::Unclaimed => ui::Tone::Warn,
    };
    let to = format!("{} {}", names::rail(t, payout.rail), payout.masked.as_deref().unwrap_or_default());
    html! { (ui::Banner::new(tone, t.with(&format!("payout-state-{}", payout.state.as_str()), &[("to", to.trim().into())]))) }
}

fn form(visit: &Visit, state: &KarangouState, view: &ProjectView, to: &To, errors: &FormErrors) -> Markup {
    let t = visit.t;
    let wallets = wallets(visit, state, view.goal.currency);
    let home = wallets.iter().map(|(value, _)| value).find(|value| value.ends_with(&format!("-{}", view.country)));
    let chosen = if to.wallet.is_empty() { home.cloned().unwrap_or_default() } else { to.wallet.clone() };
    let choices = wallets.iter().map(|(value, name)| Choice::new(value, name)).collect();
    let fields = html! {
        (ui::Select::new("wallet", t.get("payout-wallet"), choices).chosen(chosen).required())
        (ui::Field::phone("phone", t.get("payout-phone")).value(&to.phone).errors(errors).hint(t.get("payout-phone-hint")).required().max_length(40))
        (ui::Button::primary(t.get("payout-send")).icon(Icon::Send))
    };
    let countries = state.payments.bank_countries(view.goal.currency);
    html! {
        @if wallets.is_empty() && countries.is_empty() { (ui::Banner::new(ui::Tone::Warn, t.get("payout-no-wallet"))) }
        @if !wallets.is_empty() { (ui::Form::post(visit, action(visit, view), fields).stacked()) }
        @if !countries.is_empty() { (account_form(visit, view, to, errors, wallets.is_empty())) }
    }
}

fn action(visit: &Visit, view: &ProjectView) -> String {
    visit.url(&format!("{}/versement", super::path(view.id)))
}

/// The form of a bank account: folded where a wallet is the usual way.
fn account_form(visit: &Visit, view: &ProjectView, to: &To, errors: &FormErrors, alone: bool) -> Markup {
    let t = visit.t;
    let fields = html! {
        input type="hidden" name="wallet" value=(BANK);
        (ui::Field::text("holder", t.get("payout-holder")).value(&to.holder).errors(errors).required().max_length(70))
        (ui::Field::text("account", t.get("payout-account")).value(&to.account).errors(errors).hint(t.get("payout-account-hint")).required().max_length(60))
        (ui::Field::text("bic", t.get("payout-bic")).value(&to.bic).errors(errors).hint(t.get("payout-bic-hint")).max_length(20))
        (ui::Button::secondary(t.get("payout-send-bank")).icon(Icon::Send))
    };
    html! {
        details class="mt-4" open[alone || to.wallet == BANK] {
            summary class="inline-flex min-h-11 cursor-pointer items-center gap-1" { (Icon::ChevronDown) (t.get("payout-by-bank")) }
            div class="mt-2" { (ui::Form::post(visit, action(visit, view), fields).stacked()) }
        }
    }
}

/// Every wallet that somebody carries in this currency: its value in the form, and its name.
fn wallets(visit: &Visit, state: &KarangouState, currency: Currency) -> Vec<(String, String)> {
    let t = visit.t;
    let mut wallets = Vec::new();
    for (code, country) in names::all_countries(t) {
        let rails = state.payments.rails(&code, currency).into_iter().filter(|rail| rail.is_wallet());
        wallets.extend(rails.map(|rail| (format!("{}-{code}", rail.as_str()), format!("{} · {country}", names::rail(t, rail)))));
    }
    wallets
}
