//! Figures by post and by origin: told apart up to a hundred a day, and exact beyond.

use affiliate::{AffiliateError, CLICK_PARAMETER, FigureBy, FigureRows, FigureScope, FigureTable, Follow, ReportSale};
use jiff::SignedDuration;
use kernel::{Actor, PageRequest};

use crate::{
    books::{refund, sale},
    figures::{exact, period, second},
    trade::{Partner, Trade, dirham},
};

const PHONE: &str = "Mozilla/5.0 (Linux; Android 10; K) Chrome/124.0.0.0 Mobile Safari/537.36";

/// Somebody follows a link in a post, from a host: the click.
pub(crate) async fn follow_from(
    trade: &Trade,
    key: &str,
    agent: &str,
    country: Option<&str>,
    post: &str,
    origin: Option<&str>,
) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new()).append_pair("sub1", post).finish();
    let follow = Follow {
        key: key.into(),
        query,
        agent: agent.into(),
        is_reading: true,
        country: country.map(Into::into),
        referrer: origin.map(Into::into),
        ..Follow::default()
    };
    let location = trade.affiliate.follow(&follow).await.unwrap().location;
    location.query_pairs().find(|(name, _)| name == CLICK_PARAMETER).unwrap().1.into_owned()
}

async fn on_phone(trade: &Trade, key: &str, post: &str, origin: Option<&str>) -> String {
    follow_from(trade, key, PHONE, Some("TG"), post, origin).await
}

async fn table(trade: &Trade, actor: &Actor, scope: FigureScope, by: FigureBy) -> FigureTable {
    trade.affiliate.figure_table(actor, scope, &period("2026-11-22", "2026-11-23", "UTC"), by).await.unwrap()
}

/// What is told apart, with its clicks, sales, and what was paid and earned.
fn told(table: &FigureTable) -> Vec<(&str, i64, i64, i64, i64)> {
    table
        .rows
        .iter()
        .map(|row| {
            let (paid, earned) =
                row.figures.money.first().map_or((0, 0), |money| (money.net().amount_minor, money.cost().amount_minor));
            (row.key.as_str(), row.figures.clicks, row.figures.sales, paid, earned)
        })
        .collect()
}

#[tokio::test]
async fn posts_and_origins_are_told_apart_and_what_has_none_is_what_is_left() {
    let (trade, partner) = Trade::linked().await;
    trade.deposit(dirham(1_000_000)).await;
    second(&trade, &partner).await;
    let reel = on_phone(&trade, "afi-the", " reel-12-mars ", Some("www.Instagram.com")).await;
    on_phone(&trade, "afi-the", "reel-12-mars", Some("instagram.com")).await;
    on_phone(&trade, "afi-the", "story", Some("tiktok.com")).await;
    let plain = on_phone(&trade, "afi-the", "", None).await;
    on_phone(&trade, "kofi-the", "reel-12-mars", Some("instagram.com")).await;
    trade.pass(SignedDuration::from_hours(1));
    let report = async |click: &str, told: ReportSale| {
        let told = ReportSale { clicks: vec![click.to_owned()], ..told };
        trade.affiliate.report_sale(&trade.owner, partner.program_id, &told).await.unwrap();
    };
    report(&reel, sale("1", 100_000)).await;
    report(&plain, sale("2", 5_000)).await;
    trade.affiliate.report_refund(&trade.owner, partner.program_id, &refund("r", "1", 10_000)).await.unwrap();
    exact(&trade, "2026-11-20", "2026-11-24").await;

    let mine = table(&trade, &partner.actor, FigureScope::Mine, FigureBy::Post).await;
    assert_eq!(told(&mine), [("reel-12-mars", 2, 1, 90_000, 9_000), ("", 1, 1, 5_000, 500), ("story", 1, 0, 0, 0)]);
    let mine = table(&trade, &partner.actor, FigureScope::Mine, FigureBy::Origin).await;
    assert_eq!(told(&mine), [("instagram.com", 2, 1, 90_000, 9_000), ("", 1, 1, 5_000, 500), ("tiktok.com", 1, 0, 0, 0)]);
    let program = FigureScope::Program(partner.program_id);
    let merchants = table(&trade, &trade.member, program, FigureBy::Origin).await;
    assert_eq!(told(&merchants), [("instagram.com", 3, 1, 90_000, 9_000), ("", 1, 1, 5_000, 500), ("tiktok.com", 1, 0, 0, 0)]);
    let days = period("2026-11-22", "2026-11-23", "America/New_York");
    let zoned = trade.affiliate.figure_table(&partner.actor, FigureScope::Mine, &days, FigureBy::Post).await.unwrap();
    assert_eq!(zoned.rows.len(), 3, "hours around days are added up from the rows");
    // A post is the partner's word: the merchant reads it of one partner, and of all of them together it would mean nothing.
    let refused = trade.affiliate.figure_table(&trade.owner, program, &days, FigureBy::Post).await;
    assert!(matches!(refused, Err(AffiliateError::Invalid(_))), "{refused:?}");
    let csv = trade.affiliate.export_figure_table(&partner.actor, FigureScope::Mine, &days, FigureBy::Post).await.unwrap();
    assert!(csv.starts_with("post,name,clicks,") && csv.contains("\r\n\"reel-12-mars\",,2,0,0,0,0,1,1,MAD,"), "{csv}");
    // Words of strangers are no formulas and no cells of their own.
    on_phone(&trade, "afi-the", "=1+1,\"x\"", None).await;
    trade.affiliate.count_figures().await.unwrap();
    let csv = trade.affiliate.export_figure_table(&partner.actor, FigureScope::Mine, &days, FigureBy::Post).await.unwrap();
    assert!(csv.lines().all(|line| !line.starts_with('=') && !line.starts_with("\"=")), "{csv}");
    rows_are_opened(&trade, &partner).await;
}

