//! Bonuses: what the sales of a month reach, decided once the holding days are over.

use affiliate::{
    Bonus, Cap, CapPeriod, CommissionState, CommissionView, MonthBonus, Reach, ReportSale, Terms,
    attribution::{CouponRule, Model, Policy, Shares},
};
use contracts::affiliate::{GroupId, PartnershipId};
use jiff::{SignedDuration, Timestamp, civil::date};
use kernel::{Actor, AppError as _, ErrorKind, PageRequest};

use crate::{
    books::{refund, sale},
    figures::{exact, second},
    trade::{Partner, Trade, dirham, terms},
    world::wrong,
};

fn bonus(reach: Reach, amount: i64) -> Bonus {
    Bonus { reach, amount: dirham(amount) }
}

fn promised(bonuses: Vec<Bonus>) -> Terms {
    Terms { bonuses, ..terms() }
}

/// A partner with these terms, and a wallet of ten thousand dirhams.
async fn with(terms: &Terms) -> (Trade, Partner, GroupId) {
    let (trade, partner) = Trade::linked().await;
    trade.deposit(dirham(1_000_000)).await;
    let group = trade.affiliate.program(&trade.owner, partner.program_id).await.unwrap().groups.remove(0).id;
    let id = trade.affiliate.set_terms(&trade.owner, group, 1, terms).await.unwrap();
    trade.until_terms("afi-the", id).await;
    (trade, partner, group)
}

/// What a bonus asks for, what was reached, what it earns and what is booked of it.
type Step = (Reach, i64, i64, i64);

async fn bonuses(trade: &Trade, actor: &Actor, id: PartnershipId) -> Vec<Step> {
    let found = commissions(trade, actor, id).await.into_iter().filter(|one| one.kind == "bonus");
    let steps = found.map(|one| (one.bonus.unwrap(), one.earned.amount_minor, one.booked.amount_minor));
    let mut steps: Vec<Step> = steps.map(|(step, earned, booked)| (step.reach, step.reached, earned, booked)).collect();
    steps.sort_unstable_by_key(|(_, reached, earned, _)| (*earned, *reached));
    steps
}

async fn commissions(trade: &Trade, actor: &Actor, id: PartnershipId) -> Vec<CommissionView> {
    trade.affiliate.commissions(actor, id, &PageRequest::first()).await.unwrap().items
}

async fn pay(trade: &Trade) {
    trade.affiliate.pay_bonuses(&Actor::system("test")).await.unwrap();
}

fn until(trade: &Trade, when: &str) {
    let when: Timestamp = when.parse().unwrap();
    trade.pass(when.duration_since(trade.db.now()));
}

/// Books, figures and balances say the same.
async fn all_true(trade: &Trade) {
    exact(trade, "2026-11-22", "2027-01-31").await;
    assert_eq!(trade.affiliate.check_balances(&Actor::system("test")).await.unwrap(), []);
    trade.verified().await;
}

