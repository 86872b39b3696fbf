use std::collections::BTreeMap;

use jiff::SignedDuration;
use kernel::{AppError as _, Currency, Money};
use ledger::AccountCode;
use payments::{AttemptState, IntentState, PaymentsError, ProviderName, Rail, provider::RawCallback};
use paysim::{Button, Chaos, TransactionState};
use uuid::Uuid;

use crate::support::{Intent, MINUTE, MTN, Stage, TOGO, latest, visitor};

/// The provider's side of the only transaction.
fn press(stage: &Stage, button: Button) {
    let id = stage.sim.transactions().last().unwrap().id.clone();
    stage.sim.press(&id, button).unwrap();
}

async fn is_paid(stage: &Stage, intent: &Intent, amount: i64, provider: ProviderName) {
    assert_eq!(stage.state(intent).await, IntentState::Succeeded);
    assert_eq!(stage.posted(&intent.escrow).await, amount);
    assert_eq!(stage.of_provider(AccountCode::Clearing, provider).await, -amount);
    stage.holds().await;
}

#[tokio::test]
async fn a_wallet_pays_when_its_owner_confirms() {
    for (rail, country, phone, provider) in [
        (Rail::MtnMomo, "BJ", MTN, ProviderName::MtnMomo),
        (Rail::Mixx, "TG", TOGO, ProviderName::Paygate),
        (Rail::Flooz, "TG", "+228 99 12 34 56", ProviderName::Paygate),
    ] {
        let stage = Stage::new().await;
        let intent = stage.intent(5000).await;
        let view = stage.pay(&intent, rail, country, phone).await.unwrap();
        assert_eq!((view.state, latest(&view).state), (IntentState::Processing, AttemptState::Pending), "{rail:?}");
        assert_eq!(stage.posted(&intent.escrow).await, 0, "nothing is posted before it is confirmed");
        press(&stage, Button::Accept);
        stage.settle().await;
        is_paid(&stage, &intent, 5000, provider).await;
        let view = stage.view(&intent).await;
        let states: Vec<_> = latest(&view).steps.iter().map(|step| step.state).collect();
        assert_eq!(states, [AttemptState::Created, AttemptState::Sent, AttemptState::Pending, AttemptState::Charged]);
        assert!(latest(&view).party.as_deref().unwrap().contains('…'), "the number is hidden");
        assert!(latest(&view).provider_ref.is_some());
    }
}

#[tokio::test]
async fn a_card_is_paid_on_the_providers_page() {
    let stage = Stage::new().await;
    let intent = stage.intent_of(Money::new(1_250, Currency::Eur)).await;
    let view = stage.pay(&intent, Rail::Card, "FR", "").await.unwrap();
    assert!(latest(&view).redirect_url.as_deref().unwrap().starts_with(stage.sim.url().as_str()));
    press(&stage, Button::Accept);
    stage.settle().await;
    assert_eq!(stage.state(&intent).await, IntentState::Succeeded);
    assert_eq!(stage.posted(&intent.escrow).await, 1_250);
    stage.holds().await;
}

#[tokio::test]
async fn who_refuses_may_try_again_another_way() {
    let stage = Stage::new().await;
    let intent = stage.intent(5000).await;
    stage.pay(&intent, Rail::MtnMomo, "BJ", MTN).await.unwrap();
    press(&stage, Button::Refuse);
    stage.settle().await;
    let view = stage.view(&intent).await;
    assert_eq!(view.state, IntentState::RequiresAction);
    assert_eq!(latest(&view).failure_code.as_deref(), Some("payment-refused-by-payer"));
    stage.pay(&intent, Rail::Mixx, "TG", TOGO).await.unwrap();
    press(&stage, Button::Accept);
    stage.settle().await;
    is_paid(&stage, &intent, 5000, ProviderName::Paygate).await;
    assert_eq!(stage.view(&intent).await.attempts.len(), 2);
}

#[tokio::test]
async fn a_lost_callback_is_made_up_for_by_asking() {
    let stage = Stage::with(Chaos { lose: 100, ..Chaos::none() }, 1).await;
    let intent = stage.intent(5000).await;
    stage.pay(&intent, Rail::MtnMomo, "BJ", MTN).await.unwrap();
    press(&stage, Button::Accept);
    stage.settle().await;
    assert_eq!(stage.state(&intent).await, IntentState::Processing);
    stage.pass(MINUTE).await;
    is_paid(&stage, &intent, 5000, ProviderName::MtnMomo).await;
}

