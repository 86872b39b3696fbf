//! The second step: by which means, those of the payer's country first.

use kernel::{Currency, Locale, Money};
use maud::{Markup, html};
use payments::{Charge, Exchange, Payments, Rail};
use web_kit::{
    FormErrors, Translator, Visit, format,
    ui::{self, Choice, Icon, Tone},
};

use super::{
    CheckoutState, payment,
    seen::{self, Backing, Seen},
};

/// Somewhere else: a country of no route of its own (ISO 3166-1, user-assigned).
const ELSEWHERE: &str = "ZZ";

/// What the payer chose so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Chosen {
    pub(super) country: Option<String>,
    pub(super) rail: Option<Rail>,
    pub(super) phone: String,
}

pub(super) fn choose(visit: &Visit, state: &CheckoutState, seen: &Seen, chosen: &Chosen, errors: &FormErrors) -> Markup {
    let t = visit.t;
    let currency = seen.intent.amount.currency;
    let country = country(&state.payments, seen, chosen, currency);
    let rails = state.payments.rails(&country, currency);
    html! {
        div class="grid gap-6" data-final {
            (seen::steps(t, 1))
            h1 class="text-2xl" { (t.get("checkout-means-title")) }
            (seen::simulation(visit, &state.payments))
            (failure(t, seen))
            (payment::summary(visit, seen))
            (other_country(visit, state, seen, &country))
            @if rails.is_empty() { (ui::Banner::new(Tone::Warn, t.get("checkout-no-means"))) }
            @else { (form(visit, state, seen, chosen, errors, (&country, &rails))) }
            (cancel(visit, seen))
        }
    }
}

/// Where the payer is: as chosen, else where the creator is.
fn country(payments: &Payments, seen: &Seen, chosen: &Chosen, currency: Currency) -> String {
    let known = payments.countries(currency);
    let asked = chosen.country.as_deref().unwrap_or(seen.country());
    known.into_iter().find(|country| country == asked).unwrap_or_else(|| ELSEWHERE.into())
}

/// Why the last try came to nothing, and what helps.
fn failure(t: Translator, seen: &Seen) -> Markup {
    let Some(last) = seen.intent.latest() else { return html! {} };
    let why = last.failure_code.as_deref().filter(|code| t.has(code)).unwrap_or("payment-refused");
    let advice =
        last.advice.as_deref().map(|advice| format!("checkout-advice-{}", advice.replace('_', "-"))).filter(|key| t.has(key));
    let text = html! {
        strong { (t.get(why)) }
        " " (t.get("checkout-nothing-charged"))
        @if let Some(advice) = advice { " " (t.get(&advice)) }
    };
    html! { (ui::Banner::new(Tone::Bad, text)) }
}

fn other_country(visit: &Visit, state: &CheckoutState, seen: &Seen, country: &str) -> Markup {
    let t = visit.t;
    let name = |code: &str| {
        if code == ELSEWHERE { t.get("checkout-elsewhere") } else { t.get(&format!("country-{}", code.to_ascii_lowercase())) }
    };
    let codes = state.payments.countries(seen.intent.amount.currency).into_iter().chain([ELSEWHERE.to_owned()]);
    let choices = codes.map(|code| Choice::new(code.clone(), name(&code))).collect();
    let form = ui::Form::get(
        visit.url(&format!("/paiement/{}", seen.intent.id)),
        html! {
            input type="hidden" name="cle" value=(seen.key);
            (ui::Select::new("pays", t.get("checkout-country"), choices).chosen(country))
            (ui::Button::secondary(t.get("checkout-country-change")))
        },
    );
    html! {
        details {
            summary class="inline-flex min-h-11 cursor-pointer items-center text-sm" { (t.with("checkout-from", &[("country", name(country).into())])) }
            div class="mt-2" { (form.stacked()) }
        }
    }
}

