//! Figures outside.

use affiliate::{DayFigures, FigurePeriod, FigureRow, FigureTable, Figures, FiguresView, MoneyFigures, PeriodForm, PeriodView};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::funding::body::Amount;

/// Which days.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(in crate::sales) struct PeriodQuery {
    /// The first day, as `2026-11-22`; thirty days until the last one without it.
    from: Option<String>,
    /// The last day; today without it. At most 366 days.
    to: Option<String>,
    /// The IANA name of the time zone whose days they are; UTC without it. Zones that are not whole hours from UTC are refused.
    zone: Option<String>,
}

impl From<PeriodQuery> for PeriodForm {
    fn from(query: PeriodQuery) -> Self {
        let text = Option::unwrap_or_default;
        Self { from: text(query.from), to: text(query.to), zone: text(query.zone) }
    }
}

/// Whole days of a time zone.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FigurePeriod)]
struct PeriodBody {
    #[schema(value_type = String, format = Date)]
    from: Date,
    #[schema(value_type = String, format = Date)]
    to: Date,
    /// The IANA name.
    zone: String,
}

impl From<PeriodView> for PeriodBody {
    fn from(view: PeriodView) -> Self {
        Self { from: view.from, to: view.to, zone: view.zone }
    }
}

/// Money of one currency. Several are never added.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FigureMoney)]
struct MoneyBody {
    /// What was paid for sales.
    revenue: Amount,
    /// What of sales was given back.
    refunded: Amount,
    /// Commissions that were booked.
    earned: Amount,
    /// Commissions that were taken back.
    reversed: Amount,
    /// Commissions whose holding period ended.
    matured: Amount,
    /// Booked less taken back: what partners cost the merchant and brought them.
    cost: Amount,
    /// What a click brought; null without clicks.
    per_click: Option<Amount>,
    /// What a merchant has back of what it spent, in hundredths of a percent; null without a cost.
    return_bp: Option<i64>,
}

impl MoneyBody {
    fn of(money: &MoneyFigures, clicks: i64) -> Self {
        Self {
            revenue: money.revenue.into(),
            refunded: money.refunded.into(),
            earned: money.earned.into(),
            reversed: money.reversed.into(),
            matured: money.matured.into(),
            cost: money.cost().into(),
            per_click: money.per_click(clicks).map(Into::into),
            return_bp: money.return_bp(),
        }
    }
}

/// What a shop told that no partner is credited for.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FigureUnattributed)]
struct UnattributedBody {
    leads: i64,
    sales: i64,
    refunds: i64,
    /// By currency.
    money: Vec<MoneyBody>,
}

/// What happened.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FigureSums)]
struct SumsBody {
    /// Clicks that can earn.
    clicks: i64,
    /// Clicks of robots and of previews of links.
    robots: i64,
    /// Clicks that were fetched ahead of being read.
    prefetches: i64,
    /// Clicks with another fault: on a link that is over or off, of a partner who is none any more.
    others: i64,
    /// Leads that partners are credited for.
    leads: i64,
    /// Sales that partners are credited for.
    sales: i64,
    /// Refunds of such sales.
    refunds: i64,
    /// How many of a hundred clicks became sales, in hundredths of a percent; null without clicks.
    rate_bp: Option<i64>,
    /// By currency.
    money: Vec<MoneyBody>,
    /// What no partner is credited for: of a program and of everybody.
    unattributed: Option<UnattributedBody>,
}

impl From<&Figures> for SumsBody {
    fn from(figures: &Figures) -> Self {
        let money = |figures: &Figures| figures.money.iter().map(|money| MoneyBody::of(money, figures.clicks)).collect();
        let unattributed = |figures: &Figures| {
            let Figures { leads, sales, refunds, .. } = *figures;
            UnattributedBody { leads, sales, refunds, money: money(figures) }
        };
        Self {
            clicks: figures.clicks,
            robots: figures.robots,
            prefetches: figures.prefetches,
            others: figures.others,
            leads: figures.leads,
            sales: figures.sales,
            refunds: figures.refunds,
            rate_bp: figures.rate_bp(),
            money: money(figures),
            unattributed: figures.unattributed.as_deref().map(unattributed),
        }
    }
}

/// What happened on a day.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FigureDay)]
struct DayBody {
    /// Of the period's time zone.
    #[schema(value_type = String, format = Date)]
    day: Date,
    #[serde(flatten)]
    sums: SumsBody,
}

impl From<&DayFigures> for DayBody {
    fn from(day: &DayFigures) -> Self {
        Self { day: day.day, sums: (&day.figures).into() }
    }
}

/// The figures of a period, beside those of as many days before.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Figures)]
pub(in crate::sales) struct FiguresBody {
    period: PeriodBody,
    /// All of it.
    totals: SumsBody,
    /// All of as many days just before.
    previous: SumsBody,
    /// Every day of it.
    days: Vec<DayBody>,
}

impl From<FiguresView> for FiguresBody {
    fn from(view: FiguresView) -> Self {
        let (totals, previous) = ((&view.totals).into(), (&view.previous).into());
        Self { period: view.period.into(), totals, previous, days: view.days.iter().map(Into::into).collect() }
    }
}

/// One of those that figures are told apart by.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FigureRow)]
struct RowBody {
    /// The id of a link, a partnership, a program, a product; a country, a device, a post, a host. Empty where it is not known, or none; `…`
    /// for the posts and hosts of a day beyond the hundred that are told apart.
    key: String,
    /// The end of the link's address, the name of the influencer, of the merchant, of the product; null of the rest.
    label: Option<String>,
    #[serde(flatten)]
    sums: SumsBody,
}

impl From<FigureRow> for RowBody {
    fn from(row: FigureRow) -> Self {
        Self { sums: (&row.figures).into(), key: row.key, label: row.label }
    }
}

/// The figures of a period, told apart.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FigureTable)]
pub(in crate::sales) struct FigureTableBody {
    period: PeriodBody,
    /// By what.
    by: &'static str,
    /// Those with the most sales first, then those with the most clicks; at most two hundred.
    rows: Vec<RowBody>,
    /// Whether there are more.
    more: bool,
}

impl FigureTableBody {
    pub(in crate::sales) fn of(table: FigureTable, period: &FigurePeriod) -> Self {
        let rows = table.rows.into_iter().map(Into::into).collect();
        Self { period: PeriodView::from(period).into(), by: table.by.as_str(), rows, more: table.more }
    }
}
