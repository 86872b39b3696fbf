//! After the payment: the receipt, and what became of the pledge since.

use crowdfunding::{PledgeState, ProjectState};
use maud::{Markup, html};
use web_kit::{
    FormErrors, Visit, format,
    ui::{self, Icon, Tone, When},
};

use super::{
    CheckoutState, claim, delivery,
    means::{self, Chosen},
    papers,
    seen::{self, Backing, Seen},
    waiting,
};

/// Whether something will still happen by itself soon.
pub(super) fn is_on_its_way(seen: &Seen) -> bool {
    let Some(backing) = seen.backing() else { return false };
    let booking = seen.intent.state == payments::IntentState::Succeeded && backing.pledge.state == PledgeState::Promised;
    booking || backing.pledge.state == PledgeState::Refunding
}

pub(super) fn show(visit: &Visit, state: &CheckoutState, seen: &Seen, chosen: &Chosen, errors: &FormErrors) -> Markup {
    let t = visit.t;
    let Some(backing) = seen.backing() else { return deposited(visit, state, seen) };
    let (tone, title, text) = words(backing.pledge.state, backing.project.state);
    html! {
        div class="grid gap-6" data-final[!is_on_its_way(seen)] {
            (seen::steps(t, 3))
            h1 class="text-2xl" { (t.get(title)) }
            (seen::simulation(visit, &state.payments))
            (ui::Banner::new(tone, t.get(text)))
            (claim::form(visit, state, seen, chosen, errors))
            (delivery::section(visit, seen))
            (facts(visit, seen))
            (papers::section(visit, seen))
            (ui::Button::primary(t.get("checkout-see-project")).icon(Icon::ArrowRight).href(visit.url(&seen.home())).wide())
            @if backing.pledge.state == PledgeState::Paid {
                (ui::Button::secondary(t.get("checkout-see-updates")).href(visit.url(&backing.updates_path())).wide())
            }
            p class="text-sm text-muted" { (t.get("checkout-keep-link")) }
            @for attempt in &seen.intent.attempts { (waiting::timeline(visit, attempt)) }
            @if backing.pledge.state == PledgeState::Paid { (means::cancel(visit, seen)) }
        }
    }
}

/// A merchant's wallet was filled.
fn deposited(visit: &Visit, state: &CheckoutState, seen: &Seen) -> Markup {
    let t = visit.t;
    html! {
        div class="grid gap-6" data-final {
            h1 class="text-2xl" { (t.get("checkout-deposited-title")) }
            (seen::simulation(visit, &state.payments))
            (ui::Banner::new(Tone::Ok, t.get("checkout-deposited")))
            (facts(visit, seen))
            (ui::Button::primary(t.get("checkout-see-wallet")).icon(Icon::ArrowRight).href(visit.url(&seen.home())).wide())
            @for attempt in &seen.intent.attempts { (waiting::timeline(visit, attempt)) }
        }
    }
}

fn words(pledge: PledgeState, project: ProjectState) -> (Tone, &'static str, &'static str) {
    match (pledge, project) {
        (PledgeState::Refunding, _) => (Tone::Info, "checkout-refunding-title", "checkout-refunding"),
        (PledgeState::Refunded, _) => (Tone::Ok, "checkout-refunded-title", "checkout-refunded"),
        (PledgeState::Unclaimed, _) => (Tone::Warn, "checkout-unclaimed-title", "checkout-unclaimed"),
        (PledgeState::Paid, ProjectState::Successful | ProjectState::Settled) => {
            (Tone::Ok, "checkout-paid-title", "checkout-paid-won")
        }
        _ => (Tone::Ok, "checkout-paid-title", "checkout-paid"),
    }
}

fn facts(visit: &Visit, seen: &Seen) -> Markup {
    let t = visit.t;
    let paid = seen.intent.attempts.iter().find(|attempt| attempt.state == payments::AttemptState::Charged);
    let at = paid
        .and_then(|attempt| attempt.steps.iter().find(|step| step.state == payments::AttemptState::Charged))
        .map(|step| step.at);
    let charged = paid.and_then(|attempt| Some(means::rate_of(visit, attempt.amount, attempt.exchange.as_ref()?)));
    let list = ui::DescriptionList::new()
        .fact(t.get("checkout-fact-amount"), html! { strong { (format::money(visit.locale, seen.intent.amount)) } })
        .fact_if(t.get("checkout-fact-charged"), charged)
        .fact(t.get(if seen.backing().is_some() { "checkout-fact-project" } else { "checkout-fact-merchant" }), seen.name())
        .fact_if(t.get("checkout-fact-tier"), seen.backing().and_then(Backing::tier_title))
        .fact_if(t.get("checkout-fact-paid-at"), at.map(|at| When::minute(visit.locale, at)))
        .fact_if(t.get("checkout-fact-reference"), paid.map(|attempt| html! { code { (attempt.reference) } }));
    html! { (ui::Card::new(html! { (list) }).title(t.get("checkout-receipt"))) }
}
