//! From a click to a commission, and back.

use affiliate::{
    AffiliateError, Answer, Cap, CapPeriod, CodeDraft, Follow, PartnershipState, ProgramState, ReportLead, ReportSale, Terms,
    attribution::{CouponRule, Model, Policy, Shares},
    earning::{Pay, Repeat, Rule, Rules, Scope},
};
use contracts::affiliate::{PartnershipId, ProgramId};
use jiff::SignedDuration;
use kernel::{AppError as _, Currency, ErrorKind, Money};

use crate::{
    books::{Books, refund, sale},
    trade::{Partner, Trade, dirham, link, terms, visitor},
};

const DAY: SignedDuration = SignedDuration::from_hours(24);

async fn funded() -> (Trade, Partner) {
    let (trade, partner) = Trade::linked().await;
    trade.deposit(dirham(1_000_000)).await;
    (trade, partner)
}

#[tokio::test]
async fn a_sale_earns_matures_and_is_paid_and_what_is_given_back_then_is_a_debt_that_the_next_one_pays() {
    let (trade, partner) = funded().await;
    let books = async || trade.books(partner.id).await;
    trade.sold(&partner, "1001", 100_000).await;
    let none = Books { wallet: 1_000_000, held: 0, available: 0, debt: 0, claims: 0 };
    assert_eq!(books().await, Books { wallet: 990_000, held: 10_000, ..none });
    let report = async |refund| trade.affiliate.report_refund(&trade.owner, partner.program_id, &refund).await.unwrap();
    report(refund("r1", "1001", 25_000)).await;
    assert_eq!(books().await, Books { wallet: 992_500, held: 7_500, ..none });
    trade.pass(DAY * 14);
    trade.minute().await;
    assert_eq!(books().await, Books { wallet: 992_500, available: 7_500, ..none });
    report(refund("r2", "1001", 25_000)).await;
    assert_eq!(books().await, Books { wallet: 995_000, available: 5_000, ..none });
    trade.pay_out(partner.id, dirham(5_000)).await;
    report(refund("r3", "1001", 0)).await;
    assert_eq!(books().await, Books { wallet: 995_000, debt: 5_000, claims: 5_000, ..none });
    trade.sold(&partner, "1002", 80_000).await;
    trade.pass(DAY * 14);
    trade.minute().await;
    // Of 80 dirhams fifty are owed.
    assert_eq!(books().await, Books { wallet: 992_000, available: 3_000, ..none });
    trade.verified().await;
}

#[tokio::test]
async fn told_again_it_is_the_same_sale_and_told_otherwise_it_is_refused() {
    let (trade, partner) = funded().await;
    let sale = ReportSale { clicks: vec![trade.click("afi-the").await], ..sale("1001", 100_000) };
    let report = async |sale: &ReportSale| trade.affiliate.report_sale(&trade.owner, partner.program_id, sale).await;
    let told = futures::future::join_all((0..10).map(|_| report(&sale))).await;
    let told: Vec<_> = told.into_iter().map(Result::unwrap).collect();
    assert_eq!(told.iter().filter(|one| !one.replayed).count(), 1);
    assert!(told.iter().all(|one| one.id == told[0].id));
    assert_eq!(trade.books(partner.id).await.held, 10_000);
    let otherwise = report(&ReportSale { amount: dirham(100_001), ..sale }).await.unwrap_err();
    assert_eq!(otherwise.code(), "affiliate-told-otherwise");
    let once = refund("r1", "1001", 50_000);
    let give = async || trade.affiliate.report_refund(&trade.owner, partner.program_id, &once).await.unwrap();
    let (one, two) = tokio::join!(give(), give());
    assert_eq!((one.id == two.id, one.replayed ^ two.replayed), (true, true));
    assert_eq!(trade.books(partner.id).await.held, 5_000);
}

