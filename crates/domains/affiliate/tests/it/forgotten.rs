//! Clicks of long ago are forgotten, and nothing that was decided or counted by them changes.

use affiliate::{FigureBy, FigureScope, PeriodForm};
use jiff::SignedDuration;
use kernel::Actor;

use crate::{
    books::refund,
    figures::{follow, period},
    posts::follow_from,
    trade::{Trade, dirham},
};

const DAY: SignedDuration = SignedDuration::from_hours(24);
const PHONE: &str = "Mozilla/5.0 (Linux; Android 10; K) Chrome/124.0.0.0 Mobile Safari/537.36";

async fn clicks(trade: &Trade) -> i64 {
    sqlx::query_scalar("SELECT count(*) FROM affiliate.clicks").fetch_one(trade.db.pool()).await.unwrap()
}

#[tokio::test]
async fn a_click_without_a_sale_is_forgotten_after_its_time_and_the_figures_stay() {
    let (trade, partner) = Trade::linked().await;
    trade.deposit(dirham(50_000)).await;
    for _ in 0..3 {
        follow(&trade, "afi-the", PHONE, Some("TG")).await;
    }
    trade.sold(&partner, "1", 100_000).await;
    trade.affiliate.count_figures().await.unwrap();
    let (first, last) = (trade.db.now(), trade.db.now() + DAY);
    let form = |at: jiff::Timestamp| at.strftime("%Y-%m-%d").to_string();
    let period = PeriodForm { from: form(first), to: form(last), zone: String::new() };
    let period = affiliate::FigurePeriod::read(&period, last).unwrap();
    let table = async || {
        trade.affiliate.figure_table(&trade.owner, FigureScope::Program(partner.program_id), &period, FigureBy::Link).await
    };
    let before = table().await.unwrap();
    assert_eq!((clicks(&trade).await, before.rows[0].figures.clicks), (4, 4));

    // A month is whole or not forgotten: until 800 days after its end nothing is.
    trade.pass(DAY * 800);
    trade.minute().await;
    trade.pass(DAY);
    trade.minute().await;
    assert_eq!(clicks(&trade).await, 4);
    assert!(trade.affiliate.clicks_kept_since(&trade.owner).await.unwrap().is_none_or(|since| since <= first));
    trade.pass(DAY * 10);
    trade.minute().await;
    assert_eq!(clicks(&trade).await, 1, "that by which something was sold");
    assert_eq!(trade.affiliate.clicks_kept_since(&trade.owner).await.unwrap().unwrap().to_string(), "2026-12-01T00:00:00Z");
    let hashes = "SELECT count(*) FROM affiliate.clicks WHERE address IS NOT NULL";
    assert_eq!(sqlx::query_scalar::<_, i64>(hashes).fetch_one(trade.db.pool()).await.unwrap(), 0);

    // What is given back now is still the link's, and the day's figures are what they were.
    trade.affiliate.report_refund(&trade.owner, partner.program_id, &refund("r", "1", 0)).await.unwrap();
    trade.affiliate.count_figures().await.unwrap();
    let day = first.to_zoned(jiff::tz::TimeZone::UTC).date();
    assert_eq!(trade.affiliate.check_figures(&Actor::system("test"), day, day).await.unwrap(), []);
    let after = table().await.unwrap();
    assert_eq!((&after.rows[0].label, after.rows[0].figures.clicks), (&before.rows[0].label, 4));
    // A second run finds nothing, and new clicks are written.
    trade.pass(DAY);
    trade.minute().await;
    follow(&trade, "afi-the", PHONE, Some("TG")).await;
    assert_eq!(clicks(&trade).await, 2);
}

#[tokio::test]
async fn of_a_day_whose_clicks_are_forgotten_no_row_is_below_nothing() {
    let (trade, partner) = Trade::linked().await;
    // Half past eleven (UTC): the next day in Casablanca, whose hours are added up from the rows.
    trade.pass(SignedDuration::from_mins(13 * 60 + 30));
    follow_from(&trade, "afi-the", PHONE, Some("TG"), "reel", None).await;
    trade.affiliate.count_figures().await.unwrap();
    let days = period("2026-11-22", "2026-11-22", "Africa/Casablanca");
    let scope = FigureScope::Partnership(partner.id);
    let posts = async || trade.affiliate.figure_table(&trade.owner, scope, &days, FigureBy::Post).await.unwrap();
    assert_eq!(posts().await.rows.len(), 0);
    trade.pass(DAY * 840);
    trade.minute().await;
    trade.pass(DAY);
    trade.minute().await;
    assert_eq!(clicks(&trade).await, 0);
    // Of the day of UTC all is there, and the hour cannot be taken away any more.
    let told: Vec<_> = posts().await.rows.into_iter().map(|row| (row.key, row.figures.clicks)).collect();
    assert_eq!(told, [("reel".into(), 1)]);
}

#[tokio::test]
async fn a_month_of_which_a_click_waits_to_be_counted_is_kept() {
    let (trade, _partner) = Trade::linked().await;
    follow(&trade, "afi-the", PHONE, None).await;
    let forget = "SELECT affiliate.forget_clicks(date_trunc('month', $1::timestamptz, 'UTC')::date, now())";
    let forgotten = async || {
        let at = jiff_sqlx::ToSqlx::to_sqlx(crate::trade::start());
        sqlx::query_scalar::<_, Option<i64>>(forget).bind(at).fetch_one(trade.db.pool()).await.unwrap()
    };
    assert_eq!(forgotten().await, None);
    trade.affiliate.count_figures().await.unwrap();
    assert_eq!((forgotten().await, forgotten().await), (Some(1), None));
}
