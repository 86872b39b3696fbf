//! What is priced in francs and charged in euros.

use jiff::{SignedDuration, civil::date};
use kernel::{Actor, Currency, Money};
use ledger::{AccountCode, AccountKey, Cause, Journal, JournalId, JournalKind};
use payments::{ExchangeRate, IntentState, PaymentsConfig, PaymentsError, ProviderName, Rail, Route};
use paysim::{Button, Chaos, Kind, Provider, TransactionState};

use crate::support::{Intent, Stage, latest, route, staff};

fn by_paypal() -> Route {
    Route { charged_in: Some(Currency::Eur), ..route(Rail::Paypal, ProviderName::Paypal, &[], &[Currency::Xof]) }
}

async fn stage() -> Stage {
    Stage::routed(vec![by_paypal()], Chaos::none(), 1).await
}

async fn stage_at(spread_bps: u16) -> Stage {
    let rate = ExchangeRate {
        priced: Currency::Xof,
        charged: Currency::Eur,
        rate: "655.957".parse().unwrap(),
        source: "our bank".into(),
        until: Some(date(2100, 1, 1)),
        spread_bps,
    };
    Stage::configured(vec![by_paypal()], Chaos::none(), 1, |config: &mut PaymentsConfig| config.exchange.push(rate)).await
}

/// A hundred euros and a half of a cent: 65 596 francs.
async fn paid(stage: &Stage) -> Intent {
    let intent = stage.intent(65_596).await;
    stage.pay(&intent, Rail::Paypal, "FR", "").await.unwrap();
    press_last(stage);
    stage.settle().await;
    assert_eq!(stage.view(&intent).await.state, IntentState::Succeeded);
    intent
}

fn press_last(stage: &Stage) {
    let asked = stage.sim.transactions().into_iter().rfind(|it| it.state == TransactionState::Pending).unwrap();
    stage.sim.press(&asked.id, Button::Accept).unwrap();
}

async fn balance(stage: &Stage, code: AccountCode, currency: Currency) -> i64 {
    let key = match code {
        AccountCode::Liquidity | AccountCode::FxSpread => AccountKey::ours(code, currency),
        _ => AccountKey::of_provider(code, "paypal", currency),
    };
    stage.posted(&key.unwrap()).await
}

async fn refund(stage: &Stage, intent: &Intent) {
    let mut tx = stage.db.begin(&Actor::system("test")).await.unwrap();
    let purpose = stage.view(intent).await.purpose;
    let owed = AccountKey::of(AccountCode::RefundPayable, intent.id.as_uuid(), Currency::Xof).unwrap();
    stage.payments.refund_intent_in(&mut tx, intent.id, owed.clone(), purpose).await.unwrap();
    let cause = Cause { kind: "test", id: intent.id.as_uuid() };
    let journal = Journal::new(JournalId::generate(), JournalKind("pledge-taken-back"), cause, stage.now());
    let journal = journal.moving(intent.escrow.clone(), owed, Money::new(65_596, Currency::Xof));
    stage.ledger.post_in(&mut tx, &journal).await.unwrap();
    tx.commit().await.unwrap();
    stage.settle().await;
}

#[tokio::test]
async fn the_payer_is_told_the_amount_and_the_rate_before_paying() {
    let stage = stage().await;
    let charge = stage.payments.charge(Rail::Paypal, "FR", Money::new(65_596, Currency::Xof)).unwrap();
    assert_eq!(charge.amount, Money::new(10_001, Currency::Eur), "a cent is not rounded away");
    let exchange = charge.exchange.unwrap();
    assert_eq!((exchange.rate.to_string().as_str(), exchange.source.as_str()), ("655.957", "BCEAO"));
    let card = stage.payments.charge(Rail::Card, "FR", Money::new(65_596, Currency::Xof)).unwrap();
    assert_eq!((card.amount.currency, card.exchange), (Currency::Xof, None));
    assert!(stage.payments.charge(Rail::Bank, "FR", Money::new(1, Currency::Xof)).is_none(), "nobody pays by it");
}

#[tokio::test]
async fn a_payment_in_euros_is_in_the_books_as_a_pair() {
    let stage = stage_at(200).await;
    let intent = paid(&stage).await;
    let attempt = latest(&stage.view(&intent).await).clone();
    // 100.0005 euros and two percent of it, each rounded up.
    assert_eq!(attempt.amount, Money::new(10_201, Currency::Eur));
    let exchange = attempt.exchange.unwrap();
    assert_eq!((exchange.priced, exchange.spread_minor), (Money::new(65_596, Currency::Xof), 200));
    assert_eq!(stage.sim.transactions()[0].currency, "EUR");
    assert_eq!(stage.posted(&intent.escrow).await, 65_596);
    assert_eq!(balance(&stage, AccountCode::Clearing, Currency::Eur).await, -10_201);
    assert_eq!(balance(&stage, AccountCode::Liquidity, Currency::Eur).await, 10_001);
    assert_eq!(balance(&stage, AccountCode::FxSpread, Currency::Eur).await, 200);
    assert_eq!(balance(&stage, AccountCode::Liquidity, Currency::Xof).await, -65_596);
    stage.payments.import_statement(&staff(), ProviderName::Paypal, &stage.sim.statement(Provider::PayPal)).await.unwrap();
    assert_eq!(balance(&stage, AccountCode::Clearing, Currency::Eur).await, 0, "as the provider settled it");
    stage.holds().await;
}