#[tokio::test]
async fn more_than_the_sale_is_not_given_back() {
    let (trade, partner) = funded().await;
    trade.sold(&partner, "1001", 100_000).await;
    let give =
        async |id, amount| trade.affiliate.report_refund(&trade.owner, partner.program_id, &refund(id, "1001", amount)).await;
    assert_eq!(give("r1", 100_001).await.unwrap_err().fields()[0].code, "affiliate-refund-too-large");
    give("r2", 60_000).await.unwrap();
    assert_eq!(give("r3", 40_001).await.unwrap_err().fields()[0].code, "affiliate-refund-too-large");
    give("r4", 40_000).await.unwrap();
    let euros = affiliate::ReportRefund { amount: Some(Money::new(1, Currency::Eur)), ..refund("r5", "1001", 1) };
    let refused = trade.affiliate.report_refund(&trade.owner, partner.program_id, &euros).await.unwrap_err();
    assert_eq!(refused.fields()[0].code, "affiliate-refund-currency");
    let count: i64 = sqlx::query_scalar("SELECT count(*) FROM affiliate.refunds").fetch_one(trade.db.pool()).await.unwrap();
    assert_eq!((count, trade.books(partner.id).await.wallet), (2, 1_000_000));
}

#[tokio::test]
async fn forged_foreign_and_old_clicks_earn_nobody_anything() {
    let (trade, partner) = funded().await;
    // A click on a link of another merchant's program, which is there and counts for it.
    let other = trade.beside().await;
    other.deposit(dirham(100_000)).await;
    let elsewhere = other.open_in(Currency::Mad).await;
    let (theirs, key) = rival(&other, elsewhere).await;
    let foreign = other.click(&key).await;
    let report = async |order: &str, clicks: Vec<String>| {
        let sale = ReportSale { clicks, ..sale(order, 100_000) };
        trade.affiliate.report_sale(&trade.owner, partner.program_id, &sale).await.unwrap();
        trade.books(partner.id).await.held
    };
    assert_eq!(report("1", vec![foreign.clone()]).await, 0);
    assert_eq!(other.books(theirs).await.held, 0, "it is no click of this program");
    let own = ReportSale { clicks: vec![foreign], ..sale("1", 100_000) };
    other.affiliate.report_sale(&other.owner, elsewhere, &own).await.unwrap();
    assert_eq!(other.books(theirs).await.held, 10_000, "but one of its own");
    assert_eq!(report("2", vec!["01a2048eb80574a395da294d5f0a211f".into(), "griot".into()]).await, 0);
    let old = trade.click("afi-the").await;
    trade.pass(DAY * 30);
    assert_eq!(report("3", vec![old.clone()]).await, 10_000, "the last second counts");
    trade.pass(SignedDuration::from_secs(1));
    assert_eq!(report("4", vec![old]).await, 10_000);
    let robot = Follow { key: "afi-the".into(), agent: "curl/8".into(), is_reading: true, ..Follow::default() };
    let location = trade.affiliate.follow(&robot).await.unwrap().location;
    let robot = location.query_pairs().next().unwrap().1.into_owned();
    assert_eq!(report("5", vec![robot]).await, 10_000);
}

#[tokio::test]
async fn the_clock_of_a_shop_may_be_wrong_by_five_minutes_and_ahead_by_ten() {
    let (trade, partner) = funded().await;
    let click = trade.click("afi-the").await;
    let now = trade.db.now();
    let report = async |order: &str, seconds: i64| {
        let occurred_at = Some(now + SignedDuration::from_secs(seconds));
        let sale = ReportSale { clicks: vec![click.clone()], occurred_at, ..sale(order, 10_000) };
        trade.affiliate.report_sale(&trade.owner, partner.program_id, &sale).await?;
        Ok::<_, AffiliateError>(trade.books(partner.id).await.held)
    };
    assert_eq!(report("slow", -300).await.unwrap(), 1_000, "the order seems to be five minutes older than its click");
    assert_eq!(report("older", -301).await.unwrap(), 1_000, "it was before the click");
    assert_eq!(report("fast", 600).await.unwrap(), 2_000);
    assert_eq!(report("ahead", 601).await.unwrap_err().fields()[0].field, "occurred_at");
}

