//! A program in short: what it pays, and the way to it.

use affiliate::ProgramView;
use maud::{Markup, html};
use web_kit::{Visit, ui, ui::Icon};

use super::program;
use crate::parts::terms;

/// One line of what it pays, and a button to its page.
pub(super) fn teaser(visit: &Visit, view: &ProgramView, label: &str) -> Markup {
    let t = visit.t;
    let pays = program::first_group(view).map(|group| terms::short(visit, &group.terms.terms)).filter(|pays| !pays.is_empty());
    html! {
        div class="grid gap-3 rounded-lg border border-line bg-surface p-4" data-program {
            p class="text-sm text-muted" { (t.get("sales-offer-teaser")) }
            p class="font-semibold break-words" {
                (view.title)
                @if let Some(pays) = pays { span class="block text-lg text-primary" { (pays) } }
            }
            p { (ui::Button::primary(label).icon(Icon::Share).href(visit.url(&program::path(view.id)))) }
        }
    }
}
