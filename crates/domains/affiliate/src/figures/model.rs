//! Figures, as people read them. Pure.

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::{Currency, Money};
use serde::{Deserialize, Serialize};

use super::period::{PeriodView, basis_points, rounded};

/// What happened in a period. Money of several currencies is never added.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Figures {
    /// Clicks that can earn.
    pub clicks: i64,
    /// Clicks of robots and of previews of links.
    pub robots: i64,
    /// Clicks that were fetched ahead of being read.
    pub prefetches: i64,
    /// Clicks with another fault: on a link that is over or off, of a partner who is none any more.
    pub others: i64,
    /// Leads that partners are credited for.
    pub leads: i64,
    /// Sales that partners are credited for.
    pub sales: i64,
    /// Refunds of such sales.
    pub refunds: i64,
    /// Their money, by currency.
    pub money: Vec<MoneyFigures>,
    /// What the shop told that no partner is credited for: of a program and of the platform.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unattributed: Option<Box<Self>>,
}

/// Money of one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct MoneyFigures {
    /// The currency.
    pub currency: Currency,
    /// What was paid for sales.
    pub revenue: Money,
    /// What of sales was given back.
    pub refunded: Money,
    /// Commissions that were booked.
    pub earned: Money,
    /// Commissions that were taken back.
    pub reversed: Money,
    /// Commissions whose holding period ended.
    pub matured: Money,
}

impl MoneyFigures {
    const fn zero(currency: Currency) -> Self {
        let zero = Money::zero(currency);
        Self { currency, revenue: zero, refunded: zero, earned: zero, reversed: zero, matured: zero }
    }

    /// What commissions cost the merchant and brought partners: booked less taken back. Below nothing where more was taken back.
    pub const fn cost(&self) -> Money {
        Money::new(self.earned.amount_minor.saturating_sub(self.reversed.amount_minor), self.currency)
    }

    /// What was paid less what was given back.
    pub const fn net(&self) -> Money {
        Money::new(self.revenue.amount_minor.saturating_sub(self.refunded.amount_minor), self.currency)
    }

    /// What a merchant has back of what it spent, in hundredths of a percent; none without a cost.
    pub fn return_bp(&self) -> Option<i64> {
        basis_points(self.net().amount_minor, self.cost().amount_minor)
    }

    /// What a click brought, to the minor unit, half away from zero; none without clicks.
    pub fn per_click(&self, clicks: i64) -> Option<Money> {
        let minor = rounded(self.cost().amount_minor.into(), clicks.into()).ok()??;
        Some(Money::new(minor, self.currency))
    }
}

impl Figures {
    /// How many of a hundred clicks became sales, in hundredths of a percent; none without clicks.
    pub fn rate_bp(&self) -> Option<i64> {
        basis_points(self.sales, self.clicks)
    }

    /// Adds sums of one currency.
    pub(super) fn add(&mut self, sums: &Sums) {
        self.clicks += sums.clicks;
        self.robots += sums.robots;
        self.prefetches += sums.prefetches;
        self.others += sums.others;
        self.leads += sums.leads;
        self.sales += sums.sales;
        self.refunds += sums.refunds;
        let Some(currency) = sums.currency else { return };
        let place = self.money.binary_search_by_key(&currency.code(), |money| money.currency.code());
        let place = place.unwrap_or_else(|place| {
            self.money.insert(place, MoneyFigures::zero(currency));
            place
        });
        let Some(money) = self.money.get_mut(place) else { return };
        for (kept, more) in [
            (&mut money.revenue, sums.revenue_minor),
            (&mut money.refunded, sums.refunded_minor),
            (&mut money.earned, sums.earned_minor),
            (&mut money.reversed, sums.reversed_minor),
            (&mut money.matured, sums.matured_minor),
        ] {
            kept.amount_minor = kept.amount_minor.saturating_add(more);
        }
    }

    /// The sums of some, together; a currency that comes to nothing is none of them.
    pub(super) fn of<'s>(sums: impl IntoIterator<Item = &'s Sums>, scope: Kept) -> Self {
        let mut figures = scope.empty();
        for one in sums.into_iter().filter(|one| !one.is_nothing()) {
            match (&mut figures.unattributed, one.is_nobodys) {
                (Some(nobodys), true) => nobodys.add(one),
                (_, false) => figures.add(one),
                (None, true) => {}
            }
        }
        figures
    }
}

/// Whether what nobody is credited for is kept apart, or is not part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept {
    WithNobodys,
    OfPartners,
}

impl Kept {
    /// Under which dimensions its totals are.
    pub(super) const fn dimensions(self) -> &'static [&'static str] {
        match self {
            Self::WithNobodys => &["all", "nobody"],
            Self::OfPartners => &["all"],
        }
    }

    pub(super) fn empty(self) -> Figures {
        let unattributed = (self == Self::WithNobodys).then(Box::default);
        Figures { unattributed, ..Figures::default() }
    }
}