#[tokio::test]
async fn what_was_promised_when_the_link_was_followed_holds() {
    let (trade, partner) = funded().await;
    let before = trade.click("afi-the").await;
    let group = trade.affiliate.program(&trade.owner, partner.program_id).await.unwrap().groups.remove(0);
    let rule = Rule { scope: Scope::Everything, pay: Pay::Percent(100), repeat: Repeat::Always };
    let worse = Terms { sales: Some(Rules::try_new(Currency::Mad, vec![rule]).unwrap()), window_days: 1, ..terms() };
    trade.pass(SignedDuration::from_hours(1));
    trade.affiliate.set_terms(&trade.owner, group.id, 1, &worse).await.unwrap();
    trade.pass(DAY * 20);
    let sale = ReportSale { clicks: vec![before], ..sale("1001", 100_000) };
    trade.affiliate.report_sale(&trade.owner, partner.program_id, &sale).await.unwrap();
    assert_eq!(trade.books(partner.id).await.held, 10_000);
}

#[tokio::test]
async fn a_wallet_that_is_short_loses_no_sale_and_pays_once_it_is_filled() {
    let (trade, partner) = Trade::linked().await;
    trade.deposit(dirham(15_000)).await;
    for order in ["1", "2", "3"] {
        trade.sold(&partner, order, 100_000).await;
    }
    assert_eq!(trade.books(partner.id).await, Books { wallet: 5_000, held: 10_000, available: 0, debt: 0, claims: 0 });
    trade.pass(DAY * 14);
    trade.minute().await;
    assert_eq!(trade.books(partner.id).await.available, 10_000, "what is not there does not mature");
    trade.deposit(dirham(5_000)).await;
    trade.minute().await;
    trade.minute().await;
    assert_eq!(trade.books(partner.id).await, Books { wallet: 0, held: 0, available: 20_000, debt: 0, claims: 0 });
    // The third is given back before it was ever paid for.
    trade.affiliate.report_refund(&trade.owner, partner.program_id, &refund("r", "3", 0)).await.unwrap();
    trade.deposit(dirham(50_000)).await;
    trade.minute().await;
    assert_eq!(trade.books(partner.id).await, Books { wallet: 50_000, held: 0, available: 20_000, debt: 0, claims: 0 });
    trade.verified().await;
}

#[tokio::test]
async fn a_cap_holds_to_the_last_centime_whoever_sells_at_the_same_moment() {
    let (trade, partner) = funded().await;
    let group = trade.affiliate.program(&trade.owner, partner.program_id).await.unwrap().groups.remove(0);
    let capped = Terms { cap: Some(Cap { amount: dirham(25_000), per: CapPeriod::Month }), ..terms() };
    let terms_id = trade.affiliate.set_terms(&trade.owner, group.id, 1, &capped).await.unwrap();
    trade.until_terms("afi-the", terms_id).await;
    let sold = async |order: String| {
        let sale = ReportSale { clicks: vec![trade.click("afi-the").await], ..sale(&order, 100_000) };
        trade.affiliate.report_sale(&trade.owner, partner.program_id, &sale).await.unwrap();
    };
    futures::future::join_all((0..10).map(|order| sold(order.to_string()))).await;
    assert_eq!(trade.books(partner.id).await.held, 25_000);
    // What is given back makes room for what comes next.
    let full: String = sqlx::query_scalar(
        "SELECT v.external_id FROM affiliate.commissions c JOIN affiliate.conversions v ON v.id = c.conversion_id
         WHERE c.booked_minor = 10000 ORDER BY 1 LIMIT 1",
    )
    .fetch_one(trade.db.pool())
    .await
    .unwrap();
    trade.affiliate.report_refund(&trade.owner, partner.program_id, &refund("r", &full, 0)).await.unwrap();
    assert_eq!(trade.books(partner.id).await.held, 15_000);
    sold("later".into()).await;
    assert_eq!(trade.books(partner.id).await.held, 25_000);
    trade.pass(DAY * 30);
    sold("another month".into()).await;
    assert_eq!(trade.books(partner.id).await.held, 35_000);
}

