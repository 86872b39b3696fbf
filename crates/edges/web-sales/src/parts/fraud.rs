//! A fraud case in words: what was found, what was decided, since when.

use affiliate::{Finding, FraudCaseView, FraudEntry, FraudState};
use maud::{Markup, html};
use web_kit::{Translator, Value, Visit, format, names, ui, ui::Tone};

use super::words;

/// Where a case stands.
pub(crate) fn state(t: Translator, case: &FraudCaseView) -> (Tone, String) {
    let tone = match case.state {
        FraudState::Clear | FraudState::Shown => Tone::Info,
        FraudState::Held => Tone::Warn,
        FraudState::Released | FraudState::Expired => Tone::Ok,
        FraudState::Rejected => Tone::Bad,
    };
    (tone, t.get(case.state.code()))
}

/// What the case is about.
pub(crate) fn facts(visit: &Visit, case: &FraudCaseView) -> Markup {
    let (t, locale) = (visit.t, visit.locale);
    // The partner is not told the shop's number.
    let of = format!("{} {}", words::conversion_kind(t, &case.kind), case.external_id);
    let until = case.blocks_until.map(|until| ui::When::minute(locale, until));
    let facts = ui::DescriptionList::new()
        .fact(t.get("sales-fraud-score"), t.with("sales-fraud-of-hundred", &[("score", i64::from(case.score).into())]))
        .fact(t.get("sales-fraud-of"), of.trim_end())
        .fact(t.get("sales-fraud-amount"), format::money(locale, case.amount))
        .fact(t.get("sales-fraud-when"), ui::When::minute(locale, case.occurred_at))
        .fact_if(t.get("sales-fraud-until"), until)
        .fact_if(t.get("sales-fraud-ground"), case.ground.map(|ground| t.get(ground.code())))
        .fact_if(t.get("sales-fraud-reason"), Some(&case.reason).filter(|reason| !reason.is_empty()));
    html! { (facts) }
}

/// Why, each signal in a sentence with its weight.
pub(crate) fn findings(visit: &Visit, case: &FraudCaseView) -> Markup {
    let t = visit.t;
    html! {
        @if case.findings.is_empty() { p class="text-muted" { (t.get("sales-fraud-nothing")) } }
        ul class="grid gap-2" {
            @for finding in &case.findings {
                li class="flex flex-wrap items-start justify-between gap-x-4 rounded-card border border-line bg-surface px-4 py-3" {
                    span class="min-w-0 break-words" { (sentence(t, finding)) }
                    span class="text-sm text-muted" { "+" (finding.weight) }
                }
            }
        }
    }
}

/// A signal in words; countries by their names.
fn sentence(t: Translator, finding: &Finding) -> String {
    let said = |name: &str, value: &String| match name {
        "clicked" | "ordered" => names::country(t, value),
        _ => value.clone(),
    };
    let args: Vec<(&str, Value)> = finding.args.iter().map(|(name, value)| (name.as_str(), said(name, value).into())).collect();
    t.with(finding.signal.code(), &args)
}

/// What happened, the latest first.
pub(crate) fn history(visit: &Visit, entries: &[FraudEntry]) -> Markup {
    let t = visit.t;
    let items = entries.iter().rev().map(|entry| {
        let content = html! {
            (t.get(entry.code()))
            @if !entry.words.is_empty() { span class="block break-words whitespace-pre-line text-muted" { (entry.words) } }
        };
        ui::TimelineItem::new(ui::When::minute(visit.locale, entry.at), content)
    });
    html! { (ui::Timeline::new(items.collect())) }
}
