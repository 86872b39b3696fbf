//! Everything goes wrong at once, seed by seed: what we have in the ledger in the end is what the providers moved.

use jiff::SignedDuration;
use kernel::{Actor, Currency};
use ledger::{AccountCode, AccountKey, Cause, Journal, JournalId, JournalKind};
use payments::{AttemptState, BreakKind, IntentState, ProviderName, Rail, Remedy};
use paysim::{Button, Chaos, Kind, Provider, Transaction, TransactionState};
use uuid::Uuid;

use crate::support::{Intent, Stage, latest, staff};

const PAYERS: u32 = 12;

const PROVIDERS: [(ProviderName, Provider); 3] = [
    (ProviderName::MtnMomo, Provider::MtnMomo),
    (ProviderName::Paygate, Provider::PayGate),
    (ProviderName::Stripe, Provider::Stripe),
];

/// Wallets and cards in turn, each payer with a number of their own.
fn payer(index: u32) -> (Rail, &'static str, String) {
    match index % 3 {
        0 => (Rail::MtnMomo, "BJ", format!("01 67 12 3{index:03}")),
        1 => (Rail::Mixx, "TG", format!("90 12 3{index:03}")),
        _ => (Rail::Card, "FR", String::new()),
    }
}

/// Whoever is asked accepts, but one in six refuses and one in six does not answer.
fn answer(stage: &Stage, index: usize, asked: &Transaction) {
    let button = match index % 6 {
        4 => Button::Refuse,
        5 => Button::NoAnswer,
        _ => Button::Accept,
    };
    stage.sim.press(&asked.id, button).unwrap();
}

async fn pay_all(stage: &Stage) -> Vec<Intent> {
    let mut intents = Vec::new();
    for index in 0..PAYERS {
        let intent = stage.intent(1000 + i64::from(index) * 5).await;
        let (rail, country, phone) = payer(index);
        // A refusal on the way is one of the things that go wrong.
        if let Err(error) = stage.pay(&intent, rail, country, &phone).await {
            panic!("{rail:?}: {error}");
        }
        intents.push(intent);
    }
    intents
}

fn answer_all(stage: &Stage) {
    for (index, asked) in stage.sim.transactions().iter().enumerate() {
        if asked.kind == Kind::Collect && asked.state == TransactionState::Pending {
            answer(stage, index, asked);
        }
    }
}

/// The project failed: everybody who paid gets it back.
async fn refund_all(stage: &Stage, intents: &[Intent]) {
    for intent in intents {
        let view = stage.view(intent).await;
        if view.state != IntentState::Succeeded {
            continue;
        }
        let paid_by = view.attempts.iter().find(|attempt| attempt.state == AttemptState::Charged).unwrap().id;
        let owed = AccountKey::of(AccountCode::RefundPayable, Uuid::now_v7(), Currency::Xof).unwrap();
        let cause = Cause { kind: "test", id: Uuid::now_v7() };
        let journal = Journal::new(JournalId::generate(), JournalKind("test-failed"), cause, stage.now());
        stage.ledger.post(journal.moving(intent.escrow.clone(), owed.clone(), view.amount)).await.unwrap();
        let mut tx = stage.db.begin(&Actor::system("test")).await.unwrap();
        stage.payments.refund_in(&mut tx, paid_by, owed, view.purpose.clone()).await.unwrap();
        tx.commit().await.unwrap();
    }
}

fn moved(stage: &Stage, provider: Provider, is_kind: impl Fn(Kind) -> bool) -> i64 {
    let all = stage.sim.transactions();
    let done = all.iter().filter(|moved| moved.provider == provider && moved.state == TransactionState::Succeeded);
    done.filter(|moved| is_kind(moved.kind)).map(|moved| moved.received_minor).sum()
}

/// The provider took another amount than was asked: somebody looks, and sends it back.
async fn return_all(stage: &Stage, intents: &[Intent]) {
    for intent in intents {
        for attempt in stage.view(intent).await.attempts {
            if attempt.state == AttemptState::IntegrityFailure {
                stage.payments.return_received(&staff(), attempt.id).await.unwrap();
            }
        }
    }
}

/// The statement is imported, what differs is closed with a reason: nothing is left on the clearing accounts.
async fn agrees(stage: &Stage, name: ProviderName, provider: Provider, seed: u64) {
    stage.payments.find_missing(&staff(), name).await.unwrap();
    for open in stage.payments.open_breaks(&staff()).await.unwrap() {
        // PayGate's statuses name no amount: what was paid in part shows on the statement. Anything else is our mistake.
        let explained = open.kind == BreakKind::Amount && open.provider == ProviderName::Paygate;
        assert!(explained, "seed {seed}: {open:?}");
        stage.payments.close_break(&staff(), open.id, Remedy::Adjustment, "paid in part").await.unwrap();
    }
    for code in [AccountCode::Clearing, AccountCode::PayoutClearing] {
        assert_eq!(stage.of_provider(code, name).await, 0, "seed {seed}: {code:?} of {name:?}");
    }
    let held = moved(stage, provider, |kind| kind == Kind::Collect) - moved(stage, provider, |kind| kind != Kind::Collect);
    let fees = stage.of_provider(AccountCode::ProviderFees, name).await;
    assert_eq!(-stage.of_provider(AccountCode::Cash, name).await, held + fees, "seed {seed}: what {name:?} holds");
}

async fn campaign(seed: u64) {
    let stage = Stage::with(Chaos::all(), seed).await;
    let intents = pay_all(&stage).await;
    for _ in 0..6 {
        answer_all(&stage);
        stage.pass(SignedDuration::from_mins(4)).await;
    }
    stage.pass_often(4, SignedDuration::from_hours(8)).await;
    refund_all(&stage, &intents).await;
    return_all(&stage, &intents).await;
    stage.pass_often(8, SignedDuration::from_hours(15)).await;
    stage.holds().await;
    // What the daily look found missing is explained by the statements.
    for (name, provider) in PROVIDERS {
        stage.payments.import_statement(&staff(), name, &stage.sim.statement(provider)).await.unwrap();
    }
    for (name, provider) in PROVIDERS {
        agrees(&stage, name, provider, seed).await;
    }
    assert!(stage.payments.clearing(&staff()).await.unwrap().is_empty(), "seed {seed}: every day came to zero");
    stage.holds().await;
    for intent in &intents {
        let view = stage.view(intent).await;
        let ended = !matches!(view.state, IntentState::Processing | IntentState::RequiresAction);
        assert!(ended, "seed {seed}: {view:?}");
        assert_eq!(stage.posted(&intent.escrow).await, 0, "seed {seed}: everything went back");
        assert!(!latest(&view).state.is_open(), "seed {seed}: {view:?}");
    }
    let twice = "SELECT count(*) FROM (SELECT disbursement_id FROM payments.attempts WHERE state = 'charged'
                 AND disbursement_id IS NOT NULL GROUP BY 1 HAVING count(*) > 1) twice";
    assert_eq!(stage.scalar(twice).await, 0, "seed {seed}");
}

macro_rules! seeds {
    ($($name:ident: $seeds:expr;)*) => { $(
        #[tokio::test]
        async fn $name() {
            for seed in $seeds { campaign(seed).await; }
        }
    )* };
}

seeds! {
    whatever_goes_wrong_the_ledger_is_what_was_moved_1: 1..=5;
    whatever_goes_wrong_the_ledger_is_what_was_moved_2: 6..=10;
}
