//! What a partner has with a merchant, and the commissions it comes from.

use affiliate::{CommissionView, EarningsView};
use contracts::{affiliate::ConversionId, identity::OrganisationId};
use jiff::{SignedDuration, Timestamp};
use kernel::Cursor;
use maud::{Markup, html};
use web_kit::{Visit, format, ui, ui::Column, ui::Row};

use super::{nav, talk, terms, words};

/// What the partner has, in one line of a list: what can be paid out, what is held, what was paid, what is owed back.
pub(crate) fn line(visit: &Visit, earnings: &EarningsView) -> Markup {
    let t = visit.t;
    let sums = [
        ("sales-earned-payable", earnings.payable),
        ("sales-earned-held", earnings.held),
        ("sales-earned-paid", earnings.paid),
        ("sales-earned-debt", earnings.debt),
    ];
    let some: Vec<_> = sums.into_iter().filter(|(key, sum)| sum.amount_minor != 0 || *key == "sales-earned-payable").collect();
    html! {
        p class="flex flex-wrap gap-x-4 text-sm" data-earnings {
            @for (key, sum) in some { span { (t.get(key)) " " strong class="tabular-nums" { (format::money(visit.locale, sum)) } } }
        }
    }
}

/// Held, payable, paid, owed.
pub(crate) fn stats(visit: &Visit, earnings: &EarningsView) -> Markup {
    let t = visit.t;
    let stat = |key: &str, amount| ui::Stat::new(t, t.get(key), Some(format::money(visit.locale, amount))).href("#commissions");
    let mut stats = vec![
        stat("sales-earned-held", earnings.held).note(t.get("sales-earned-held-note")),
        stat("sales-earned-payable", earnings.payable).note(t.get("sales-earned-payable-note")),
        stat("sales-earned-paid", earnings.paid),
    ];
    if earnings.debt.amount_minor != 0 {
        stats.push(stat("sales-earned-debt", earnings.debt).note(t.get("sales-earned-debt-note")));
    }
    html! { (ui::StatRow::new(stats)) }
}

/// Commissions with why each is there; `more` leads to the rest. At the desk of a merchant, each leads to its order; a partner writes about it.
pub(crate) fn commissions(visit: &Visit, list: &[CommissionView], more: Option<String>, desk: Option<OrganisationId>) -> Markup {
    let t = visit.t;
    let columns = vec![
        Column::new(t.get("sales-commission-order")),
        Column::number(t.get("sales-commission-of")),
        Column::number(t.get("sales-commission-amount")),
        Column::new(t.get("sales-commission-state")),
        Column::new(t.get("sales-commission-why")),
    ];
    let rows = list.iter().map(|commission| row(visit, commission, desk)).collect();
    let content = html! {
        @if list.is_empty() { p class="text-muted" { (t.get("sales-commissions-none")) } }
        @else { (ui::Table::new(t.get("sales-commissions"), columns, rows)) }
        @if more.is_some() { (ui::Pagination::new(t, more)) }
    };
    html! { (ui::Section::new(t.get("sales-commissions"), content).id("commissions")) }
}

/// Where the order of a commission stands among all that the shop reported: the list begins with it.
pub(crate) fn order(visit: &Visit, org: OrganisationId, (id, occurred_at): (ConversionId, Timestamp)) -> String {
    let before = Cursor::after(&(occurred_at + SignedDuration::from_micros(1), id.as_uuid()));
    format!("{}?after={}#conversion-{id}", visit.url(&nav::desk(org, "/ventes")), before.as_str())
}

fn row(visit: &Visit, commission: &CommissionView, desk: Option<OrganisationId>) -> Row {
    let (t, locale) = (visit.t, visit.locale);
    let (tone, state) = words::commission_state(t, commission.state);
    let what = words::conversion_kind(t, &commission.kind);
    let order = html! {
        @match (&commission.external_id, desk) {
            (Some(number), Some(org)) => { a class="link break-all" href=(order(visit, org, (commission.conversion_id, commission.occurred_at))) { (what) " " (number) } },
            _ => (what),
        }
        span class="block text-sm text-muted" {
            @if let Some(clicks) = commission.clicks { (format::day(locale, clicks.day)) }
            @else if let Some(bonus) = commission.bonus { (format::day(locale, bonus.month.last_of_month())) }
            @else { (ui::When::minute(locale, commission.occurred_at)) }
        }
    };
    let of = html! {
        (format::money(locale, commission.amount))
        @if commission.share_bp < 10_000 {
            span class="block text-sm text-muted" { (terms::share(locale, u32::try_from(commission.share_bp).unwrap_or(0))) }
        }
    };
    let owed = html! {
        strong { (format::money(locale, commission.owed)) }
        @if commission.owed != commission.earned {
            span class="block text-sm text-muted" { s { (format::money(locale, commission.earned)) } }
        }
    };
    let stands = html! {
        (ui::Badge::new(tone, state))
        @if commission.matured_at.is_none() && commission.owed.amount_minor != 0 {
            span class="block text-sm text-muted" { (t.get("sales-commission-from")) " " (ui::When::day(locale, commission.matures_at)) }
        }
    };
    Row::new(vec![order.into(), of.into(), owed.into(), stands.into(), why(visit, commission, desk).into()])
}

/// Why it is theirs, and for the partner the way to speak of it.
fn why(visit: &Visit, commission: &CommissionView, desk: Option<OrganisationId>) -> Markup {
    let t = visit.t;
    html! {
        @if let Some(outcome) = commission.why { (words::outcome(t, outcome)) }
        @if let Some(clicks) = commission.clicks { (words::clicks(t, &clicks)) }
        @if let Some(bonus) = commission.bonus { (words::bonus(t, &bonus)) }
        @if desk.is_none() && matches!(commission.kind.as_str(), "lead" | "sale") && commission.share_bp > 0 {
            (talk::about(visit, (commission.partnership_id, commission.conversion_id), t.get("sales-write-merchant")))
        }
    }
}
