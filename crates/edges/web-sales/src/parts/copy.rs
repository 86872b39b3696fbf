//! What people take elsewhere: a line or lines of code, with a button that copies them where there are scripts (`islands/copy.ts`).

use maud::{Markup, html};
use web_kit::{Visit, ui::Icon};

/// The script of the buttons.
pub(crate) const SCRIPT: &str = "islands/copy.ts";

/// One line in a field, under its name.
pub(crate) fn line(visit: &Visit, id: &str, label: &str, value: &str) -> Markup {
    html! {
        div class="field" {
            label for={ "c-" (id) } { (label) }
            griot-copy class="flex flex-wrap gap-2" copied=(visit.t.get("sales-copied")) {
                input class="input min-w-0 flex-1 basis-60" id={ "c-" (id) } type="text" readonly value=(value) translate="no" autocomplete="off" spellcheck="false";
                (button(visit, label))
            }
        }
    }
}

/// Lines of code.
pub(crate) fn code(visit: &Visit, label: &str, code: &str) -> Markup {
    html! {
        griot-copy class="my-2 grid justify-items-start gap-2" copied=(visit.t.get("sales-copied")) {
            pre class="w-full overflow-x-auto rounded-card border border-line bg-surface p-4 text-sm" tabindex="0" { code translate="no" { (code) } }
            (button(visit, label))
        }
    }
}

/// What it copies is said to those who do not see what stands beside it.
fn button(visit: &Visit, label: &str) -> Markup {
    html! {
        button class="btn" type="button" hidden {
            (Icon::Copy) span { (visit.t.get("sales-copy")) } span class="sr-only" { " " (label) }
        }
    }
}