/// Sums of one currency, or of clicks, as they are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sums {
    /// Of which day of the period, counted from one; or of what.
    pub(super) key: Key,
    pub(super) is_nobodys: bool,
    /// None for clicks.
    pub(super) currency: Option<Currency>,
    pub(super) clicks: i64,
    pub(super) robots: i64,
    pub(super) prefetches: i64,
    pub(super) others: i64,
    pub(super) leads: i64,
    pub(super) sales: i64,
    pub(super) refunds: i64,
    pub(super) revenue_minor: i64,
    pub(super) refunded_minor: i64,
    pub(super) earned_minor: i64,
    pub(super) reversed_minor: i64,
    pub(super) matured_minor: i64,
}

impl Sums {
    fn is_nothing(&self) -> bool {
        let counts = [self.clicks, self.robots, self.prefetches, self.others, self.leads, self.sales, self.refunds];
        let money = [self.revenue_minor, self.refunded_minor, self.earned_minor, self.reversed_minor, self.matured_minor];
        counts.iter().chain(&money).all(|sum| *sum == 0)
    }
}

/// What sums are of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Key {
    Day(usize),
    Thing(String),
}

/// Figures of a period, beside those of the period before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FiguresView {
    /// The period.
    pub period: PeriodView,
    /// All of it.
    pub totals: Figures,
    /// All of as many days just before.
    pub previous: Figures,
    /// Each of its days.
    pub days: Vec<DayFigures>,
}

/// The figures of a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DayFigures {
    /// The day, of the period's time zone.
    pub day: Date,
    /// What happened.
    pub figures: Figures,
}

/// Figures by what they are of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FigureTable {
    /// By what.
    pub by: FigureBy,
    /// Those with the most sales first, then those with the most clicks; at most two hundred.
    pub rows: Vec<FigureRow>,
    /// Whether there are more.
    pub more: bool,
}

/// The figures of one thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FigureRow {
    /// The id of a link, a partnership, a program, a product; a country, a device, a post, a host. Empty where it is not known, or none.
    pub key: String,
    /// The key of the link, the name of the influencer, of the merchant, of the product; none of the rest.
    pub label: Option<String>,
    /// What happened.
    pub figures: Figures,
}

/// By what figures are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FigureBy {
    /// The link that was followed. A code is none.
    Link,
    /// The partner who is credited.
    Partner,
    /// The program, which is a merchant's.
    Program,
    /// The product: of clicks the link's, of sales those of their lines.
    Product,
    /// The country of the click.
    Country,
    /// What the click came from.
    Device,
    /// What the partner calls the post in the address of their link (`sub1`). Of a day of clicks (UTC) a hundred are told apart, and the
    /// others stand together under `…`; a click without one stands under nothing.
    Post,
    /// The host that the click came from, alike.
    Origin,
}

impl FigureBy {
    /// All of them.
    pub const ALL: [Self; 8] =
        [Self::Link, Self::Partner, Self::Program, Self::Product, Self::Country, Self::Device, Self::Post, Self::Origin];
    /// Under which key those stand that are not told apart.
    pub const OTHERS: &str = "…";

    /// Its word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::Partner => "partner",
            Self::Program => "program",
            Self::Product => "product",
            Self::Country => "country",
            Self::Device => "device",
            Self::Post => "post",
            Self::Origin => "origin",
        }
    }

    /// What a word names.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|by| by.as_str() == word)
    }
}

/// The sums of a table, by what they are of, in the order in which they come.
pub(super) fn rows(sums: &[Sums]) -> Vec<(String, Figures)> {
    let (mut places, mut rows) = (BTreeMap::new(), Vec::<(String, Figures)>::new());
    for one in sums {
        let Key::Thing(key) = &one.key else { continue };
        let place = *places.entry(key.clone()).or_insert_with(|| {
            rows.push((key.clone(), Figures::default()));
            rows.len() - 1
        });
        if let Some((_, figures)) = rows.get_mut(place) {
            figures.add(one);
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sums(currency: Option<Currency>, clicks: i64, sales: i64, revenue_minor: i64) -> Sums {
        Sums {
            key: Key::Thing("a".into()),
            is_nobodys: false,
            currency,
            clicks,
            robots: 0,
            prefetches: 0,
            others: 0,
            leads: 0,
            sales,
            refunds: 0,
            revenue_minor,
            refunded_minor: 0,
            earned_minor: revenue_minor / 10,
            reversed_minor: 0,
            matured_minor: 0,
        }
    }

    #[test]
    fn money_of_two_currencies_is_never_added() {
        let (mad, eur) = (Currency::Mad, Currency::Eur);
        let all = [sums(None, 8, 0, 0), sums(Some(mad), 0, 1, 1000), sums(Some(eur), 0, 2, 300), sums(Some(mad), 0, 1, 50)];
        let rows = rows(&all);
        let [(key, figures)] = rows.as_slice() else { panic!("{rows:?}") };
        assert_eq!((key.as_str(), figures.clicks, figures.sales, figures.rate_bp()), ("a", 8, 4, Some(5000)));
        let money: Vec<_> = figures.money.iter().map(|money| (money.currency, money.revenue.amount_minor)).collect();
        assert_eq!(money, [(eur, 300), (mad, 1050)]);
        assert_eq!(figures.money[1].per_click(8), Some(Money::new(13, mad)), "105 of 8");
        assert_eq!(figures.money[1].return_bp(), Some(100_000));
        assert_eq!(Figures::default().rate_bp(), None);
        assert_eq!(MoneyFigures::zero(mad).return_bp(), None);
    }
}
