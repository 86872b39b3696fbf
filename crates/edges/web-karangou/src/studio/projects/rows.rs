//! The rows of a project's form: lines of the budget, tiers. One more row comes from the server, with what was typed, or from a
//! script at once.

use crowdfunding::{ProjectState, TierView};
use kernel::{Currency, Money};
use maud::{Markup, html};
use web_kit::{FormErrors, Visit, format, ui, ui::Icon};

use super::{
    one::Page,
    typed::{ADDRESS, TypedLine, TypedTier},
};

/// How many empty lines a budget without any begins with.
const EMPTY_LINES: usize = 3;

/// One input of a row.
struct Cell<'c> {
    name: &'static str,
    at: usize,
    label: String,
    value: &'c str,
    mode: &'static str,
    max_length: u16,
    locked: bool,
}

impl Cell<'_> {
    fn show(&self, errors: &FormErrors) -> Markup {
        let key = format!("{}-{}", self.name, self.at);
        let error = errors.on(&key);
        html! {
            div class="field" {
                label for={ "f-" (key) } { (self.label) }
                input class="input" id={ "f-" (key) } name=(self.name) type="text" inputmode=(self.mode) value=(self.value)
                    maxlength=(self.max_length) autocomplete="off" readonly[self.locked] aria-invalid=[error.map(|_| "true")]
                    aria-describedby=[error.map(|_| format!("error-{key}"))];
                @if let Some(error) = error { p class="field-error" id={ "error-" (key) } { (Icon::Alert) span { (error) } } }
            }
        }
    }
}

/// The budget: its lines, and the goal that follows from them.
pub(super) fn budget(visit: &Visit, page: &Page, errors: &FormErrors) -> Markup {
    let t = visit.t;
    let mut lines: Vec<TypedLine<'_>> = page.typed.lines().collect();
    if lines.is_empty() {
        lines = vec![TypedLine::default(); EMPTY_LINES];
    }
    let content = html! {
        p class="hint" { (t.get("project-budget-hint")) }
        (whole_error("budget", errors))
        griot-form-rows class="grid gap-4" {
            @for (at, line) in lines.iter().enumerate() { (budget_row(visit, page, (at, *line), errors)) }
            (add(visit, page, "line", "budget", t.get("project-budget-add")))
        }
        (goal(visit, page, errors))
    };
    html! { div id="budget" { (ui::FieldSet::new(t.with("project-budget-in", &[("currency", sign(page.currency()).into())]), content)) } }
}

