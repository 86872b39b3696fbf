//! Whatever happens in whatever order, figures are those of the rows.

use affiliate::{
    AffiliateError, CodeDraft, FigureBy, FigureDifference, FigurePeriod, FigureScope, FigureTable, Figures, MoneyFigures,
    ReportLead, ReportSale,
    attribution::{CouponRule, Model, Policy, Shares},
};
use jiff::{SignedDuration, tz::TimeZone};
use kernel::Actor;
use sqlx::AssertSqlSafe;

use crate::{
    books::{refund, sale},
    figures::{exact, follow, period, second},
    posts::follow_from,
    trade::{Partner, Trade, dirham},
};

/// A sequence of numbers that looks like chance and is the same every time (Knuth's MMIX).
pub(crate) struct Chance(pub(crate) u64);

impl Chance {
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }

    pub(crate) fn one<'t, T>(&mut self, of: &'t [T]) -> &'t T {
        &of[self.below(of.len())]
    }
}

const AGENTS: [&str; 3] =
    ["Mozilla/5.0 (Linux; Android 10; K) Chrome/124.0.0.0 Mobile Safari/537.36", "curl/8", "Mozilla/5.0 (X11; Linux x86_64)"];

/// One thing that happens.
async fn step(trade: &Trade, partner: &Partner, chance: &mut Chance, turn: usize, clicks: &mut Vec<String>) {
    let (owner, id) = (&trade.owner, partner.program_id);
    let some_clicks = |chance: &mut Chance| {
        if clicks.is_empty() { Vec::new() } else { (0..chance.below(3)).map(|_| chance.one(clicks).clone()).collect() }
    };
    let customer = (chance.below(2) == 0).then(|| format!("customer-{}", chance.below(4)));
    match chance.below(10) {
        0..=3 => {
            let (key, agent) = (*chance.one(&["afi-the", "kofi-the"]), *chance.one(&AGENTS));
            let country = *chance.one(&[None, Some("TG"), Some("MA")]);
            let post = *chance.one(&["", "reel-12-mars", "story", "…"]);
            let origin = *chance.one(&[None, Some("instagram.com"), Some("tiktok.com")]);
            clicks.push(follow_from(trade, key, agent, country, post, origin).await);
        }
        4..=5 => {
            let codes = if chance.below(4) == 0 { vec!["THE10".into()] } else { Vec::new() };
            let amount = i64::try_from(chance.below(100_000)).unwrap();
            let told = ReportSale { customer, codes, clicks: some_clicks(chance), ..sale(&format!("order-{turn}"), amount) };
            trade.affiliate.report_sale(owner, id, &told).await.unwrap();
        }
        6 => {
            let lead = ReportLead { event_id: turn.to_string(), customer, clicks: some_clicks(chance), occurred_at: None };
            trade.affiliate.report_lead(owner, id, &lead).await.unwrap();
        }
        // Also of orders that come later, and more than is left: the books refuse that.
        7..=8 => {
            let order = format!("order-{}", chance.below(turn + 10));
            let amount = i64::try_from(chance.below(3) * chance.below(20_000)).unwrap();
            let _refused = trade.affiliate.report_refund(owner, id, &refund(&format!("refund-{turn}"), &order, amount)).await;
        }
        _ => {
            trade.pass(SignedDuration::from_hours(24 * i64::try_from(chance.below(8)).unwrap()));
            trade.minute().await;
        }
    }
}

/// Counting that breaks off in the middle: nothing of it stays.
async fn broken_off(trade: &Trade) {
    let sql =
        "CREATE FUNCTION affiliate.break_off() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'broken off'; END $$;
               CREATE TRIGGER break_off AFTER INSERT ON affiliate.figures EXECUTE FUNCTION affiliate.break_off()";
    sqlx::raw_sql(sql).execute(trade.db.pool()).await.unwrap();
    let waits = "SELECT (SELECT count(*) FROM affiliate.uncounted) + (SELECT count(*) FROM affiliate.uncounted_conversions)";
    let waiting = async || sqlx::query_scalar::<_, i64>(waits).fetch_one(trade.db.pool()).await.unwrap();
    let before = waiting().await;
    trade.affiliate.count_figures().await.unwrap_err();
    assert_eq!(waiting().await, before);
    sqlx::raw_sql("DROP FUNCTION affiliate.break_off() CASCADE").execute(trade.db.pool()).await.unwrap();
}

