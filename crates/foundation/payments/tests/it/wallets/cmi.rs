//! CMI: a form that the payer's browser posts, and a callback that waits for our word.

use jiff::SignedDuration;
use kernel::{Actor, Currency, Money};
use payments::{AttemptState, IntentState, ProviderName, Rail};
use paysim::{Button, Chaos, TransactionState};

use super::{is_paid, press};
use crate::support::{Intent, MINUTE, Stage, latest, route, visitor};

const DIRHAMS: Money = Money::new(12_550, Currency::Mad);

/// Somebody in Morocco chose to pay by card.
async fn chosen(chaos: Chaos) -> (Stage, Intent) {
    let stage = Stage::routed(vec![route(Rail::Card, ProviderName::Cmi, &["MA"], &[Currency::Mad])], chaos, 1).await;
    let intent = stage.intent_of(DIRHAMS).await;
    let view = stage.pay(&intent, Rail::Card, "MA", "").await.unwrap();
    let page = latest(&view).redirect_url.clone().unwrap();
    assert!(page.contains(&format!("/paiement/{}/formulaire?cle=", intent.id)), "{page}");
    (stage, intent)
}

/// The browser posts the form of our page.
async fn go_on(stage: &Stage, intent: &Intent) {
    let form = stage.payments.payer_form(&visitor(), intent.id, &intent.key).await.unwrap().unwrap();
    let browser = reqwest::Client::new();
    let page = browser.post(form.action).form(&form.fields).send().await.unwrap();
    assert!(page.status().is_success(), "{}", page.text().await.unwrap());
}

fn at_cmi(stage: &Stage) -> TransactionState {
    stage.sim.transactions().last().unwrap().state
}

#[tokio::test]
async fn a_card_is_charged_when_our_answer_says_so() {
    for chaos in [Chaos::none(), Chaos { duplicate: 100, ..Chaos::none() }] {
        let (stage, intent) = chosen(chaos).await;
        go_on(&stage, &intent).await;
        press(&stage, Button::Accept);
        assert_eq!(at_cmi(&stage), TransactionState::Authorized);
        stage.settle().await;
        assert_eq!(at_cmi(&stage), TransactionState::Succeeded);
        stage.pass(MINUTE).await;
        is_paid(&stage, &intent, DIRHAMS, ProviderName::Cmi).await;
        assert!(stage.payments.payer_form(&visitor(), intent.id, &intent.key).await.unwrap().is_none());
    }
}

#[tokio::test]
async fn a_card_that_the_bank_refuses_can_be_tried_again() {
    let (stage, intent) = chosen(Chaos::none()).await;
    go_on(&stage, &intent).await;
    press(&stage, Button::Refuse);
    stage.settle().await;
    let view = stage.view(&intent).await;
    assert_eq!(view.state, IntentState::RequiresAction);
    assert_eq!(latest(&view).failure_code.as_deref(), Some("payment-refused-by-bank"));
    stage.pay(&intent, Rail::Card, "MA", "").await.unwrap();
    go_on(&stage, &intent).await;
    press(&stage, Button::Accept);
    stage.settle().await;
    is_paid(&stage, &intent, DIRHAMS, ProviderName::Cmi).await;
}

#[tokio::test]
async fn a_callback_without_the_store_key_decides_nothing() {
    let (stage, intent) = chosen(Chaos { forge: 100, ..Chaos::none() }).await;
    go_on(&stage, &intent).await;
    stage.settle().await;
    assert_eq!(stage.scalar("SELECT count(*) FROM payments.callbacks WHERE verdict = 'forged'").await, 1);
    assert_eq!((stage.state(&intent).await, at_cmi(&stage)), (IntentState::Processing, TransactionState::Pending));
    assert_eq!(stage.posted(&intent.escrow).await, 0);
    press(&stage, Button::Accept);
    stage.settle().await;
    assert_eq!((stage.state(&intent).await, at_cmi(&stage)), (IntentState::Succeeded, TransactionState::Succeeded));
}

#[tokio::test]
async fn a_card_is_not_charged_for_what_was_given_up() {
    let (stage, intent) = chosen(Chaos::none()).await;
    go_on(&stage, &intent).await;
    let mut tx = stage.db.begin(&Actor::system("test")).await.unwrap();
    stage.payments.cancel_intent_in(&mut tx, intent.id).await.unwrap();
    tx.commit().await.unwrap();
    press(&stage, Button::Accept);
    stage.pass_often(3, SignedDuration::from_mins(1)).await;
    assert_eq!(at_cmi(&stage), TransactionState::Authorized, "accepted, never charged");
    assert_eq!(stage.posted(&intent.escrow).await, 0);
    assert_eq!(stage.scalar("SELECT count(*) FROM payments.disbursements").await, 0);
}

#[tokio::test]
async fn a_card_page_that_was_left_is_given_up() {
    let (stage, intent) = chosen(Chaos { lose: 100, ..Chaos::none() }).await;
    go_on(&stage, &intent).await;
    press(&stage, Button::Accept);
    stage.pass_often(4, SignedDuration::from_mins(5)).await;
    assert_eq!(latest(&stage.view(&intent).await).state, AttemptState::Pending);
    stage.pass_often(8, SignedDuration::from_mins(10)).await;
    let view = stage.view(&intent).await;
    assert_eq!(latest(&view).failure_code.as_deref(), Some("payment-not-confirmed-in-time"));
    assert_eq!(at_cmi(&stage), TransactionState::Authorized, "nobody told CMI to charge it");
    assert_eq!(stage.posted(&intent.escrow).await, 0);
}
