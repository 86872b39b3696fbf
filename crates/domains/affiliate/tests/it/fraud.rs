//! What speaks against a conversion, what that holds, and who decides.

use affiliate::{
    AffiliateError, Answer, Buyer, Follow, FraudCaseView, FraudGround, FraudMode, FraudPolicy, FraudQueue, FraudState,
    FraudVerdict, ReportLead, ReportSale, Signal,
    attribution::{Fault, Outcome, Passed, Policy},
};
use contracts::affiliate::{ConversionId, PartnershipId};
use jiff::SignedDuration;
use kernel::{AccountId, Actor, AppError as _, ErrorKind, Locale, PageRequest, Role, SignedIn};

use crate::{
    books::{Books, refund, sale},
    trade::{Partner, Trade, dirham, link, visitor},
};

const DAY: SignedDuration = SignedDuration::from_hours(24);
pub(crate) const REJECT: FraudVerdict = FraudVerdict::Reject(FraudGround::Fraud);
const OWN: FraudVerdict = FraudVerdict::Reject(FraudGround::OwnPurchase);
/// With 10 000 dirhams in the wallet.
const FULL: Books = Books { wallet: 1_000_000, held: 0, available: 0, debt: 0, claims: 0 };

/// An open program with money that weighs in this mode.
pub(crate) async fn weighing(mode: FraudMode) -> (Trade, Partner) {
    let (trade, partner) = Trade::linked().await;
    trade.deposit(dirham(1_000_000)).await;
    set(&trade, &partner, |policy| policy.mode = mode).await;
    (trade, partner)
}

pub(crate) async fn set(trade: &Trade, partner: &Partner, change: impl FnOnce(&mut FraudPolicy)) {
    let mut policy = trade.affiliate.fraud_policy(&trade.owner, partner.program_id).await.unwrap().policy;
    change(&mut policy);
    trade.affiliate.set_fraud_policy(&trade.owner, partner.program_id, &policy).await.unwrap();
}

fn mail(partner: &Partner) -> String {
    format!("{}@example.org", partner.actor.account_id().unwrap().as_uuid().simple())
}

pub(crate) fn own(partner: &Partner) -> Buyer {
    Buyer { email: Some(mail(partner)), country: None }
}

/// A sale of 1 000 dirhams by a click a minute before, by somebody.
pub(crate) async fn bought(trade: &Trade, partner: &Partner, order_id: &str, buyer: &Buyer) -> ConversionId {
    let click = trade.click("afi-the").await;
    trade.pass(SignedDuration::from_mins(1));
    report(trade, partner, &ReportSale { clicks: vec![click], ..sale(order_id, 100_000) }, buyer).await
}

pub(crate) async fn report(trade: &Trade, partner: &Partner, sale: &ReportSale, buyer: &Buyer) -> ConversionId {
    trade.affiliate.report_sale_by(&trade.owner, partner.program_id, sale, buyer).await.unwrap().id
}

pub(crate) async fn case(trade: &Trade, id: ConversionId, of: PartnershipId) -> FraudCaseView {
    let cases = trade.affiliate.fraud_of_conversion(&trade.owner, id).await.unwrap();
    cases.into_iter().find(|case| case.partnership_id == of).unwrap()
}

pub(crate) async fn decide(
    trade: &Trade,
    actor: &Actor,
    case: &FraudCaseView,
    verdict: FraudVerdict,
) -> Result<(), AffiliateError> {
    trade.affiliate.decide_fraud_case(actor, case.id, case.version, verdict, "Après vérification").await
}

pub(crate) fn signals(case: &FraudCaseView) -> Vec<Signal> {
    case.findings.iter().map(|finding| finding.signal).collect()
}

pub(crate) fn staff() -> Actor {
    let signed_in = SignedIn { account_id: AccountId::generate(), session_id: None, permissions: Role::Moderator.permissions() };
    Actor::signed_in(signed_in, Locale::Fr)
}

/// A second partner with a link of their own.
pub(crate) async fn second(trade: &Trade, partner: &Partner) -> (Actor, PartnershipId) {
    let other = trade.influencer("Ama", "GH", 900).await;
    let id = trade.affiliate.ask(&other, partner.program_id, "").await.unwrap();
    trade.affiliate.answer(&trade.owner, id, Answer::Accept(None), "").await.unwrap();
    trade.affiliate.create_link(&other, id, Some("ama-the"), None, &link()).await.unwrap();
    (other, id)
}