async fn rows_are_opened(trade: &Trade, partner: &Partner) {
    let days = period("2026-11-22", "2026-11-23", "UTC");
    let opened = async |scope, of: FigureRows| {
        let clicks = trade.affiliate.figure_clicks(&trade.owner, scope, &days, &of, &PageRequest::first()).await.unwrap();
        let sales = trade.affiliate.figure_conversions(&trade.owner, scope, &days, &of, &PageRequest::first()).await.unwrap();
        (clicks.items.len(), sales.items.len())
    };
    let (program, one) = (FigureScope::Program(partner.program_id), FigureScope::Partnership(partner.id));
    let post = |name: &str| FigureRows { post: Some(name.into()), ..FigureRows::default() };
    let origin = |name: &str| FigureRows { origin: Some(name.into()), ..FigureRows::default() };
    assert_eq!(opened(one, post("reel-12-mars")).await, (2, 1));
    assert_eq!(opened(one, post("")).await, (1, 1));
    assert_eq!(opened(program, post("reel-12-mars")).await, (3, 1));
    assert_eq!(opened(program, origin("instagram.com")).await, (3, 1));
    assert_eq!(opened(program, origin("tiktok.com")).await, (1, 0));
    assert_eq!(opened(one, post(FigureBy::OTHERS)).await, (0, 0));
}

#[tokio::test]
async fn beyond_a_hundred_a_day_posts_stand_together_and_nothing_is_lost() {
    let (trade, partner) = Trade::linked().await;
    trade.deposit(dirham(1_000_000)).await;
    let elsewhere = trade.elsewhere().await;
    let mut clicks = Vec::new();
    for number in 0..60 {
        clicks.push(on_phone(&trade, "afi-the", &format!("post-{number}"), Some(&format!("h{number}.example"))).await);
    }
    let (one, two) = tokio::join!(trade.affiliate.count_figures(), elsewhere.count_figures());
    one.and(two).unwrap();
    for number in 40..120 {
        clicks.push(on_phone(&trade, "afi-the", &format!("post-{number}"), Some(&format!("h{number}.example"))).await);
    }
    let (one, two) = tokio::join!(trade.affiliate.count_figures(), elsewhere.count_figures());
    one.and(two).unwrap();
    // Sales of all of them, some of which have no name.
    for (number, click) in clicks.iter().enumerate().step_by(10) {
        let told = ReportSale { clicks: vec![click.clone()], ..sale(&number.to_string(), 1_000) };
        trade.affiliate.report_sale(&trade.owner, partner.program_id, &told).await.unwrap();
    }
    exact(&trade, "2026-11-22", "2026-11-22").await;
    for (scope, by) in [
        (FigureScope::Partnership(partner.id), FigureBy::Post),
        (FigureScope::Partnership(partner.id), FigureBy::Origin),
        (FigureScope::Program(partner.program_id), FigureBy::Origin),
    ] {
        let found = table(&trade, &trade.owner, scope, by).await;
        let sum = |of: fn(&affiliate::FigureRow) -> i64| found.rows.iter().map(of).sum::<i64>();
        assert_eq!((found.rows.len(), sum(|row| row.figures.clicks), sum(|row| row.figures.sales)), (101, 140, 14), "{by:?}");
        let others = found.rows.iter().find(|row| row.key == FigureBy::OTHERS).unwrap();
        assert_eq!(others.figures.clicks, 20, "{by:?}");
    }
    // Another day has room again.
    trade.pass(SignedDuration::from_hours(24));
    on_phone(&trade, "afi-the", "post-119", None).await;
    exact(&trade, "2026-11-22", "2026-11-23").await;
    let found = table(&trade, &partner.actor, FigureScope::Mine, FigureBy::Post).await;
    assert!(found.rows.iter().any(|row| row.key == "post-119"));
}

#[tokio::test]
async fn a_sale_that_is_counted_before_its_click_has_its_post() {
    let (trade, partner) = Trade::linked().await;
    trade.deposit(dirham(1_000_000)).await;
    let click = on_phone(&trade, "afi-the", "story", Some("tiktok.com")).await;
    let run = async |sql: &'static str| sqlx::raw_sql(sql).execute(trade.db.pool()).await.unwrap();
    run("CREATE TABLE affiliate.late AS SELECT clicks FROM affiliate.uncounted; DELETE FROM affiliate.uncounted").await;
    let told = ReportSale { clicks: vec![click], ..sale("1", 1_000) };
    trade.affiliate.report_sale(&trade.owner, partner.program_id, &told).await.unwrap();
    trade.affiliate.count_figures().await.unwrap();
    run("INSERT INTO affiliate.uncounted (clicks) SELECT clicks FROM affiliate.late; DROP TABLE affiliate.late").await;
    exact(&trade, "2026-11-22", "2026-11-22").await;
    let found = table(&trade, &partner.actor, FigureScope::Mine, FigureBy::Post).await;
    assert_eq!(told_of(&found), [("story", 1, 1)]);
}

fn told_of(table: &FigureTable) -> Vec<(&str, i64, i64)> {
    table.rows.iter().map(|row| (row.key.as_str(), row.figures.clicks, row.figures.sales)).collect()
}
