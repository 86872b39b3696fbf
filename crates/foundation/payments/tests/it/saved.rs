//! Means that a payer leaves, and that are charged or asked when they are called for.

use jiff::SignedDuration;
use kernel::Actor;
use payments::{AttemptState, Custody, IntentState, PaymentsConfig, PaymentsError, ProviderName, Rail};
use paysim::{Button, Chaos, Kind, TransactionState};

use crate::support::{Intent, MINUTE, MTN, Stage, TOGO, latest, route};

const WEEK: SignedDuration = SignedDuration::from_hours(24 * 7);
/// Pays; can be saved and declines when it is charged; asks its owner each time.
const GOOD: &str = "4242424242424242";
const EMPTY: &str = "4000000000000341";
const CAREFUL: &str = "4000002760003184";

async fn stage(chaos: Chaos) -> Stage {
    Stage::configured(Vec::new(), chaos, 1, |config: &mut PaymentsConfig| config.custody = Custody::CollectOnSuccess).await
}

/// The payer leaves this card on Stripe's page.
async fn card(stage: &Stage, number: &str) -> Intent {
    let intent = stage.on_call(5000).await;
    let view = stage.pay(&intent, Rail::Card, "FR", "").await.unwrap();
    let page = latest(&view).redirect_url.clone().unwrap();
    let browser = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    browser.post(&page).form(&[("card", number), ("action", "pay")]).send().await.unwrap();
    if number == CAREFUL {
        browser.post(page.replace("/pay/", "/authenticate/")).form(&[("action", "complete")]).send().await.unwrap();
    }
    stage.settle().await;
    stage.pass(MINUTE).await;
    assert_eq!(stage.state(&intent).await, IntentState::Secured, "{number}");
    intent
}

async fn call(stage: &Stage, intent: &Intent) -> bool {
    let mut tx = stage.db.begin(&Actor::system("test")).await.unwrap();
    let until = stage.now() + WEEK;
    let called = stage.payments.call_in(&mut tx, intent.id, until).await.unwrap();
    tx.commit().await.unwrap();
    called
}

async fn told(stage: &Stage, topic: &str) -> i64 {
    stage.scalar(&format!("SELECT count(*) FROM platform.outbox WHERE topic = 'payments.{topic}.v1'")).await
}

async fn cards_at_stripe(stage: &Stage) -> i64 {
    let key = paysim::credentials(paysim::Provider::Stripe).get("secret_key").unwrap();
    let saved = "SELECT split_part(provider_ref, ' ', 2) FROM payments.attempts WHERE kind = 'save'";
    let ids: Vec<String> = sqlx::query_scalar(saved).fetch_all(stage.db.pool()).await.unwrap();
    let mut kept = 0;
    for id in ids {
        let url = format!("{}v1/payment_methods/{id}", stage.sim.base(paysim::Provider::Stripe));
        let method: serde_json::Value =
            reqwest::Client::new().get(url).bearer_auth(key).send().await.unwrap().json().await.unwrap();
        kept += i64::from(!method["customer"].is_null());
    }
    kept
}

#[tokio::test]
async fn a_card_is_left_and_nothing_is_taken_until_it_is_called_for() {
    let stage = stage(Chaos::none()).await;
    let intent = card(&stage, GOOD).await;
    assert_eq!(latest(&stage.view(&intent).await).state, AttemptState::Saved);
    assert!(stage.sim.transactions().is_empty(), "nothing moved");
    assert_eq!((told(&stage, "payment-secured").await, cards_at_stripe(&stage).await), (1, 1));
    stage.pass(SignedDuration::from_hours(24 * 20)).await;
    assert_eq!(stage.state(&intent).await, IntentState::Secured, "it waits");

    assert!(call(&stage, &intent).await);
    assert!(!call(&stage, &intent).await, "once");
    stage.settle().await;
    stage.pass(MINUTE).await;
    assert_eq!(stage.state(&intent).await, IntentState::Succeeded);
    assert_eq!(stage.posted(&intent.escrow).await, 5000);
    assert_eq!(stage.sim.transactions().len(), 1);
    assert_eq!(told(&stage, "payment-needs-payer").await, 0);
    assert_eq!(cards_at_stripe(&stage).await, 0, "forgotten once it is paid");
    stage.holds().await;
}

#[tokio::test]
async fn a_card_that_does_not_pay_is_told_and_its_owner_pays_by_the_link() {
    for number in [EMPTY, CAREFUL] {
        let stage = stage(Chaos::none()).await;
        let intent = card(&stage, number).await;
        call(&stage, &intent).await;
        stage.settle().await;
        stage.pass(MINUTE).await;
        let view = stage.view(&intent).await;
        assert_eq!((view.state, view.on_call), (IntentState::RequiresAction, false), "{number}");
        let why = if number == CAREFUL { "payment-needs-payer" } else { "payment-refused-by-bank" };
        assert_eq!(latest(&view).failure_code.as_deref(), Some(why));
        assert_eq!(told(&stage, "payment-needs-payer").await, 1, "once");
        // By another rail, at once.
        stage.pay(&intent, Rail::Mixx, "TG", TOGO).await.unwrap();
        let asked = stage.sim.transactions().into_iter().rfind(|it| it.state == TransactionState::Pending).unwrap();
        stage.sim.press(&asked.id, Button::Accept).unwrap();
        stage.settle().await;
        assert_eq!(stage.state(&intent).await, IntentState::Succeeded);
        assert_eq!(stage.posted(&intent.escrow).await, 5000);
        stage.holds().await;
    }
}