#[tokio::test]
async fn in_shadow_an_own_purchase_is_shown_with_its_reason_and_changes_nothing() {
    let (trade, partner) = weighing(FraudMode::Shadow).await;
    let id = bought(&trade, &partner, "1001", &own(&partner)).await;
    let case = case(&trade, id, partner.id).await;
    assert_eq!((case.state, case.score, case.blocks_until), (FraudState::Shown, 90, None));
    assert_eq!(signals(&case), [Signal::OwnMail]);
    trade.pass(DAY * 14);
    trade.minute().await;
    assert_eq!(trade.books(partner.id).await, Books { wallet: 990_000, available: 10_000, ..FULL });
    assert_eq!(trade.affiliate.my_fraud_cases(&partner.actor, partner.id, &PageRequest::first()).await.unwrap().items, []);
    let kept: i64 = sqlx::query_scalar("SELECT count(*) FROM affiliate.fraud_buyers WHERE partnership_id IS NOT NULL")
        .fetch_one(trade.db.pool())
        .await
        .unwrap();
    assert_eq!(kept, 1, "that the buyer is the partner is kept, the mail is not");
}

#[tokio::test]
async fn what_is_held_does_not_mature_and_what_nobody_decided_on_is_released_in_time_once() {
    let (trade, partner) = weighing(FraudMode::Enforce).await;
    set(&trade, &partner, |policy| policy.hold_days = 20).await;
    let id = bought(&trade, &partner, "1001", &own(&partner)).await;
    bought(&trade, &partner, "1002", &Buyer::default()).await;
    trade.pass(DAY * 15);
    trade.minute().await;
    assert_eq!(trade.books(partner.id).await, Books { wallet: 980_000, held: 10_000, available: 10_000, ..FULL });
    trade.pass(DAY * 5);
    trade.minute().await;
    trade.minute().await;
    assert_eq!(trade.books(partner.id).await, Books { wallet: 980_000, available: 20_000, ..FULL });
    let case = case(&trade, id, partner.id).await;
    assert_eq!((case.state, case.is_payable), (FraudState::Expired, true));
    let (_, entries) = trade.affiliate.fraud_case(&trade.owner, case.id).await.unwrap();
    let told: Vec<_> = entries.iter().map(|entry| (entry.what.as_str(), entry.actor)).collect();
    assert_eq!(told, [("held", None), ("expired", None)]);
    assert!(matches!(
        decide(&trade, &trade.owner, &case, REJECT).await.unwrap_err(),
        AffiliateError::Conflict("affiliate-fraud-payable")
    ));
    trade.verified().await;
}

#[tokio::test]
async fn what_is_rejected_is_taken_back_by_journal_and_goes_to_whoever_comes_next() {
    let (trade, partner) = weighing(FraudMode::Enforce).await;
    let (_, other) = second(&trade, &partner).await;
    let first = trade.click("ama-the").await;
    trade.pass(SignedDuration::from_mins(5));
    let second = trade.click("afi-the").await;
    trade.pass(SignedDuration::from_mins(5));
    let sale = ReportSale { clicks: vec![first, second], ..sale("1001", 100_000) };
    let id = report(&trade, &partner, &sale, &own(&partner)).await;
    assert_eq!(trade.books(partner.id).await, Books { wallet: 990_000, held: 10_000, ..FULL });
    let held = case(&trade, id, partner.id).await;
    decide(&trade, &trade.owner, &held, OWN).await.unwrap();
    assert_eq!(trade.books(partner.id).await, Books { wallet: 990_000, ..FULL });
    assert_eq!(trade.books(other).await.held, 10_000, "the one before");
    let found = trade.affiliate.conversions(&trade.owner, partner.program_id, &PageRequest::first()).await.unwrap();
    let decision = found.items[0].decision.clone().unwrap();
    assert_eq!(decision.credits[0].partnership_id, other);
    let own = Outcome::Passed(Passed::Fault(Fault::OwnPurchase));
    assert!(decision.verdicts.iter().any(|verdict| verdict.outcome == own));
    let now = trade.db.now();
    let (usual, period) = (Policy::default(), (now - DAY, now + DAY));
    let what_if = trade.affiliate.what_if(&trade.owner, partner.program_id, &usual, period).await;
    assert_eq!(what_if.unwrap().changed, [], "a what-if knows what was decided");
    // Nobody else is paid as long as the partner may answer.
    trade.pass(DAY * 13);
    trade.minute().await;
    assert_eq!(trade.books(other).await.held, 10_000);
    trade.pass(DAY * 2);
    trade.minute().await;
    trade.minute().await;
    assert_eq!(trade.books(other).await.available, 10_000);
    let settled = case(&trade, id, partner.id).await;
    assert_eq!((settled.state, settled.blocks_until, settled.is_payable), (FraudState::Rejected, None, true));
    let dispute = trade.affiliate.dispute_fraud_case(&partner.actor, settled.id, "C’était mon frère").await;
    assert!(matches!(dispute.unwrap_err(), AffiliateError::WrongState), "too late");
    trade.verified().await;
}

