//! What is told at the same moment is kept and settled together, and each is answered for itself.

use affiliate::{ReportRefund, ReportSale};
use futures::future::join_all;
use kernel::{AppError as _, Currency, Money};
use sqlx::AssertSqlSafe;

use crate::{
    books::{refund, sale},
    trade::{Partner, Trade, dirham},
};

async fn funded() -> (Trade, Partner) {
    let (trade, partner) = Trade::linked().await;
    trade.deposit(dirham(10_000_000)).await;
    (trade, partner)
}

async fn count(trade: &Trade, sql: &'static str) -> i64 {
    sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(trade.db.pool()).await.unwrap()
}

async fn rename(trade: &Trade, from: &str, to: &str) {
    let sql = format!("ALTER TABLE affiliate.{from} RENAME TO {to}");
    sqlx::query(AssertSqlSafe(sql)).execute(trade.db.pool()).await.unwrap();
}

#[tokio::test]
async fn sixty_orders_at_once_with_their_refunds_each_earn_once() {
    let (trade, partner) = funded().await;
    let click = trade.click("afi-the").await;
    // Of twenty customers, of none, the same order twice, and something given back of every other, perhaps before it is sold.
    let customer = |n: usize| (!n.is_multiple_of(3)).then(|| format!("c{}", n % 20));
    let order = |n: usize| ReportSale { clicks: vec![click.clone()], customer: customer(n), ..sale(&format!("o{n}"), 100_000) };
    let sold = join_all((0..120).map(|n| {
        let (trade, order) = (&trade, order(n % 60));
        async move { trade.affiliate.report_sale(&trade.owner, partner.program_id, &order).await.unwrap().replayed }
    }));
    let given = join_all((0..60).step_by(2).map(|n| {
        let (trade, back) = (&trade, refund(&format!("r{n}"), &format!("o{n}"), 50_000));
        async move { trade.affiliate.report_refund(&trade.owner, partner.program_id, &back).await.unwrap() }
    }));
    let (replayed, _given) = tokio::join!(sold, given);
    assert_eq!(replayed.iter().filter(|replayed| **replayed).count(), 60);
    assert_eq!(trade.books(partner.id).await.held, 30 * 10_000 + 30 * 5_000);
    assert_eq!(count(&trade, "SELECT count(*) FROM affiliate.commissions WHERE booked_minor IN (10000, 5000)").await, 60);
    assert_eq!(count(&trade, "SELECT count(*) FROM affiliate.unsettled").await, 0);
    trade.verified().await;
}

#[tokio::test]
async fn what_was_kept_and_not_settled_is_settled_by_the_minutes_job_once() {
    let (trade, partner) = funded().await;
    let click = trade.click("afi-the").await;
    let order = ReportSale { clicks: vec![click], ..sale("1001", 100_000) };
    // Nothing can be booked for a while.
    rename(&trade, "commissions", "gone").await;
    let told = trade.affiliate.report_sale(&trade.owner, partner.program_id, &order).await.unwrap();
    assert!(!told.replayed);
    let again = trade.affiliate.report_sale(&trade.owner, partner.program_id, &order).await.unwrap();
    assert_eq!((again.id, again.replayed), (told.id, true));
    rename(&trade, "gone", "commissions").await;
    assert_eq!((trade.books(partner.id).await.held, count(&trade, "SELECT count(*) FROM affiliate.unsettled").await), (0, 1));
    trade.minute().await;
    trade.minute().await;
    assert_eq!(
        (trade.books(partner.id).await.held, count(&trade, "SELECT count(*) FROM affiliate.unsettled").await),
        (10_000, 0)
    );
    let told = "SELECT count(*) FROM platform.outbox WHERE topic = 'affiliate.conversion-reported.v1'";
    assert_eq!(count(&trade, told).await, 1);
    trade.verified().await;
}

#[tokio::test]
async fn what_cannot_be_kept_is_refused_and_holds_up_no_other() {
    let (trade, partner) = funded().await;
    let click = trade.click("afi-the").await;
    let order = |n: usize| ReportSale { clicks: vec![click.clone()], ..sale(&format!("o{n}"), 100_000) };
    for n in 0..10 {
        trade.affiliate.report_sale(&trade.owner, partner.program_id, &order(n)).await.unwrap();
    }
    let told = |back: ReportRefund| {
        let trade = &trade;
        async move { trade.affiliate.report_refund(&trade.owner, partner.program_id, &back).await.map_err(|error| error.code()) }
    };
    // Of each sale three fifths twice; more than all of it; another currency; and a good part of another.
    let back = (0..9).flat_map(|n| {
        let euros = Money::new(100, Currency::Eur);
        let of = |number: &str, minor: i64| refund(&format!("r{n}-{number}"), &format!("o{n}"), minor);
        [of("a", 60_000), of("b", 60_000), of("c", 100_001), ReportRefund { amount: Some(euros), ..of("d", 1) }]
    });
    let answers = join_all(back.chain([refund("last", "o9", 50_000)]).map(told)).await;
    assert!(answers.last().unwrap().is_ok());
    for of_one in answers[..36].chunks(4) {
        assert_eq!(of_one.iter().filter(|answer| answer.is_ok()).count(), 1, "{of_one:?}");
        assert!(of_one[2].is_err() && of_one[3].is_err(), "{of_one:?}");
    }
    assert_eq!(count(&trade, "SELECT count(*) FROM affiliate.refunds").await, 10);
    // The same again is the same; told otherwise it is refused, whatever is left of its sale.
    let kept: Vec<usize> = (0..9).map(|n| if answers[4 * n].is_ok() { 0 } else { 1 }).collect();
    let again = (0..9).map(|n| told(refund(&format!("r{n}-{}", ["a", "b"][kept[n]]), &format!("o{n}"), 60_000)));
    assert!(join_all(again).await.into_iter().all(|answer| answer.is_ok_and(|told| told.replayed)));
    let otherwise = (0..9).map(|n| told(refund(&format!("r{n}-{}", ["a", "b"][kept[n]]), &format!("o{n}"), 60_001)));
    assert!(join_all(otherwise).await.into_iter().all(|answer| answer == Err("affiliate-told-otherwise")));
    assert_eq!(trade.books(partner.id).await.held, 9 * 4_000 + 5_000);
    trade.verified().await;
}