#[tokio::test]
async fn a_code_is_its_partners_as_long_as_both_last() {
    let (trade, partner) = funded().await;
    let code = CodeDraft { code: "AFI10".into(), ends_at: None };
    let code_id = trade.affiliate.create_code(&trade.owner, partner.id, &code).await.unwrap();
    let report = async |order: &str| {
        let sale = ReportSale { codes: vec!["afi 10".into(), "SOLDES".into()], ..sale(order, 100_000) };
        trade.affiliate.report_sale(&trade.owner, partner.program_id, &sale).await.unwrap();
        trade.books(partner.id).await.held
    };
    assert_eq!(report("1").await, 10_000);
    trade.pass(DAY);
    trade.affiliate.end_code(&trade.owner, code_id).await.unwrap();
    assert_eq!(report("2").await, 10_000);
    let late = ReportSale {
        codes: vec!["AFI10".into()],
        occurred_at: Some(trade.db.now() - SignedDuration::from_hours(1)),
        ..sale("3", 100_000)
    };
    trade.affiliate.report_sale(&trade.owner, partner.program_id, &late).await.unwrap();
    assert_eq!(trade.books(partner.id).await.held, 20_000, "it was placed while the code was on");
}

#[tokio::test]
async fn partners_share_to_the_last_centime() {
    let (trade, partner) = funded().await;
    let policy = Policy { model: Model::Position(Shares::USUAL), coupon: CouponRule::Touches };
    trade.affiliate.set_policy(&trade.owner, partner.program_id, &policy).await.unwrap();
    let mut clicks = vec![trade.click("afi-the").await];
    let mut ids = vec![partner.id];
    for name in ["Kossi", "Leila"] {
        let influencer = trade.influencer(name, "TG", 1).await;
        let id = trade.affiliate.ask(&influencer, partner.program_id, "").await.unwrap();
        trade.affiliate.answer(&trade.owner, id, Answer::Accept(None), "").await.unwrap();
        let key = format!("{}-the", name.to_lowercase());
        trade.affiliate.create_link(&influencer, id, Some(&key), None, &link()).await.unwrap();
        trade.pass(SignedDuration::from_mins(1));
        clicks.push(trade.click(&key).await);
        ids.push(id);
    }
    let sale = ReportSale { clicks, ..sale("1001", 10_010) };
    trade.affiliate.report_sale(&trade.owner, partner.program_id, &sale).await.unwrap();
    let mut held = Vec::new();
    for id in ids {
        held.push(trade.books(id).await.held);
    }
    // 10 % of 100.10 is 10.01: 40 %, 20 %, 40 %.
    assert_eq!((held.iter().sum::<i64>(), held.as_slice()), (1001, [401, 200, 400].as_slice()));
}

#[tokio::test]
async fn a_customer_is_a_lead_once_and_comes_back_as_the_terms_say() {
    let (trade, partner) = funded().await;
    let group = trade.affiliate.program(&trade.owner, partner.program_id).await.unwrap().groups.remove(0);
    let rule = Rule { scope: Scope::Everything, pay: Pay::Percent(1000), repeat: Repeat::First };
    let leads = Terms { sales: Some(Rules::try_new(Currency::Mad, vec![rule]).unwrap()), lead: Some(dirham(500)), ..terms() };
    let terms_id = trade.affiliate.set_terms(&trade.owner, group.id, 1, &leads).await.unwrap();
    trade.until_terms("afi-the", terms_id).await;
    let lead = async |event: &str, clicks| {
        let lead = ReportLead { event_id: event.into(), customer: Some("Aïcha".into()), clicks, occurred_at: None };
        trade.affiliate.report_lead(&trade.owner, partner.program_id, &lead).await.unwrap();
        trade.books(partner.id).await.held
    };
    assert_eq!(lead("e1", vec![trade.click("afi-the").await]).await, 500);
    trade.pass(DAY);
    assert_eq!(lead("e2", vec![]).await, 500);
    let buy = async |order: &str| {
        let sale = ReportSale { customer: Some("Aïcha".into()), ..sale(order, 10_000) };
        trade.affiliate.report_sale(&trade.owner, partner.program_id, &sale).await.unwrap();
        trade.books(partner.id).await.held
    };
    assert_eq!(buy("1").await, 1_500, "by the click of the lead");
    trade.pass(DAY);
    assert_eq!(buy("2").await, 1_500, "the first one only");
    // The name is nowhere in what is kept, in no form that can be tried out.
    let kept: Vec<String> =
        sqlx::query_scalar("SELECT to_jsonb(c)::text FROM affiliate.conversions c").fetch_all(trade.db.pool()).await.unwrap();
    assert!(kept.len() == 4 && kept.iter().all(|row| !row.contains("Aïcha")));
}