#[tokio::test]
async fn what_a_months_sales_reach_is_paid_once_after_the_holding_days() {
    let steps = vec![
        bonus(Reach::Sales(2), 5_000),
        bonus(Reach::Revenue(dirham(150_000)), 7_000),
        bonus(Reach::Sales(3), 9_000),
        bonus(Reach::Revenue(dirham(150_001)), 11_000),
    ];
    let (trade, partner, _) = with(&promised(steps)).await;
    for (order, amount) in [("1", 100_000), ("2", 60_000), ("3", 20_000)] {
        trade.sold(&partner, order, amount).await;
    }
    let told = async |id: &str, order: &str, amount| {
        trade.affiliate.report_refund(&trade.owner, partner.program_id, &refund(id, order, amount)).await.unwrap();
    };
    told("a", "2", 10_000).await;
    // Of another month.
    until(&trade, "2026-12-01T00:00:00Z");
    trade.sold(&partner, "4", 500_000).await;
    told("b", "3", 0).await;
    until(&trade, "2026-12-14T23:59:59Z");
    pay(&trade).await;
    assert_eq!(bonuses(&trade, &partner.actor, partner.id).await, []);
    until(&trade, "2026-12-15T00:00:00Z");
    let (elsewhere, system) = (trade.elsewhere().await, Actor::system("test"));
    let both = [&trade.affiliate, &elsewhere, &trade.affiliate, &elsewhere].map(|one| one.pay_bonuses(&system));
    assert!(futures::future::join_all(both).await.iter().all(Result::is_ok));
    let expected = [(Reach::Sales(2), 2, 5_000, 5_000), (Reach::Revenue(dirham(150_000)), 150_000, 7_000, 7_000)];
    assert_eq!(bonuses(&trade, &trade.member, partner.id).await, expected);
    let one = commissions(&trade, &partner.actor, partner.id).await.remove(0);
    assert_eq!(one.bonus.map(|step: MonthBonus| step.month), Some(date(2026, 11, 1)));
    let shown = trade.affiliate.conversions(&trade.owner, partner.program_id, &PageRequest::first()).await.unwrap().items;
    assert_eq!(shown.len(), 4, "no shop told a bonus");

    // What is given back later is too late for it.
    told("c", "1", 0).await;
    until(&trade, "2026-12-15T02:00:00Z");
    trade.minute().await;
    trade.minute().await;
    pay(&trade).await;
    assert_eq!(bonuses(&trade, &trade.member, partner.id).await, expected);
    assert!(
        commissions(&trade, &partner.actor, partner.id)
            .await
            .iter()
            .any(|one| one.kind == "bonus" && one.state == CommissionState::Payable)
    );
    // The month after: one sale of 500 000.
    until(&trade, "2027-01-15T00:00:00Z");
    pay(&trade).await;
    let found = bonuses(&trade, &partner.actor, partner.id).await;
    let december =
        [(Reach::Revenue(dirham(150_000)), 500_000, 7_000, 7_000), (Reach::Revenue(dirham(150_001)), 500_000, 11_000, 11_000)];
    assert_eq!(found, [&expected[..], &december[..]].concat());
    all_true(&trade).await;
}

#[tokio::test]
async fn the_terms_at_the_end_of_the_month_say_what_was_to_be_reached() {
    let (trade, partner, group) = with(&promised(vec![bonus(Reach::Sales(1), 5_000)])).await;
    let (_, other, _) = second(&trade, &partner).await;
    trade.sold(&partner, "1", 10_000).await;
    let sold = ReportSale { clicks: vec![trade.click("kofi-the").await], ..sale("2", 10_000) };
    trade.affiliate.report_sale(&trade.owner, partner.program_id, &sold).await.unwrap();
    // Kofi ends while five thousand are promised, Afi stays until it is six.
    until(&trade, "2026-11-25T00:00:00Z");
    trade.affiliate.end_partnership(&trade.owner, other).await.unwrap();
    until(&trade, "2026-11-30T23:59:59Z");
    trade.affiliate.set_terms(&trade.owner, group, 2, &promised(vec![bonus(Reach::Sales(1), 6_000)])).await.unwrap();
    until(&trade, "2026-12-01T00:00:00Z");
    trade.affiliate.set_terms(&trade.owner, group, 3, &terms()).await.unwrap();
    until(&trade, "2027-03-01T00:00:00Z");
    pay(&trade).await;
    assert_eq!(bonuses(&trade, &trade.member, partner.id).await, [(Reach::Sales(1), 1, 6_000, 6_000)]);
    assert_eq!(bonuses(&trade, &trade.member, other).await, [(Reach::Sales(1), 1, 5_000, 5_000)]);
    let decided: i64 = sqlx::query_scalar("SELECT count(*) FROM affiliate.bonus_months WHERE partnership_id = $1")
        .bind(other.as_uuid())
        .fetch_one(trade.db.pool())
        .await
        .unwrap();
    assert_eq!(decided, 1, "whoever is gone has no more months");
}

