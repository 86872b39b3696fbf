//! `PayPal`: approved by the payer, captured by us.

use jiff::SignedDuration;
use payments::{AttemptState, IntentState, ProviderName, Rail};
use paysim::{Button, Chaos, Kind, TransactionState};

use super::{EUROS, is_paid, pay_late, press, stage, went_back};
use crate::support::{MINUTE, latest};

#[tokio::test]
async fn paypal_is_captured_once_the_payer_approves() {
    let stage = stage(ProviderName::Paypal, Chaos::none()).await;
    let intent = stage.intent_of(EUROS).await;
    let view = stage.pay(&intent, Rail::Paypal, "FR", "").await.unwrap();
    assert!(latest(&view).redirect_url.as_deref().unwrap().contains("checkoutnow"));
    let order = latest(&view).provider_ref.clone().unwrap();
    press(&stage, Button::Accept);
    assert_eq!(stage.sim.transactions()[0].state, TransactionState::Authorized);
    stage.settle().await;
    is_paid(&stage, &intent, EUROS, ProviderName::Paypal).await;
    assert_eq!(stage.sim.transactions()[0].state, TransactionState::Succeeded);
    let capture = latest(&stage.view(&intent).await).provider_ref.clone().unwrap();
    assert_ne!(capture, order, "what a refund names");
}

#[tokio::test]
async fn a_paypal_order_that_is_completed_may_hide_a_declined_capture() {
    let stage = stage(ProviderName::Paypal, Chaos::none()).await;
    let intent = stage.intent_of(EUROS).await;
    let view = stage.pay(&intent, Rail::Paypal, "FR", "").await.unwrap();
    let page = latest(&view).redirect_url.clone().unwrap();
    let browser = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    browser.post(page).form(&[("action", "decline")]).send().await.unwrap();
    stage.settle().await;
    let view = stage.view(&intent).await;
    assert_eq!(view.state, IntentState::RequiresAction);
    assert_eq!(latest(&view).failure_code.as_deref(), Some("payment-refused-by-bank"));
    assert_eq!(stage.posted(&intent.escrow).await, 0);
}

#[tokio::test]
async fn a_paypal_order_whose_answers_are_all_lost_is_paid_once() {
    let stage = stage(ProviderName::Paypal, Chaos { timeout_after_success: 100, lose: 100, ..Chaos::none() }).await;
    let intent = stage.intent_of(EUROS).await;
    let view = stage.pay(&intent, Rail::Paypal, "FR", "").await.unwrap();
    assert_eq!(latest(&view).state, AttemptState::Unknown);
    stage.pass(MINUTE).await;
    let view = stage.view(&intent).await;
    assert!(latest(&view).redirect_url.is_some(), "the same order, asked for by the same request id");
    press(&stage, Button::Accept);
    stage.pass_often(3, SignedDuration::from_mins(10)).await;
    is_paid(&stage, &intent, EUROS, ProviderName::Paypal).await;
    assert_eq!(stage.sim.transactions().len(), 1);
}

#[tokio::test]
async fn a_paypal_order_that_is_cancelled_can_be_tried_again() {
    let stage = stage(ProviderName::Paypal, Chaos::none()).await;
    let intent = stage.intent_of(EUROS).await;
    stage.pay(&intent, Rail::Paypal, "FR", "").await.unwrap();
    press(&stage, Button::Refuse);
    stage.pass(MINUTE).await;
    let view = stage.view(&intent).await;
    assert_eq!(latest(&view).failure_code.as_deref(), Some("payment-not-confirmed-in-time"));
    stage.pay(&intent, Rail::Paypal, "FR", "").await.unwrap();
    press(&stage, Button::Accept);
    stage.settle().await;
    is_paid(&stage, &intent, EUROS, ProviderName::Paypal).await;
}

#[tokio::test]
async fn what_paypal_took_late_is_refunded_once() {
    for chaos in [Chaos::none(), Chaos { timeout_after_success: 100, lose: 100, ..Chaos::none() }] {
        let stage = stage(ProviderName::Paypal, Chaos::none()).await;
        let intent = stage.intent_of(EUROS).await;
        stage.pay(&intent, Rail::Paypal, "FR", "").await.unwrap();
        stage.sim.set_chaos(chaos);
        pay_late(&stage, &intent).await;
        stage.pass_often(6, SignedDuration::from_mins(20)).await;
        went_back(&stage, &intent, EUROS, ProviderName::Paypal, Kind::Refund).await;
    }
}
