//! The aggregators (`CashPay`, `CinetPay`, `FedaPay`) and `PayPal`, each as its simulator speaks.

mod chaos;
mod cmi;
mod paypal;

use jiff::SignedDuration;
use kernel::{Actor, Currency, Money};
use ledger::{AccountCode, AccountKey};
use payments::{AttemptState, IntentState, ProviderName, Rail, Route};
use paysim::{Button, Chaos, Kind, TransactionState};

use crate::support::{Intent, MINUTE, Stage, TOGO, latest, route};

const AGGREGATORS: [ProviderName; 3] = [ProviderName::Cashpay, ProviderName::Cinetpay, ProviderName::Fedapay];

/// A stage where this provider carries the wallets of Togo, or `PayPal` itself.
async fn stage(provider: ProviderName, chaos: Chaos) -> Stage {
    stage_of(provider, chaos, 1).await
}

async fn stage_of(provider: ProviderName, chaos: Chaos, seed: u64) -> Stage {
    let routes = match provider {
        ProviderName::Paypal => vec![
            route(Rail::Paypal, provider, &[], &[Currency::Eur]),
            Route { charged_in: Some(Currency::Eur), ..route(Rail::Paypal, provider, &[], &[Currency::Xof]) },
        ],
        _ => [Rail::Mixx, Rail::Flooz].map(|rail| route(rail, provider, &["TG"], &[Currency::Xof])).into(),
    };
    Stage::routed(routes, chaos, seed).await
}

fn press(stage: &Stage, button: Button) {
    let id = stage.sim.transactions().last().unwrap().id.clone();
    stage.sim.press(&id, button).unwrap();
}

async fn is_paid(stage: &Stage, intent: &Intent, amount: Money, provider: ProviderName) {
    assert_eq!(stage.state(intent).await, IntentState::Succeeded, "{provider:?}");
    assert_eq!(stage.posted(&intent.escrow).await, amount.amount_minor);
    let clearing = AccountKey::of_provider(AccountCode::Clearing, provider.as_str(), amount.currency).unwrap();
    assert_eq!(stage.posted(&clearing).await, -amount.amount_minor);
    let charged = "SELECT count(*) FROM payments.attempts WHERE state = 'charged' AND provider_ref IS NOT NULL";
    assert_eq!(stage.scalar(charged).await, 1, "{provider:?}");
    stage.holds().await;
}

const FRANCS: Money = Money::new(5000, Currency::Xof);
const EUROS: Money = Money::new(1_250, Currency::Eur);

#[tokio::test]
async fn a_wallet_pays_through_every_aggregator() {
    for (provider, rail, has_page) in [
        (ProviderName::Cashpay, Rail::Mixx, false),
        // No gateway is configured for it: the payer chooses on the page.
        (ProviderName::Cashpay, Rail::Flooz, true),
        (ProviderName::Cinetpay, Rail::Mixx, true),
        (ProviderName::Fedapay, Rail::Mixx, false),
        (ProviderName::Fedapay, Rail::Flooz, false),
    ] {
        let stage = stage(provider, Chaos::none()).await;
        let intent = stage.intent(5000).await;
        let view = stage.pay(&intent, rail, "TG", TOGO).await.unwrap();
        assert_eq!((view.state, latest(&view).state), (IntentState::Processing, AttemptState::Pending), "{provider:?}");
        assert_eq!(latest(&view).redirect_url.is_some(), has_page, "{provider:?} {rail:?}");
        press(&stage, Button::Accept);
        stage.settle().await;
        is_paid(&stage, &intent, FRANCS, provider).await;
        assert_eq!(stage.scalar("SELECT count(*) FROM payments.callbacks WHERE verdict = 'signed'").await, 1, "{provider:?}");
    }
}

#[tokio::test]
async fn every_refusal_says_what_helps() {
    for (provider, phone, code) in [
        (ProviderName::Cashpay, "90 12 04 50", "payment-provider-failed"),
        (ProviderName::Cashpay, "90 12 04 51", "payment-refused-by-payer"),
        (ProviderName::Cinetpay, "90 12 04 50", "payment-refused"),
        (ProviderName::Cinetpay, "90 12 04 52", "payment-refused-by-payer"),
        (ProviderName::Cinetpay, "90 12 04 55", "payment-not-enough-funds"),
        (ProviderName::Fedapay, "90 12 04 51", "payment-refused"),
        (ProviderName::Fedapay, "90 12 04 52", "payment-not-confirmed-in-time"),
    ] {
        let stage = stage(provider, Chaos::none()).await;
        let intent = stage.intent(5000).await;
        stage.pay(&intent, Rail::Mixx, "TG", phone).await.unwrap();
        stage.pass_often(2, MINUTE).await;
        let view = stage.view(&intent).await;
        assert_eq!(latest(&view).failure_code.as_deref(), Some(code), "{provider:?} {phone}");
        assert_eq!(view.state, IntentState::RequiresAction);
        stage.pay(&intent, Rail::Mixx, "TG", TOGO).await.unwrap();
        press(&stage, Button::Accept);
        stage.settle().await;
        is_paid(&stage, &intent, FRANCS, provider).await;
    }
}

