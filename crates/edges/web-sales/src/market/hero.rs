//! What ShareYourSales is for, to people who are not signed in, with the two ways in.

use maud::{Markup, html};
use web_kit::{Visit, ui, ui::Icon};

pub(super) fn show(visit: &Visit) -> Markup {
    let t = visit.t;
    let steps = ["sales-market-hero-step-one", "sales-market-hero-step-two", "sales-market-hero-step-three"];
    html! {
        section class="mb-10 grid gap-8 border-b border-line pb-10 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)] lg:items-center" aria-labelledby="hero-title" {
            div class="grid content-start gap-4" {
                h1 id="hero-title" class="max-w-[20ch] text-3xl leading-tight font-bold text-balance sm:text-4xl" { (t.get("sales-market-hero-title")) }
                p class="max-w-[55ch] text-lg text-muted" { (t.get("sales-market-hero-text")) }
                p class="flex flex-wrap gap-3" {
                    (ui::Button::primary(t.get("sales-market-hero-recommend")).icon(Icon::Share).href(visit.url("/influenceur/profil")))
                    (ui::Button::secondary(t.get("sales-market-hero-sell")).icon(Icon::Wallet).href(visit.url("/marchand")))
                }
            }
            ol class="grid gap-4" {
                @for (at, key) in steps.into_iter().enumerate() {
                    li class="flex gap-3" {
                        span class="grid size-8 flex-none place-items-center rounded-full border border-line bg-surface text-sm font-semibold tabular-nums" aria-hidden="true" { (at + 1) }
                        p class="pt-1" { (t.get(key)) }
                    }
                }
            }
        }
    }
}
