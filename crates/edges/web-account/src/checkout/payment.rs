//! `GET|POST /paiement/{id}`: one payment, from the choice of means to the receipt; `POST …/annuler` takes it back. 200; 303; 404
//! without its key; 422 with what was typed.

use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse as _, Response},
};
use contracts::payments::IntentId;
use maud::{Markup, html};
use payments::{IntentState, Rail, StartPayment};
use serde::Deserialize;
use web_kit::{CsrfForm, FormErrors, Shell, Visit, WebError, format, ui, ui::Tone};

use super::{
    CheckoutState, claim,
    means::{self, Chosen},
    receipt, secured,
    seen::{Backing, Seen},
    waiting,
};

/// The key of the payment, and the country that the payer chose.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    pub(super) cle: String,
    pays: Option<String>,
}

/// The means as sent.
#[derive(Debug, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    cle: String,
    #[serde(default)]
    country: String,
    #[serde(default)]
    rail: String,
    #[serde(default)]
    phone: String,
}

pub(super) async fn show(
    visit: Visit,
    State(state): State<CheckoutState>,
    Path(id): Path<IntentId>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let seen = Seen::load(&visit, &state, id, &asked.cle).await?;
    let chosen = Chosen { country: asked.pays, ..Chosen::default() };
    Ok(page(&visit, &state, &seen, &chosen, &FormErrors::none()))
}

pub(super) async fn start(
    visit: Visit,
    State(state): State<CheckoutState>,
    Path(id): Path<IntentId>,
    CsrfForm(typed): CsrfForm<Typed>,
) -> Result<Response, WebError> {
    let seen = Seen::load(&visit, &state, id, &typed.cle).await?;
    let chosen = Chosen { country: Some(typed.country.clone()), rail: Rail::parse(&typed.rail), phone: typed.phone.clone() };
    let Some(rail) = chosen.rail else {
        let errors = FormErrors::none().and("rail", visit.t.get("checkout-rail-missing"));
        return Ok(page(&visit, &state, &seen, &chosen, &errors));
    };
    let command = StartPayment {
        intent_id: id,
        key: seen.key.clone(),
        rail,
        country: typed.country,
        phone: Some(typed.phone).filter(|_| rail.is_wallet()),
    };
    match state.payments.start(&visit.actor, &command).await {
        Ok(_) => Ok(visit.redirect(&seen.path("")).into_response()),
        Err(error) => {
            let errors = FormErrors::of(error, visit.t)?;
            // Meanwhile it may have been paid, or given up.
            let seen = Seen::load(&visit, &state, id, &seen.key).await?;
            Ok(page(&visit, &state, &seen, &chosen, &errors))
        }
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Cancel {
    #[serde(default)]
    cle: String,
}

pub(super) async fn cancel(
    visit: Visit,
    State(state): State<CheckoutState>,
    Path(id): Path<IntentId>,
    CsrfForm(typed): CsrfForm<Cancel>,
) -> Result<Response, WebError> {
    let seen = Seen::load(&visit, &state, id, &typed.cle).await?;
    state.crowdfunding.cancel_pledge(&visit.actor, seen.require_backing()?.pledge.id, &seen.key).await?;
    Ok(visit.redirect(&seen.path("")).saying("checkout-cancelled-said").into_response())
}

pub(super) fn page(visit: &Visit, state: &CheckoutState, seen: &Seen, chosen: &Chosen, errors: &FormErrors) -> Response {
    let live = seen.intent.state == IntentState::Processing || receipt::is_on_its_way(seen);
    let content = html! {
        div class="mx-auto grid max-w-xl gap-6" {
            @if live {
                griot-live-fragment class="grid gap-6" src=[(!visit.lite).then(|| visit.url(&seen.path("/direct")))]
                    poll=(visit.url(&seen.path("/etat"))) event="etat" aria-live="polite" {
                    (body(visit, state, seen, chosen, errors))
                }
            } @else { (body(visit, state, seen, chosen, errors)) }
        }
    };
    let shell =
        Shell::new(visit, title(visit, seen)).no_index().cache(web_kit::Cache::NoStore).script("islands/live-fragment.ts");
    let shell = seen.dressed(shell);
    if errors.is_empty() { shell.body(&content) } else { shell.invalid().body(&content) }
}

/// Everything that changes while one waits.
pub(super) fn body(visit: &Visit, state: &CheckoutState, seen: &Seen, chosen: &Chosen, errors: &FormErrors) -> Markup {
    let closed = |tone, text| closed(visit, seen, tone, text, &claim::form(visit, state, seen, chosen, errors));
    match seen.intent.state {
        IntentState::RequiresAction => means::choose(visit, state, seen, chosen, errors),
        IntentState::Processing => waiting::show(visit, state, seen),
        IntentState::Secured => secured::show(visit, state, seen),
        IntentState::Succeeded => receipt::show(visit, state, seen, chosen, errors),
        IntentState::Conflicted => closed(Tone::Warn, "checkout-conflicted"),
        IntentState::Cancelled => closed(Tone::Info, "checkout-cancelled"),
        IntentState::Expired => closed(Tone::Warn, "checkout-expired"),
    }
}

fn title(visit: &Visit, seen: &Seen) -> String {
    let amount = format::money(visit.locale, seen.intent.amount);
    visit.t.with("checkout-title", &[("amount", amount.into()), ("title", seen.name().into())])
}

/// Nothing is to be paid here any more, for this reason.
fn closed(visit: &Visit, seen: &Seen, tone: Tone, text: &str, claim: &Markup) -> Markup {
    let t = visit.t;
    html! {
        div class="grid gap-6" data-final {
            h1 class="text-2xl" { (t.get("checkout-closed-title")) }
            (ui::Banner::new(tone, t.get(text)))
            (summary(visit, seen))
            (claim)
            @if let Some(again) = seen.again() { (ui::Button::secondary(t.get("checkout-again")).href(visit.url(&again)).wide()) }
            @for attempt in &seen.intent.attempts { (waiting::timeline(visit, attempt)) }
        }
    }
}

/// How much, and for what.
pub(super) fn summary(visit: &Visit, seen: &Seen) -> Markup {
    html! {
        p class="rounded-[10px] border border-line bg-surface p-4" {
            strong class="block text-xl" { (format::money(visit.locale, seen.intent.amount)) }
            a class="link" href=(visit.url(&seen.home())) { (seen.name()) }
            @if let Some(tier) = seen.backing().and_then(Backing::tier_title) { span class="block text-sm text-muted" { (tier) } }
        }
    }
}