#[tokio::test]
async fn an_order_whose_answer_is_lost_is_found_again() {
    for provider in AGGREGATORS {
        let stage = stage(provider, Chaos { timeout_after_success: 100, lose: 100, ..Chaos::none() }).await;
        let intent = stage.intent(5000).await;
        let view = stage.pay(&intent, Rail::Flooz, "TG", TOGO).await.unwrap();
        assert_eq!(latest(&view).state, AttemptState::Unknown, "{provider:?}");
        stage.pass(MINUTE).await;
        let view = stage.view(&intent).await;
        assert_eq!(latest(&view).state, AttemptState::Pending, "{provider:?}");
        // CinetPay does not tell the address of the page again.
        assert_eq!(latest(&view).redirect_url.is_some(), provider != ProviderName::Cinetpay, "{provider:?}");
        press(&stage, Button::Accept);
        stage.pass_often(2, MINUTE).await;
        is_paid(&stage, &intent, FRANCS, provider).await;
        assert_eq!(stage.sim.transactions().len(), 1);
    }
}

#[tokio::test]
async fn what_never_arrived_fails_only_where_that_is_certain() {
    for provider in AGGREGATORS {
        let stage = stage(provider, Chaos { server_error: 100, ..Chaos::none() }).await;
        let intent = stage.intent(5000).await;
        let view = stage.pay(&intent, Rail::Mixx, "TG", TOGO).await.unwrap();
        assert_eq!(latest(&view).state, AttemptState::Unknown, "{provider:?}");
        stage.sim.set_chaos(Chaos::none());
        stage.pass_often(4, SignedDuration::from_mins(10)).await;
        let view = stage.view(&intent).await;
        if provider == ProviderName::Cashpay {
            assert_eq!((view.state, latest(&view).state), (IntentState::Processing, AttemptState::Unknown));
        } else {
            assert_eq!(latest(&view).failure_code.as_deref(), Some("payment-never-arrived"), "{provider:?}");
        }
    }
}

#[tokio::test]
async fn callbacks_without_the_key_change_nothing() {
    for (provider, verdict) in [
        (ProviderName::Cashpay, "forged"),
        (ProviderName::Cinetpay, "forged"),
        (ProviderName::Fedapay, "forged"),
        (ProviderName::Paypal, "unsigned"),
    ] {
        let stage = stage(provider, Chaos { forge: 100, ..Chaos::none() }).await;
        let (intent, rail) = match provider {
            ProviderName::Paypal => (stage.intent_of(EUROS).await, Rail::Paypal),
            _ => (stage.intent(5000).await, Rail::Mixx),
        };
        stage.pay(&intent, rail, "TG", TOGO).await.unwrap();
        stage.pass_often(3, MINUTE).await;
        let came = format!("SELECT count(*) FROM payments.callbacks WHERE verdict = '{verdict}'");
        assert_eq!(stage.scalar(&came).await, 1, "{provider:?}");
        assert_eq!(stage.state(&intent).await, IntentState::Processing, "{provider:?}");
        assert_eq!(stage.posted(&intent.escrow).await, 0);
        // The true one is heard all the same.
        press(&stage, Button::Accept);
        stage.settle().await;
        assert_eq!(stage.state(&intent).await, IntentState::Succeeded, "{provider:?}");
    }
}

#[tokio::test]
async fn too_little_and_too_much_wait_for_a_person() {
    for provider in AGGREGATORS {
        for (chaos, received) in [(Chaos { partial: 100, ..Chaos::none() }, 2500), (Chaos { excess: 100, ..Chaos::none() }, 5500)]
        {
            let stage = stage(provider, chaos).await;
            let intent = stage.intent(5000).await;
            stage.pay(&intent, Rail::Mixx, "TG", TOGO).await.unwrap();
            press(&stage, Button::Accept);
            stage.settle().await;
            let view = stage.view(&intent).await;
            assert_eq!((view.state, latest(&view).state), (IntentState::Conflicted, AttemptState::IntegrityFailure));
            assert_eq!(stage.scalar("SELECT received_minor FROM payments.attempts").await, received, "{provider:?}");
            assert_eq!(stage.posted(&intent.escrow).await, 0);
        }
    }
}

/// Somebody pays what was given up meanwhile: it has to go back.
async fn pay_late(stage: &Stage, intent: &Intent) {
    let mut tx = stage.db.begin(&Actor::system("test")).await.unwrap();
    stage.payments.cancel_intent_in(&mut tx, intent.id).await.unwrap();
    tx.commit().await.unwrap();
    press(stage, Button::Accept);
    stage.settle().await;
}

