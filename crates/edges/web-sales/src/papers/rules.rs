//! Tax rules in words: what each is about, which law, where it was read, and that no accountant looked at it.

use affiliate::{ContractNeed, ContractState, TaxLine, TaxRule, TaxYearView};
use jiff::civil::Date;
use maud::{Markup, html};
use web_kit::{Visit, WebError, format, ui, ui::Column, ui::Row};

use crate::{SalesState, parts::terms};

/// Which law: in words of the reader's language, which a test keeps for every rule.
fn law(visit: &Visit, rule_id: &str) -> String {
    visit.t.get(&format!("affiliate-tax-rule-{rule_id}"))
}

/// Where a rule was read and when, and who looked at it.
fn trust(visit: &Visit, (source, checked_on): (&str, Date), is_documented: bool, reviewer: Option<&str>) -> Markup {
    let t = visit.t;
    let read = if is_documented { "sales-rule-read" } else { "sales-rule-remembered" };
    let values = [("source", source.to_owned().into()), ("date", format::day(visit.locale, checked_on).into())];
    html! {
        span class="block text-sm text-muted" { (t.with(read, &values)) }
        @match reviewer {
            Some(name) => { span class="block text-sm text-muted" { (t.with("sales-rule-reviewed", &[("name", name.to_owned().into())])) } }
            None => { span class="block text-sm text-warn" { (t.get("sales-rule-unreviewed")) } }
        }
    }
}

/// Every rule of today, folded.
pub(super) async fn all(visit: &Visit, state: &SalesState) -> Result<Markup, WebError> {
    let t = visit.t;
    let today = visit.now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let holds = |rule: &TaxRule| rule.valid_from <= today && rule.valid_to.is_none_or(|end| today < end);
    let rules = state.affiliate.tax_rules(&visit.actor).await?;
    Ok(html! {
        details class="mt-8 max-w-3xl" {
            summary class="inline-flex min-h-11 cursor-pointer items-center gap-1" { (ui::Icon::Info) (t.get("sales-rules-all")) }
            p class="mt-2 text-muted" { (t.get("sales-rules-lead")) }
            ul class="mt-2 grid gap-3" {
                @for rule in rules.iter().filter(|rule| holds(rule)) {
                    li {
                        strong { (t.get(rule.kind.code())) }
                        @if let Some(bp) = rule.rate_bp { " " (terms::share(visit.locale, bp)) }
                        @if let Some(sum) = rule.threshold { " · " (t.with("sales-rule-from", &[("amount", format::money(visit.locale, sum).into())])) }
                        span class="block" { (law(visit, &rule.id)) }
                        (trust(visit, (&rule.source, rule.checked_on), rule.is_documented, rule.reviewer.as_deref()))
                    }
                }
            }
        }
    })
}

/// What the rules said of a statement when it was issued.
pub(super) fn said(visit: &Visit, lines: &[TaxLine]) -> Markup {
    let (t, locale) = (visit.t, visit.locale);
    let columns = vec![
        Column::new(t.get("sales-rule")),
        Column::number(t.get("sales-rule-base")),
        Column::number(t.get("sales-rule-rate")),
        Column::number(t.get("sales-rule-sum")),
    ];
    let row = |line: &TaxLine| {
        let what = html! {
            (t.get(line.kind.code()))
            span class="block text-sm font-normal" { (law(visit, &line.rule_id)) }
            (trust(visit, (&line.source, line.checked_on), line.is_documented, line.reviewer.as_deref()))
        };
        let amount = match line.amount {
            None => t.get("sales-rule-other-currency"),
            Some(_) if line.rate_bp.is_none() => String::new(),
            Some(amount) => format::money(locale, amount),
        };
        let rate = line.rate_bp.map(|bp| terms::share(locale, bp)).unwrap_or_default();
        Row::new(vec![what.into(), format::money(locale, line.base).into(), rate.into(), amount.into()])
    };
    let content = html! {
        @if lines.is_empty() { p class="text-muted" { (t.get("sales-rules-none")) } }
        @else { (ui::Table::new(t.get("sales-rules-said"), columns, lines.iter().map(row).collect())) }
    };
    html! { (ui::Section::new(t.get("sales-rules-said"), content).text(t.get("sales-rules-nothing-deducted")).id("regles")) }
}

/// How near the sum of this year is to the one from which there must be a written contract; nothing while it is far.
pub(crate) fn contract(visit: &Visit, year: &TaxYearView) -> Markup {
    html! { @for need in &year.contracts { (warning(visit, need)) } }
}

fn warning(visit: &Visit, need: &ContractNeed) -> Markup {
    let (tone, key) = match need.state {
        ContractState::Far => return html! {},
        ContractState::Near => (ui::Tone::Warn, "sales-contract-near"),
        ContractState::Reached => (ui::Tone::Bad, "sales-contract-reached"),
        ContractState::OtherCurrency => (ui::Tone::Info, "sales-contract-other-currency"),
    };
    let money = |amount| format::money(visit.locale, amount).into();
    let text = visit.t.with(key, &[("threshold", money(need.threshold)), ("total", money(need.total))]);
    let content = html! { (text) span class="block text-sm" { (law(visit, &need.rule_id)) } };
    html! { div class="my-4" data-contract=(need.state.as_str()) { (ui::Banner::new(tone, content)) } }
}