#[tokio::test]
async fn a_partner_who_answers_is_decided_on_again_and_gets_back_what_was_taken() {
    let (trade, partner) = weighing(FraudMode::Enforce).await;
    let id = bought(&trade, &partner, "1001", &own(&partner)).await;
    let held = case(&trade, id, partner.id).await;
    decide(&trade, &staff(), &held, REJECT).await.unwrap();
    assert_eq!(trade.books(partner.id).await, FULL);
    let mine = trade.affiliate.my_fraud_cases(&partner.actor, partner.id, &PageRequest::first()).await.unwrap().items;
    assert_eq!((mine[0].state, mine[0].reason.as_str()), (FraudState::Rejected, "Après vérification"));
    assert_eq!((mine[0].external_id.as_str(), held.external_id.as_str()), ("", "1001"), "the shop's number is the merchant's");
    let twice = decide(&trade, &trade.owner, &mine[0], REJECT).await.unwrap_err();
    assert!(matches!(twice, AffiliateError::WrongState), "without an answer there is nothing to decide again");
    let dispute = async |text: &str| trade.affiliate.dispute_fraud_case(&partner.actor, held.id, text).await;
    for text in ["", "x".repeat(2001).as_str()] {
        assert_eq!(dispute(text).await.unwrap_err().fields()[0].field, "text");
    }
    trade.pass(DAY * 13);
    dispute("C’est l’adresse de notre famille.").await.unwrap();
    assert!(matches!(dispute("Encore").await.unwrap_err(), AffiliateError::WrongState));
    // The answer keeps it open beyond the days of the rejection.
    trade.pass(DAY * 2);
    trade.minute().await;
    let open = trade.affiliate.fraud_queue(&trade.owner, partner.program_id, FraudQueue::Open, &PageRequest::first()).await;
    let open = open.unwrap().items;
    assert_eq!((open.len(), open[0].is_disputed, open[0].dispute.as_str()), (1, true, "C’est l’adresse de notre famille."));
    decide(&trade, &trade.owner, &open[0], FraudVerdict::Release).await.unwrap();
    trade.minute().await;
    assert_eq!(trade.books(partner.id).await, Books { wallet: 990_000, available: 10_000, ..FULL }, "its holding period is over");
    let (case, entries) = trade.affiliate.fraud_case(&partner.actor, held.id).await.unwrap();
    let told: Vec<_> = entries.iter().map(|entry| entry.what.as_str()).collect();
    assert_eq!((told, case.external_id.as_str()), (vec!["held", "rejected", "disputed", "released"], ""));
    assert!(matches!(decide(&trade, &trade.owner, &case, REJECT).await.unwrap_err(), AffiliateError::WrongState), "it is final");
    let audited: i64 = sqlx::query_scalar("SELECT count(*) FROM platform.audit WHERE action LIKE 'affiliate.fraud-d%'")
        .fetch_one(trade.db.pool())
        .await
        .unwrap();
    let events: i64 = sqlx::query_scalar("SELECT count(*) FROM platform.outbox WHERE topic = 'affiliate.fraud-case-changed.v1'")
        .fetch_one(trade.db.pool())
        .await
        .unwrap();
    assert_eq!((audited, events), (3, 4));
    let changed = sqlx::query("UPDATE affiliate.fraud_entries SET words = ''").execute(trade.db.pool()).await;
    assert!(changed.unwrap_err().to_string().contains("only added to"));
    trade.verified().await;
}