/// What waits and what was counted, as a server of before leaves it: nothing said of products, links among the other figures.
async fn as_of_before(trade: &Trade) {
    let sql = "UPDATE affiliate.uncounted SET products = NULL;
               WITH gone AS (DELETE FROM affiliate.link_days RETURNING *)
               INSERT INTO affiliate.figures AS f
               SELECT partnership_id, 'link', true, day::timestamp AT TIME ZONE 'UTC', link_id::text, '', clicks, robots, prefetches, others,
                      0, 0, 0, 0, 0, 0, 0, 0 FROM gone
               ON CONFLICT (scope_id, dimension, is_day, at, value, currency) DO UPDATE
               SET clicks = f.clicks + excluded.clicks, robots = f.robots + excluded.robots,
                   prefetches = f.prefetches + excluded.prefetches, others = f.others + excluded.others";
    sqlx::raw_sql(sql).execute(trade.db.pool()).await.unwrap();
}

/// Weeks are added up anew, as the operator is told to after an older build.
async fn weeks_anew(trade: &Trade) {
    let (_, told) = include_str!("../../../../../docs/rolling-back.md").split_once("TRUNCATE affiliate.figure_weeks").unwrap();
    let sql = format!("TRUNCATE affiliate.figure_weeks{}", told.split_once("```").unwrap().0);
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(trade.db.pool()).await.unwrap();
}

/// A hundred and twenty things, one after the other; then everything is compared.
async fn whatever_happens(seed: u64) {
    let (trade, partner) = Trade::linked().await;
    trade.deposit(dirham(200_000)).await;
    second(&trade, &partner).await;
    let code = CodeDraft { code: "THE10".into(), ends_at: None };
    trade.affiliate.create_code(&trade.owner, partner.id, &code).await.unwrap();
    let policy = Policy { model: Model::Position(Shares::USUAL), coupon: CouponRule::Wins };
    trade.affiliate.set_policy(&trade.owner, partner.program_id, &policy).await.unwrap();
    let elsewhere = trade.elsewhere().await;
    let (mut chance, mut clicks) = (Chance(seed), Vec::new());
    for turn in 0..120 {
        step(&trade, &partner, &mut chance, turn, &mut clicks).await;
        trade.pass(SignedDuration::from_mins(i64::try_from(chance.below(90)).unwrap()));
        match chance.below(9) {
            0 => drop(trade.affiliate.count_figures().await.unwrap()),
            1 => {
                let (one, two) = tokio::join!(trade.affiliate.count_figures(), elsewhere.count_figures());
                one.and(two).unwrap();
            }
            2 if turn % 3 == 0 && waits(&trade).await => broken_off(&trade).await,
            3 => as_of_before(&trade).await,
            4 => weeks_anew(&trade).await,
            _ => {}
        }
    }
    // Every day there was: before and after them nothing is counted, which is asked for all of it at once.
    let (from, to) = ("2026-11-22", trade.db.now().to_zoned(TimeZone::UTC).date().to_string());
    exact(&trade, from, &to).await;
    nothing_beside(&trade, from, &to).await;
    as_told(&trade, &partner, from, &to).await;
    for zone in ["UTC", "America/New_York", "Africa/Casablanca", "Pacific/Kiritimati"] {
        tables_add_up(&trade, &partner, zone).await;
    }
    assert_eq!(trade.affiliate.check_balances(&Actor::system("test")).await.unwrap(), []);
    trade.verified().await;
}

#[tokio::test]
async fn whatever_happens_in_whatever_order_figures_are_those_of_the_rows() {
    whatever_happens(1).await;
}

#[tokio::test]
async fn the_same_in_another_order() {
    whatever_happens(2).await;
}

#[tokio::test]
async fn the_same_in_a_third_order() {
    whatever_happens(3).await;
}

