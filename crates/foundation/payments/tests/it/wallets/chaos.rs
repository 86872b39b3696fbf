//! Everything goes wrong at once: what we hold for done is what the provider moved, and nothing else.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use kernel::{Actor, Money};
use payments::{ProviderName, Rail};
use paysim::{Button, Chaos, Kind, Provider, Transaction, TransactionState};

use super::{EUROS, FRANCS, stage_of};
use crate::support::{Intent, Stage, staff};

const PAYERS: i64 = 8;

async fn pay_all(stage: &Stage, rail: Rail, base: Money) -> Vec<Intent> {
    let mut intents = Vec::new();
    for index in 0..PAYERS {
        let intent = stage.intent_of(Money::new(base.amount_minor + index * 10, base.currency)).await;
        stage.pay(&intent, rail, "TG", &format!("90 12 34 {index:02}")).await.unwrap();
        intents.push(intent);
    }
    intents
}

/// Most payers accept, one in six refuses.
fn answer_all(stage: &Stage) {
    for (index, asked) in stage.sim.transactions().iter().enumerate() {
        if asked.kind == Kind::Collect && asked.state == TransactionState::Pending {
            let button = if index % 6 == 4 { Button::Refuse } else { Button::Accept };
            stage.sim.press(&asked.id, button).unwrap();
        }
    }
}

/// What was asked for and moved, by our references.
fn moved(stage: &Stage) -> BTreeSet<String> {
    let as_asked = |it: &Transaction| it.state == TransactionState::Succeeded && it.received_minor == it.amount_minor;
    stage.sim.transactions().into_iter().filter(as_asked).map(|it| it.our_reference.replace('-', "")).collect()
}

async fn charged(stage: &Stage) -> BTreeSet<String> {
    let sql = "SELECT replace(id::text, '-', '') FROM payments.attempts WHERE state = 'charged'";
    let ids: Vec<String> = sqlx::query_scalar(sql).fetch_all(stage.db.pool()).await.unwrap();
    ids.into_iter().collect()
}

/// What the provider settled, and `PayGate`, which pays out where the provider does not.
async fn settle_all(stage: &Stage, provider: ProviderName) {
    let simulated = Provider::by_slug(provider.as_str()).unwrap();
    for (name, simulated) in [(provider, simulated), (ProviderName::Paygate, Provider::PayGate)] {
        stage.payments.import_statement(&staff(), name, &stage.sim.statement(simulated)).await.unwrap();
    }
}

async fn campaign(provider: ProviderName, seed: u64) {
    let (rail, base) = if provider == ProviderName::Paypal { (Rail::Paypal, EUROS) } else { (Rail::Mixx, FRANCS) };
    campaign_of(provider, rail, base, seed).await;
}

async fn campaign_of(provider: ProviderName, rail: Rail, base: Money, seed: u64) {
    let stage = stage_of(provider, Chaos::all(), seed).await;
    let intents = pay_all(&stage, rail, base).await;
    // Some give up while the question is on its way: what they pay goes back.
    for intent in intents.iter().step_by(3) {
        let mut tx = stage.db.begin(&Actor::system("test")).await.unwrap();
        stage.payments.cancel_intent_in(&mut tx, intent.id).await.unwrap();
        tx.commit().await.unwrap();
    }
    for _ in 0..6 {
        answer_all(&stage);
        stage.pass(SignedDuration::from_mins(4)).await;
    }
    stage.pass_often(12, SignedDuration::from_hours(3)).await;
    stage.sim.set_chaos(Chaos::none());
    stage.pass_often(6, SignedDuration::from_hours(24)).await;
    // Whose callback was lost after we had given up shows on the statement, and goes back.
    settle_all(&stage, provider).await;
    stage.pass_often(4, SignedDuration::from_hours(24)).await;
    settle_all(&stage, provider).await;
    assert_eq!(charged(&stage).await, moved(&stage), "{provider:?}, seed {seed}");
    let differing =
        stage.sim.transactions().iter().filter(|it| it.received_minor != 0 && it.received_minor != it.amount_minor).count();
    let distrusted = stage.scalar("SELECT count(*) FROM payments.attempts WHERE state = 'integrity_failure'").await;
    assert_eq!(usize::try_from(distrusted).unwrap(), differing, "{provider:?}, seed {seed}");
    let breaks = stage.payments.open_breaks(&staff()).await.unwrap();
    assert_eq!(breaks.len(), differing, "{provider:?}, seed {seed}: {breaks:?}");
    assert!(!charged(&stage).await.is_empty(), "{provider:?}, seed {seed}: somebody got through");
    stage.holds().await;
}

#[tokio::test]
async fn whatever_goes_wrong_at_cashpay_is_in_the_books() {
    campaign(ProviderName::Cashpay, 1).await;
}

#[tokio::test]
async fn whatever_goes_wrong_at_cinetpay_is_in_the_books() {
    campaign(ProviderName::Cinetpay, 1).await;
}

#[tokio::test]
async fn whatever_goes_wrong_at_fedapay_is_in_the_books() {
    campaign(ProviderName::Fedapay, 1).await;
}

#[tokio::test]
async fn whatever_goes_wrong_at_paypal_is_in_the_books() {
    campaign(ProviderName::Paypal, 1).await;
}

#[tokio::test]
async fn whatever_goes_wrong_with_euros_for_francs_is_in_the_books() {
    for seed in 1..=3 {
        campaign_of(ProviderName::Paypal, Rail::Paypal, FRANCS, seed).await;
    }
}
