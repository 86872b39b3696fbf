//! Stars: shown as a mean, chosen as radio buttons.

use catalog::RatingSummary;
use maud::{Markup, html};
use web_kit::{Visit, ui::Icon};

use super::facts;

/// The mean and the number of ratings in one line; what is missing is said.
pub(crate) fn summary(visit: &Visit, rating: RatingSummary) -> Markup {
    let t = visit.t;
    html! {
        @match facts::average(t, rating) {
            Some(average) => {
                span class="inline-flex items-center gap-1.5 [&_.icon]:fill-current" {
                    (Icon::Star)
                    span { strong { (average) } span class="text-muted" aria-hidden="true" { "/5" } }
                    span class="text-muted" { (t.with("film-rating-count", &[("n", rating.count.into())])) }
                }
            }
            None => span class="text-muted" { (t.get("film-rating-none")) },
        }
    }
}

/// So many stars of five, read as one phrase.
pub(crate) fn given(visit: &Visit, stars: i16) -> Markup {
    html! {
        span class="inline-flex [&_.icon]:fill-current" role="img" aria-label=(visit.t.with("film-rating-given", &[("n", stars.into())])) {
            @for _star in 0..stars { (Icon::Star) }
        }
    }
}