#[tokio::test]
async fn an_answer_that_is_lost_is_unknown_and_never_asked_for_twice() {
    for rail in [Rail::MtnMomo, Rail::Mixx] {
        let stage = Stage::with(Chaos { timeout_after_success: 100, ..Chaos::none() }, 1).await;
        let intent = stage.intent(5000).await;
        let (country, phone, provider) = match rail {
            Rail::MtnMomo => ("BJ", MTN, ProviderName::MtnMomo),
            _ => ("TG", TOGO, ProviderName::Paygate),
        };
        let view = stage.pay(&intent, rail, country, phone).await.unwrap();
        assert_eq!((view.state, latest(&view).state), (IntentState::Processing, AttemptState::Unknown));
        let again = stage.pay(&intent, rail, country, phone).await.unwrap();
        assert_eq!(latest(&again).id, latest(&view).id, "the same try");
        press(&stage, Button::Accept);
        stage.pass(MINUTE).await;
        is_paid(&stage, &intent, 5000, provider).await;
        assert_eq!(stage.sim.transactions().len(), 1);
    }
}

#[tokio::test]
async fn what_never_arrived_fails_after_a_while_and_can_be_tried_again() {
    let stage = Stage::with(Chaos { server_error: 100, ..Chaos::none() }, 1).await;
    let intent = stage.intent(5000).await;
    let view = stage.pay(&intent, Rail::MtnMomo, "BJ", MTN).await.unwrap();
    assert_eq!(latest(&view).state, AttemptState::Unknown);
    stage.pass_often(5, MINUTE).await;
    assert_eq!(stage.state(&intent).await, IntentState::Processing);
    stage.sim.set_chaos(Chaos::none());
    stage.pass_often(3, SignedDuration::from_mins(5)).await;
    let view = stage.view(&intent).await;
    assert_eq!(latest(&view).failure_code.as_deref(), Some("payment-never-arrived"));
    stage.pay(&intent, Rail::MtnMomo, "BJ", MTN).await.unwrap();
    press(&stage, Button::Accept);
    stage.settle().await;
    is_paid(&stage, &intent, 5000, ProviderName::MtnMomo).await;
}

#[tokio::test]
async fn ten_taps_at_once_are_one_payment() {
    let stage = Stage::new().await;
    let intent = stage.intent(5000).await;
    let taps = (0..10).map(|_| stage.pay(&intent, Rail::Mixx, "TG", TOGO));
    let views = futures::future::join_all(taps).await;
    assert!(views.iter().all(Result::is_ok), "{views:?}");
    assert_eq!(stage.sim.transactions().len(), 1);
}

#[tokio::test]
async fn what_is_paid_after_the_end_goes_back_by_itself() {
    let stage = Stage::new().await;
    let intent = stage.intent(5000).await;
    stage.pay(&intent, Rail::Mixx, "TG", TOGO).await.unwrap();
    let mut tx = stage.db.begin(&kernel::Actor::system("test")).await.unwrap();
    stage.payments.cancel_intent_in(&mut tx, intent.id).await.unwrap();
    tx.commit().await.unwrap();
    press(&stage, Button::Accept);
    stage.settle().await;
    stage.pass_often(3, MINUTE).await;
    assert_eq!(stage.state(&intent).await, IntentState::Cancelled);
    assert_eq!(stage.posted(&intent.escrow).await, 0);
    let moved: Vec<_> = stage.sim.transactions().iter().map(|moved| (moved.kind.name(), moved.state)).collect();
    assert_eq!(moved, [("collect", TransactionState::Succeeded), ("payout", TransactionState::Succeeded)]);
    assert_eq!(stage.of_provider(AccountCode::Clearing, ProviderName::Paygate).await, -5000);
    assert_eq!(stage.of_provider(AccountCode::PayoutClearing, ProviderName::Paygate).await, 5000);
    stage.holds().await;
}

#[tokio::test]
async fn another_amount_is_never_posted_and_waits_for_a_person() {
    let stage = Stage::with(Chaos { partial: 100, ..Chaos::none() }, 1).await;
    let intent = stage.intent(5000).await;
    stage.pay(&intent, Rail::MtnMomo, "BJ", MTN).await.unwrap();
    press(&stage, Button::Accept);
    stage.settle().await;
    let view = stage.view(&intent).await;
    assert_eq!((view.state, latest(&view).state), (IntentState::Conflicted, AttemptState::IntegrityFailure));
    assert_eq!(stage.posted(&intent.escrow).await, 0);
    assert_eq!(stage.of_provider(AccountCode::Clearing, ProviderName::MtnMomo).await, 0);
    assert!(matches!(stage.pay(&intent, Rail::MtnMomo, "BJ", MTN).await, Err(PaymentsError::Closed)));
}