/// Nothing is counted, and nothing happened, on other days (UTC) than these.
async fn nothing_beside(trade: &Trade, from: &str, to: &str) {
    let sql = "SELECT (SELECT count(*) FROM affiliate.figures f WHERE f.at < d.since OR f.at >= d.until)
                    + (SELECT count(*) FROM affiliate.link_days l WHERE l.day < d.since::date OR l.day >= d.until::date)
                    + (SELECT count(*) FROM affiliate.link_weeks w WHERE w.week <= d.since::date - 7 OR w.week >= d.until::date)
                    + (SELECT count(*) FROM affiliate.figure_weeks w WHERE w.week <= d.since::date - 7 OR w.week >= d.until::date)
                    + (SELECT count(*) FROM affiliate.counted c WHERE c.at < d.since OR c.at >= d.until)
                    + (SELECT count(*) FROM affiliate.clicks k WHERE k.at < d.since OR k.at >= d.until)
                    + (SELECT count(*) FROM affiliate.conversions v WHERE v.occurred_at < d.since OR v.occurred_at >= d.until)
                    + (SELECT count(*) FROM affiliate.refunds r WHERE r.occurred_at < d.since OR r.occurred_at >= d.until)
                    + (SELECT count(*) FROM affiliate.commission_entries e WHERE e.created_at < d.since OR e.created_at >= d.until)
               FROM (SELECT $1::text::timestamp AT TIME ZONE 'UTC' AS since,
                            ($2::text::timestamp + interval '1 day') AT TIME ZONE 'UTC' AS until) d";
    let beside: i64 = sqlx::query_scalar(sql).bind(from).bind(to).fetch_one(trade.db.pool()).await.unwrap();
    assert_eq!(beside, 0);
}

async fn waits(trade: &Trade) -> bool {
    let sql = "SELECT EXISTS (SELECT FROM affiliate.uncounted)";
    sqlx::query_scalar(sql).fetch_one(trade.db.pool()).await.unwrap()
}

/// The sums of a program beside those of plain queries, which know nothing of how figures are kept.
async fn as_told(trade: &Trade, partner: &Partner, from: &str, to: &str) {
    let days = period(from, to, "Africa/Lome");
    let totals = trade.affiliate.figures(&trade.owner, FigureScope::Program(partner.program_id), &days).await.unwrap().totals;
    let nobodys = totals.unattributed.as_deref().unwrap();
    let sum = |of: fn(&affiliate::MoneyFigures) -> i64| totals.money.iter().chain(&nobodys.money).map(of).sum::<i64>();
    let found = [
        totals.clicks,
        totals.robots,
        totals.leads + nobodys.leads,
        totals.sales + nobodys.sales,
        sum(|money| money.revenue.amount_minor),
        sum(|money| money.refunded.amount_minor),
        sum(|money| money.cost().amount_minor),
        sum(|money| money.matured.amount_minor),
    ];
    let mut expected = Vec::new();
    for sql in [
        "SELECT count(*) FROM affiliate.clicks WHERE fault IS NULL",
        "SELECT count(*) FROM affiliate.clicks WHERE fault = 'robot'",
        "SELECT count(*) FROM affiliate.conversions WHERE kind = 'lead'",
        "SELECT count(*) FROM affiliate.conversions WHERE kind = 'sale'",
        "SELECT coalesce(sum(amount_minor), 0)::bigint FROM affiliate.conversions",
        "SELECT coalesce(sum(least(v.amount_minor, r.sum)), 0)::bigint FROM affiliate.conversions v
         JOIN (SELECT sale_id, CASE WHEN bool_or(amount_minor IS NULL) THEN 1e15 ELSE sum(amount_minor) END AS sum
               FROM affiliate.refunds GROUP BY 1) r ON r.sale_id = v.external_id AND v.kind = 'sale'",
        "SELECT coalesce(sum(booked_minor), 0)::bigint FROM affiliate.commissions",
        "SELECT coalesce(sum(amount_minor), 0)::bigint FROM affiliate.commission_entries WHERE kind = 'commission-matured'",
    ] {
        expected.push(sqlx::query_scalar::<_, i64>(sql).fetch_one(trade.db.pool()).await.unwrap());
    }
    assert_eq!(found.as_slice(), expected);
    assert!(expected.iter().all(|sum| *sum > 0), "something of everything happened: {expected:?}");
}

/// A table of what a scope is told apart by; none of what it is not.
pub(crate) async fn table_if_any(trade: &Trade, scope: FigureScope, days: &FigurePeriod, by: FigureBy) -> Option<FigureTable> {
    match trade.affiliate.figure_table(&trade.owner, scope, days, by).await {
        Err(AffiliateError::Invalid(_)) => None,
        table => Some(table.unwrap()),
    }
}