#[tokio::test]
async fn a_refund_gives_back_the_very_amount_that_was_charged() {
    let stage = stage_at(200).await;
    let intent = paid(&stage).await;
    refund(&stage, &intent).await;
    stage.pass_often(3, SignedDuration::from_mins(10)).await;
    let back = stage.sim.transactions().into_iter().find(|it| it.kind == Kind::Refund).unwrap();
    assert_eq!((back.amount_minor, back.currency.as_str(), back.state), (10_201, "EUR", TransactionState::Succeeded));
    assert_eq!(stage.posted(&intent.escrow).await, 0);
    for (code, currency) in
        [(AccountCode::Liquidity, Currency::Eur), (AccountCode::Liquidity, Currency::Xof), (AccountCode::FxSpread, Currency::Eur)]
    {
        assert_eq!(balance(&stage, code, currency).await, 0, "{code:?} {currency:?}");
    }
    assert_eq!(balance(&stage, AccountCode::PayoutClearing, Currency::Eur).await, 10_201);
    stage.payments.import_statement(&staff(), ProviderName::Paypal, &stage.sim.statement(Provider::PayPal)).await.unwrap();
    assert!(stage.payments.open_breaks(&staff()).await.unwrap().is_empty());
    stage.holds().await;
}

#[tokio::test]
async fn a_refund_that_the_provider_refuses_leaves_no_half_of_the_pair() {
    let stage = stage_at(200).await;
    let intent = paid(&stage).await;
    stage.sim.set_chaos(Chaos { server_error: 100, ..Chaos::none() });
    refund(&stage, &intent).await;
    let owed =
        "SELECT (debits_pending + credits_pending)::bigint FROM ledger.accounts WHERE code = 'liquidity' AND currency = 'XOF'";
    assert_eq!(stage.scalar(owed).await, 65_596, "reserved until it is decided");
    stage.sim.set_chaos(Chaos::none());
    stage.pass_often(6, SignedDuration::from_hours(3)).await;
    assert_eq!(stage.scalar("SELECT sum(debits_pending + credits_pending)::bigint FROM ledger.accounts").await, 0);
    assert_eq!(stage.posted(&intent.escrow).await, 0);
    assert_eq!(balance(&stage, AccountCode::Liquidity, Currency::Xof).await, 0);
    stage.holds().await;
}

#[tokio::test]
async fn what_is_paid_in_euros_too_late_goes_back_in_euros() {
    let stage = stage().await;
    let intent = stage.intent(65_596).await;
    stage.pay(&intent, Rail::Paypal, "FR", "").await.unwrap();
    let mut tx = stage.db.begin(&Actor::system("test")).await.unwrap();
    stage.payments.cancel_intent_in(&mut tx, intent.id).await.unwrap();
    tx.commit().await.unwrap();
    press_last(&stage);
    stage.pass_often(4, SignedDuration::from_mins(5)).await;
    let moved: Vec<_> = stage.sim.transactions().into_iter().map(|it| (it.kind, it.received_minor)).collect();
    assert_eq!(moved, [(Kind::Collect, 10_001), (Kind::Refund, 10_001)]);
    assert_eq!(stage.posted(&intent.escrow).await, 0);
    assert_eq!(balance(&stage, AccountCode::Liquidity, Currency::Xof).await, 0);
    stage.holds().await;
}

#[tokio::test]
async fn without_a_rate_of_today_nobody_is_charged_in_another_currency() {
    let dirhams = Route { charged_in: Some(Currency::Eur), ..route(Rail::Paypal, ProviderName::Paypal, &[], &[Currency::Mad]) };
    let rate = ExchangeRate {
        priced: Currency::Mad,
        charged: Currency::Eur,
        rate: "10.8".parse().unwrap(),
        source: "Bank Al-Maghrib".into(),
        until: Some(date(2020, 1, 1)),
        spread_bps: 0,
    };
    let stage =
        Stage::configured(vec![dirhams], Chaos::none(), 1, |config: &mut PaymentsConfig| config.exchange.push(rate)).await;
    assert_eq!(stage.payments.rails("MA", Currency::Mad), []);
    assert!(stage.payments.charge(Rail::Paypal, "MA", Money::new(1000, Currency::Mad)).is_none());
    let intent = stage.intent_of(Money::new(1000, Currency::Mad)).await;
    let refused = stage.pay(&intent, Rail::Paypal, "MA", "").await;
    assert!(matches!(refused, Err(PaymentsError::NoRoute)), "{refused:?}");
    assert!(stage.sim.transactions().is_empty());
}
