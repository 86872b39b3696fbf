//! Clicks that earn and look bought: held, let go in time, rejected, answered, given back.

use affiliate::{
    AffiliateError, CommissionState, FraudCaseView, FraudGround, FraudMode, FraudPolicy, FraudQueue, FraudState, FraudVerdict,
    Signal,
};
use jiff::SignedDuration;
use kernel::{Actor, AppError as _, ErrorKind, PageRequest};

use crate::{
    click_earnings::{all_true, browser, commissions, paid, pay, visit},
    trade::{Partner, Trade, link},
};

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// A partner whose clicks earn 0,50 DH each with a merchant that holds what speaks against them.
async fn strict() -> (Trade, Partner) {
    let (trade, partner, _) = paid(50).await;
    let standard = trade.affiliate.fraud_policy(&trade.owner, partner.program_id).await.unwrap().policy;
    let policy = FraudPolicy { mode: FraudMode::Enforce, hold_days: 30, ..standard };
    trade.affiliate.set_fraud_policy(&trade.owner, partner.program_id, &policy).await.unwrap();
    (trade, partner)
}

/// A merchant that holds what speaks against it, and a day of clicks by twelve programs behind one address and by thirty robots, which is
/// paid: five of the twelve at 0,50 DH.
async fn bought() -> (Trade, Partner) {
    let (trade, partner) = strict().await;
    for program in 0..12 {
        visit(&trade, "afi-the", "41.207.160.1", &browser(program)).await;
    }
    for _ in 0..30 {
        visit(&trade, "afi-the", "41.207.160.2", "curl/8").await;
    }
    trade.pass(DAY);
    pay(&trade).await;
    (trade, partner)
}

async fn case(trade: &Trade, partner: &Partner, queue: FraudQueue) -> FraudCaseView {
    let found = trade.affiliate.fraud_queue(&trade.member, partner.program_id, queue, &PageRequest::first()).await.unwrap();
    let [case] = found.items.as_slice() else { panic!("{found:?}") };
    case.clone()
}

async fn decide(trade: &Trade, actor: &Actor, case: &FraudCaseView, verdict: FraudVerdict) -> Result<(), AffiliateError> {
    trade.affiliate.decide_fraud_case(actor, case.id, case.version, verdict, "Des clics achetés").await
}

/// The books prove themselves, and so do the figures.
async fn proved(trade: &Trade) {
    all_true(trade, "2027-01-31").await;
    assert_eq!(trade.affiliate.verify().await.unwrap(), []);
}

#[tokio::test]
async fn a_day_that_looks_bought_is_held_in_the_same_queue_with_its_reasons_and_let_go_in_time() {
    let (trade, partner) = bought().await;
    let held = case(&trade, &partner, FraudQueue::Open).await;
    assert_eq!((held.kind.as_str(), held.external_id.as_str(), held.amount.amount_minor), ("clicks", "", 250));
    let found: Vec<(Signal, u16, &str, &str)> =
        held.findings.iter().map(|one| (one.signal, one.weight, one.args["count"].as_str(), one.args["all"].as_str())).collect();
    // With those by which it was seen that the terms are known.
    let all: i64 = sqlx::query_scalar("SELECT count(*) FROM affiliate.clicks").fetch_one(trade.db.pool()).await.unwrap();
    let all = all.to_string();
    let expected = [
        (Signal::DayOneAddress, 60, "12", "12"),
        (Signal::DayRobots, 40, "30", &*all),
        (Signal::DayVelocity, 30, "12", &*all),
        (Signal::DayAddress, 15, "12", "12"),
    ];
    assert_eq!((found.as_slice(), held.score, held.state), (expected.as_slice(), 100, FraudState::Held));
    // The holding days of the terms are over; those of the hold are not.
    trade.pass(DAY * 20);
    trade.minute().await;
    assert_eq!(trade.books(partner.id).await.held, 250);
    trade.pass(DAY * 10);
    trade.minute().await;
    trade.minute().await;
    let books = trade.books(partner.id).await;
    assert_eq!((books.held, books.available), (0, 250));
    assert_eq!(case(&trade, &partner, FraudQueue::Decided).await.state, FraudState::Expired);
    // Too late.
    let over = case(&trade, &partner, FraudQueue::Decided).await;
    let refused = decide(&trade, &trade.owner, &over, FraudVerdict::Reject(FraudGround::Fraud)).await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Conflict);
    proved(&trade).await;
}

#[tokio::test]
async fn what_is_released_is_paid_when_its_time_is_over() {
    let (trade, partner) = bought().await;
    let held = case(&trade, &partner, FraudQueue::Open).await;
    decide(&trade, &trade.owner, &held, FraudVerdict::Release).await.unwrap();
    trade.pass(DAY * 15);
    trade.minute().await;
    assert_eq!(trade.books(partner.id).await.available, 250);
    proved(&trade).await;
}

