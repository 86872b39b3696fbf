//! What happened in the weeks before: visitors who followed links, what some of them bought, what came back. Pure: the same first day makes
//! the same past, to the second.

use jiff::{SignedDuration, Timestamp, ToSpan as _, civil::Date, tz::TimeZone};
use kernel::{Rng, SeededRng};

use crate::{
    sales::people::SALMAS_CODE,
    shop::{House, Ware},
};

/// How many days ago it began. Six weeks: a month of the calendar ended in them whatever day it is, and a commission that is held for a week
/// became payable before that.
pub(super) const DAYS: i16 = 42;
const SEED: u64 = 20_261_123;

/// Visitors of a Monday to a Sunday, before what grows.
const WEEK: [u32; 7] = [8, 7, 8, 9, 13, 17, 15];
/// Of a hundred visitors, who buy, and who leave an address.
const BUYERS: u32 = 15;
const LEADS: u32 = 4;
/// Of a hundred, those who are no people.
const ROBOTS: u32 = 3;
/// Which order came back, and after how long.
const EVERY_REFUND: u32 = 11;
const BACK_AFTER: SignedDuration = SignedDuration::from_hours(3 * 24);

/// Links with what they are about, and how many of a hundred visitors follow each.
const LINKS: [(&str, &str, u32); 4] = [
    ("salma-argan", "ARGAN-100", 38),
    ("salma-hammam", "SAVON-200", 24),
    ("idriss-amlou", "AMLOU-250", 26),
    ("idriss-tajine", "TAJINE-28", 12),
];
const COUNTRIES: [(&str, &str, u32); 5] = [
    ("MA", "fr-MA,fr;q=0.9,ar;q=0.8", 58),
    ("FR", "fr-FR,fr;q=0.9", 25),
    ("BE", "fr-BE,fr;q=0.9", 7),
    ("SN", "fr-SN,fr;q=0.9", 6),
    ("CI", "fr-CI,fr;q=0.9", 4),
];
const AGENTS: [(&str, u32); 3] = [
    ("Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36", 62),
    (
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1",
        24,
    ),
    ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0", 14),
];
const ROBOT: &str = "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)";

/// Somebody followed a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Click {
    pub(super) link: &'static str,
    sku: &'static str,
    pub(super) agent: &'static str,
    pub(super) country: &'static str,
    pub(super) languages: &'static str,
    pub(super) referrer: &'static str,
    /// The last two parts of an address that is nobody's (RFC 2544).
    pub(super) address: [u8; 2],
}

/// Somebody bought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sale {
    pub(super) order: String,
    pub(super) customer: String,
    pub(super) country: &'static str,
    /// Which of the clicks came with it, by their place.
    pub(super) clicks: Vec<usize>,
    pub(super) code: Option<&'static str>,
    /// What, how many, for how much together.
    pub(super) lines: Vec<(&'static str, u32, i64)>,
}

