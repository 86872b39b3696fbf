//! Partners who are paid without asking each time: by the simulated providers.

use affiliate::PayoutEvery;
use jiff::{SignedDuration, civil::Weekday, tz::TimeZone};
use kernel::AppError as _;
use payments::{Destination, DisbursementState, Rail};

use crate::{
    money::{deposited, francs, sold, stage, wallet},
    support::{MINUTE, Stage},
    trade::{Partner, Trade},
};

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// What was sold before is payable.
async fn matured(stage: &Stage) {
    stage.pass(DAY * 14).await;
    stage.pass_often(3, MINUTE).await;
}

/// A partner who was paid once, and to whom nothing is owed; the merchant's wallet has more.
async fn paid_once() -> (Stage, Trade, Partner) {
    let (stage, trade, partner) = stage().await;
    deposited(&stage, &trade, 500_000).await;
    sold(&trade, &partner, "1", 200_000).await;
    matured(&stage).await;
    trade.affiliate.pay_out(&partner.actor, partner.id, wallet()).await.unwrap();
    stage.pass_often(4, MINUTE).await;
    (stage, trade, partner)
}

async fn payouts(trade: &Trade, partner: &Partner) -> usize {
    trade.affiliate.payouts(&partner.actor, partner.id).await.unwrap().len()
}

async fn count(trade: &Trade, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(trade.db.pool()).await.unwrap()
}

const REFUSED: &str = "SELECT count(*) FROM platform.outbox WHERE topic = 'affiliate.payout-refused.v1'";

#[tokio::test]
async fn a_partner_is_paid_on_mondays_to_where_they_were_paid_last_and_once() {
    let (stage, trade, partner) = paid_once().await;
    let affiliate = &trade.affiliate;
    let every = async || affiliate.payout_schedule(&partner.actor, partner.id).await.unwrap();
    assert_eq!((every().await.every, every().await.next_on), (PayoutEvery::Never, None), "off until it is switched on");
    sold(&trade, &partner, "2", 300_000).await;
    matured(&stage).await;
    stage.pass(DAY * 7).await;
    assert_eq!(payouts(&trade, &partner).await, 1);

    affiliate.schedule_payouts(&partner.actor, partner.id, PayoutEvery::Week).await.unwrap();
    let today = trade.db.now().to_zoned(TimeZone::UTC).date();
    let next = every().await.next_on.unwrap();
    assert_eq!((next > today, next.weekday()), (true, Weekday::Monday), "from the next week on");
    stage.pass(DAY * 7).await;
    stage.pass_often(4, MINUTE).await;
    let all = affiliate.payouts(&partner.actor, partner.id).await.unwrap();
    assert_eq!((all.len(), all[0].amount), (2, francs(30_000)));
    let paid = stage.payments.find_disbursement(all[0].id).await.unwrap().unwrap();
    assert_eq!((paid.state, paid.rail), (DisbursementState::Succeeded, Rail::Mixx));
    let before = stage.payments.find_disbursement(all[1].id).await.unwrap().unwrap();
    assert_eq!(paid.masked, before.masked);

    // The same week again, as if nobody had noted it: there is nothing to pay, and a payout of that week is there.
    let again = "UPDATE affiliate.payout_schedules SET done_on = done_on - 7";
    sqlx::query(again).execute(trade.db.pool()).await.unwrap();
    stage.pass(DAY).await;
    assert_eq!(payouts(&trade, &partner).await, 2);
    let twice = "UPDATE affiliate.payouts SET scheduled_on = (SELECT max(scheduled_on) FROM affiliate.payouts)";
    assert!(sqlx::query(twice).execute(trade.db.pool()).await.is_err(), "a week has one payout");

    affiliate.schedule_payouts(&partner.actor, partner.id, PayoutEvery::Never).await.unwrap();
    sold(&trade, &partner, "3", 300_000).await;
    matured(&stage).await;
    stage.pass(DAY * 7).await;
    assert_eq!((payouts(&trade, &partner).await, count(&trade, REFUSED).await), (2, 0));
    assert_eq!(trade.affiliate.verify().await.unwrap(), []);
    stage.holds().await;
}

#[tokio::test]
async fn a_partner_is_paid_on_the_first_of_a_month_once_the_least_amount_is_reached() {
    let (stage, trade, partner) = paid_once().await;
    trade.affiliate.schedule_payouts(&partner.actor, partner.id, PayoutEvery::Month).await.unwrap();
    // 5 000 francs are less than the terms say; nobody is told.
    sold(&trade, &partner, "2", 50_000).await;
    stage.pass(DAY * 35).await;
    stage.pass_often(3, MINUTE).await;
    stage.pass(DAY * 2).await;
    assert_eq!((payouts(&trade, &partner).await, count(&trade, REFUSED).await), (1, 0));
    sold(&trade, &partner, "3", 50_000).await;
    matured(&stage).await;
    stage.pass(DAY * 32).await;
    let all = trade.affiliate.payouts(&partner.actor, partner.id).await.unwrap();
    assert_eq!((all.len(), all[0].amount), (2, francs(10_000)));
    let first = "SELECT count(*) FROM affiliate.payouts WHERE extract(day FROM scheduled_on) = 1";
    assert_eq!(count(&trade, first).await, 1);
}

#[tokio::test]
async fn what_could_not_arrive_is_told_once_a_week_and_never_sent_there_again() {
    let (stage, trade, partner) = paid_once().await;
    let affiliate = &trade.affiliate;
    sold(&trade, &partner, "2", 300_000).await;
    matured(&stage).await;
    // MTN's documented number of a payee that is not found.
    let nobody = Destination { rail: Rail::MtnMomo, country: "BJ".into(), party: Some("+46733123457".into()) };
    let lost = affiliate.pay_out(&partner.actor, partner.id, nobody).await.unwrap();
    stage.pass_often(12, SignedDuration::from_hours(10)).await;
    assert_eq!(stage.payments.find_disbursement(lost).await.unwrap().unwrap().state, DisbursementState::RequiresAction);
    affiliate.schedule_payouts(&partner.actor, partner.id, PayoutEvery::Week).await.unwrap();
    let before = payouts(&trade, &partner).await;
    for told in [1, 2] {
        stage.pass(DAY * 7).await;
        stage.settle().await;
        assert_eq!((payouts(&trade, &partner).await, count(&trade, REFUSED).await), (before, told));
    }
    // Elsewhere it arrives, and that is where the next one goes.
    affiliate.pay_out(&partner.actor, partner.id, wallet()).await.unwrap();
    stage.pass_often(4, MINUTE).await;
    stage.pass(DAY * 7).await;
    assert_eq!((payouts(&trade, &partner).await, count(&trade, REFUSED).await), (before + 1, 2), "nothing is owed");
    stage.holds().await;
}

#[tokio::test]
async fn nobody_is_paid_without_asking_who_never_said_to_where() {
    let (stage, trade, partner) = stage().await;
    let early = trade.affiliate.schedule_payouts(&partner.actor, partner.id, PayoutEvery::Week).await.unwrap_err();
    assert_eq!(early.code(), "affiliate-no-payout-yet");
    trade.affiliate.schedule_payouts(&partner.actor, partner.id, PayoutEvery::Never).await.unwrap();
    stage.pass(DAY * 8).await;
    assert_eq!(payouts(&trade, &partner).await, 0);
}