/// What is told apart is the whole, in every zone: of the first days, which begin and end in the middle of days of UTC.
async fn tables_add_up(trade: &Trade, partner: &Partner, zone: &str) {
    let days = period("2026-11-22", "2026-12-02", zone);
    for scope in [FigureScope::Program(partner.program_id), FigureScope::Partnership(partner.id)] {
        let all = trade.affiliate.figures(&trade.owner, scope, &days).await.unwrap().totals;
        let sums = |figures: &Figures| {
            let money = |of: fn(&MoneyFigures) -> i64| figures.money.iter().map(of).sum::<i64>();
            [figures.clicks, figures.robots, money(|one| one.revenue.amount_minor), money(|one| one.cost().amount_minor)]
        };
        assert!(all.clicks > 0, "{zone} {all:?}");
        for by in FigureBy::ALL {
            let Some(table) = table_if_any(trade, scope, &days, by).await else { continue };
            let together = table
                .rows
                .iter()
                .map(|row| sums(&row.figures))
                .fold([0; 4], |all, one| std::array::from_fn(|at| all[at] + one[at]));
            assert_eq!(together, sums(&all), "{zone} {by:?}");
        }
    }
}

#[tokio::test]
async fn a_sum_that_is_wrong_is_found_and_so_is_a_conversion_that_was_not_counted() {
    let (trade, partner) = Trade::linked().await;
    trade.sold(&partner, "1", 1_000).await;
    trade.affiliate.count_figures().await.unwrap();
    let (staff, day) = (Actor::system("test"), "2026-11-22".parse().unwrap());
    let check = async || trade.affiliate.check_figures(&staff, day, day).await.unwrap();
    assert_eq!(check().await, []);
    // What waits is no difference.
    trade.sold(&partner, "2", 1_000).await;
    assert_eq!(check().await, []);
    let run = async |sql: &'static str| sqlx::raw_sql(sql).execute(trade.db.pool()).await.unwrap();
    run("DELETE FROM affiliate.uncounted_conversions").await;
    assert!(matches!(check().await.as_slice(), [FigureDifference::Conversion { .. }]));
    run("INSERT INTO affiliate.uncounted_conversions (conversion_id) SELECT id FROM affiliate.conversions").await;
    trade.affiliate.count_figures().await.unwrap();
    assert_eq!(check().await, []);
    run("UPDATE affiliate.figures SET sales = sales + 1 WHERE dimension = 'country' AND currency = 'MAD' AND NOT is_day AND scope_id IN (SELECT id FROM affiliate.programs)").await;
    let found = check().await;
    let [FigureDifference::Sum { dimension, is_day: false, kept, should_be, .. }] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(
        (dimension.as_str(), kept.as_str(), should_be.as_str()),
        ("country", "(0,0,0,0,0,3,0,2000,0,0,0,0)", "(0,0,0,0,0,2,0,2000,0,0,0,0)")
    );
    run("UPDATE affiliate.figures SET sales = sales - 1 WHERE dimension = 'country' AND currency = 'MAD' AND NOT is_day AND scope_id IN (SELECT id FROM affiliate.programs)").await;
    follow(&trade, "afi-the", AGENTS[0], None).await;
    trade.affiliate.count_figures().await.unwrap();
    assert_eq!(check().await, []);
    run("UPDATE affiliate.link_days SET robots = robots + 1").await;
    let found = check().await;
    let [FigureDifference::Sum { dimension, is_day: true, kept, .. }] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((dimension.as_str(), kept.as_str()), ("link", "(3,1,0,0,0,0,0,0,0,0,0,0)"));
    run("UPDATE affiliate.link_days SET robots = robots - 1").await;
    assert_eq!(check().await, [], "weeks of links go with their days");
    run("UPDATE affiliate.link_weeks SET clicks = clicks - 1").await;
    let found = check().await;
    let [FigureDifference::Week { dimension, value, kept, .. }] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((dimension.as_str(), value, kept.as_str()), ("link", &partner.link_id.to_string(), "(2,0,0,0,0,0,0,0,0,0,0,0)"));
    run("UPDATE affiliate.link_weeks SET clicks = clicks + 1").await;
    run("UPDATE affiliate.figure_weeks SET others = others + 1 WHERE currency = '' AND scope_id IN (SELECT id FROM affiliate.programs)").await;
    let found = check().await;
    let [FigureDifference::Week { dimension, week, kept, .. }] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((dimension.as_str(), week.to_string(), kept.as_str()), ("all", "2026-11-16".into(), "(3,0,0,1,0,0,0,0,0,0,0,0)"));
    run("UPDATE affiliate.commissions SET booked_minor = booked_minor + 1").await;
    let found = trade.affiliate.check_balances(&staff).await.unwrap();
    assert_eq!(
        found.iter().map(|one| (one.booked_minor, one.entered_minor, one.accounted_minor)).collect::<Vec<_>>(),
        [(2, 0, 0)]
    );
}
