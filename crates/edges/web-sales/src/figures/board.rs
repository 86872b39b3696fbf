//! The board: a period, the figures of it beside those of the period before, the days, one table.

use affiliate::{
    BalanceView, FigureBy, FigurePeriod, FigureScope, FigureTable, Figures, FiguresView, FraudFigures, MoneyFigures,
};
use maud::{Markup, html};
use web_kit::{FormErrors, Visit, WebError, format, next, ui, ui::Choice, ui::Icon};

use super::{Asked, Desk, Side, checks, funnel, tables};
use crate::{SalesState, parts::terms};

/// The zones that the form offers, in its order.
const ZONES: [&str; 5] = ["UTC", "Africa/Casablanca", "Africa/Lagos", "Europe/Paris", "America/Montreal"];

/// Everything that the board shows.
pub(crate) struct Board {
    desk: Desk,
    asked: Asked,
    period: FigurePeriod,
    errors: FormErrors,
    view: FiguresView,
    table: FigureTable,
    balances: Vec<BalanceView>,
    checks: Option<FraudFigures>,
}

impl Board {
    pub(crate) async fn load(visit: &Visit, state: &SalesState, desk: &Desk, asked: &Asked) -> Result<Self, WebError> {
        let (period, errors) = asked.period(visit, desk)?;
        let (actor, by) = (&visit.actor, asked.by(desk));
        let checks = match (desk.side, desk.scope) {
            (Side::Merchant, FigureScope::Program(id)) => Some(state.affiliate.fraud_figures(actor, id, &period).await?),
            _ => None,
        };
        Ok(Self {
            view: state.affiliate.figures(actor, desk.scope, &period).await?,
            table: state.affiliate.figure_table(actor, desk.scope, &period, by).await?,
            balances: if desk.sells() { Vec::new() } else { state.affiliate.balances(actor, desk.scope).await? },
            checks,
            desk: desk.clone(),
            asked: asked.clone(),
            period,
            errors,
        })
    }

    /// Whether the period that was asked for cannot be read.
    pub(crate) fn is_refused(&self) -> bool {
        !self.errors.is_empty()
    }

    /// The form of the period, and the figures, which change by themselves while somebody looks.
    pub(crate) fn content(&self, visit: &Visit) -> Markup {
        let at = |rest: &str| next::with_pairs(visit, &format!("{}/{rest}", self.desk.path), &self.all_pairs());
        html! {
            (self.form(visit))
            griot-live-fragment class="mt-6 grid gap-8 *:m-0 *:min-w-0" event="etat" src=[(!visit.lite).then(|| at("direct"))] poll=(at("etat")) { (self.figures(visit)) }
        }
    }

    /// What changes.
    pub(super) fn figures(&self, visit: &Visit) -> Markup {
        html! {
            @if !self.desk.sells() { (self.balance(visit)) }
            @for stats in self.stats(visit) { (ui::StatRow::new(stats)) }
            @if self.desk.sells() { (self.funnel(visit)) }
            @if let Some(found) = &self.checks { (checks::section(visit, &self.desk.path, found)) }
            (self.days(visit))
            (tables::section(visit, &self.desk, &self.asked, &self.table))
        }
    }

