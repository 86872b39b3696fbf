//! The third step: the payer agrees on a phone or on the provider's page. The page can be closed and opened again.

use maud::{Markup, html};
use payments::{AttemptState, AttemptView, Rail};
use web_kit::{
    Visit, format,
    ui::{self, Icon, Timeline, TimelineItem, Tone, When},
};

use super::{
    CheckoutState, means, payment,
    seen::{self, Seen},
    voucher,
};

pub(super) fn show(visit: &Visit, state: &CheckoutState, seen: &Seen) -> Markup {
    let t = visit.t;
    let Some(attempt) = seen.intent.latest() else { return html! {} };
    if let Some(slip) = &seen.voucher {
        return voucher::show(visit, state, seen, slip);
    }
    html! {
        div class="grid gap-6" {
            (seen::steps(t, 2))
            h1 class="text-2xl" { (t.get(if attempt.rail.is_wallet() { "checkout-phone-title" } else { "checkout-page-title" })) }
            (seen::simulation(visit, &state.payments))
            (payment::summary(visit, seen))
            (what_to_do(visit, attempt))
            @if let Some(phone) = state.payments.simulated_phone(attempt.id).filter(|_| attempt.rail.is_wallet()) {
                (ui::Button::primary(t.get("checkout-simulated-phone")).icon(Icon::ExternalLink).href(phone.as_str()).attr("target", "_blank").attr("rel", "noopener").wide())
            }
            (timeline(visit, attempt))
            p class="text-sm text-muted" { (t.with("checkout-may-close", &[("time", format::date_time(visit.locale, seen.intent.expires_at).into())])) }
            (means::cancel(visit, seen))
        }
    }
}

fn what_to_do(visit: &Visit, attempt: &AttemptView) -> Markup {
    let t = visit.t;
    if attempt.state == AttemptState::Unknown {
        return html! { (ui::Banner::new(Tone::Warn, t.get("checkout-unknown"))) };
    }
    match (&attempt.redirect_url, &attempt.party) {
        (Some(page), _) => html! {
            p { (t.get("checkout-go-on")) }
            (ui::Button::primary(t.with("checkout-go-on-to", &[("provider", provider(visit, attempt).into())])).icon(Icon::Lock).href(page).wide())
        },
        (None, Some(party)) => html! {
            ol class="grid list-decimal gap-2 pl-5" {
                li { (t.with("checkout-phone-wait", &[("phone", party.into())])) }
                li { (t.get("checkout-phone-check")) }
                li { (t.get("checkout-phone-code")) }
            }
        },
        (None, None) => html! { p { (t.get("checkout-being-sent")) } },
    }
}

fn provider(visit: &Visit, attempt: &AttemptView) -> String {
    visit.t.get(&format!("provider-{}", attempt.provider.as_str()))
}

/// What happened to a try, newest first, with the references that support asks for.
pub(super) fn timeline(visit: &Visit, attempt: &AttemptView) -> Markup {
    let t = visit.t;
    let items = attempt.steps.iter().rev().map(|step| {
        let text = t.get(&state_key(attempt, step.state));
        TimelineItem::new(When::minute(visit.locale, step.at), text).tone(tone(step.state))
    });
    let rail = t.get(&format!("rail-{}", attempt.rail.as_str().replace('_', "-")));
    html! {
        section class="grid gap-2" {
            h2 class="text-lg" { (t.with("checkout-timeline", &[("rail", rail.into())])) }
            (Timeline::new(items.collect()))
            (ui::DescriptionList::new()
                .fact(t.get("checkout-reference"), html! { code { (attempt.reference) } })
                .fact_if(t.with("checkout-provider-reference", &[("provider", provider(visit, attempt).into())]),
                    attempt.provider_ref.as_ref().filter(|_| attempt.state != AttemptState::Saved).map(|reference| html! { code class="break-all" { (reference) } })))
        }
    }
}

fn state_key(attempt: &AttemptView, state: AttemptState) -> String {
    match (attempt.rail, state) {
        // Nobody is asked: the voucher waits for its payer and an agent.
        (Rail::Cash, AttemptState::Pending) => "attempt-state-pending-cash".into(),
        (Rail::Card, AttemptState::Saved) => "attempt-state-saved-card".into(),
        _ => format!("attempt-state-{}", state.as_str().replace('_', "-")),
    }
}

const fn tone(state: AttemptState) -> Tone {
    match state {
        AttemptState::Charged | AttemptState::Saved => Tone::Ok,
        AttemptState::Failed => Tone::Bad,
        AttemptState::Unknown | AttemptState::IntegrityFailure => Tone::Warn,
        AttemptState::Created | AttemptState::Sent | AttemptState::Pending => Tone::Info,
    }
}