impl Sale {
    pub(super) fn amount_minor(&self) -> i64 {
        self.lines.iter().map(|(.., amount)| amount).sum()
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum What {
    Click(Click),
    /// Somebody left an address: its number, and the click.
    Lead(u32, usize),
    Sale(Sale),
    /// An order came back: how much of it, or all.
    Refund {
        order: String,
        amount_minor: Option<i64>,
    },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Happening {
    pub(super) at: Timestamp,
    pub(super) what: What,
}

/// All of it, in its order. Clicks are counted in the order in which they stand here.
pub(super) fn plan(first: Date) -> Vec<Happening> {
    let mut teller = Teller { dice: SeededRng::new(SEED), last: midnight(first, DAYS), ..Teller::default() };
    for day in 1..DAYS {
        teller.day(midnight(first, day), first.saturating_add(i64::from(day).days()), day);
    }
    teller.happened.sort_by_key(|one| one.at);
    teller.happened
}

/// The first instant of a day of the past, in UTC.
pub(super) fn midnight(first: Date, day: i16) -> Timestamp {
    let date = first.saturating_add(i64::from(day).days());
    date.to_zoned(TimeZone::UTC).map_or(Timestamp::UNIX_EPOCH, |zoned| zoned.timestamp())
}

struct Teller {
    dice: SeededRng,
    /// When it is over.
    last: Timestamp,
    happened: Vec<Happening>,
    clicks: Vec<Click>,
    orders: u32,
    leads: u32,
}

impl Default for Teller {
    fn default() -> Self {
        let (happened, clicks) = (Vec::new(), Vec::new());
        Self { dice: SeededRng::new(SEED), last: Timestamp::UNIX_EPOCH, happened, clicks, orders: 0, leads: 0 }
    }
}

impl Teller {
    fn below(&self, bound: u32) -> u32 {
        (&self.dice as &dyn Rng).below(bound)
    }

    /// One of these, as often as its weight says.
    fn choose<T: Copy>(&self, from: impl Iterator<Item = (T, u32)> + Clone, otherwise: T) -> T {
        let mut left = self.below(from.clone().map(|(_, weight)| weight).sum());
        for (one, weight) in from {
            if left < weight {
                return one;
            }
            left -= weight;
        }
        otherwise
    }

    fn day(&mut self, since: Timestamp, date: Date, day: i16) {
        let usual = WEEK.into_iter().nth(usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or(0)).unwrap_or(8);
        let visitors = usual * (65 + u32::from(day.unsigned_abs())) / 100 + self.below(3);
        // From seven in the morning to ten at night, mostly in the evening.
        let mut seconds: Vec<u32> = (0..visitors).map(|_| self.below(54_000).max(self.below(54_000))).collect();
        seconds.sort_unstable();
        for (place, second) in (0..).zip(seconds) {
            // No two at the same instant.
            let millis = i64::from(second) * 1000 + place;
            self.visit(since + SignedDuration::from_hours(7) + SignedDuration::from_millis(millis));
        }
    }

    fn visit(&mut self, at: Timestamp) {
        let (link, sku) =
            self.choose(LINKS.into_iter().map(|(link, sku, weight)| ((link, sku), weight)), ("salma-argan", "ARGAN-100"));
        let (country, languages) =
            self.choose(COUNTRIES.into_iter().map(|(code, said, weight)| ((code, said), weight)), ("MA", "fr"));
        let is_robot = self.below(100) < ROBOTS;
        let agent = if is_robot { ROBOT } else { self.choose(AGENTS.into_iter(), ROBOT) };
        let referrer = if link.starts_with("salma") { "instagram.com" } else { "youtube.com" };
        let address = [self.below(256), self.below(254) + 1].map(|part| u8::try_from(part).unwrap_or(1));
        let click = Click { link, sku, agent, country, languages, referrer, address };
        let place = self.clicks.len();
        self.clicks.push(click.clone());
        self.happened.push(Happening { at, what: What::Click(click.clone()) });
        let after = SignedDuration::from_secs(i64::from(240 + self.below(2_400)));
        match self.below(100) {
            _ if is_robot => {}
            chance if chance < BUYERS => self.buy(at + after, place, &click),
            chance if chance < BUYERS + LEADS => {
                self.leads += 1;
                self.happened.push(Happening { at: at + after, what: What::Lead(self.leads, place) });
            }
            _ => {}
        }
    }

    fn buy(&mut self, at: Timestamp, place: usize, click: &Click) {
        self.orders += 1;
        let number = self.orders;
        let code = (click.link.starts_with("salma") && self.below(100) < 20).then_some(SALMAS_CODE);
        // One in six has bought before.
        let customer = if number % 6 == 5 { number - 4 } else { number };
        let sale = Sale {
            order: format!("TAM-{number:04}"),
            customer: format!("cliente-{customer}@exemple.ma"),
            country: click.country,
            clicks: self.before(place, click).into_iter().chain([place]).collect(),
            code,
            lines: self.lines(click.sku, code.is_some()),
        };
        if number.is_multiple_of(EVERY_REFUND) && at + BACK_AFTER < self.last {
            let amount_minor = number.is_multiple_of(2 * EVERY_REFUND).then(|| sale.amount_minor() / 2);
            let what = What::Refund { order: sale.order.clone(), amount_minor };
            self.happened.push(Happening { at: at + BACK_AFTER, what });
        }
        self.happened.push(Happening { at, what: What::Sale(sale) });
    }

    /// The click by which the same buyer had heard of it from somebody else, days before: of one in three.
    fn before(&self, place: usize, click: &Click) -> Option<usize> {
        if self.below(3) > 0 {
            return None;
        }
        let whose = |link: &'static str| link.split('-').next().unwrap_or_default();
        let since = place.saturating_sub(70);
        let between = self.clicks.get(since..place.saturating_sub(12))?;
        let same = |other: &Click| other.country == click.country && other.agent == click.agent;
        between.iter().rposition(|other| same(other) && whose(other.link) != whose(click.link)).map(|at| since + at)
    }

    /// What the link is about, and for some something else with it; a code takes a tenth off.
    fn lines(&self, sku: &'static str, is_reduced: bool) -> Vec<(&'static str, u32, i64)> {
        let mut skus = vec![(sku, if self.below(4) == 0 { 2 } else { 1 })];
        if self.below(100) < 35 {
            let others = House::Tamounte.wares().filter(|ware| ware.sku != sku).map(|ware| (ware.sku, 1));
            skus.push((self.choose(others, "ROSE-200"), 1));
        }
        let percent = if is_reduced { 90 } else { 100 };
        let priced = skus.into_iter().map(|(sku, quantity)| {
            let price = Ware::of(sku).map_or(0, |ware| ware.price_minor);
            (sku, quantity, price * i64::from(quantity) * percent / 100)
        });
        priced.collect()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn count(plan: &[Happening], which: impl Fn(&What) -> bool) -> usize {
        plan.iter().filter(|one| which(&one.what)).count()
    }

    #[test]
    fn the_past_is_the_same_every_time_and_lies_in_its_days() {
        let first = date(2026, 10, 12);
        let told = plan(first);
        assert_eq!(told, plan(first));
        assert!(told.windows(2).all(|pair| pair[0].at <= pair[1].at));
        assert!(told.iter().all(|one| one.at >= midnight(first, 1) && one.at < midnight(first, DAYS)));
        let clicks: Vec<_> = told.iter().filter(|one| matches!(one.what, What::Click(_))).map(|one| one.at).collect();
        assert!(clicks.windows(2).all(|pair| pair[0] < pair[1]), "every click has an instant of its own");
    }

    #[test]
    fn there_is_enough_of_everything_and_more_on_saturdays_than_on_tuesdays() {
        for shift in 0..31 {
            let first = date(2026, 10, 1).saturating_add(shift.days());
            let told = plan(first);
            let clicks = count(&told, |what| matches!(what, What::Click(_)));
            let sales = count(&told, |what| matches!(what, What::Sale(_)));
            assert!((350..700).contains(&clicks) && (40..110).contains(&sales), "{clicks} clicks, {sales} sales");
            assert!(count(&told, |what| matches!(what, What::Lead(..))) >= 5);
            assert!((3..10).contains(&count(&told, |what| matches!(what, What::Refund { .. }))));
            assert!(count(&told, |what| matches!(what, What::Sale(sale) if sale.clicks.len() == 2)) >= 5, "shared ones");
            let on = |weekday| told.iter().filter(|one| one.at.to_zoned(TimeZone::UTC).weekday() == weekday).count();
            assert!(on(jiff::civil::Weekday::Saturday) > on(jiff::civil::Weekday::Tuesday) * 3 / 2);
        }
    }

    #[test]
    fn what_comes_back_was_bought_before_and_is_no_more_than_that() {
        let told = plan(date(2026, 10, 12));
        for (place, one) in told.iter().enumerate() {
            let What::Refund { order, amount_minor } = &one.what else { continue };
            let sold = told[..place].iter().find_map(|before| match &before.what {
                What::Sale(sale) if sale.order == *order => Some(sale.amount_minor()),
                _ => None,
            });
            assert!(sold.is_some_and(|sold| amount_minor.is_none_or(|back| back > 0 && back <= sold)), "{order}");
        }
    }
}