#[tokio::test]
async fn another_currency_earns_nothing_by_itself() {
    let (trade, partner) = funded().await;
    let sale =
        ReportSale { amount: Money::new(10_000, Currency::Eur), clicks: vec![trade.click("afi-the").await], ..sale("1", 0) };
    trade.affiliate.report_sale(&trade.owner, partner.program_id, &sale).await.unwrap();
    assert_eq!(trade.books(partner.id).await.held, 0);
}

#[tokio::test]
async fn a_shop_reports_for_its_own_merchant_only() {
    let (trade, partner) = funded().await;
    for (actor, kind) in [
        (visitor(), ErrorKind::Unauthenticated),
        (trade.stranger().await, ErrorKind::NotFound),
        (partner.actor.clone(), ErrorKind::NotFound),
        (trade.member.clone(), ErrorKind::Forbidden),
    ] {
        let lead = ReportLead { event_id: "e".into(), customer: None, clicks: vec![], occurred_at: None };
        let answers = [
            trade.affiliate.report_sale(&actor, partner.program_id, &sale("1", 1)).await.map(drop),
            trade.affiliate.report_lead(&actor, partner.program_id, &lead).await.map(drop),
            trade.affiliate.report_refund(&actor, partner.program_id, &refund("r", "1", 1)).await.map(drop),
        ];
        for answer in answers {
            assert_eq!(answer.unwrap_err().kind(), kind);
        }
    }
    let wrong = trade.affiliate.report_sale(&trade.owner, partner.program_id, &sale(" ", 1)).await;
    assert!(matches!(wrong, Err(AffiliateError::Invalid(_))));
}

#[tokio::test]
async fn who_left_earns_with_what_was_followed_before_and_not_after() {
    let (trade, partner) = funded().await;
    let before = trade.click("afi-the").await;
    trade.pass(DAY);
    trade.affiliate.end_partnership(&partner.actor, partner.id).await.unwrap();
    assert_eq!(trade.affiliate.partnership(&partner.actor, partner.id).await.unwrap().state, PartnershipState::Ended);
    trade.until_fault("afi-the", "no_partnership").await;
    trade.sold(&partner, "1", 100_000).await;
    assert_eq!(trade.books(partner.id).await.held, 0);
    let sale = ReportSale { clicks: vec![before], ..sale("2", 100_000) };
    trade.affiliate.report_sale(&trade.owner, partner.program_id, &sale).await.unwrap();
    assert_eq!(trade.books(partner.id).await.held, 10_000);
}

#[tokio::test]
async fn a_code_of_a_closed_program_earns_nothing() {
    let (trade, partner) = funded().await;
    let code = CodeDraft { code: "AFI10".into(), ends_at: None };
    trade.affiliate.create_code(&trade.owner, partner.id, &code).await.unwrap();
    trade.pass(DAY);
    trade.affiliate.set_program_state(&trade.owner, partner.program_id, ProgramState::Closed).await.unwrap();
    let again = trade.affiliate.create_code(&trade.owner, partner.id, &CodeDraft { code: "AFI20".into(), ends_at: None }).await;
    assert!(matches!(again, Err(AffiliateError::WrongState)));
    let sale = ReportSale { codes: vec!["AFI10".into()], ..sale("1", 100_000) };
    trade.affiliate.report_sale(&trade.owner, partner.program_id, &sale).await.unwrap();
    assert_eq!(trade.books(partner.id).await.held, 0);
}

