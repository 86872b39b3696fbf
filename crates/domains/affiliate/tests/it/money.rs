//! A merchant pays in, a partner is paid out: by the simulated providers.

use affiliate::{AffiliateError, BalanceView, FigureScope, PayoutEvery, ReportSale, ShopKind};
use jiff::SignedDuration;
use kernel::{Actor, AppError as _, Currency, ErrorKind, Money, PermissionSet, SignedIn};
use ledger::{AccountCode, AccountKey};
use payments::{Destination, DisbursementState, IntentState, Rail, StartPayment};
use paysim::Button;

use crate::{
    books::{refund, sale},
    support::{MINUTE, Stage},
    trade::{Partner, Trade, visitor},
};

pub(crate) fn francs(amount: i64) -> Money {
    Money::new(amount, Currency::Xof)
}

pub(crate) fn wallet() -> Destination {
    Destination { rail: Rail::Mixx, country: "TG".into(), party: Some("+22890123456".into()) }
}

/// A program in francs, on a stage with providers.
pub(crate) async fn stage() -> (Stage, Trade, Partner) {
    let mut stage = Stage::new().await;
    let trade = Trade::on(None, stage.db.clone(), stage.clock.clone(), stage.ledger.clone(), stage.payments.clone()).await;
    trade.affiliate.register(&mut stage.registry);
    let program_id = trade.open_in(Currency::Xof).await;
    let partner = trade.partner_in(program_id).await;
    (stage, trade, partner)
}

pub(crate) async fn deposited(stage: &Stage, trade: &Trade, amount: i64) {
    let opened = trade.affiliate.deposit(&trade.owner, trade.merchant, francs(amount)).await.unwrap();
    let pay = StartPayment {
        intent_id: opened.intent_id,
        key: opened.key,
        rail: Rail::Mixx,
        country: "TG".into(),
        phone: Some(crate::support::TOGO.into()),
    };
    stage.payments.start(&visitor(), &pay).await.unwrap();
    stage.settle().await;
    for asked in stage.sim.transactions() {
        if asked.state == paysim::TransactionState::Pending {
            stage.sim.press(&asked.id, Button::Accept).unwrap();
        }
    }
    stage.settle().await;
    stage.pass_often(2, MINUTE).await;
}

pub(crate) async fn sold(trade: &Trade, partner: &Partner, order: &str, amount: i64) {
    let sale = ReportSale { amount: francs(amount), clicks: vec![trade.click("afi-the").await], ..sale(order, 0) };
    trade.affiliate.report_sale(&trade.owner, partner.program_id, &sale).await.unwrap();
}

async fn of(stage: &Stage, code: AccountCode, owner: uuid::Uuid) -> i64 {
    stage.posted(&AccountKey::of(code, owner, Currency::Xof).unwrap()).await
}

#[tokio::test]
async fn a_merchant_pays_in_a_partner_earns_is_paid_and_owes_what_is_given_back() {
    let (stage, trade, partner) = stage().await;
    sold(&trade, &partner, "1", 200_000).await;
    let waits = trade.affiliate.wallet(&trade.member, trade.merchant).await.unwrap();
    assert_eq!((waits.balance, waits.waiting), (francs(0), francs(20_000)));
    deposited(&stage, &trade, 50_000).await;
    let filled = trade.affiliate.wallet(&trade.member, trade.merchant).await.unwrap();
    assert_eq!((filled.balance, filled.waiting, filled.claims), (francs(30_000), francs(0), francs(0)));
    let early = trade.affiliate.pay_out(&partner.actor, partner.id, wallet()).await.unwrap_err();
    assert_eq!(early.fields()[0].code, "affiliate-payout-minimum");
    stage.pass(SignedDuration::from_hours(24 * 14)).await;
    stage.pass_often(2, MINUTE).await;
    let id = trade.affiliate.pay_out(&partner.actor, partner.id, wallet()).await.unwrap();
    let twice = trade.affiliate.pay_out(&partner.actor, partner.id, wallet()).await.unwrap_err();
    assert_eq!(twice.code(), "affiliate-payout-on-its-way");
    let left = trade.affiliate.left_behind(&partner.actor).await.unwrap();
    assert_eq!((left.earnings.len(), left.sending), (0, vec![francs(20_000)]), "it is on its way");
    // Given back while the payout is on its way: what left is not taken a second time.
    trade.affiliate.report_refund(&trade.owner, partner.program_id, &refund("r", "1", 0)).await.unwrap();
    assert_eq!(of(&stage, AccountCode::PartnerDebt, partner.id.as_uuid()).await, -20_000);
    stage.settle().await;
    stage.pass_often(3, MINUTE).await;
    assert_eq!(stage.payments.find_disbursement(id).await.unwrap().unwrap().state, DisbursementState::Succeeded);
    let paid = trade.affiliate.payouts(&partner.actor, partner.id).await.unwrap();
    assert_eq!((paid.len(), paid[0].amount), (1, francs(20_000)));
    assert_eq!(of(&stage, AccountCode::Payable, partner.actor.account_id().unwrap().as_uuid()).await, 0);
    assert!(trade.affiliate.left_behind(&partner.actor).await.unwrap().is_empty());
    assert_eq!(trade.affiliate.wallet(&trade.member, trade.merchant).await.unwrap().claims, francs(20_000));
    let has = trade.affiliate.balances(&partner.actor, FigureScope::Mine).await.unwrap();
    assert_eq!(has, [BalanceView { held: francs(0), payable: francs(0), paid: francs(20_000), debt: francs(20_000) }]);
    assert_eq!(trade.affiliate.verify().await.unwrap(), []);
    stage.holds().await;
}