    fn all_pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = self.asked.pairs();
        pairs.push(("par", self.table.by.as_str().to_owned()));
        pairs
    }

    fn form(&self, visit: &Visit) -> Markup {
        let t = visit.t;
        let mut zones: Vec<&str> = ZONES.to_vec();
        if !zones.contains(&self.period.zone_name()) {
            zones.push(self.period.zone_name());
        }
        let zones = zones.into_iter().map(|zone| Choice::new(zone, zone.replace('_', " "))).collect();
        let typed =
            |text: &str, otherwise: jiff::civil::Date| if text.is_empty() { otherwise.to_string() } else { text.to_owned() };
        let fields = html! {
            div class="grid items-end gap-3 *:min-w-0 sm:grid-cols-2 md:grid-cols-[1fr_1fr_1fr_auto]" {
                (ui::Field::date("du", t.get("sales-period-from")).value(typed(&self.asked.from, self.period.from())).errors(&self.renamed()))
                (ui::Field::date("au", t.get("sales-period-to")).value(typed(&self.asked.to, self.period.to())).errors(&self.renamed()))
                (ui::Select::new("fuseau", t.get("sales-period-zone"), zones).chosen(self.period.zone_name()).errors(&self.renamed()))
                (ui::Button::secondary(t.get("sales-period-show")))
            }
            input type="hidden" name="par" value=(self.table.by.as_str());
        };
        html! { (ui::Form::get(visit.url(&self.desk.path), fields)) }
    }

    /// The errors under the names that the form has in the address.
    fn renamed(&self) -> FormErrors {
        let names = [("from", "du"), ("to", "au"), ("zone", "fuseau")];
        self.errors.fields().fold(FormErrors::none(), |errors, (field, text)| {
            let name = names.iter().find(|(known, _)| *known == field).map_or(field, |(_, name)| *name);
            errors.and(name, text)
        })
    }

    fn balance(&self, visit: &Visit) -> Markup {
        let t = visit.t;
        let partnerships = visit.url("/influenceur/partenariats");
        let row = |balance: &BalanceView| {
            let stat = |key: &str, amount| {
                ui::Stat::new(t, t.get(key), Some(format::money(visit.locale, amount))).href(partnerships.clone())
            };
            let mut stats = vec![
                stat("sales-earned-held", balance.held).note(t.get("sales-earned-held-note")),
                stat("sales-earned-payable", balance.payable).note(t.get("sales-earned-payable-note")),
                stat("sales-earned-paid", balance.paid),
            ];
            if balance.debt.amount_minor != 0 {
                stats.push(stat("sales-earned-debt", balance.debt).note(t.get("sales-earned-debt-note")));
            }
            ui::StatRow::new(stats)
        };
        html! { @for balance in &self.balances { (row(balance)) } }
    }

    fn funnel(&self, visit: &Visit) -> Markup {
        let [leads, sales] = ["lead", "sale"].map(|kind| self.of_kind(visit, kind));
        funnel::section(visit, (&self.view.totals, &self.view.previous), &[self.rows(visit, "clics"), leads, sales])
    }

    /// A row of what was counted, and one of money for each currency.
    fn stats(&self, visit: &Visit) -> Vec<Vec<ui::Stat>> {
        let t = visit.t;
        let (now, before) = (&self.view.totals, &self.view.previous);
        let clicks = self.rows(visit, "clics");
        let [leads, sales] = ["lead", "sale"].map(|kind| self.of_kind(visit, kind));
        let count = |key: &str, now: i64, before: i64| {
            ui::Stat::new(t, t.get(key), Some(format::number(visit.locale, now))).note(compared(visit, now, before))
        };
        let rate = now.rate_bp().map(|bp| terms::share(visit.locale, u32::try_from(bp).unwrap_or(u32::MAX)));
        let counted = vec![
            linked(count("sales-figure-clicks", now.clicks, before.clicks), clicks.as_deref()),
            linked(count("sales-figure-leads", now.leads, before.leads), leads.as_deref()),
            linked(count("sales-figure-sales", now.sales, before.sales), sales.as_deref()),
            linked(ui::Stat::new(t, t.get("sales-figure-rate"), rate), sales.as_deref()),
        ];
        let mut rows = vec![counted];
        rows.extend(now.money.iter().map(|money| self.money(visit, now, money, (before, sales.as_deref()))));
        rows
    }

    fn money(
        &self,
        visit: &Visit,
        now: &Figures,
        money: &MoneyFigures,
        (before, sales): (&Figures, Option<&str>),
    ) -> Vec<ui::Stat> {
        let t = visit.t;
        let past = before.money.iter().find(|other| other.currency == money.currency);
        let stat = |key: &str, amount: kernel::Money, past: Option<kernel::Money>| {
            let past = past.map_or(0, |money| money.amount_minor);
            let stat = ui::Stat::new(t, t.get(key), Some(format::money(visit.locale, amount)));
            linked(stat.note(compared(visit, amount.amount_minor, past)), sales)
        };
        let revenue = stat("sales-figure-revenue", money.net(), past.map(MoneyFigures::net));
        let per_click = money.per_click(now.clicks).map(|amount| format::money(visit.locale, amount));
        let per_click = ui::Stat::new(t, t.get("sales-figure-epc"), per_click).note(t.get("sales-figure-epc-note"));
        let (clicks, earning) = (self.rows(visit, "clics"), self.rows(visit, "conversions"));
        if self.desk.sells() {
            let cost = stat("sales-figure-cost", money.cost(), past.map(MoneyFigures::cost));
            let back = money.return_bp().map(|bp| format::decimal(visit.locale, bp / 100, 2));
            let back = ui::Stat::new(t, t.get("sales-figure-return"), back).note(t.get("sales-figure-return-note"));
            let back = linked(back, earning.as_deref());
            let refunded = stat("sales-figure-refunded", money.refunded, past.map(|money| money.refunded));
            vec![revenue, refunded, cost, back]
        } else {
            vec![
                stat("sales-figure-earned", money.cost(), past.map(MoneyFigures::cost)),
                revenue,
                linked(per_click, clicks.as_deref()),
            ]
        }
    }

    /// The rows of this kind in the period; of the whole platform the table of programs, whose rows lead on.
    fn rows(&self, visit: &Visit, kind: &str) -> Option<String> {
        self.narrowed(visit, kind, None)
    }

    fn of_kind(&self, visit: &Visit, kind: &str) -> Option<String> {
        self.narrowed(visit, "conversions", Some(("genre", kind.to_owned())))
    }

    fn narrowed(&self, visit: &Visit, kind: &str, of: Option<(&'static str, String)>) -> Option<String> {
        let pairs = self.asked.pairs().into_iter();
        match self.desk.rows(kind) {
            Some(rows) => Some(next::with_pairs(visit, &rows, &pairs.chain(of).collect::<Vec<_>>())),
            None if self.desk.tables.contains(&FigureBy::Program) => {
                let by = ("par", FigureBy::Program.as_str().to_owned());
                Some(format!("{}#tableau", next::with_pairs(visit, &self.desk.path, &pairs.chain([by]).collect::<Vec<_>>())))
            }
            None => None,
        }
    }

    fn days(&self, visit: &Visit) -> Markup {
        let t = visit.t;
        let chart = |title: String, of: &dyn Fn(&Figures) -> i64, text: &dyn Fn(i64) -> String| {
            #[expect(clippy::cast_precision_loss, reason = "the height of a line in a chart")]
            let point = |value: i64, label: String| ui::Point::new(label, value as f64, text(value));
            let points = self.view.days.iter().map(|day| point(of(&day.figures), format::day(visit.locale, day.day))).collect();
            ui::LineChart::new(visit, title, t.get("sales-chart-days"), points)
        };
        let number = |value: i64| format::number(visit.locale, value);
        let key = if self.desk.sells() { "sales-chart-revenue" } else { "sales-chart-earned" };
        // Money of several currencies is never added: one chart each.
        let money = |currency: kernel::Currency| {
            let of = |figures: &Figures| {
                let found = figures.money.iter().find(|money| money.currency == currency);
                found.map_or(0, |money| if self.desk.sells() { money.net() } else { money.cost() }.amount_minor)
            };
            let written = |value: i64| format::money(visit.locale, kernel::Money::new(value, currency));
            chart(t.with(key, &[("currency", currency.code().into())]), &of, &written)
        };
        let file = next::with_pairs(visit, &format!("{}/jours.csv", self.desk.path), &self.asked.pairs());
        html! {
            div class="grid gap-8 xl:grid-cols-2 *:min-w-0" {
                (chart(t.get("sales-chart-clicks"), &|figures| figures.clicks, &number))
                @for sums in &self.view.totals.money { (money(sums.currency)) }
            }
            p { (ui::Button::quiet(t.get("sales-export-days")).icon(Icon::Download).href(file)) }
        }
    }
}

/// A figure that leads to its rows, where there is a list of them.
fn linked(stat: ui::Stat, rows: Option<&str>) -> ui::Stat {
    match rows {
        Some(rows) => stat.href(rows),
        None => stat,
    }
}

/// How it was in the period before.
pub(super) fn compared(visit: &Visit, now: i64, before: i64) -> String {
    let t = visit.t;
    if before == 0 {
        return t.get(if now == 0 { "sales-compared-nothing" } else { "sales-compared-new" });
    }
    let percent = i128::from(now - before) * 100 / i128::from(before.abs());
    let percent = i64::try_from(percent).unwrap_or(i64::MAX);
    let sign = if percent > 0 { "+" } else { "" };
    t.with("sales-compared", &[("change", format!("{sign}{}", format::percent(visit.locale, percent)).into())])
}