#[tokio::test]
async fn what_was_made_payable_is_changed_by_refunds_alone() {
    let (trade, partner) = funded().await;
    let (kossi, theirs) = rival(&trade, partner.program_id).await;
    let first = ReportSale { customer: Some("c-7".into()), clicks: vec![trade.click("afi-the").await], ..sale("1", 100_000) };
    trade.affiliate.report_sale(&trade.owner, partner.program_id, &first).await.unwrap();
    let late = trade.click(&theirs).await;
    trade.pass(DAY * 14);
    trade.minute().await;
    let lead = ReportLead { event_id: "e".into(), customer: Some("c-7".into()), clicks: vec![late], occurred_at: None };
    trade.affiliate.report_lead(&trade.owner, partner.program_id, &lead).await.unwrap();
    assert_eq!((trade.books(partner.id).await.available, trade.books(kossi).await.held), (10_000, 0));
    trade.affiliate.report_refund(&trade.owner, partner.program_id, &refund("r", "1", 50_000)).await.unwrap();
    assert_eq!(trade.books(partner.id).await.available, 5_000);
    trade.verified().await;
}

/// Another partner of a program, with the key of their link.
async fn rival(trade: &Trade, program_id: ProgramId) -> (PartnershipId, String) {
    let kossi = trade.influencer("Kossi", "TG", 1).await;
    let id = trade.affiliate.ask(&kossi, program_id, "").await.unwrap();
    trade.affiliate.answer(&trade.owner, id, Answer::Accept(None), "").await.unwrap();
    trade.affiliate.create_link(&kossi, id, Some("kossi-the"), None, &link()).await.unwrap();
    (id, "kossi-the".to_owned())
}

#[tokio::test]
async fn clicks_that_were_never_made_take_nothing_away() {
    let (trade, partner) = funded().await;
    let sold = ReportSale { customer: Some("guest".into()), clicks: vec![trade.click("afi-the").await], ..sale("1", 100_000) };
    trade.affiliate.report_sale(&trade.owner, partner.program_id, &sold).await.unwrap();
    for event in 0..12 {
        let clicks = (0..50).map(|number| format!("ffffffff-ffff-7fff-bfff-{:012x}", event * 50 + number)).collect();
        let lead = ReportLead { event_id: event.to_string(), customer: Some("guest".into()), clicks, occurred_at: None };
        trade.affiliate.report_lead(&trade.owner, partner.program_id, &lead).await.unwrap();
    }
    assert_eq!(trade.books(partner.id).await.held, 10_000);
}

#[tokio::test]
async fn a_report_beside_the_minutes_work_books_once() {
    let (trade, partner) = Trade::linked().await;
    for turn in 0..10 {
        let customer = Some(format!("c-{turn}"));
        let click = trade.click("afi-the").await;
        let first = ReportSale { customer: customer.clone(), clicks: vec![click], ..sale(&format!("a{turn}"), 100_000) };
        trade.affiliate.report_sale(&trade.owner, partner.program_id, &first).await.unwrap();
        trade.deposit(dirham(20_000)).await;
        let second = ReportSale { customer, ..sale(&format!("b{turn}"), 100_000) };
        let (told, ()) = tokio::join!(trade.affiliate.report_sale(&trade.owner, partner.program_id, &second), trade.minute());
        told.unwrap();
        trade.minute().await;
        let books = trade.books(partner.id).await;
        assert_eq!((books.wallet, books.held), (0, 20_000 * (turn + 1)));
    }
    let booked: i64 = sqlx::query_scalar("SELECT sum(booked_minor)::bigint FROM affiliate.commissions")
        .fetch_one(trade.db.pool())
        .await
        .unwrap();
    assert_eq!(booked, 200_000);
    trade.verified().await;
}
