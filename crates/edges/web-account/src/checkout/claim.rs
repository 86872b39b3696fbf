//! `POST /paiement/{id}/remboursement`: the payer says where a refund goes that no rail took. 303; 404 without the key; 422 with
//! what was typed.

use axum::{
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use contracts::payments::IntentId;
use kernel::Money;
use maud::{Markup, html};
use payments::{Destination, PaymentsError, Rail};
use serde::Deserialize;
use web_kit::{
    CsrfForm, FormErrors, Visit, WebError, format,
    ui::{self, Choice},
};

use super::{CheckoutState, means::Chosen, payment, seen::Seen};

/// The wallet as sent: its country and its rail in one choice.
#[derive(Debug, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    cle: String,
    #[serde(default)]
    wallet: String,
    #[serde(default)]
    phone: String,
}

pub(super) async fn send(
    visit: Visit,
    State(state): State<CheckoutState>,
    Path(id): Path<IntentId>,
    CsrfForm(typed): CsrfForm<Typed>,
) -> Result<Response, WebError> {
    let seen = Seen::load(&visit, &state, id, &typed.cle).await?;
    let (country, rail) = typed.wallet.split_once(':').unwrap_or_default();
    let chosen = Chosen { country: Some(country.to_owned()), rail: Rail::parse(rail), phone: typed.phone };
    let Some(rail) = chosen.rail else {
        let errors = FormErrors::none().and("wallet", visit.t.get("checkout-rail-missing"));
        return Ok(payment::page(&visit, &state, &seen, &chosen, &errors));
    };
    let to = Destination { rail, country: country.to_owned(), party: Some(chosen.phone.clone()) };
    match state.payments.claim_refund(&visit.actor, id, &seen.key, &to).await {
        // Sent twice: it is on its way already.
        Ok(()) | Err(PaymentsError::Closed) => Ok(visit.redirect(&seen.path("")).saying("checkout-claim-said").into_response()),
        Err(error) => Ok(payment::page(&visit, &state, &seen, &chosen, &FormErrors::of(error, visit.t)?)),
    }
}

/// The form, where something is kept.
pub(super) fn form(visit: &Visit, state: &CheckoutState, seen: &Seen, chosen: &Chosen, errors: &FormErrors) -> Markup {
    let t = visit.t;
    let Some(kept) = seen.unclaimed else { return html! {} };
    let wallets = wallets(visit, state, kept);
    if wallets.is_empty() {
        return html! { p { (t.get("checkout-claim-nowhere")) } };
    }
    let chosen_wallet = chosen.country.as_deref().zip(chosen.rail).map(|(country, rail)| format!("{country}:{}", rail.as_str()));
    let group = ui::RadioGroup::new("wallet", t.get("checkout-claim-wallet"), wallets).errors(errors);
    let amount = format::money(visit.locale, kept);
    let fields = html! {
        (ui::FormSummary::new(t, errors))
        input type="hidden" name="cle" value=(seen.key);
        (chosen_wallet.map_or(group.clone(), |wallet| group.chosen(&wallet)))
        (ui::Field::phone("phone", t.get("checkout-phone")).value(&chosen.phone).errors(errors).hint(t.get("checkout-phone-hint")))
        (ui::Button::primary(t.with("checkout-claim-send", &[("amount", amount.into())])).wide())
    };
    let action = visit.url(&format!("/paiement/{}/remboursement", seen.intent.id));
    html! {
        section class="grid gap-3" aria-labelledby="claim" {
            h2 class="text-lg" id="claim" { (t.get("checkout-claim-title")) }
            p { (t.get("checkout-claim-text")) }
            (ui::Form::post(visit, action, fields).stacked())
        }
    }
}

fn wallets(visit: &Visit, state: &CheckoutState, kept: Money) -> Vec<Choice> {
    let t = visit.t;
    let mut choices = Vec::new();
    for country in state.payments.countries(kept.currency) {
        for rail in state.payments.rails(&country, kept.currency).into_iter().filter(|rail| rail.is_wallet()) {
            let name = t.get(&format!("rail-{}", rail.as_str().replace('_', "-")));
            let place = t.get(&format!("country-{}", country.to_ascii_lowercase()));
            choices.push(Choice::new(format!("{country}:{}", rail.as_str()), name).hint(place));
        }
    }
    choices
}
