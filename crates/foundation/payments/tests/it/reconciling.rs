//! Differences with a provider's statement, whatever comes first.

use jiff::SignedDuration;
use ledger::AccountCode;
use payments::{BreakKind, IntentState, PaymentsError, ProviderName, Rail, Remedy};
use paysim::{Button, Chaos, Kind, Provider};

use crate::support::{Intent, MINUTE, MTN, Stage, latest, staff};

const DAYS_4: SignedDuration = SignedDuration::from_hours(96);

async fn paid(stage: &Stage) -> Intent {
    let intent = stage.intent(5000).await;
    stage.pay(&intent, Rail::MtnMomo, "BJ", MTN).await.unwrap();
    stage.sim.press(&stage.sim.transactions()[0].id, Button::Accept).unwrap();
    stage.settle().await;
    assert_eq!(stage.state(&intent).await, IntentState::Succeeded);
    intent
}

async fn import(stage: &Stage, statement: &str) -> payments::Imported {
    stage.payments.import_statement(&staff(), ProviderName::MtnMomo, statement).await.unwrap()
}

async fn only_break(stage: &Stage) -> payments::BreakView {
    let mut open = stage.payments.open_breaks(&staff()).await.unwrap();
    assert_eq!(open.len(), 1, "{open:?}");
    open.remove(0)
}

async fn clearing(stage: &Stage) -> i64 {
    stage.of_provider(AccountCode::Clearing, ProviderName::MtnMomo).await
}

#[tokio::test]
async fn a_statement_is_booked_once_and_clears() {
    let stage = Stage::new().await;
    paid(&stage).await;
    let statement = stage.sim.statement(Provider::MtnMomo);
    let first = import(&stage, &statement).await;
    assert_eq!((first.new, first.known, first.breaks), (1, 0, 0));
    assert_eq!(clearing(&stage).await, 0);
    let again = import(&stage, &statement).await;
    assert_eq!((again.new, again.known), (0, 1));
    assert_eq!(clearing(&stage).await, 0);
    let changed = statement.replace(",5000,", ",4000,");
    let refused = stage.payments.import_statement(&staff(), ProviderName::MtnMomo, &changed).await;
    assert!(matches!(refused, Err(PaymentsError::Invalid(_))), "{refused:?}");
    assert!(stage.payments.clearing(&staff()).await.unwrap().is_empty());
    stage.holds().await;
}

#[tokio::test]
async fn a_line_that_comes_after_its_loss_was_taken_opens_a_break_of_its_own() {
    let stage = Stage::new().await;
    paid(&stage).await;
    stage.pass(DAYS_4).await;
    assert_eq!(stage.payments.find_missing(&staff(), ProviderName::MtnMomo).await.unwrap(), 0, "found by itself, once");
    let missing = only_break(&stage).await;
    assert_eq!((missing.kind, missing.difference.amount_minor), (BreakKind::MissingAtProvider, -5000));
    stage.payments.close_break(&staff(), missing.id, Remedy::Adjustment, "never settled").await.unwrap();
    assert_eq!(clearing(&stage).await, 0);
    let again = stage.payments.close_break(&staff(), missing.id, Remedy::Adjustment, "never settled").await;
    assert!(matches!(again, Err(PaymentsError::Closed)));
    import(&stage, &stage.sim.statement(Provider::MtnMomo)).await;
    let late = only_break(&stage).await;
    assert_eq!((late.kind, late.difference.amount_minor), (BreakKind::Late, 5000));
    stage.payments.close_break(&staff(), late.id, Remedy::Adjustment, "settled after all").await.unwrap();
    assert_eq!(clearing(&stage).await, 0);
    assert_eq!(stage.of_provider(AccountCode::Adjustments, ProviderName::MtnMomo).await, 0, "the loss was none");
    assert!(stage.payments.clearing(&staff()).await.unwrap().is_empty());
    stage.holds().await;
}

#[tokio::test]
async fn a_line_of_an_amount_that_nobody_has_decided_on_explains_itself_once_that_goes_back() {
    let stage = Stage::with(Chaos { partial: 100, ..Chaos::none() }, 1).await;
    let intent = stage.intent(5000).await;
    stage.pay(&intent, Rail::MtnMomo, "BJ", MTN).await.unwrap();
    stage.sim.press(&stage.sim.transactions()[0].id, Button::Accept).unwrap();
    stage.settle().await;
    import(&stage, &stage.sim.statement(Provider::MtnMomo)).await;
    assert_eq!(only_break(&stage).await.kind, BreakKind::Late);
    let attempt = latest(&stage.view(&intent).await).id;
    stage.payments.return_received(&staff(), attempt).await.unwrap();
    assert!(stage.payments.open_breaks(&staff()).await.unwrap().is_empty(), "explained");
    assert_eq!(clearing(&stage).await, 0);
    assert_eq!(stage.state(&intent).await, IntentState::Cancelled);
    stage.pass_often(3, MINUTE).await;
    let back: i64 =
        stage.sim.transactions().iter().filter(|moved| moved.kind != Kind::Collect).map(|moved| moved.received_minor).sum();
    assert_eq!(back, stage.sim.transactions()[0].received_minor);
    stage.holds().await;
}

#[tokio::test]
async fn what_waits_for_a_person_can_be_given_up_with_nothing_to_return() {
    let stage = Stage::with(Chaos { partial: 100, ..Chaos::none() }, 1).await;
    let intent = stage.intent(5000).await;
    stage.pay(&intent, Rail::MtnMomo, "BJ", MTN).await.unwrap();
    stage.sim.press(&stage.sim.transactions()[0].id, Button::Accept).unwrap();
    stage.settle().await;
    let attempt = latest(&stage.view(&intent).await).id;
    assert_eq!(stage.state(&intent).await, IntentState::Conflicted);
    stage.payments.close_conflicted(&staff(), attempt, "refunded in the back office").await.unwrap();
    assert_eq!(stage.state(&intent).await, IntentState::Cancelled);
    let again = stage.payments.close_conflicted(&staff(), attempt, "refunded in the back office").await;
    assert!(matches!(again, Err(PaymentsError::Closed)));
}
