//! A promise whose payer left their means: nothing was charged, and nothing is unless the project succeeds.

use maud::{Markup, html};
use web_kit::{
    Visit,
    ui::{self, Icon, Tone, When},
};

use super::{
    CheckoutState, means, payment,
    seen::{self, Backing, Seen},
    waiting,
};

pub(super) fn show(visit: &Visit, state: &CheckoutState, seen: &Seen) -> Markup {
    let t = visit.t;
    let kept = seen.intent.latest();
    let by_phone = kept.is_some_and(|attempt| attempt.rail.is_wallet());
    let list = ui::DescriptionList::new()
        .fact(t.get("checkout-fact-project"), seen.name())
        .fact_if(t.get("checkout-fact-tier"), seen.backing().and_then(Backing::tier_title))
        .fact_if(t.get("checkout-fact-phone"), kept.and_then(|attempt| attempt.party.as_deref()))
        .fact_if(
            t.get("checkout-fact-decided"),
            seen.backing().and_then(|backing| backing.project.deadline_at).map(|at| When::minute(visit.locale, at)),
        );
    html! {
        div class="grid gap-6" data-final {
            (seen::steps(t, 3))
            h1 class="text-2xl" { (t.get("checkout-secured-title")) }
            (seen::simulation(visit, &state.payments))
            (ui::Banner::new(Tone::Ok, t.get(if by_phone { "checkout-secured-phone" } else { "checkout-secured-card" })))
            (payment::summary(visit, seen))
            (ui::Card::new(html! { (list) }).title(t.get("checkout-secured-facts")))
            (ui::Button::primary(t.get("checkout-see-project")).icon(Icon::ArrowRight).href(visit.url(&seen.home())).wide())
            p class="text-sm text-muted" { (t.get("checkout-keep-link")) }
            @for attempt in &seen.intent.attempts { (waiting::timeline(visit, attempt)) }
            (means::cancel(visit, seen))
        }
    }
}