#[tokio::test]
async fn callbacks_of_strangers_change_nothing() {
    for rail in [Rail::MtnMomo, Rail::Mixx, Rail::Card] {
        let stage = Stage::with(Chaos { forge: 100, ..Chaos::none() }, 1).await;
        let intent = stage.intent(5000).await;
        let (country, phone) = if rail == Rail::MtnMomo { ("BJ", MTN) } else { ("TG", TOGO) };
        stage.pay(&intent, rail, country, phone).await.unwrap();
        stage.pass_often(3, MINUTE).await;
        assert!(stage.scalar("SELECT count(*) FROM payments.callbacks").await > 0, "{rail:?}: one came");
        assert_eq!(stage.state(&intent).await, IntentState::Processing, "{rail:?}");
        assert_eq!(stage.posted(&intent.escrow).await, 0);
    }
}

#[tokio::test]
async fn one_address_fills_no_table_with_callbacks_of_nothing() {
    let stage = Stage::new().await;
    let intent = stage.intent(5000).await;
    stage.pay(&intent, Rail::MtnMomo, "BJ", MTN).await.unwrap();
    let ours = latest(&stage.view(&intent).await).id.to_string();
    let send = async |of: &str, count: usize, from: [u8; 4]| {
        for n in 0..count {
            let body = format!("{{\"externalId\":\"{of}\",\"status\":\"SUCCESSFUL\",\"n\":\"{n} {}\"}}", Uuid::now_v7()).into();
            let raw = RawCallback { method: "PUT".into(), query: None, headers: BTreeMap::new(), body };
            stage.payments.receive(ProviderName::MtnMomo, raw, Some(from.into())).await.unwrap();
        }
    };
    let kept = async || stage.scalar("SELECT count(*) FROM payments.callbacks").await;
    let stranger = Uuid::now_v7().to_string();
    send(&stranger, 70, [192, 0, 2, 1]).await;
    assert_eq!(kept().await, 60);
    send(&stranger, 1, [192, 0, 2, 2]).await;
    assert_eq!(kept().await, 61, "somebody else's are their own");
    send(&ours, 1, [192, 0, 2, 1]).await;
    assert_eq!(kept().await, 62, "what speaks of a payment of ours is heard, wherever it comes from");
    send(&ours, 70, [192, 0, 2, 3]).await;
    assert_eq!(kept().await, 61 + 60, "of one payment not for ever: its payer knows its number");
    stage.pass(SignedDuration::from_hours(2)).await;
    let before = kept().await;
    send(&stranger, 1, [192, 0, 2, 1]).await;
    assert_eq!(kept().await, before + 1, "an hour later again");
    stage.pass(SignedDuration::from_hours(24 * 8)).await;
    let of_nothing = "SELECT count(*) FROM payments.callbacks WHERE verdict = 'foreign'";
    assert_eq!((stage.scalar(of_nothing).await, kept().await >= 60), (0, true), "those of nothing go after a week");
}

#[tokio::test]
async fn a_payer_needs_the_key_of_the_payment() {
    let stage = Stage::new().await;
    let (mine, other) = (stage.intent(5000).await, stage.intent(7000).await);
    for key in ["", "x", other.key.as_str()] {
        let stolen = Intent { id: mine.id, key: key.to_owned(), escrow: mine.escrow.clone() };
        let refused = stage.pay(&stolen, Rail::Mixx, "TG", TOGO).await.unwrap_err();
        assert_eq!(refused.code(), "payments-not-found");
        assert!(stage.payments.intent(&visitor(), mine.id, key).await.is_err());
    }
    assert!(stage.sim.transactions().is_empty());
}

#[tokio::test]
async fn a_bad_number_or_rail_is_refused_before_anybody_is_asked() {
    let stage = Stage::new().await;
    let intent = stage.intent(5000).await;
    for (rail, country, phone) in [(Rail::Mixx, "TG", ""), (Rail::Mixx, "TG", "12"), (Rail::MtnMomo, "BJ", "not a number")] {
        let refused = stage.pay(&intent, rail, country, phone).await.unwrap_err();
        assert_eq!(refused.fields()[0].field, "phone", "{refused}");
    }
    // MTN is not in Togo, and nobody carries PayPal here.
    for rail in [Rail::MtnMomo, Rail::Paypal] {
        assert!(matches!(stage.pay(&intent, rail, "TG", TOGO).await, Err(PaymentsError::NoRoute)));
    }
    assert_eq!(stage.state(&intent).await, IntentState::RequiresAction);
    assert!(stage.sim.transactions().is_empty());
}
