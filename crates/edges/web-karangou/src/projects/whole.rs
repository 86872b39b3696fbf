//! A project read whole: story, risks, budget, tiers, terms. The public page, the staff and the studio show the same parts.

use crowdfunding::{ProjectView, TierView};
use kernel::Money;
use maud::{Markup, html};
use web_kit::{Visit, format, ui, ui::Column, ui::Row};

use crate::parts::names;

/// Everything that was written, one part after the other.
pub(crate) fn show(visit: &Visit, view: &ProjectView) -> Markup {
    let t = visit.t;
    html! {
        @if !view.pitch.is_empty() { p class="max-w-[65ch] text-lg break-words" { (view.pitch) } }
        (story(visit, view))
        (ui::Section::new(t.get("project-terms"), terms(visit, view)))
        @if !view.tiers.is_empty() {
            (ui::Section::new(t.get("project-tiers"), html! { div class="grid gap-3" { @for tier in &view.tiers { (self::tier(visit, tier, None)) } } }))
        }
        (risks(visit, view))
    }
}

/// The story, as its creator wrote it.
pub(crate) fn story(visit: &Visit, view: &ProjectView) -> Markup {
    html! { @if !view.story.trim().is_empty() { (ui::Section::new(visit.t.get("project-story"), html! { (ui::Prose::markdown(&view.story)) }).id("histoire")) } }
}

/// What can go wrong, in the creator's own words.
pub(crate) fn risks(visit: &Visit, view: &ProjectView) -> Markup {
    html! { @if !view.risks.trim().is_empty() { (ui::Section::new(visit.t.get("project-risks"), html! { (ui::Prose::markdown(&view.risks)) }).id("risques")) } }
}

/// What backers decide by, and the budget behind it.
pub(crate) fn terms(visit: &Visit, view: &ProjectView) -> Markup {
    let (t, locale) = (visit.t, visit.locale);
    let days = t.with("project-days", &[("n", view.days.into())]);
    let facts = ui::DescriptionList::new()
        .fact(t.get("project-goal"), format::money(locale, view.goal))
        .fact(t.get("project-field-mode"), names::funding_mode(t, view.mode))
        .fact(t.get("project-field-days"), days)
        .fact_if(t.get("project-deadline"), view.deadline_at.map(|at| ui::When::minute(locale, at)))
        .fact(t.get("project-field-country"), names::country(t, &view.country));
    html! { (facts) div class="mt-4" { (budget(visit, view)) } }
}

/// What the money is for, with its sums.
pub(crate) fn budget(visit: &Visit, view: &ProjectView) -> Markup {
    let (t, locale) = (visit.t, visit.locale);
    let money = |minor: i64| format::money(locale, Money::new(minor, view.goal.currency));
    let sum =
        |part: fn(&crowdfunding::BudgetLine) -> i64| view.budget.iter().fold(0, |sum: i64, line| sum.saturating_add(part(line)));
    let columns = vec![
        Column::new(t.get("project-budget-title")),
        Column::number(t.get("project-budget-minimum")),
        Column::number(t.get("project-budget-optimum")),
    ];
    let lines = view.budget.iter().map(|line| {
        Row::new(vec![line.title.as_str().into(), money(line.minimum_minor).into(), money(line.optimum_minor).into()])
    });
    let strong = |text: String| html! { strong { (text) } };
    let total = Row::new(vec![
        strong(t.get("project-budget-sum")).into(),
        strong(money(sum(|line| line.minimum_minor))).into(),
        strong(money(sum(|line| line.optimum_minor))).into(),
    ]);
    html! {
        @if !view.budget.is_empty() {
            (ui::Table::new(t.get("project-budget"), columns, lines.chain([total]).collect()))
        }
    }
}

/// One tier; `choose` is what a backer does about it.
pub(crate) fn tier(visit: &Visit, tier: &TierView, choose: Option<Markup>) -> Markup {
    let t = visit.t;
    let left = tier.left.map(|left| t.with("project-tier-left", &[("n", left.into())]));
    html! {
        article class="grid content-start gap-2 rounded-[10px] border border-line bg-surface p-4" {
            p class="text-lg font-bold tabular-nums" { (format::money(visit.locale, tier.amount)) }
            h3 class="font-semibold break-words" { (tier.title) }
            @if !tier.description.is_empty() { p class="break-words whitespace-pre-line" { (tier.description) } }
            @if tier.asks.address { p class="text-sm text-muted" { (t.get("project-tier-asks-address")) } }
            @if let Some(question) = &tier.asks.question {
                p class="text-sm break-words text-muted" { (t.with("project-tier-asks-question", &[("question", question.into())])) }
            }
            @if let Some(left) = left { p class="text-sm text-muted" { (left) } }
            @if let Some(choose) = choose { (choose) }
        }
    }
}