fn budget_row(visit: &Visit, page: &Page, (at, line): (usize, TypedLine<'_>), errors: &FormErrors) -> Markup {
    let t = visit.t;
    let amount =
        |name, label, value| Cell { name, at, label, value, mode: digits(page.currency()), max_length: 24, locked: false };
    html! {
        div class="grid gap-3 border-b border-line pb-4 sm:grid-cols-[minmax(0,2fr)_minmax(0,1fr)_minmax(0,1fr)]" data-row {
            (Cell { name: "line_title", at, label: t.get("project-budget-title"), value: line.title, mode: "text", max_length: 120, locked: false }.show(errors))
            (amount("line_minimum", t.get("project-budget-minimum"), line.minimum).show(errors))
            (amount("line_optimum", t.get("project-budget-optimum"), line.optimum).show(errors))
        }
    }
}

/// The goal as the server adds it up; nothing while an amount cannot be read.
fn goal(visit: &Visit, page: &Page, errors: &FormErrors) -> Markup {
    let t = visit.t;
    html! {
        div class="rounded-[10px] bg-surface p-4" id="f-goal" {
            p class="flex flex-wrap items-baseline justify-between gap-2" {
                span class="font-semibold" { (t.get("project-goal")) }
                strong class="text-xl tabular-nums" {
                    @match page.goal_minor {
                        Some(minor) => (format::money(visit.locale, Money::new(minor, page.currency()))),
                        None => (t.get("project-goal-unknown")),
                    }
                }
            }
            p class="text-sm text-muted" { (t.get("project-goal-hint")) }
            (whole_error("goal", errors))
        }
    }
}

/// The tiers. One that somebody chose keeps what was promised.
pub(super) fn tiers(visit: &Visit, page: &Page, errors: &FormErrors) -> Markup {
    let t = visit.t;
    let mut tiers: Vec<TypedTier<'_>> = page.typed.tiers().collect();
    if tiers.is_empty() {
        tiers.push(TypedTier::default());
    }
    let content = html! {
        p class="hint" { (t.get("project-tiers-hint")) }
        (whole_error("tiers", errors))
        griot-form-rows class="grid gap-4" {
            @for (at, tier) in tiers.iter().enumerate() { (tier_row(visit, page, (at, *tier), errors)) }
            (add(visit, page, "tier", "contreparties", t.get("project-tiers-add")))
        }
    };
    html! { div id="contreparties" { (ui::FieldSet::new(t.get("project-tiers"), content)) } }
}

fn tier_row(visit: &Visit, page: &Page, (at, tier): (usize, TypedTier<'_>), errors: &FormErrors) -> Markup {
    let t = visit.t;
    let taken = taken(&page.view.tiers, tier.id);
    let locked = taken > 0;
    let key = format!("tier_description-{at}");
    let amount_label = t.with("project-tier-amount", &[("currency", sign(page.currency()).into())]);
    html! {
        div class="grid gap-3 border-b border-line pb-4 sm:grid-cols-[minmax(0,2fr)_minmax(0,1fr)_minmax(0,1fr)]" data-row {
            input type="hidden" name="tier_id" value=(tier.id);
            (Cell { name: "tier_title", at, label: t.get("project-tier-title"), value: tier.title, mode: "text", max_length: 120, locked }.show(errors))
            (Cell { name: "tier_amount", at, label: amount_label, value: tier.amount, mode: digits(page.currency()), max_length: 24, locked }.show(errors))
            (Cell { name: "tier_stock", at, label: t.get("project-tier-stock"), value: tier.stock, mode: "numeric", max_length: 9, locked: false }.show(errors))
            div class="field sm:col-span-3" {
                label for={ "f-" (key) } { (t.get("project-tier-description")) }
                textarea class="input" id={ "f-" (key) } name="tier_description" rows="2" maxlength="2000" readonly[locked] { (tier.description) }
            }
            (delivery(visit, (at, tier), locked))
            (Cell { name: "tier_question", at, label: t.get("project-tier-question"), value: tier.question, mode: "text", max_length: 200, locked }.show(errors))
            @if locked { p class="text-sm text-muted sm:col-span-3" data-taken { (t.with("project-tier-taken", &[("n", taken.into())])) } }
        }
    }
}

/// Whether an address is asked for: a choice, for a box that is not ticked says nothing of which row it is of.
fn delivery(visit: &Visit, (at, tier): (usize, TypedTier<'_>), locked: bool) -> Markup {
    let t = visit.t;
    let key = format!("tier_delivery-{at}");
    html! {
        div class="field" {
            label for={ "f-" (key) } { (t.get("project-tier-delivery")) }
            select class="input" id={ "f-" (key) } name="tier_delivery" {
                @for (value, label) in [("", "project-tier-delivery-none"), (ADDRESS, "project-tier-delivery-address")] {
                    option value=(value) selected[tier.delivery == value] disabled[locked && tier.delivery != value] { (t.get(label)) }
                }
            }
        }
    }
}

fn taken(tiers: &[TierView], id: &str) -> i32 {
    tiers.iter().find(|tier| tier.id.to_string() == id).map_or(0, |tier| tier.taken)
}

fn add(visit: &Visit, page: &Page, step: &'static str, place: &str, label: String) -> Markup {
    let action = format!("{}#{place}", visit.url(&super::path(page.view.id)));
    let button = ui::Button::secondary(label)
        .small()
        .icon(Icon::Add)
        .value("do", step)
        .attr("formaction", action)
        .attr("formnovalidate", "")
        .attr("data-add", "");
    html! { p { (button) } }
}

/// What is wrong with all rows together.
fn whole_error(name: &str, errors: &FormErrors) -> Markup {
    html! {
        @if let Some(error) = errors.on(name) {
            p class="field-error" id={ "error-" (name) } { (Icon::Alert) span { (error) } }
        }
    }
}

const fn digits(currency: Currency) -> &'static str {
    if currency.decimals() == 0 { "numeric" } else { "decimal" }
}

pub(super) const fn sign(currency: Currency) -> &'static str {
    match currency {
        Currency::Xof => "FCFA",
        Currency::Mad => "DH",
        Currency::Eur => "€",
    }
}

/// Whether the form of a project in this state asks for its terms.
pub(super) const fn asks_terms(state: ProjectState) -> bool {
    matches!(state, ProjectState::Draft)
}
