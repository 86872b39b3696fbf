use contracts::payments::{DisbursementId, Purpose};
use jiff::SignedDuration;
use kernel::{Actor, Currency, Money};
use ledger::{AccountCode, AccountKey, Cause, Journal, JournalId, JournalKind};
use payments::{Destination, DisbursementKind, IntentState, NewDisbursement, PaymentsError, ProviderName, Rail};
use paysim::{Button, Chaos, Kind, TransactionState};
use uuid::Uuid;

use crate::support::{Intent, MINUTE, MTN, Stage, TOGO, latest};

/// Somebody is owed so much.
async fn owed(stage: &Stage, amount: i64) -> AccountKey {
    let payable = AccountKey::of(AccountCode::Payable, Uuid::now_v7(), Currency::Xof).unwrap();
    let clearing = AccountKey::of_provider(AccountCode::Clearing, "paygate", Currency::Xof).unwrap();
    let cause = Cause { kind: "test", id: Uuid::now_v7() };
    let journal = Journal::new(JournalId::generate(), JournalKind("test-owed"), cause, stage.now());
    stage.ledger.post(journal.moving(clearing, payable.clone(), Money::new(amount, Currency::Xof))).await.unwrap();
    payable
}

async fn pay_out(stage: &Stage, debit: &AccountKey, amount: i64, rail: Rail, country: &str, phone: &str) -> DisbursementId {
    let new = NewDisbursement {
        id: DisbursementId::generate(),
        kind: DisbursementKind::Payout,
        purpose: Purpose { kind: "project".into(), id: Uuid::now_v7() },
        amount: Money::new(amount, Currency::Xof),
        debit: debit.clone(),
        collected_by: None,
        destination: Destination { rail, country: country.into(), party: Some(phone.into()) },
    };
    let mut tx = stage.db.begin(&Actor::system("test")).await.unwrap();
    stage.payments.open_disbursement_in(&mut tx, &new).await.unwrap();
    tx.commit().await.unwrap();
    stage.settle().await;
    new.id
}

async fn state(stage: &Stage, id: DisbursementId) -> String {
    let sql = format!("SELECT state FROM payments.disbursements WHERE id = '{id}'");
    sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(stage.db.pool()).await.unwrap()
}

/// A paid intent, and a refund of it from its escrow.
async fn refunded(stage: &Stage, rail: Rail, country: &str, phone: &str) -> (Intent, DisbursementId) {
    let intent = stage.intent(5000).await;
    stage.pay(&intent, rail, country, phone).await.unwrap();
    let id = stage.sim.transactions().last().unwrap().id.clone();
    stage.sim.press(&id, Button::Accept).unwrap();
    stage.settle().await;
    let view = stage.view(&intent).await;
    assert_eq!(view.state, IntentState::Succeeded);
    let owed = AccountKey::of(AccountCode::RefundPayable, Uuid::now_v7(), Currency::Xof).unwrap();
    let cause = Cause { kind: "test", id: Uuid::now_v7() };
    let journal = Journal::new(JournalId::generate(), JournalKind("test-failed"), cause, stage.now());
    stage.ledger.post(journal.moving(intent.escrow.clone(), owed.clone(), view.amount)).await.unwrap();
    let mut tx = stage.db.begin(&Actor::system("test")).await.unwrap();
    let refund = stage.payments.refund_in(&mut tx, latest(&view).id, owed, view.purpose.clone()).await.unwrap();
    tx.commit().await.unwrap();
    stage.settle().await;
    (intent, refund)
}

fn sent(stage: &Stage) -> Vec<(Kind, i64, TransactionState)> {
    let out = stage.sim.transactions().into_iter().filter(|moved| moved.kind != Kind::Collect);
    out.map(|moved| (moved.kind, moved.amount_minor, moved.state)).collect()
}

#[tokio::test]
async fn a_payout_reserves_and_leaves_when_the_provider_confirms() {
    for (rail, country, phone, provider) in [
        (Rail::MtnMomo, "BJ", "+2290167123456", ProviderName::MtnMomo),
        (Rail::Mixx, "TG", "+22890123456", ProviderName::Paygate),
    ] {
        let stage = Stage::new().await;
        let creator = owed(&stage, 92_000).await;
        let id = pay_out(&stage, &creator, 90_000, rail, country, phone).await;
        let balance = stage.ledger.balance(&creator).await.unwrap();
        assert_eq!(balance.available.amount_minor, 2_000, "reserved or gone, never spendable twice");
        stage.pass_often(4, MINUTE).await;
        assert_eq!(state(&stage, id).await, "succeeded");
        assert_eq!(stage.posted(&creator).await, 2_000);
        assert_eq!(stage.of_provider(AccountCode::PayoutClearing, provider).await, 90_000);
        assert_eq!(sent(&stage), [(Kind::Payout, 90_000, TransactionState::Succeeded)]);
        stage.holds().await;
    }
}