#[tokio::test]
async fn of_decisions_at_the_same_moment_one_is_taken() {
    let (trade, partner) = weighing(FraudMode::Enforce).await;
    let id = bought(&trade, &partner, "1001", &own(&partner)).await;
    let held = case(&trade, id, partner.id).await;
    let staff = staff();
    let turns = (0..8).map(|turn| {
        let (actor, verdict) = if turn % 2 == 0 { (&trade.owner, REJECT) } else { (&staff, FraudVerdict::Release) };
        decide(&trade, actor, &held, verdict)
    });
    let done = futures::future::join_all(turns).await;
    assert_eq!(done.iter().filter(|done| done.is_ok()).count(), 1);
    let changed = |error: &AffiliateError| matches!(error, AffiliateError::Changed);
    assert!(done.iter().filter_map(|done| done.as_ref().err()).all(changed));
    let case = case(&trade, id, partner.id).await;
    let held = if case.state == FraudState::Released { 10_000 } else { 0 };
    assert_eq!(trade.books(partner.id).await.held, held);
    trade.verified().await;
}

#[tokio::test]
async fn strangers_members_and_the_partner_decide_nothing_and_strangers_read_nothing() {
    let (trade, partner) = weighing(FraudMode::Enforce).await;
    let id = bought(&trade, &partner, "1001", &own(&partner)).await;
    let held = case(&trade, id, partner.id).await;
    let stranger = trade.stranger().await;
    let kind = async |actor: &Actor| decide(&trade, actor, &held, REJECT).await.unwrap_err().kind();
    assert_eq!(kind(&stranger).await, ErrorKind::NotFound);
    assert_eq!(kind(&trade.member).await, ErrorKind::Forbidden);
    assert_eq!(kind(&partner.actor).await, ErrorKind::Forbidden);
    assert_eq!(kind(&visitor()).await, ErrorKind::Unauthenticated);
    let (affiliate, page, program_id) = (&trade.affiliate, PageRequest::first(), partner.program_id);
    let policy = affiliate.fraud_policy(&trade.owner, program_id).await.unwrap().policy;
    for who in [&stranger, &partner.actor] {
        let refused = [
            affiliate.fraud_policy(who, program_id).await.err(),
            affiliate.fraud_policies(who, program_id).await.err(),
            affiliate.set_fraud_policy(who, program_id, &policy).await.err(),
            affiliate.fraud_queue(who, program_id, FraudQueue::Open, &page).await.err(),
            affiliate.fraud_of_conversion(who, id).await.err(),
            affiliate.fraud_of_partner(who, partner.id).await.err(),
        ];
        assert!(refused.iter().all(|error| error.as_ref().is_some_and(|error| error.kind() == ErrorKind::NotFound)));
    }
    let refused = [
        affiliate.fraud_case(&stranger, held.id).await.err(),
        affiliate.my_fraud_cases(&stranger, partner.id, &page).await.err(),
        affiliate.dispute_fraud_case(&stranger, held.id, "Bonjour").await.err(),
        affiliate.dispute_fraud_case(&trade.owner, held.id, "Bonjour").await.err(),
    ];
    assert!(refused.iter().all(|error| error.as_ref().is_some_and(|error| error.kind() == ErrorKind::NotFound)));
    assert_eq!(
        affiliate.fraud_queue_of_all(&trade.owner, FraudQueue::Open, &page).await.unwrap_err().kind(),
        ErrorKind::Forbidden
    );
    assert_eq!(affiliate.fraud_queue_of_all(&staff(), FraudQueue::Open, &page).await.unwrap().items, std::slice::from_ref(&held));
    assert_eq!(affiliate.set_fraud_policy(&trade.member, program_id, &policy).await.unwrap_err().kind(), ErrorKind::Forbidden);
    assert_eq!(decide(&trade, &trade.owner, &held, REJECT).await.map_err(|error| error.to_string()), Ok(()));
}

#[tokio::test]
async fn a_queue_is_read_page_by_page_and_names_what_waits() {
    let (trade, partner) = weighing(FraudMode::Enforce).await;
    for turn in 0..5 {
        bought(&trade, &partner, &format!("own-{turn}"), &own(&partner)).await;
        bought(&trade, &partner, &format!("other-{turn}"), &Buyer::default()).await;
    }
    let (mut after, mut seen) = (None, Vec::new());
    loop {
        let request = PageRequest::new(Some(2), after);
        let page = trade.affiliate.fraud_queue(&trade.member, partner.program_id, FraudQueue::Open, &request).await.unwrap();
        seen.extend(page.items.into_iter().map(|case| case.external_id));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen, ["own-4", "own-3", "own-2", "own-1", "own-0"]);
    let view = trade.affiliate.fraud_of_partner(&trade.owner, partner.id).await.unwrap();
    assert_eq!((view.conversions, view.held, view.average_score), (10, 5, 45));
    assert_eq!(view.signals, [(Signal::OwnMail, 5)]);
    assert_eq!((view.clicks.looked_at, view.clicks.without_address), (10, 10));
}

