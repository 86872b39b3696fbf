//! Verification: silent over what is right, and naming what was done behind the ledger's back.

use std::sync::Arc;

use jiff::SignedDuration;
use kernel::FixedClock;
use ledger::{Invariant, Ledger, Movement, Transfer};
use test_kit::TestDb;

use crate::support::{Stage, clearing, escrow, francs, journal, payable, pending, revenue};

/// A bit of everything: posted, reserved, posted in part, voided.
async fn lived() -> Stage {
    let stage = Stage::new().await;
    let (from, to) = (stage.filled(1000).await, payable());
    let holds: Vec<_> = (0..3).map(|_| journal().with(pending(&from, &to, 100))).collect();
    for hold in &holds {
        stage.ledger.post(hold.clone()).await.unwrap();
    }
    let part = Transfer::Post { pending: holds[0].line(0), amount: Some(francs(40)) };
    stage.ledger.post(journal().with(part).with(Transfer::Void { pending: holds[1].line(0) })).await.unwrap();
    stage.ledger.checkpoint().await.unwrap().unwrap();
    stage.ledger.post(journal().moving(from, revenue(), francs(5))).await.unwrap();
    stage.ledger.checkpoint().await.unwrap().unwrap();
    stage
}

async fn broken(stage: &Stage) -> Vec<Invariant> {
    stage.ledger.verify().await.unwrap().findings.into_iter().map(|finding| finding.invariant).collect()
}

/// Does something that the guards forbid.
async fn tamper(stage: &Stage, sql: &str) {
    let sql = format!("SET session_replication_role = replica; {sql}; SET session_replication_role = DEFAULT");
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(stage.db.db().pool()).await.unwrap();
}

#[tokio::test]
async fn what_was_posted_properly_holds() {
    let stage = lived().await;
    let verified = stage.ledger.verify().await.unwrap();
    assert_eq!((verified.journals, verified.transfers, verified.checkpoints), (6, 7, 2));
    assert_eq!(verified.findings, []);
    assert_eq!(stage.ledger.checkpoint().await.unwrap(), None, "nothing was posted since");
}

#[tokio::test]
async fn every_break_is_named() {
    use Invariant as I;
    for (sql, expected) in [
        ("UPDATE ledger.accounts SET credits_posted = credits_posted + 1 WHERE code = 'platform_revenue'", vec![I::Balanced, I::CountersAreSums]),
        ("UPDATE ledger.transfers SET amount_minor = 6 WHERE amount_minor = 5", vec![I::CountersAreSums, I::CountersAreSums, I::ChainHolds]),
        ("UPDATE ledger.journals SET event_at = event_at + interval '1 second' WHERE seq = 1", vec![I::ChainHolds]),
        ("UPDATE ledger.journals SET cause_id = gen_random_uuid() WHERE seq = 6", vec![I::ChainHolds]),
        ("UPDATE ledger.checkpoints SET hash = sha256('') WHERE seq = 1", vec![I::ChainHolds]),
        ("DELETE FROM ledger.checkpoints WHERE seq = 1", vec![I::ChainHolds]),
        (
            "DELETE FROM ledger.transfers WHERE kind = 'post'",
            vec![I::CountersAreSums, I::CountersAreSums, I::ResolvedOnce, I::JournalsWhole, I::ChainHolds],
        ),
        ("DELETE FROM ledger.transfers WHERE kind = 'void'", vec![I::ResolvedOnce, I::ChainHolds]),
        ("INSERT INTO ledger.journals (id, request_hash, kind, cause_kind, cause_id, event_at, created_at)
          SELECT gen_random_uuid(), request_hash, kind, cause_kind, cause_id, event_at, created_at FROM ledger.journals WHERE seq = 1", vec![I::JournalsWhole]),
        ("DELETE FROM ledger.resolutions WHERE posted_minor = 0", vec![I::CountersAreSums, I::CountersAreSums, I::ResolvedOnce, I::ChainHolds]),
        ("UPDATE ledger.resolutions SET posted_minor = 39 WHERE posted_minor = 40", vec![I::ResolvedOnce, I::ChainHolds]),
        ("UPDATE ledger.transfers SET timeout_at = '2026-01-01' WHERE kind = 'pending'
            AND NOT EXISTS (SELECT FROM ledger.resolutions r WHERE r.pending_journal_id = journal_id)", vec![I::ResolvedOnce, I::ResolvedOnce, I::ChainHolds]),
        ("UPDATE ledger.accounts SET currency = 'EUR' WHERE code = 'platform_revenue'", vec![I::Balanced, I::Balanced, I::OneCurrency]),
    ] {
        let stage = lived().await;
        tamper(&stage, sql).await;
        assert_eq!(broken(&stage).await, expected, "{sql}");
    }
}

#[tokio::test]
async fn an_account_beyond_its_floor_is_named() {
    let stage = lived().await;
    tamper(
        &stage,
        "ALTER TABLE ledger.accounts DROP CONSTRAINT accounts_floor;
                    UPDATE ledger.accounts SET floor_minor = 2000 WHERE code = 'escrow'",
    )
    .await;
    assert_eq!(broken(&stage).await, [Invariant::WithinBounds]);
}

#[tokio::test]
async fn reservations_that_ran_out_are_voided_once() {
    let clock = FixedClock::at("2026-11-21T12:00:00Z".parse().unwrap());
    let db = TestDb::with(Arc::new(clock.clone())).await;
    let ledger = Ledger::start(db.db().clone());
    let stage = Stage { db, ledger };
    let (from, to) = (stage.filled(1000).await, payable());
    for minutes in [5, 5, 60] {
        let timeout_at = Some(kernel::Clock::now(&clock) + SignedDuration::from_mins(minutes));
        let movement = Movement { debit: from.clone(), credit: to.clone(), amount: francs(100) };
        stage.ledger.post(journal().with(Transfer::Pending { movement, timeout_at })).await.unwrap();
    }
    assert_eq!(stage.ledger.void_expired().await.unwrap(), 0);
    clock.advance(SignedDuration::from_mins(20));
    assert_eq!(broken(&stage).await, [Invariant::ResolvedOnce, Invariant::ResolvedOnce], "open past their time");
    let other = Ledger::start(stage.db.db().clone());
    let (first, second) = tokio::join!(stage.ledger.void_expired(), other.void_expired());
    assert!(first.unwrap() + second.unwrap() >= 2);
    assert_eq!(stage.available(&from).await, 900);
    assert_eq!(broken(&stage).await, []);
    assert_eq!(stage.ledger.void_expired().await.unwrap(), 0);
}

#[tokio::test]
async fn a_checkpoint_covers_whole_transactions_only() {
    let stage = Stage::new().await;
    // The first journal is not committed yet when the second is.
    let first = journal().moving(clearing(), escrow(), francs(1));
    let mut tx = stage.tx().await;
    stage.ledger.post_in(&mut tx, &first).await.unwrap();
    stage.ledger.post(journal().moving(revenue(), payable(), francs(1))).await.unwrap();
    let ledger = stage.ledger.clone();
    let checkpoint = tokio::spawn(async move { ledger.checkpoint().await });
    while !stage.somebody_waits_for_the_posting_lock().await {
        tokio::task::yield_now().await;
        assert!(!checkpoint.is_finished(), "it waits for who posts");
    }
    tx.commit().await.unwrap();
    let made = checkpoint.await.unwrap().unwrap().unwrap();
    assert_eq!(made.journals, 2);
    let verified = stage.ledger.verify().await.unwrap();
    assert_eq!((verified.findings.len(), verified.last.map(|last| last.hash)), (0, Some(made.hash)));
}
