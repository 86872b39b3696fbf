//! What is told at the same moment is kept and settled together, and each is answered for itself.

use std::time::Duration;

use affiliate::{ReportLead, ReportRefund, ReportSale};
use futures::future::join_all;
use kernel::{Actor, AppError as _, Currency, Money};
use sqlx::AssertSqlSafe;

use crate::{
    books::{refund, sale},
    rivals::until_waiting,
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
    let kept: Vec<usize> = (0..9).map(|n| usize::from(answers[4 * n].is_err())).collect();
    let again = (0..9).map(|n| told(refund(&format!("r{n}-{}", ["a", "b"][kept[n]]), &format!("o{n}"), 60_000)));
    assert!(join_all(again).await.into_iter().all(|answer| answer.is_ok_and(|told| told.replayed)));
    let otherwise = (0..9).map(|n| told(refund(&format!("r{n}-{}", ["a", "b"][kept[n]]), &format!("o{n}"), 60_001)));
    assert!(join_all(otherwise).await.into_iter().all(|answer| answer == Err("affiliate-told-otherwise")));
    assert_eq!(trade.books(partner.id).await.held, 9 * 4_000 + 5_000);
    trade.verified().await;
}

/// Something is done while nothing can be kept: what is told meanwhile is kept together, right after it.
async fn held_up<T>(trade: &Trade, sql: &str, meanwhile: impl AsyncFnOnce() -> T) -> T {
    let mut hold = trade.db.begin(&Actor::system("test")).await.unwrap();
    sqlx::query(AssertSqlSafe(sql)).execute(hold.conn()).await.unwrap();
    let (done, ()) = tokio::join!(meanwhile(), async move {
        until_waiting(trade, 1).await;
        // The others come to the line.
        tokio::time::sleep(Duration::from_millis(500)).await;
        hold.commit().await.unwrap();
    });
    done
}

const NOTHING_IS_KEPT: &str = "LOCK TABLE affiliate.conversions IN SHARE MODE";

#[tokio::test]
async fn what_waits_is_kept_in_one_transaction_and_one_that_fails_takes_down_no_other() {
    let (trade, partner) = funded().await;
    let click = trade.click("afi-the").await;
    sqlx::raw_sql(
        "CREATE FUNCTION affiliate.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'not this one'; END $$;
         CREATE TRIGGER refuse BEFORE INSERT ON affiliate.conversions FOR EACH ROW WHEN (NEW.external_id = 'bad')
         EXECUTE FUNCTION affiliate.refuse();
         CREATE TABLE affiliate.groups_seen (seen_at timestamptz NOT NULL DEFAULT clock_timestamp());
         CREATE FUNCTION affiliate.see() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO affiliate.groups_seen DEFAULT VALUES; RETURN NULL; END $$;
         CREATE TRIGGER see AFTER INSERT ON affiliate.conversions FOR EACH STATEMENT EXECUTE FUNCTION affiliate.see()",
    )
    .execute(trade.db.pool())
    .await
    .unwrap();
    let told = |number: String| {
        let (trade, order) = (&trade, ReportSale { clicks: vec![click.clone()], ..sale(&number, 1_000) });
        async move { trade.affiliate.report_sale(&trade.owner, partner.program_id, &order).await }
    };
    // More than are kept at once.
    let all = held_up(&trade, NOTHING_IS_KEPT, async || join_all((0..250).map(|n| told(format!("o{n}")))).await).await;
    assert!(all.iter().all(Result::is_ok));
    let groups = count(&trade, "SELECT count(*) FROM affiliate.groups_seen").await;
    assert!((2..=12).contains(&groups), "{groups} groups");
    let names: Vec<String> = (250..280).map(|n| format!("o{n}")).chain(["bad".to_owned()]).collect();
    let all = held_up(&trade, NOTHING_IS_KEPT, async || join_all(names.into_iter().map(told)).await).await;
    assert!(all[..30].iter().all(Result::is_ok) && all[30].is_err());
    assert_eq!(count(&trade, "SELECT count(*) FROM affiliate.conversions").await, 280);
    assert_eq!(trade.books(partner.id).await.held, 280 * 100);
    trade.verified().await;
}

#[tokio::test]
async fn an_order_that_somebody_else_is_at_waits_alone() {
    let (trade, partner) = funded().await;
    let told = |number: &str| {
        let (trade, order) = (&trade, sale(number, 1_000));
        async move { trade.affiliate.report_sale(&trade.owner, partner.program_id, &order).await.unwrap().replayed }
    };
    let mut hold = trade.db.begin(&Actor::system("test")).await.unwrap();
    let lock = format!("SELECT pg_advisory_xact_lock(hashtextextended('affiliate:{}:o1', 0))", partner.program_id);
    sqlx::query(AssertSqlSafe(lock)).execute(hold.conn()).await.unwrap();
    let (mut first, others) = (Box::pin(told("o1")), async { tokio::join!(told("o2"), told("o3")) });
    tokio::select! {
        _ = &mut first => panic!("its number was not free"),
        replayed = others => assert_eq!(replayed, (false, false)),
    }
    hold.commit().await.unwrap();
    assert!(!first.await);
    assert_eq!(count(&trade, "SELECT count(*) FROM affiliate.conversions").await, 3);
}

#[tokio::test]
async fn a_report_whose_shop_went_away_before_its_turn_is_not_kept_later() {
    let (trade, partner) = funded().await;
    let told = |number: &str, minor: i64| {
        let (affiliate, owner, order) = (trade.affiliate.clone(), trade.owner.clone(), sale(number, minor));
        tokio::spawn(async move { affiliate.report_sale(&owner, partner.program_id, &order).await })
    };
    let first = held_up(&trade, NOTHING_IS_KEPT, async || {
        let first = told("o1", 1_000);
        until_waiting(&trade, 1).await;
        let second = told("o2", 1_000);
        tokio::time::sleep(Duration::from_millis(150)).await;
        second.abort();
        first.await.unwrap().unwrap().replayed
    })
    .await;
    assert!(!first);
    assert!(!told("o2", 900).await.unwrap().unwrap().replayed);
    assert_eq!(count(&trade, "SELECT count(*) FROM affiliate.conversions").await, 2);
}

#[tokio::test]
async fn numbers_that_meet_in_one_group_are_told_apart() {
    let (trade, partner) = funded().await;
    let (a, b) = (refund("r1", "o1", 100), refund("r1", "o2", 100));
    let order = sale("o3", 1_000);
    let lead = ReportLead { event_id: "o3".into(), customer: None, clicks: Vec::new(), occurred_at: None };
    let (owner, id, affiliate) = (&trade.owner, partner.program_id, &trade.affiliate);
    let (a, b, lead, sold) = held_up(&trade, "LOCK TABLE affiliate.conversions, affiliate.refunds IN SHARE MODE", async || {
        tokio::join!(
            Box::pin(affiliate.report_refund(owner, id, &a)),
            Box::pin(affiliate.report_refund(owner, id, &b)),
            Box::pin(affiliate.report_lead(owner, id, &lead)),
            Box::pin(affiliate.report_sale(owner, id, &order)),
        )
    })
    .await;
    // One number of a refund is one refund.
    assert_eq!([&a, &b].iter().filter(|answer| answer.is_ok()).count(), 1);
    assert_eq!(a.err().or(b.err()).unwrap().code(), "affiliate-told-otherwise");
    assert!(!lead.unwrap().replayed && !sold.unwrap().replayed);
}