#[tokio::test]
async fn who_does_not_pay_in_time_does_not_pay() {
    let stage = stage(Chaos::none()).await;
    let intent = card(&stage, EMPTY).await;
    call(&stage, &intent).await;
    stage.pass_often(2, SignedDuration::from_hours(24 * 4)).await;
    assert_eq!(stage.state(&intent).await, IntentState::Expired);
    assert_eq!((told(&stage, "payment-closed").await, cards_at_stripe(&stage).await), (1, 0));
    assert_eq!(stage.posted(&intent.escrow).await, 0);
}

#[tokio::test]
async fn a_charge_whose_answer_is_lost_is_made_once() {
    let stage = stage(Chaos::none()).await;
    let intent = card(&stage, GOOD).await;
    stage.sim.set_chaos(Chaos { timeout_after_success: 100, lose: 100, ..Chaos::none() });
    call(&stage, &intent).await;
    stage.settle().await;
    assert_eq!(latest(&stage.view(&intent).await).state, AttemptState::Unknown);
    stage.sim.set_chaos(Chaos { lose: 100, ..Chaos::none() });
    // Longer than Stripe remembers a key.
    stage.clock.advance(SignedDuration::from_hours(30));
    stage.pass_often(2, SignedDuration::from_mins(20)).await;
    assert_eq!(stage.state(&intent).await, IntentState::Succeeded);
    let charged: Vec<_> = stage.sim.transactions().into_iter().filter(|it| it.kind == Kind::Collect).collect();
    assert_eq!(charged.len(), 1, "{charged:?}");
    stage.holds().await;
}

#[tokio::test]
async fn a_wallet_leaves_its_number_and_is_asked_when_it_is_called_for() {
    let stage = stage(Chaos::none()).await;
    let intent = stage.on_call(5000).await;
    let view = stage.pay(&intent, Rail::MtnMomo, "BJ", MTN).await.unwrap();
    assert_eq!((view.state, latest(&view).state), (IntentState::Secured, AttemptState::Saved));
    assert!(latest(&view).party.is_some() && stage.sim.transactions().is_empty(), "nobody was asked");
    call(&stage, &intent).await;
    assert_eq!(told(&stage, "payment-needs-payer").await, 1, "its owner looks at the phone");
    stage.settle().await;
    let asked = stage.sim.transactions()[0].clone();
    assert_eq!((asked.state, asked.amount_minor), (TransactionState::Pending, 5000));
    stage.sim.press(&asked.id, Button::Accept).unwrap();
    stage.settle().await;
    stage.pass(MINUTE).await;
    assert_eq!((stage.state(&intent).await, stage.posted(&intent.escrow).await), (IntentState::Succeeded, 5000));
    stage.holds().await;
}

#[tokio::test]
async fn what_is_given_up_is_forgotten() {
    let stage = stage(Chaos::none()).await;
    let intent = card(&stage, GOOD).await;
    let mut tx = stage.db.begin(&Actor::system("test")).await.unwrap();
    stage.payments.cancel_intent_in(&mut tx, intent.id).await.unwrap();
    tx.commit().await.unwrap();
    stage.settle().await;
    assert_eq!((stage.state(&intent).await, cards_at_stripe(&stage).await), (IntentState::Cancelled, 0));
    assert!(!call(&stage, &intent).await, "nothing is charged any more");
    stage.pass(MINUTE).await;
    assert!(stage.sim.transactions().is_empty());
}

#[tokio::test]
async fn only_means_that_can_be_kept_are_offered_and_taken() {
    let paypal = route(Rail::Paypal, ProviderName::Paypal, &[], &[kernel::Currency::Xof]);
    let stage = Stage::configured(vec![paypal], Chaos::none(), 1, |config: &mut PaymentsConfig| {
        config.custody = Custody::CollectOnSuccess;
    })
    .await;
    assert_eq!(stage.payments.rails("TG", kernel::Currency::Xof), [Rail::Mixx, Rail::Flooz, Rail::Card]);
    let intent = stage.on_call(5000).await;
    let refused = stage.pay(&intent, Rail::Paypal, "TG", "").await;
    assert!(matches!(refused, Err(PaymentsError::NoRoute)), "{refused:?}");
    assert_eq!(stage.state(&intent).await, IntentState::RequiresAction);
}
