//! `GET /studio/projets/{id}/tableau`: how the funding of one project goes. Every figure is a query. 200 for its creator and the staff;
//! 404 for others; 409 for a project that was never online.

use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
};
use contracts::crowdfunding::ProjectId;
use crowdfunding::{
    DeliveriesView, FundingView, PayoutView, PledgeRow, ProjectState, ProjectView, VisitRange, VisitsView, WaitingQuestions,
};
use jiff::civil::Date;
use kernel::{Money, Page};
use maud::{Markup, html};
use web_kit::{FormErrors, Shell, Translator, Visit, WebError, format, ui, ui::Column, ui::Icon, ui::Row};

use super::{PATH, deliveries, payout, pledges, updates, visits};
use crate::{
    KarangouState,
    parts::{names, next::After},
    projects::figures,
};

/// How many days the chart goes back at most: a campaign lasts 60, and its last payments may take some more.
const DAYS: i32 = 90;

pub(crate) async fn show(
    visit: Visit,
    State(state): State<KarangouState>,
    Path(id): Path<ProjectId>,
    Query(after): Query<After>,
    Query(period): Query<visits::Period>,
) -> Result<Response, WebError> {
    visit.require_account()?;
    let board = Board::load((&visit, &state), id, &after, period.range()).await?;
    if visit.htmx && after.after.is_some() {
        return Ok(pledges::rows(&visit, id, &board.pledges).into_response());
    }
    Ok(board.shell(&visit).body(&board.content(&visit, &state, &payout::To::default(), &FormErrors::none())))
}

/// Everything the page shows.
pub(super) struct Board {
    pub(super) view: ProjectView,
    funding: FundingView,
    pub(super) payout: Option<PayoutView>,
    pledges: Page<PledgeRow>,
    questions: WaitingQuestions,
    visits: (VisitsView, VisitRange),
    deliveries: Option<DeliveriesView>,
}

impl Board {
    pub(super) async fn load(
        (visit, state): (&Visit, &KarangouState),
        id: ProjectId,
        after: &After,
        range: VisitRange,
    ) -> Result<Self, WebError> {
        let funding = state.crowdfunding.funding(&visit.actor, id).await?;
        Ok(Self {
            view: state.crowdfunding.project(&visit.actor, id).await?,
            funding,
            payout: state.crowdfunding.payout(&visit.actor, id).await?,
            pledges: state.crowdfunding.pledges_of(&visit.actor, id, &after.page(pledges::ROWS)).await?,
            questions: state.crowdfunding.waiting_questions(&visit.actor, id).await?,
            deliveries: state.crowdfunding.deliveries(&visit.actor, id).await?,
            visits: (state.crowdfunding.visits_of(&visit.actor, id, range).await?, range),
        })
    }

