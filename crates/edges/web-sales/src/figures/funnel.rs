//! From a click to a sale that stays: how many come to each step, and which part of the clicks that is. A sale needs no lead before it,
//! so neither is a part of the other.

use affiliate::{Figures, MoneyFigures};
use maud::{Markup, html};
use web_kit::{Visit, format, ui, ui::Column, ui::Row};

use super::board::compared;
use crate::parts::terms;

/// The names of the steps that are counted.
const COUNTED: [&str; 3] = ["sales-figure-clicks", "sales-figure-leads", "sales-figure-sales"];

/// The steps of a period beside those of the one before; `rows` is where clicks, leads and sales are listed.
pub(super) fn section(visit: &Visit, (now, before): (&Figures, &Figures), rows: &[Option<String>; 3]) -> Markup {
    let t = visit.t;
    let columns = vec![
        Column::new(t.get("sales-funnel-step")),
        Column::number(t.get("sales-funnel-count")),
        Column::number(t.get("sales-funnel-share")),
        Column::number(t.get("sales-funnel-change")),
    ];
    let (steps, past) = (counts(now), counts(before));
    let mut shown: Vec<Row> = (0..COUNTED.len())
        .map(|at| {
            let share = share(visit, at, (&steps, &past));
            let count = format::number(visit.locale, steps[at]);
            step(t.get(COUNTED[at]), rows[at].as_deref(), [count, share, compared(visit, steps[at], past[at])])
        })
        .collect();
    shown.extend(now.money.iter().map(|money| kept(visit, money, before, rows[2].as_deref())));
    let table = ui::Table::new(t.get("sales-funnel"), columns, shown);
    html! { (ui::Section::new(t.get("sales-funnel"), html! { (table) }).text(t.get("sales-funnel-text")).id("parcours")) }
}

const fn counts(figures: &Figures) -> [i64; 3] {
    [figures.clicks, figures.leads, figures.sales]
}

fn step(name: String, rows: Option<&str>, [count, share, change]: [String; 3]) -> Row {
    let name = html! { @match rows { Some(href) => a class="link" href=(href) { (name) }, None => (name) } };
    Row::new(vec![name.into(), count.into(), share.into(), change.into()])
}

/// What of the sales stays, in money: a sale may be given back in parts.
fn kept(visit: &Visit, money: &MoneyFigures, before: &Figures, rows: Option<&str>) -> Row {
    let t = visit.t;
    let part = |money: &MoneyFigures| part_of(money.net().amount_minor, money.revenue.amount_minor);
    let past = before.money.iter().find(|other| other.currency == money.currency);
    let share = said(visit, (part(money), past.and_then(part)), "sales-funnel-of-paid");
    let amount = format::money(visit.locale, money.net());
    let change = compared(visit, money.net().amount_minor, past.map_or(0, |past| past.net().amount_minor));
    step(t.get("sales-funnel-kept"), rows, [amount, share, change])
}

/// Which part of the clicks came to a step after them, and which it was in the period before.
fn share(visit: &Visit, at: usize, (steps, past): (&[i64; 3], &[i64; 3])) -> String {
    let part = |counts: &[i64; 3]| if at == 0 { None } else { part_of(counts[at], counts[0]) };
    said(visit, (part(steps), part(past)), "sales-funnel-of-clicks")
}

fn said(visit: &Visit, (now, before): (Option<u32>, Option<u32>), of: &str) -> String {
    let t = visit.t;
    let Some(now) = now else { return "–".to_owned() };
    let now = t.with(of, &[("share", terms::share(visit.locale, now).into())]);
    match before {
        Some(before) => {
            t.with("sales-funnel-before", &[("now", now.into()), ("before", terms::share(visit.locale, before).into())])
        }
        None => now,
    }
}

/// In hundredths of a percent, rounded half up; none of nothing, nothing of less.
fn part_of(part: i64, whole: i64) -> Option<u32> {
    if whole <= 0 {
        return None;
    }
    let (part, whole) = (i128::from(part.max(0)), i128::from(whole));
    Some(u32::try_from((part * 20_000 + whole) / (whole * 2)).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::part_of;

    #[test]
    fn a_part_is_rounded_half_up_and_of_nothing_there_is_none() {
        for (part, whole, bp) in [
            (0, 0, None),
            (5, 0, None),
            (0, 3, Some(0)),
            (1, 3, Some(3333)),
            (2, 3, Some(6667)),
            (3, 2, Some(15_000)),
            (-1, 2, Some(0)),
            (i64::MAX, 1, Some(u32::MAX)),
        ] {
            assert_eq!(part_of(part, whole), bp, "{part} of {whole}");
        }
    }
}