#[tokio::test]
async fn a_payout_whose_answer_is_lost_is_never_sent_twice() {
    for (rail, country, phone) in [(Rail::MtnMomo, "BJ", "+2290167123456"), (Rail::Mixx, "TG", "+22890123456")] {
        let stage = Stage::with(Chaos { timeout_after_success: 100, lose: 100, ..Chaos::none() }, 1).await;
        let creator = owed(&stage, 90_000).await;
        let id = pay_out(&stage, &creator, 90_000, rail, country, phone).await;
        stage.pass_often(10, SignedDuration::from_mins(7)).await;
        assert_eq!(state(&stage, id).await, "succeeded", "{rail:?}");
        assert_eq!(sent(&stage).len(), 1);
        assert_eq!(stage.posted(&creator).await, 0);
        stage.holds().await;
    }
}

#[tokio::test]
async fn what_never_arrived_is_sent_again_only_when_that_is_certain() {
    let stage = Stage::with(Chaos { server_error: 100, ..Chaos::none() }, 1).await;
    let creator = owed(&stage, 90_000).await;
    let id = pay_out(&stage, &creator, 90_000, Rail::MtnMomo, "BJ", "+2290167123456").await;
    stage.sim.set_chaos(Chaos::none());
    stage.pass_often(5, SignedDuration::from_mins(5)).await;
    assert_eq!(stage.scalar("SELECT count(*) FROM payments.attempts").await, 1, "25 minutes: still unknown");
    assert_eq!(stage.ledger.balance(&creator).await.unwrap().available.amount_minor, 0);
    stage.pass_often(4, SignedDuration::from_mins(30)).await;
    assert_eq!(state(&stage, id).await, "succeeded");
    assert_eq!(sent(&stage).len(), 1);
    assert_eq!(stage.scalar("SELECT count(*) FROM payments.attempts").await, 2);
    stage.holds().await;
}

#[tokio::test]
async fn a_payout_that_no_wallet_takes_stays_owed() {
    let stage = Stage::new().await;
    let creator = owed(&stage, 90_000).await;
    // MTN's documented number of a payee that is not found.
    let id = pay_out(&stage, &creator, 90_000, Rail::MtnMomo, "BJ", "+46733123457").await;
    stage.pass_often(12, SignedDuration::from_hours(7)).await;
    assert_eq!(state(&stage, id).await, "requires_action");
    assert_eq!(stage.posted(&creator).await, 90_000);
    assert_eq!(stage.ledger.balance(&creator).await.unwrap().available.amount_minor, 90_000);
    assert!(sent(&stage).iter().all(|(_, _, state)| *state == TransactionState::Failed));
    stage.holds().await;
}

#[tokio::test]
async fn nobody_is_paid_more_than_is_owed() {
    let stage = Stage::new().await;
    let creator = owed(&stage, 1_000).await;
    let id = pay_out(&stage, &creator, 1_001, Rail::Mixx, "TG", "+22890123456").await;
    stage.pass_often(3, SignedDuration::from_hours(1)).await;
    assert_eq!(state(&stage, id).await, "processing");
    assert!(sent(&stage).is_empty());
    assert_eq!(stage.scalar("SELECT count(*) FROM payments.attempts").await, 0);
}

#[tokio::test]
async fn a_refund_goes_back_the_way_it_came() {
    for (rail, country, phone, kind) in
        [(Rail::MtnMomo, "BJ", MTN, Kind::Refund), (Rail::Mixx, "TG", TOGO, Kind::Payout), (Rail::Card, "FR", "", Kind::Refund)]
    {
        let stage = Stage::new().await;
        let (intent, refund) = refunded(&stage, rail, country, phone).await;
        stage.pass_often(4, MINUTE).await;
        assert_eq!(state(&stage, refund).await, "succeeded", "{rail:?}");
        assert_eq!(sent(&stage), [(kind, 5000, TransactionState::Succeeded)]);
        assert_eq!(stage.posted(&intent.escrow).await, 0);
        stage.holds().await;
    }
}

#[tokio::test]
async fn a_collection_is_refunded_once() {
    let stage = Stage::new().await;
    let (intent, _) = refunded(&stage, Rail::Mixx, "TG", TOGO).await;
    let view = stage.view(&intent).await;
    let owed = AccountKey::of(AccountCode::RefundPayable, Uuid::now_v7(), Currency::Xof).unwrap();
    let mut tx = stage.db.begin(&Actor::system("test")).await.unwrap();
    let again = stage.payments.refund_in(&mut tx, latest(&view).id, owed, view.purpose.clone()).await;
    assert!(matches!(again, Err(PaymentsError::Refunded)), "{again:?}");
}

#[tokio::test]
async fn a_refund_that_no_rail_takes_is_kept_for_its_owner() {
    let stage = Stage::new().await;
    let (_, refund) = refunded(&stage, Rail::Mixx, "TG", TOGO).await;
    assert_eq!(state(&stage, refund).await, "processing");
    // The wallet was closed meanwhile: every try is refused.
    for _ in 0..16 {
        for moved in stage.sim.transactions() {
            if moved.kind == Kind::Payout && moved.state == TransactionState::Pending {
                stage.sim.press(&moved.id, Button::Refuse).unwrap();
            }
        }
        stage.pass(SignedDuration::from_hours(10)).await;
    }
    assert_eq!(state(&stage, refund).await, "unclaimed", "{:?}", sent(&stage));
    let kept = AccountKey::ours(AccountCode::UnclaimedRefunds, Currency::Xof).unwrap();
    assert_eq!(stage.posted(&kept).await, 5000);
    stage.holds().await;
}