/// What a provider charges that does not have the currency of the price, and at which rate.
pub(super) fn exchanged(visit: &Visit, charge: &Charge) -> Option<String> {
    let exchange = charge.exchange.as_ref()?;
    Some(rate_of(visit, charge.amount, exchange))
}

/// An amount, at which rate, and whose rate that is.
pub(super) fn rate_of(visit: &Visit, charged: Money, exchange: &Exchange) -> String {
    let rate = exchange.rate.to_string();
    let said = [
        ("charged", format::money(visit.locale, charged).into()),
        ("unit", format::symbol(visit.locale, charged.currency).into()),
        ("rate", if visit.locale == Locale::Fr { rate.replace('.', ",") } else { rate }.into()),
        ("price", format::symbol(visit.locale, exchange.priced.currency).into()),
        ("source", exchange.source.as_str().into()),
    ];
    visit.t.with("checkout-exchange", &said)
}

fn form(
    visit: &Visit,
    state: &CheckoutState,
    seen: &Seen,
    chosen: &Chosen,
    errors: &FormErrors,
    (country, rails): (&str, &[Rail]),
) -> Markup {
    let t = visit.t;
    let choices = rails.iter().map(|rail| {
        let word = rail.as_str().replace('_', "-");
        let hint = t.get(&format!("rail-{word}-hint"));
        let charged = state.payments.charge(*rail, country, seen.intent.amount).and_then(|charge| exchanged(visit, &charge));
        Choice::new(rail.as_str(), t.get(&format!("rail-{word}")))
            .hint(charged.map_or(hint.clone(), |charged| format!("{hint}. {charged}")))
    });
    let rail = chosen.rail.filter(|rail| rails.contains(rail)).or(rails.first().copied());
    let group = ui::RadioGroup::new("rail", t.get("checkout-means"), choices.collect()).errors(errors);
    let amount = format::money(visit.locale, seen.intent.amount);
    let word = if seen.intent.on_call { "checkout-promise-amount" } else { "checkout-pay" };
    let fields = html! {
        (ui::FormSummary::new(t, errors))
        input type="hidden" name="cle" value=(seen.key);
        input type="hidden" name="country" value=(country);
        (rail.map_or(group.clone(), |rail| group.chosen(rail.as_str())))
        @if rails.iter().any(|rail| rail.is_wallet()) {
            div class="group-has-[input[value=card]:checked]:hidden group-has-[input[value=paypal]:checked]:hidden group-has-[input[value=cash]:checked]:hidden" {
                (ui::Field::phone("phone", t.get("checkout-phone")).value(&chosen.phone).errors(errors).hint(t.get("checkout-phone-hint")))
            }
        }
        @if seen.intent.on_call { (ui::Banner::new(Tone::Info, t.get("checkout-on-call"))) }
        (ui::Button::primary(t.with(word, &[("amount", amount.into())])).icon(Icon::Lock).wide())
        p class="text-sm text-muted" { (t.get("checkout-safe")) }
    };
    let action = visit.url(&format!("/paiement/{}", seen.intent.id));
    html! { div class="group" { (ui::Form::post(visit, action, fields).stacked()) } }
}

/// The way out, folded.
pub(super) fn cancel(visit: &Visit, seen: &Seen) -> Markup {
    let t = visit.t;
    if !seen.backing().is_some_and(Backing::is_open) {
        return html! {};
    }
    let form = ui::Form::post(
        visit,
        visit.url(&format!("/paiement/{}/annuler", seen.intent.id)),
        html! {
            input type="hidden" name="cle" value=(seen.key);
            (ui::Button::danger(t.get("checkout-cancel")).small())
        },
    );
    html! {
        details {
            summary class="inline-flex min-h-11 cursor-pointer items-center text-sm text-muted" { (t.get("checkout-cancel-open")) }
            p class="mb-2 text-sm" { (t.get("checkout-cancel-text")) }
            (form)
        }
    }
}