    pub(super) fn shell<'v>(&self, visit: &'v Visit) -> Shell<'v> {
        Shell::new(visit, visit.t.with("dashboard-title", &[("title", (&self.view.title).into())])).tool()
    }

    pub(super) fn content(&self, visit: &Visit, state: &KarangouState, to: &payout::To, errors: &FormErrors) -> Markup {
        let (t, view) = (visit.t, &self.view);
        let (tone, word) = names::project_state(t, view.state);
        let mine = visit.actor.is(view.account_id);
        let actions = html! {
            (ui::Button::secondary(t.get("project-see")).icon(Icon::Eye).href(visit.url(&crate::projects::path(&view.slug))))
            @if mine {
                (ui::Button::secondary(t.get("studio-voices-title")).icon(Icon::Message).href(visit.url(&super::updates_path(view.id))))
                (ui::Button::secondary(t.get("dashboard-write")).icon(Icon::Edit).href(visit.url(&super::path(view.id))))
            }
        };
        html! {
            @if mine { (ui::Breadcrumb::to(t, t.get("dashboard-short")).step(t.get("project-studio-title"), visit.url(PATH)).step(&view.title, visit.url(&super::path(view.id)))) }
            (ui::PageHeader::new(&view.title).state(ui::Badge::new(tone, word)).actions(actions))
            @if mine { (updates::waiting(visit, view.id, &self.questions)) }
            (figures::bar(visit, self.funding.total.pledged(), view.goal))
            div class="mt-6" { (self.stats(visit)) }
            @if let Some(payout) = &self.payout { (payout::section(visit, state, view, payout, (to, errors))) }
            (self.by_day(visit))
            (visits::section(visit, view, &self.visits.0, self.visits.1))
            div class="mt-10 grid items-start gap-8 xl:grid-cols-2 *:m-0 *:min-w-0" { (self.by_state(visit)) (self.by_tier(visit)) (self.by_rail(visit)) (self.failures(t)) }
            @if let Some(deliveries) = &self.deliveries { (deliveries::section(visit, view, deliveries)) }
            (pledges::section(visit, view.id, &self.pledges))
        }
    }

    fn stats(&self, visit: &Visit) -> Markup {
        let (t, total) = (visit.t, &self.funding.total);
        let money = |amount: Money| Some(format::money(visit.locale, amount));
        let raised = ui::Stat::new(t, t.get("dashboard-raised"), money(total.raised)).href("#contributions");
        let held = matches!(self.view.state, ProjectState::Online | ProjectState::Waiting);
        let stats = vec![
            if held { raised.note(t.get("dashboard-raised-note")) } else { raised },
            ui::Stat::new(t, t.get("dashboard-promised"), money(total.promised)).note(t.get("dashboard-promised-note")),
            ui::Stat::new(t, t.get("dashboard-backers"), Some(format::number(visit.locale, total.backers)))
                .href("#contributions"),
            ui::Stat::new(t, t.get("dashboard-average"), self.funding.average.and_then(money)),
        ];
        html! { (ui::StatRow::new(stats)) }
    }

    fn by_day(&self, visit: &Visit) -> Markup {
        let t = visit.t;
        let days = filled(&self.funding.by_day, self.view.goal.currency);
        #[expect(clippy::cast_precision_loss, reason = "the height of a line in a chart")]
        let points = days
            .iter()
            .map(|(day, money)| {
                ui::Point::new(format::day(visit.locale, *day), money.amount_minor as f64, format::money(visit.locale, *money))
            })
            .collect();
        let chart = ui::LineChart::new(visit, t.get("dashboard-by-day"), t.get("dashboard-by-day-text"), points);
        html! { @if !days.is_empty() { (ui::Section::new(t.get("dashboard-by-day"), html! { (chart) })) } }
    }

    fn by_state(&self, visit: &Visit) -> Markup {
        let t = visit.t;
        let row = |name: String, count: i64, money: Money| counted(visit, name, count, money);
        let rows = self.funding.by_state.iter().map(|(state, count, money)| row(pledges::state(t, *state).1, *count, *money));
        table(
            t,
            "dashboard-by-state",
            vec![t.get("dashboard-state"), t.get("dashboard-count"), t.get("dashboard-sum")],
            rows.collect(),
        )
    }

    fn by_tier(&self, visit: &Visit) -> Markup {
        let t = visit.t;
        let rows = self.funding.by_tier.iter().map(|(_, title, count, money)| {
            counted(visit, title.clone().unwrap_or_else(|| t.get("dashboard-no-tier")), *count, *money)
        });
        table(
            t,
            "dashboard-by-tier",
            vec![t.get("project-tier-title"), t.get("dashboard-count"), t.get("dashboard-sum")],
            rows.collect(),
        )
    }

    fn by_rail(&self, visit: &Visit) -> Markup {
        let (t, locale) = (visit.t, visit.locale);
        let rows = self.funding.by_rail.iter().map(|(rail, tries, succeeded, money)| {
            Row::new(vec![
                names::rail(t, *rail).into(),
                format::number(locale, *tries).into(),
                format::number(locale, *succeeded).into(),
                format::money(locale, *money).into(),
            ])
        });
        let columns = ["dashboard-rail", "dashboard-tries", "dashboard-succeeded", "dashboard-sum"].map(|key| t.get(key));
        table(t, "dashboard-by-rail", columns.into(), rows.collect())
    }

    fn failures(&self, t: Translator) -> Markup {
        let row = |code: &str, tries: i64| {
            let why = if t.has(code) { t.get(code) } else { code.to_owned() };
            Row::new(vec![why.into(), format::number(t.locale(), tries).into()])
        };
        let rows = self.funding.failures.iter().map(|(code, tries)| row(code, *tries));
        table(t, "dashboard-failures", vec![t.get("dashboard-why"), t.get("dashboard-tries")], rows.collect())
    }
}

fn counted(visit: &Visit, name: String, count: i64, money: Money) -> Row {
    Row::new(vec![name.into(), format::number(visit.locale, count).into(), format::money(visit.locale, money).into()])
}

/// A titled table; nothing when it has no rows.
fn table(t: Translator, title: &str, columns: Vec<String>, rows: Vec<Row>) -> Markup {
    let columns =
        columns.into_iter().enumerate().map(|(at, name)| if at == 0 { Column::new(name) } else { Column::number(name) });
    html! {
        @if !rows.is_empty() { (ui::Section::new(t.get(title), html! { (ui::Table::new(t.get(title), columns.collect(), rows)) })) }
    }
}

/// Every day from the first with a payment to the last; those without have nothing.
fn filled(by_day: &[(Date, i64, Money)], currency: kernel::Currency) -> Vec<(Date, Money)> {
    let (Some((first, ..)), Some((last, ..))) = (by_day.first(), by_day.last()) else { return Vec::new() };
    let (first, last) = (*first.min(last), *first.max(last));
    let days = last.since(first).map_or(0, |span| span.get_days()).min(DAYS);
    // A line needs two ends: the day before the first had nothing.
    let days = days.max(1);
    let day_of = |back: i32| last.checked_sub(jiff::Span::new().days(back)).ok();
    let paid = |day: Date| by_day.iter().find(|(paid, ..)| *paid == day).map_or(Money::zero(currency), |(_, _, money)| *money);
    (0..=days).rev().filter_map(day_of).map(|day| (day, paid(day))).collect()
}

#[cfg(test)]
mod tests {
    use kernel::Currency;

    use super::*;

    #[test]
    fn days_without_payments_are_there_and_have_nothing() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let francs = |amount| Money::new(amount, Currency::Xof);
        let paid = [(day("2026-02-27"), 1, francs(500)), (day("2026-03-02"), 2, francs(700))];
        let filled: Vec<_> =
            filled(&paid, Currency::Xof).iter().map(|(day, money)| (day.to_string(), money.amount_minor)).collect();
        let expected = [("2026-02-27", 500), ("2026-02-28", 0), ("2026-03-01", 0), ("2026-03-02", 700)];
        assert_eq!(filled, expected.map(|(day, amount)| (day.to_owned(), amount)));
        assert_eq!(super::filled(&[], Currency::Xof), []);
        let alone = super::filled(&paid[1..], Currency::Xof);
        assert_eq!(alone, [(day("2026-03-01"), francs(0)), (day("2026-03-02"), francs(700))]);
        let years = [(day("2020-01-01"), 1, francs(1)), (day("2026-01-01"), 1, francs(2))];
        assert_eq!(super::filled(&years, Currency::Xof).len(), 91);
    }
}
