//! Days of time zones, which are not those that figures are kept by.

use affiliate::{FigureBy, FigureScope, Figures};
use jiff::Timestamp;

use crate::{
    exact::table_if_any,
    figures::{exact, period},
    trade::{Partner, Trade, dirham},
};

fn until(trade: &Trade, at: &str) {
    let at: Timestamp = at.parse().unwrap();
    trade.pass(at.duration_since(trade.db.now()));
}

/// All of a day of Casablanca, which begins an hour before that of UTC: the totals, and every table of both sides added up.
async fn day(trade: &Trade, partner: &Partner, day: &str) -> Figures {
    let days = period(day, day, "Africa/Casablanca");
    let mut all = None;
    for scope in [FigureScope::Partnership(partner.id), FigureScope::Program(partner.program_id)] {
        let totals = trade.affiliate.figures(&trade.owner, scope, &days).await.unwrap().totals;
        for by in FigureBy::ALL {
            let Some(table) = table_if_any(trade, scope, &days, by).await else { continue };
            let told =
                table.rows.iter().fold((0, 0), |(clicks, sales), row| (clicks + row.figures.clicks, sales + row.figures.sales));
            assert_eq!(told, (totals.clicks, totals.sales), "{day} {scope:?} {by:?} {:?}", table.rows);
            assert!(table.rows.iter().all(|row| row.figures != Figures::default()), "{by:?} {:?}", table.rows);
        }
        all.get_or_insert(totals);
    }
    all.unwrap()
}

#[tokio::test]
async fn hours_that_are_another_days_are_in_no_table_and_waiting_clicks_in_none_yet() {
    let (trade, partner) = Trade::linked().await;
    trade.deposit(dirham(100_000)).await;
    until(&trade, "2026-11-22T22:30:00Z");
    trade.click("afi-the").await;
    until(&trade, "2026-11-22T23:30:00Z");
    trade.sold(&partner, "1", 1_000).await;
    exact(&trade, "2026-11-22", "2026-11-23").await;
    let (before, after) = (day(&trade, &partner, "2026-11-22").await, day(&trade, &partner, "2026-11-23").await);
    assert_eq!((before.clicks, before.sales, before.money.len()), (1, 0, 0), "half past eleven is the next day there");
    assert_eq!((after.clicks, after.sales), (1, 1));
    // What is written and not counted yet is taken away from nothing.
    trade.click("afi-the").await;
    assert_eq!(day(&trade, &partner, "2026-11-22").await, before);
    assert_eq!(day(&trade, &partner, "2026-11-23").await, after);
    trade.affiliate.count_figures().await.unwrap();
    assert_eq!(day(&trade, &partner, "2026-11-22").await, before);
    assert_eq!(day(&trade, &partner, "2026-11-23").await.clicks, 2);
}

#[tokio::test]
async fn whole_weeks_are_what_their_days_are() {
    let (trade, partner) = Trade::linked().await;
    for at in
        ["2026-11-22T10:00:00Z", "2026-11-23T00:00:00Z", "2026-11-29T23:59:59Z", "2026-11-30T00:00:00Z", "2026-12-20T12:00:00Z"]
    {
        until(&trade, at);
        trade.click("afi-the").await;
    }
    exact(&trade, "2026-11-22", "2026-12-31").await;
    for (from, to, clicks) in [
        ("2026-11-22", "2026-12-31", 5),
        ("2026-11-23", "2026-11-29", 2),
        ("2026-11-22", "2026-11-30", 4),
        ("2026-11-24", "2026-12-31", 3),
        ("2026-11-30", "2026-12-20", 2),
    ] {
        let scope = FigureScope::Program(partner.program_id);
        for by in [FigureBy::Partner, FigureBy::Link] {
            let table = trade.affiliate.figure_table(&trade.owner, scope, &period(from, to, "UTC"), by).await.unwrap();
            assert_eq!(table.rows[0].figures.clicks, clicks, "{from} {to} {by:?}");
        }
        let days = period(from, to, "UTC");
        let after = period(
            &days.to().tomorrow().unwrap().to_string(),
            &(days.to().saturating_add(jiff::Span::new().days(days.days()))).to_string(),
            "UTC",
        );
        let view = trade.affiliate.figures(&trade.owner, scope, &after).await.unwrap();
        assert_eq!(view.previous.clicks, clicks, "{from} {to}");
    }
}

#[tokio::test]
async fn a_day_of_23_hours_has_what_happened_in_them() {
    let (trade, partner) = Trade::linked().await;
    // Clocks jump in Paris on 28 March 2027 at 01:00 UTC: the day begins at 23:00 UTC and is over at 22:00.
    for at in ["2027-03-27T22:59:59Z", "2027-03-27T23:00:00Z", "2027-03-28T21:59:59Z", "2027-03-28T22:00:00Z"] {
        until(&trade, at);
        trade.click("afi-the").await;
    }
    trade.affiliate.count_figures().await.unwrap();
    let clicks = async |zone: &str| {
        let days = period("2027-03-27", "2027-03-29", zone);
        let view = trade.affiliate.figures(&trade.owner, FigureScope::Program(partner.program_id), &days).await.unwrap();
        let table = trade.affiliate.figure_table(&trade.owner, FigureScope::Program(partner.program_id), &days, FigureBy::Link);
        assert_eq!(table.await.unwrap().rows[0].figures.clicks, view.totals.clicks);
        view.days.iter().map(|day| day.figures.clicks).collect::<Vec<_>>()
    };
    assert_eq!(clicks("Europe/Paris").await, [1, 2, 1]);
    assert_eq!(clicks("UTC").await, [2, 2, 0]);
    assert_eq!(clicks("America/New_York").await, [2, 2, 0]);
}
