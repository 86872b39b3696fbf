//! The fields of bonuses in the form of terms.

use maud::{Markup, html};
use web_kit::ui::Icon;

use super::{page::Page, terms::Step};

/// The most steps that terms may have.
pub(super) const STEPS_MAX: usize = 10;

/// The steps with two empty ones, as far as there may be more.
pub(super) fn fields(page: &Page<'_>) -> Markup {
    let t = page.visit.t;
    let typed: Vec<Step<'_>> = page.typed.steps().collect();
    let empty = STEPS_MAX.saturating_sub(typed.len()).min(2);
    let error = page.errors.on("bonuses");
    html! {
        details id="f-bonuses" open[!typed.is_empty() || error.is_some()] {
            summary class="inline-flex min-h-11 cursor-pointer items-center gap-1" { (Icon::ChevronDown) (t.get("sales-bonuses-more")) }
            p class="hint" { (t.get("sales-bonuses-hint")) }
            @if let Some(error) = error { p class="field-error" id="error-bonuses" { (Icon::Alert) span { (error) } } }
            div class="mt-2 grid gap-3" {
                @for (at, step) in typed.iter().copied().chain(vec![Step::default(); empty]).enumerate() { (row(page, at + 1, step)) }
            }
        }
    }
}

fn row(page: &Page<'_>, at: usize, step: Step<'_>) -> Markup {
    let t = page.visit.t;
    let number = i64::try_from(at).unwrap_or(i64::MAX);
    let label = |key: &str| t.with(key, &[("n", number.into())]);
    html! {
        div class="grid gap-2 sm:grid-cols-[2fr_1fr_1fr]" {
            select class="input select" name="bonus_kind" aria-label=(label("sales-bonus-kind")) {
                @for word in ["sales", "revenue"] { option value=(word) selected[word == step.kind] { (t.get(&format!("sales-bonus-{word}"))) } }
            }
            (input("bonus_least", step.least, &label("sales-bonus-least")))
            (input("bonus_amount", step.amount, &label("sales-bonus-amount")))
        }
    }
}

fn input(name: &str, value: &str, label: &str) -> Markup {
    html! {
        input class="input" name=(name) type="text" inputmode="decimal" maxlength="20" autocomplete="off" value=(value) aria-label=(label) placeholder=(label);
    }
}