async fn went_back(stage: &Stage, intent: &Intent, amount: Money, provider: ProviderName, kind: Kind) {
    let back = stage.sim.transactions().into_iter().filter(|moved| moved.kind != Kind::Collect);
    let back: Vec<_> = back.filter(|moved| moved.state == TransactionState::Succeeded).collect();
    assert_eq!(back.len(), 1, "{provider:?}: once, {back:?}");
    assert_eq!((back[0].kind, back[0].amount_minor), (kind, amount.amount_minor));
    assert_eq!(stage.posted(&intent.escrow).await, 0);
    let clearing = AccountKey::of_provider(AccountCode::PayoutClearing, provider.as_str(), amount.currency).unwrap();
    assert_eq!(stage.posted(&clearing).await, amount.amount_minor, "{provider:?}");
    assert_eq!(stage.scalar("SELECT count(*) FROM payments.disbursements WHERE state <> 'succeeded'").await, 0);
    stage.holds().await;
}

#[tokio::test]
async fn what_is_paid_late_goes_back_by_whoever_can() {
    for (provider, sender) in [
        (ProviderName::Cinetpay, ProviderName::Cinetpay),
        (ProviderName::Fedapay, ProviderName::Fedapay),
        // It pays nothing out: the next provider of the same wallet does.
        (ProviderName::Cashpay, ProviderName::Paygate),
    ] {
        let stage = stage(provider, Chaos::none()).await;
        let intent = stage.intent(5000).await;
        stage.pay(&intent, Rail::Mixx, "TG", TOGO).await.unwrap();
        pay_late(&stage, &intent).await;
        stage.pass_often(12, SignedDuration::from_hours(4)).await;
        went_back(&stage, &intent, FRANCS, sender, Kind::Payout).await;
    }
}

#[tokio::test]
async fn a_payout_whose_answer_is_lost_is_never_paid_twice() {
    for provider in [ProviderName::Cinetpay, ProviderName::Fedapay] {
        let stage = stage(provider, Chaos::none()).await;
        let intent = stage.intent(5000).await;
        stage.pay(&intent, Rail::Mixx, "TG", TOGO).await.unwrap();
        stage.sim.set_chaos(Chaos { timeout_after_success: 100, lose: 100, ..Chaos::none() });
        stage.settle().await;
        pay_late(&stage, &intent).await;
        stage.pass(MINUTE).await;
        stage.sim.set_chaos(Chaos { lose: 100, ..Chaos::none() });
        stage.pass_often(12, SignedDuration::from_hours(4)).await;
        went_back(&stage, &intent, FRANCS, provider, Kind::Payout).await;
    }
}

#[tokio::test]
async fn cinetpay_takes_multiples_of_five_only() {
    let stage = stage(ProviderName::Cinetpay, Chaos::none()).await;
    let intent = stage.intent(5001).await;
    let view = stage.pay(&intent, Rail::Mixx, "TG", TOGO).await.unwrap();
    assert_eq!(view.state, IntentState::RequiresAction);
    assert_eq!(latest(&view).failure_code.as_deref(), Some("payment-amount-multiple-of-five"));
    assert!(stage.sim.transactions().is_empty());
}

#[tokio::test]
async fn a_signed_callback_names_an_order_whose_answer_was_lost() {
    let stage = stage(ProviderName::Cashpay, Chaos { timeout_after_success: 100, ..Chaos::none() }).await;
    let intent = stage.intent(5000).await;
    stage.pay(&intent, Rail::Mixx, "TG", TOGO).await.unwrap();
    // Nothing but the callback can say what CashPay calls it.
    stage.sim.set_chaos(Chaos { server_error: 100, ..Chaos::none() });
    press(&stage, Button::Accept);
    stage.settle().await;
    let view = stage.view(&intent).await;
    assert_eq!(latest(&view).state, AttemptState::Unknown, "a callback proves nothing");
    assert_eq!(latest(&view).provider_ref, Some(stage.sim.transactions()[0].provider_reference.clone()));
    stage.sim.set_chaos(Chaos::none());
    stage.pass_often(2, MINUTE).await;
    is_paid(&stage, &intent, FRANCS, ProviderName::Cashpay).await;
}

#[tokio::test]
async fn a_token_that_is_refused_before_its_time_is_renewed() {
    for provider in [ProviderName::Cashpay, ProviderName::Paypal] {
        let stage = stage(provider, Chaos::none()).await;
        let (intent, rail, amount) = match provider {
            ProviderName::Paypal => (stage.intent_of(EUROS).await, Rail::Paypal, EUROS),
            _ => (stage.intent(5000).await, Rail::Mixx, FRANCS),
        };
        stage.pay(&intent, rail, "TG", TOGO).await.unwrap();
        // Tokens that are refused stay refused: ours and the one after it.
        stage.sim.set_chaos(Chaos { token_expiry: 100, lose: 100, ..Chaos::none() });
        press(&stage, Button::Accept);
        stage.pass(MINUTE).await;
        assert_eq!(stage.state(&intent).await, IntentState::Processing, "a question that is refused says nothing of the order");
        stage.sim.set_chaos(Chaos { lose: 100, ..Chaos::none() });
        stage.pass_often(3, SignedDuration::from_mins(5)).await;
        is_paid(&stage, &intent, amount, provider).await;
    }
}
