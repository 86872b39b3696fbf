//! From visits to payments, on the dashboard of a project, and `GET /studio/projets/{id}/visites.csv` (`periode`: 7, 30 or all). 200 for its
//! creator and the staff; 404 for others; 409 for a project that was never online.

use axum::{
    extract::{Path, Query, State},
    http::header,
    response::{IntoResponse, Response},
};
use contracts::crowdfunding::ProjectId;
use crowdfunding::{Funnel, ProjectView, Source, VisitRange, VisitsView};
use jiff::{ToSpan as _, civil::Date};
use kernel::Money;
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{Translator, Visit, WebError, format, ui, ui::Column, ui::Icon, ui::Row};

use crate::{KarangouState, parts::names, projects::how};

/// How many days the table shows, and how many the chart: the file has all.
const DAYS: usize = 90;
/// How many ways the table names; the others are one line.
const WAYS: usize = 25;

/// Which days are looked at.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Period {
    #[serde(default)]
    periode: String,
}

impl Period {
    /// Thirty days for what is no period.
    pub(super) fn range(&self) -> VisitRange {
        VisitRange::parse(&self.periode).unwrap_or_default()
    }
}

pub(crate) async fn export(
    visit: Visit,
    State(state): State<KarangouState>,
    Path(id): Path<ProjectId>,
    Query(period): Query<Period>,
) -> Result<Response, WebError> {
    visit.require_account()?;
    let table = state.crowdfunding.export_visits(&visit.actor, id, period.range()).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"visites.csv\""),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, table).into_response())
}

/// The whole of it, with the way to take it away.
pub(super) fn section(visit: &Visit, view: &ProjectView, visits: &VisitsView, range: VisitRange) -> Markup {
    let t = visit.t;
    let below = |name: &str, range: VisitRange| format!("{}/{name}?periode={}", super::path(view.id), range.as_str());
    let tab = |range: VisitRange| {
        let href = visit.url(&format!("{}#visites", below("tableau", range)));
        ui::Tab::new(t.get(&format!("visits-range-{}", range.as_str())), href)
    };
    let current = visit.url(&format!("{}#visites", below("tableau", range)));
    let export = ui::Button::secondary(t.get("dashboard-export")).small().icon(Icon::Download);
    let export = export.href(visit.url(&below("visites.csv", range))).attr("download", "");
    let content = html! {
        (ui::Tabs::new(t.get("visits-range"), current, VisitRange::ALL.map(tab).into()))
        @if visits.by_day.is_empty() { p class="mt-4 text-muted" { (t.get("visits-none")) } } @else {
            div class="mt-4" { (stats(visit, &visits.total)) }
            div class="mt-6" { (chart(visit, &visits.by_day)) }
            div class="mt-6 grid items-start gap-8 *:m-0 *:min-w-0" {
                (by_source(visit, &visits.by_source))
                (by_rail(visit, visits))
            }
            details class="mt-4" {
                summary class="inline-flex min-h-11 cursor-pointer items-center" { (t.get("visits-by-day")) }
                (by_day(visit, &visits.by_day))
            }
        }
    };
    let section = ui::Section::new(t.get("visits-title"), content).id("visites").text(t.get("visits-text"));
    html! { @if visits.by_day.is_empty() { (section) } @else { (section.action(export)) } }
}

fn stats(visit: &Visit, total: &Funnel) -> Markup {
    let t = visit.t;
    let number = |count: i64| Some(format::number(visit.locale, count));
    let share = total.conversion_bp().map(|share| how::share(visit.locale, share));
    let conversion = ui::Stat::new(t, t.get("visits-conversion"), share.clone());
    let stats = vec![
        ui::Stat::new(t, t.get("visits-visits"), number(total.visits)),
        ui::Stat::new(t, t.get("visits-begun"), number(total.begun)),
        ui::Stat::new(t, t.get("visits-paid"), number(total.paid)),
        if share.is_some() { conversion } else { conversion.note(conversion_of(visit, total)) },
    ];
    html! { (ui::StatRow::new(stats)) }
}

/// A share in words: what cannot be said says why.
fn conversion_of(visit: &Visit, funnel: &Funnel) -> String {
    match funnel.conversion_bp() {
        Some(share) => how::share(visit.locale, share),
        None if funnel.visits < Funnel::VISITS_MIN => {
            visit.t.with("visits-too-few", &[("n", format::number(visit.locale, Funnel::VISITS_MIN).into())])
        }
        None => visit.t.get("visits-beyond"),
    }
}

fn chart(visit: &Visit, by_day: &[(Date, Funnel)]) -> Markup {
    let t = visit.t;
    #[expect(clippy::cast_precision_loss, reason = "the height of a line in a chart")]
    let points = filled(by_day)
        .into_iter()
        .map(|(day, visits)| ui::Point::new(format::day(visit.locale, day), visits as f64, format::number(visit.locale, visits)));
    html! { (ui::LineChart::new(visit, t.get("visits-chart"), t.get("visits-chart-text"), points.collect())) }
}