#[tokio::test]
async fn a_sale_that_is_shared_counts_for_each_with_their_part_of_it() {
    let steps = vec![bonus(Reach::Sales(1), 5_000), bonus(Reach::Revenue(dirham(6_667)), 7_000)];
    let (trade, partner, _) = with(&promised(steps)).await;
    let (_, other, _) = second(&trade, &partner).await;
    let policy = Policy { model: Model::Position(Shares::try_new(3_333, 6_667).unwrap()), coupon: CouponRule::Wins };
    trade.affiliate.set_policy(&trade.owner, partner.program_id, &policy).await.unwrap();
    let clicks = vec![trade.click("afi-the").await, {
        trade.pass(SignedDuration::from_secs(1));
        trade.click("kofi-the").await
    }];
    let shared = ReportSale { clicks, ..sale("1", 10_000) };
    trade.affiliate.report_sale(&trade.owner, partner.program_id, &shared).await.unwrap();
    until(&trade, "2026-12-15T00:00:00Z");
    pay(&trade).await;
    assert_eq!(bonuses(&trade, &trade.member, partner.id).await, [(Reach::Sales(1), 1, 5_000, 5_000)]);
    let both = [(Reach::Sales(1), 1, 5_000, 5_000), (Reach::Revenue(dirham(6_667)), 6_667, 7_000, 7_000)];
    assert_eq!(bonuses(&trade, &trade.member, other).await, both);
    all_true(&trade).await;
}

#[tokio::test]
async fn a_cap_and_an_empty_wallet_hold_for_bonuses_too() {
    let cap = Cap { amount: dirham(6_000), per: CapPeriod::Month };
    let (trade, partner, _) = with(&Terms { cap: Some(cap), ..promised(vec![bonus(Reach::Sales(1), 5_500)]) }).await;
    trade.sold(&partner, "1", 10_000).await;
    until(&trade, "2026-12-15T00:00:00Z");
    pay(&trade).await;
    assert_eq!(
        bonuses(&trade, &trade.member, partner.id).await,
        [(Reach::Sales(1), 1, 5_500, 5_000)],
        "the sale had the other thousand"
    );
    all_true(&trade).await;

    let (trade, partner, _) = with(&promised(vec![bonus(Reach::Sales(1), 2_000_000)])).await;
    trade.sold(&partner, "1", 10_000).await;
    until(&trade, "2026-12-15T00:00:00Z");
    pay(&trade).await;
    assert_eq!(bonuses(&trade, &trade.member, partner.id).await, [(Reach::Sales(1), 1, 2_000_000, 0)]);
    trade.deposit(dirham(1_001_000)).await;
    trade.minute().await;
    trade.minute().await;
    assert_eq!(bonuses(&trade, &trade.member, partner.id).await, [(Reach::Sales(1), 1, 2_000_000, 2_000_000)]);
    assert_eq!((trade.books(partner.id).await.wallet, trade.books(partner.id).await.available), (0, 2_001_000));
    all_true(&trade).await;
}

#[tokio::test]
async fn bonuses_that_cannot_be_promised_and_people_who_would_pay_them_are_refused() {
    let (trade, partner, group) = with(&promised(vec![bonus(Reach::Sales(1), 1)])).await;
    let twice = promised(vec![bonus(Reach::Sales(1), 1), bonus(Reach::Sales(1), 2)]);
    let error = trade.affiliate.set_terms(&trade.owner, group, 2, &twice).await.unwrap_err();
    assert_eq!(wrong(&error), [("bonuses.1", "affiliate-bonuses-twice")]);
    for who in [&trade.owner, &partner.actor] {
        assert_eq!(trade.affiliate.pay_bonuses(who).await.unwrap_err().kind(), ErrorKind::Forbidden);
    }
}