#[tokio::test]
async fn what_is_rejected_goes_back_by_journal_and_an_answer_brings_it_again() {
    let (trade, partner) = bought().await;
    let held = case(&trade, &partner, FraudQueue::Open).await;
    let refused = decide(&trade, &trade.owner, &held, FraudVerdict::Reject(FraudGround::OwnPurchase)).await.unwrap_err();
    assert_eq!(refused.fields().first().map(|field| field.code), Some("affiliate-fraud-ground-clicks"));
    for nobody in [&partner.actor, &trade.member] {
        let refused = decide(&trade, nobody, &held, FraudVerdict::Release).await.unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::Forbidden);
    }
    decide(&trade, &trade.owner, &held, FraudVerdict::Reject(FraudGround::Fraud)).await.unwrap();
    let books = trade.books(partner.id).await;
    assert_eq!((books.held, books.wallet), (0, 100_000));
    let [one] = commissions(&trade, &partner.actor, partner.id).await.try_into().unwrap();
    assert_eq!((one.state, one.owed.amount_minor), (CommissionState::Nothing, 0));
    proved(&trade).await;

    trade.affiliate.dispute_fraud_case(&partner.actor, held.id, "Une école entière a cliqué.").await.unwrap();
    let answered = case(&trade, &partner, FraudQueue::Open).await;
    decide(&trade, &trade.owner, &answered, FraudVerdict::Release).await.unwrap();
    let books = trade.books(partner.id).await;
    assert_eq!((books.held, books.wallet), (250, 99_750));
    trade.pass(DAY * 15);
    trade.minute().await;
    assert_eq!(trade.books(partner.id).await.available, 250);
    proved(&trade).await;
}

#[tokio::test]
async fn an_address_that_is_most_of_a_day_holds_it_over_however_many_links_it_clicks() {
    let (trade, partner) = strict().await;
    for number in 0..12 {
        let key = format!("autre-{number}");
        trade.affiliate.create_link(&partner.actor, partner.id, Some(&key), None, &link()).await.unwrap();
    }
    let cases = "SELECT f.state, f.score::integer, f.findings -> 0 ->> 'signal' FROM affiliate.fraud_cases f
                 JOIN affiliate.conversions v ON v.id = f.conversion_id ORDER BY v.occurred_at DESC LIMIT 1";
    for (others, every, expected) in [
        // Slowly, by one program and once on each link: the links are no reason to believe it.
        (0, SignedDuration::from_mins(30), ("held", 60, Some("day_one_address"))),
        (12, SignedDuration::from_mins(30), ("clear", 0, None)),
        // Within an hour, on however many links.
        (12, SignedDuration::from_secs(1), ("shown", 30, Some("day_velocity"))),
    ] {
        for number in 0..12 {
            visit(&trade, &format!("autre-{number}"), "41.207.160.1", &browser(0)).await;
            trade.pass(every);
        }
        for other in 0..others {
            visit(&trade, "afi-the", &format!("41.207.161.{other}"), &browser(0)).await;
        }
        trade.pass(DAY - every * 12);
        pay(&trade).await;
        let (state, score, signal): (String, i32, Option<String>) =
            sqlx::query_as(cases).fetch_one(trade.db.pool()).await.unwrap();
        assert_eq!((state.as_str(), score, signal.as_deref()), expected);
    }
    // One visitor on the first day; with twelve others on the two that came after.
    assert_eq!(trade.books(partner.id).await.held, 50 * (1 + 13 + 13));
    proved(&trade).await;
}

#[tokio::test]
async fn a_usual_day_is_clear_and_a_program_that_weighs_nothing_has_no_case() {
    let (trade, partner, _) = paid(50).await;
    visit(&trade, "afi-the", "41.207.160.1", "Mozilla/5.0 (X11; Linux x86_64) Chrome/124.0.0.0").await;
    trade.pass(DAY);
    pay(&trade).await;
    let count = async || {
        sqlx::query_as::<_, (String, i64)>("SELECT state, count(*) FROM affiliate.fraud_cases GROUP BY 1")
            .fetch_all(trade.db.pool())
            .await
            .unwrap()
    };
    assert_eq!(count().await, [("clear".to_owned(), 1)]);
    let standard = trade.affiliate.fraud_policy(&trade.owner, partner.program_id).await.unwrap().policy;
    let off = FraudPolicy { mode: FraudMode::Off, ..standard };
    trade.affiliate.set_fraud_policy(&trade.owner, partner.program_id, &off).await.unwrap();
    visit(&trade, "afi-the", "41.207.160.1", "Mozilla/5.0 (X11; Linux x86_64) Chrome/124.0.0.0").await;
    trade.pass(DAY);
    pay(&trade).await;
    assert_eq!(count().await, [("clear".to_owned(), 1)]);
    proved(&trade).await;
}