#[tokio::test]
async fn a_payout_that_no_rail_took_is_sent_again_elsewhere_and_once() {
    let (stage, trade, partner) = stage().await;
    deposited(&stage, &trade, 50_000).await;
    sold(&trade, &partner, "1", 200_000).await;
    stage.pass(SignedDuration::from_hours(24 * 14)).await;
    stage.pass_often(2, MINUTE).await;
    // MTN's documented number of a payee that is not found.
    let nobody = Destination { rail: Rail::MtnMomo, country: "BJ".into(), party: Some("+46733123457".into()) };
    let first = trade.affiliate.pay_out(&partner.actor, partner.id, nobody).await.unwrap();
    stage.pass_often(12, SignedDuration::from_hours(10)).await;
    assert_eq!(stage.payments.find_disbursement(first).await.unwrap().unwrap().state, DisbursementState::RequiresAction);
    trade.affiliate.pay_out(&partner.actor, partner.id, wallet()).await.unwrap();
    stage.pass_often(4, MINUTE).await;
    assert_eq!(of(&stage, AccountCode::Payable, partner.actor.account_id().unwrap().as_uuid()).await, 0);
    assert_eq!(of(&stage, AccountCode::CommissionAvailable, partner.id.as_uuid()).await, 0);
    // What was sent again is not another payout.
    assert_eq!(trade.affiliate.balances(&partner.actor, FigureScope::Mine).await.unwrap()[0].paid, francs(20_000));
    assert_eq!(trade.affiliate.verify().await.unwrap(), []);
    stage.holds().await;
}

/// The same by a key of theirs that may do everything.
pub(crate) fn keyed(actor: &Actor) -> Actor {
    let account_id = actor.account_id().unwrap();
    Actor::signed_in(SignedIn { account_id, session_id: None, permissions: PermissionSet::all() }, actor.locale)
}

#[tokio::test]
async fn no_key_moves_money_or_learns_a_secret_whatever_its_scopes_are() {
    let (_stage, trade, partner) = stage().await;
    let (affiliate, owner, influencer) = (&trade.affiliate, keyed(&trade.owner), keyed(&partner.actor));
    let shop = affiliate.connect_shop(&trade.owner, partner.program_id, ShopKind::Woocommerce, None).await.unwrap().id;
    let answers = [
        affiliate.pay_out(&influencer, partner.id, wallet()).await.map(drop),
        affiliate.deposit(&owner, trade.merchant, francs(1)).await.map(drop),
        affiliate.schedule_payouts(&influencer, partner.id, PayoutEvery::Never).await,
        affiliate.draw_pixel_secret(&owner, partner.program_id).await.map(drop),
        affiliate.connect_shop(&owner, partner.program_id, ShopKind::Woocommerce, None).await.map(drop),
        affiliate.replace_shop_secret(&owner, shop, None).await.map(drop),
    ];
    for (number, answer) in answers.into_iter().enumerate() {
        assert_eq!(answer.unwrap_err().kind(), ErrorKind::Forbidden, "{number}");
    }
    affiliate.disconnect_shop(&owner, shop).await.unwrap();
}

#[tokio::test]
async fn money_is_moved_by_those_whose_it_is() {
    let (_stage, trade, partner) = stage().await;
    for (actor, kind) in [
        (visitor(), ErrorKind::Unauthenticated),
        (trade.stranger().await, ErrorKind::NotFound),
        (trade.influencer("Kossi", "TG", 1).await, ErrorKind::NotFound),
    ] {
        let answers = [
            trade.affiliate.deposit(&actor, trade.merchant, francs(1)).await.map(drop),
            trade.affiliate.deposits(&actor, trade.merchant).await.map(drop),
            trade.affiliate.wallet(&actor, trade.merchant).await.map(drop),
            trade.affiliate.pay_out(&actor, partner.id, wallet()).await.map(drop),
            trade.affiliate.payouts(&actor, partner.id).await.map(drop),
            trade.affiliate.payout_schedule(&actor, partner.id).await.map(drop),
            trade.affiliate.schedule_payouts(&actor, partner.id, PayoutEvery::Week).await,
        ];
        for (number, answer) in answers.into_iter().enumerate() {
            assert_eq!(answer.unwrap_err().kind(), kind, "{number}");
        }
    }
    let by_member = trade.affiliate.deposit(&trade.member, trade.merchant, francs(1)).await.unwrap_err();
    assert_eq!(by_member.kind(), ErrorKind::Forbidden);
    let by_merchant = trade.affiliate.pay_out(&trade.owner, partner.id, wallet()).await;
    assert!(matches!(by_merchant, Err(AffiliateError::NotFound)));
    trade.affiliate.deposit(&trade.owner, trade.merchant, francs(500)).await.unwrap();
    let stands = async |actor: &Actor| trade.affiliate.deposits_as_they_stand(actor, trade.merchant).await.unwrap().remove(0);
    let (managed, seen, by_key) = (stands(&trade.owner).await, stands(&trade.member).await, stands(&keyed(&trade.owner)).await);
    assert!(managed.key.is_some(), "who manages goes on with it");
    assert_eq!((seen.row, seen.state, seen.key), (managed.row, Some(IntentState::RequiresAction), None));
    assert_eq!(by_key.key, None);
    for wrong in [francs(0), francs(-1), Money::new(100, Currency::Eur)] {
        let refused = trade.affiliate.deposit(&trade.owner, trade.merchant, wrong).await.unwrap_err();
        assert_eq!(refused.fields()[0].code, "affiliate-deposit-amount");
    }
}
