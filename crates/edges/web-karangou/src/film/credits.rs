//! Who made the film.

use catalog::{CreditRole, CreditView};
use maud::{Markup, html};
use web_kit::{Visit, ui};

use crate::parts::names;

/// The people of a film by what they did, in the order of the film.
pub(super) fn show(visit: &Visit, credits: &[CreditView]) -> Markup {
    let t = visit.t;
    let of = |role: CreditRole| credits.iter().filter(move |credit| credit.role == role).collect::<Vec<_>>();
    html! {
        @if !credits.is_empty() {
            section id="equipe" {
                h2 class="mb-3" { (t.get("film-team")) }
                div class="grid gap-4" {
                    @for role in CreditRole::ALL {
                        @let people = of(*role);
                        @if !people.is_empty() {
                            div class="grid gap-2 sm:grid-cols-[10rem_1fr]" {
                                h3 class="text-base text-muted" { (names::role(t, *role)) }
                                ul class="flex flex-wrap gap-x-6 gap-y-2" { @for credit in people { li { (person(visit, credit)) } } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn person(visit: &Visit, credit: &CreditView) -> Markup {
    html! {
        (ui::Link::new(visit.url(&format!("/personnes/{}", credit.slug)), &credit.name))
        @if !credit.detail.is_empty() { span class="text-sm text-muted" { " " (credit.detail) } }
    }
}