fn row(visit: &Visit, name: String, funnel: &Funnel) -> Row {
    let number = |count: i64| format::number(visit.locale, count);
    Row::new(vec![
        name.into(),
        number(funnel.visits).into(),
        number(funnel.begun).into(),
        number(funnel.paid).into(),
        conversion_of(visit, funnel).into(),
    ])
}

fn table(t: Translator, title: &str, first: &str, rows: Vec<Row>) -> Markup {
    let figures =
        ["visits-visits", "visits-begun-short", "visits-paid", "visits-conversion"].map(|key| Column::number(t.get(key)));
    let columns = std::iter::once(Column::new(t.get(first))).chain(figures).collect();
    html! { (ui::Table::new(t.get(title), columns, rows)) }
}

/// The newest day first.
fn by_day(visit: &Visit, by_day: &[(Date, Funnel)]) -> Markup {
    let days = by_day.iter().rev().take(DAYS);
    let rows = days.map(|(day, funnel)| row(visit, format::day(visit.locale, *day), funnel)).collect();
    table(visit.t, "visits-by-day", "visits-day", rows)
}

fn by_source(visit: &Visit, by_source: &[(Option<Source>, Funnel)]) -> Markup {
    let t = visit.t;
    let (shown, others) = by_source.split_at(by_source.len().min(WAYS));
    let mut rows: Vec<_> = shown.iter().map(|(source, funnel)| row(visit, names::source(t, source.as_ref()), funnel)).collect();
    if let [(_, first), ..] = others {
        let nothing = Funnel { visits: 0, begun: 0, paid: 0, amount: Money::zero(first.amount.currency) };
        let rest = others.iter().fold(nothing, |sum, (_, line)| Funnel {
            visits: sum.visits + line.visits,
            begun: sum.begun + line.begun,
            paid: sum.paid + line.paid,
            amount: sum.amount,
        });
        let count = i64::try_from(others.len()).unwrap_or(i64::MAX);
        rows.push(row(visit, t.with("visits-others", &[("n", count.into())]), &rest));
    }
    let content = table(t, "visits-by-source", "visits-source", rows);
    html! { (ui::Section::new(t.get("visits-by-source"), content)) }
}

fn by_rail(visit: &Visit, visits: &VisitsView) -> Markup {
    let (t, locale) = (visit.t, visit.locale);
    let rows: Vec<_> = visits
        .by_rail
        .iter()
        .map(|line| {
            Row::new(vec![
                names::rail(t, line.rail).into(),
                format::number(locale, line.begun).into(),
                format::number(locale, line.paid).into(),
                format::money(locale, line.amount).into(),
            ])
        })
        .collect();
    let figures = ["visits-begun-short", "visits-paid", "dashboard-sum"].map(|key| Column::number(t.get(key)));
    let columns = std::iter::once(Column::new(t.get("dashboard-rail"))).chain(figures).collect();
    html! {
        @if !rows.is_empty() {
            (ui::Section::new(t.get("visits-by-rail"), html! { (ui::Table::new(t.get("visits-by-rail"), columns, rows)) }))
        }
    }
}

/// Every day up to the last that had anything; those without have nothing.
fn filled(by_day: &[(Date, Funnel)]) -> Vec<(Date, i64)> {
    let (Some((first, _)), Some((last, _))) = (by_day.first(), by_day.last()) else { return Vec::new() };
    let between = last.since(*first).map_or(0, |span| span.get_days());
    // A line needs two ends: the day before the first had nothing.
    let days = between.clamp(1, i32::try_from(DAYS).unwrap_or(i32::MAX));
    let visits = |day: Date| by_day.iter().find(|(one, _)| *one == day).map_or(0, |(_, funnel)| funnel.visits);
    (0..=days).rev().filter_map(|back| last.checked_sub(back.days()).ok()).map(|day| (day, visits(day))).collect()
}

#[cfg(test)]
mod tests {
    use kernel::Currency;

    use super::*;

    #[test]
    fn days_without_visits_are_there_and_have_none() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let visits = |visits| Funnel { visits, begun: 0, paid: 0, amount: Money::zero(Currency::Xof) };
        let counted = [(day("2026-02-27"), visits(5)), (day("2026-03-01"), visits(7))];
        let expected = [(day("2026-02-27"), 5), (day("2026-02-28"), 0), (day("2026-03-01"), 7)];
        assert_eq!(filled(&counted), expected);
        assert_eq!(filled(&counted[1..]), [(day("2026-02-28"), 0), (day("2026-03-01"), 7)]);
        assert_eq!(filled(&[]), []);
        let years = [(day("2020-01-01"), visits(1)), (day("2026-01-01"), visits(2))];
        assert_eq!(filled(&years).len(), DAYS + 1);
    }
}