#[tokio::test]
async fn clicks_and_orders_leave_signs_that_are_found_again() {
    let (trade, partner) = weighing(FraudMode::Shadow).await;
    let follow = |query: &str, country: &str| Follow {
        key: "afi-the".into(),
        query: query.into(),
        agent: "Mozilla/5.0 (Linux; Android 10; K) Chrome/124.0.0.0 Mobile Safari/537.36".into(),
        is_reading: true,
        address: Some("45.55.0.7".parse().unwrap()),
        country: Some(country.into()),
        ..Follow::default()
    };
    let click = async |query: &str, country: &str| {
        let location = trade.affiliate.follow(&follow(query, country)).await.unwrap().location;
        location.query_pairs().find(|(name, _)| name == affiliate::CLICK_PARAMETER).unwrap().1.into_owned()
    };
    for _ in 0..10 {
        click("", "MA").await;
    }
    let before = click("", "FR").await;
    trade.pass(SignedDuration::from_secs(1));
    let clicks = vec![before, click("gclid=x", "MA").await];
    trade.pass(SignedDuration::from_secs(5));
    let buyer = Buyer { email: Some("a@yopmail.com".into()), country: Some("SN".into()) };
    let id = report(&trade, &partner, &ReportSale { clicks, ..sale("1001", 100_000) }, &buyer).await;
    let found = case(&trade, id, partner.id).await;
    assert_eq!(found.score, 100);
    assert_eq!(
        signals(&found),
        [
            Signal::DataCentre,
            Signal::PaidSearch,
            Signal::FarApart,
            Signal::Quick,
            Signal::ClickVelocity,
            Signal::DisposableMail,
            Signal::OtherCountry
        ]
    );
    assert_eq!(found.findings[4].args["count"], "12");
    // Three more customers behind the same address and program.
    for turn in 0..3 {
        let clicks = vec![click("", "MA").await];
        trade.pass(SignedDuration::from_mins(1));
        let customer = Some(format!("c-{turn}"));
        report(&trade, &partner, &ReportSale { clicks, customer, ..sale(&format!("c-{turn}"), 100) }, &Buyer::default()).await;
    }
    let clicks = vec![click("", "MA").await];
    trade.pass(SignedDuration::from_mins(1));
    let id = report(&trade, &partner, &ReportSale { clicks, ..sale("1002", 100) }, &Buyer::default()).await;
    assert!(signals(&case(&trade, id, partner.id).await).contains(&Signal::DeviceCluster));
}

#[tokio::test]
async fn whatever_the_order_what_is_held_and_rejected_leaves_the_same_books() {
    let (trade, partner) = weighing(FraudMode::Enforce).await;
    let click = trade.click("afi-the").await;
    trade.pass(SignedDuration::from_hours(6));
    for (turn, order) in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]].iter().enumerate() {
        let customer = Some(format!("customer-{turn}"));
        let mut id = None;
        for step in order {
            match step {
                0 => {
                    let lead = ReportLead {
                        event_id: format!("lead-{turn}"),
                        customer: customer.clone(),
                        clicks: vec![click.clone()],
                        occurred_at: None,
                    };
                    trade.affiliate.report_lead(&trade.owner, partner.program_id, &lead).await.unwrap();
                }
                1 => {
                    let sale = ReportSale { customer: customer.clone(), ..sale(&format!("sale-{turn}"), 100_000) };
                    id = Some(report(&trade, &partner, &sale, &own(&partner)).await);
                }
                _ => {
                    let part = refund(&format!("part-{turn}"), &format!("sale-{turn}"), 25_000);
                    trade.affiliate.report_refund(&trade.owner, partner.program_id, &part).await.unwrap();
                }
            }
        }
        let held = case(&trade, id.unwrap(), partner.id).await;
        assert_eq!(held.state, FraudState::Held, "{order:?}");
        assert_eq!(trade.books(partner.id).await, Books { wallet: 992_500, held: 7_500, ..FULL }, "{order:?}");
        decide(&trade, &trade.owner, &held, REJECT).await.unwrap();
        assert_eq!(trade.books(partner.id).await, FULL, "{order:?}");
    }
    trade.verified().await;
}
