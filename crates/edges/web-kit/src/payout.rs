//! Where money is to go: the form by which somebody who is paid names a wallet or a bank account, and how far a payment to them is.

use kernel::{Currency, ErrorKind};
use maud::{Markup, html};
use payments::{BankDetails, Destination, DisbursementState, DisbursementView, Payments, Rail};
use serde::Deserialize;

use crate::{
    error::WebError,
    form::FormErrors,
    names,
    ui::{self, Choice, Icon},
    visit::Visit,
};

/// What stands for a bank account where a wallet is chosen.
const BANK: &str = "bank";

/// Where the money is to go, as sent.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct To {
    /// The rail and its country: `mixx-TG`; `bank` for a transfer.
    wallet: String,
    phone: String,
    holder: String,
    account: String,
    bic: String,
}

impl To {
    /// The destination that was typed; an error when the form was not one of ours, or the account cannot be.
    pub fn destination(&self) -> Result<Destination, WebError> {
        let unreadable = || WebError::new(ErrorKind::Invalid, "error-form-unreadable");
        if self.wallet == BANK {
            let (holder, account, bic) = (self.holder.clone(), self.account.clone(), self.bic.clone());
            return Destination::bank(&BankDetails { holder, account, bic }).map_err(|_cannot_be| unreadable());
        }
        let (rail, country) = self.wallet.split_once('-').ok_or_else(unreadable)?;
        let rail = Rail::parse(rail).ok_or_else(unreadable)?;
        Ok(Destination { rail, country: country.to_owned(), party: Some(self.phone.clone()) })
    }
}

/// What the form asks for: in which currency, from which country, and where it is sent to.
#[derive(Debug, Clone)]
pub struct Asked<'a> {
    /// Who carries which way.
    pub payments: &'a Payments,
    /// What is paid.
    pub currency: Currency,
    /// Where whoever is paid is: its wallets come first.
    pub country: &'a str,
    /// Where the form is sent to.
    pub action: String,
}

/// How far a payment is.
pub fn progress(visit: &Visit, payout: &DisbursementView) -> Markup {
    let t = visit.t;
    let tone = match payout.state {
        DisbursementState::Succeeded => ui::Tone::Ok,
        DisbursementState::Processing => ui::Tone::Info,
        DisbursementState::RequiresAction | DisbursementState::Unclaimed => ui::Tone::Warn,
    };
    let to = format!("{} {}", names::rail(t, payout.rail), payout.masked.as_deref().unwrap_or_default());
    html! { (ui::Banner::new(tone, t.with(&format!("payout-state-{}", payout.state.as_str()), &[("to", to.trim().into())]))) }
}

/// The form: a wallet, or a bank account.
pub fn form(visit: &Visit, asked: &Asked<'_>, to: &To, errors: &FormErrors) -> Markup {
    let t = visit.t;
    let wallets = wallets(visit, asked);
    let home = wallets.iter().map(|(value, _)| value).find(|value| value.ends_with(&format!("-{}", asked.country)));
    let chosen = if to.wallet.is_empty() { home.cloned().unwrap_or_default() } else { to.wallet.clone() };
    let choices = wallets.iter().map(|(value, name)| Choice::new(value, name)).collect();
    let fields = html! {
        (ui::Select::new("wallet", t.get("payout-wallet"), choices).chosen(chosen).required())
        (ui::Field::phone("phone", t.get("payout-phone")).value(&to.phone).errors(errors).hint(t.get("payout-phone-hint")).required().max_length(40))
        (ui::Button::primary(t.get("payout-send")).icon(Icon::Send))
    };
    let countries = asked.payments.bank_countries(asked.currency);
    html! {
        @if wallets.is_empty() && countries.is_empty() { (ui::Banner::new(ui::Tone::Warn, t.get("payout-no-wallet"))) }
        @if !wallets.is_empty() { (ui::Form::post(visit, &asked.action, fields).stacked()) }
        @if !countries.is_empty() { (account_form(visit, asked, (to, errors), wallets.is_empty())) }
    }
}

/// The form of a bank account: folded where a wallet is the usual way.
fn account_form(visit: &Visit, asked: &Asked<'_>, (to, errors): (&To, &FormErrors), alone: bool) -> Markup {
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
            div class="mt-2" { (ui::Form::post(visit, &asked.action, fields).stacked()) }
        }
    }
}

/// Every wallet that somebody carries in this currency: its value in the form, and its name.
fn wallets(visit: &Visit, asked: &Asked<'_>) -> Vec<(String, String)> {
    let t = visit.t;
    let mut wallets = Vec::new();
    for (code, country) in names::all_countries(t) {
        let rails = asked.payments.rails(&code, asked.currency).into_iter().filter(|rail| rail.is_wallet());
        wallets.extend(rails.map(|rail| (format!("{}-{code}", rail.as_str()), format!("{} · {country}", names::rail(t, rail)))));
    }
    wallets
}
