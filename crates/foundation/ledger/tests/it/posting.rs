//! Journals: whole or not at all, once, within bounds.

use kernel::{Currency, Money};
use ledger::{AccountCode, AccountKey, Bounds, JournalId, LedgerError, Refused};

use crate::support::{Stage, clearing, escrow, francs, journal, payable, pending, refused, revenue};

#[tokio::test]
async fn a_journal_moves_all_of_its_amounts_or_none() {
    let stage = Stage::new().await;
    let (from, to) = (stage.filled(1000).await, payable());
    let split = journal().moving(from.clone(), to.clone(), francs(920)).moving(from.clone(), revenue(), francs(80));
    let receipt = stage.ledger.post(split).await.unwrap();
    assert!(!receipt.replayed);
    assert_eq!((stage.posted(&from).await, stage.posted(&to).await, stage.posted(&revenue()).await), (0, 920, 80));
    assert_eq!(stage.posted(&clearing()).await, -1000);

    let too_much = journal().moving(to.clone(), revenue(), francs(900)).moving(to.clone(), revenue(), francs(21));
    assert_eq!(refused(stage.ledger.post(too_much).await), Refused::Overdrawn(to.clone()));
    assert_eq!((stage.posted(&to).await, stage.posted(&revenue()).await), (920, 80));
}

#[tokio::test]
async fn the_same_journal_is_posted_once_and_another_under_its_id_refused() {
    let stage = Stage::new().await;
    let to = escrow();
    let first = journal().moving(clearing(), to.clone(), francs(500));
    let receipt = stage.ledger.post(first.clone()).await.unwrap();
    let again = stage.ledger.post(first.clone()).await.unwrap();
    assert!(again.replayed);
    assert_eq!((again.journal_id, again.posted_at.as_microsecond()), (first.id, receipt.posted_at.as_microsecond()));
    let mut tx = stage.tx().await;
    assert!(stage.ledger.post_in(&mut tx, &first).await.unwrap().replayed);
    drop(tx);

    let mut other = first.clone();
    other.transfers.clear();
    let other = other.moving(clearing(), to.clone(), francs(501));
    assert_eq!(refused(stage.ledger.post(other).await), Refused::IdTaken);
    let elsewhere = ledger::Journal { transfers: Vec::new(), ..first }.moving(clearing(), escrow(), francs(500));
    assert_eq!(refused(stage.ledger.post(elsewhere).await), Refused::IdTaken);
    assert_eq!(stage.posted(&to).await, 500);
}

#[tokio::test]
async fn a_hundred_callers_with_one_id_move_the_money_once() {
    let stage = Stage::new().await;
    let to = escrow();
    let one = journal().moving(clearing(), to.clone(), francs(7));
    // Two processes, each with callers of its own.
    let other = ledger::Ledger::start(stage.db.db().clone());
    let posts = (0..100).map(|number| {
        let ledger = if number % 2 == 0 { stage.ledger.clone() } else { other.clone() };
        let journal = one.clone();
        async move { ledger.post(journal).await.unwrap() }
    });
    let receipts = futures::future::join_all(posts).await;
    assert_eq!(receipts.iter().filter(|receipt| !receipt.replayed).count(), 1);
    assert_eq!(stage.posted(&to).await, 7);
}

#[tokio::test]
async fn callers_in_haste_never_take_more_than_there_is() {
    let stage = Stage::new().await;
    let from = stage.filled(100).await;
    let other = ledger::Ledger::start(stage.db.db().clone());
    let posts = (0..60).map(|number| {
        let ledger = if number % 2 == 0 { stage.ledger.clone() } else { other.clone() };
        let journal = journal().moving(from.clone(), revenue(), francs(7));
        async move { ledger.post(journal).await }
    });
    let taken = futures::future::join_all(posts).await.into_iter().flatten().count();
    assert_eq!((taken, stage.posted(&from).await), (14, 2));
}

#[tokio::test]
async fn a_refused_journal_leaves_the_others_of_its_batch_alone_and_may_come_again() {
    let stage = Stage::new().await;
    let (from, to) = (stage.filled(10).await, payable());
    let too_much = journal().moving(from.clone(), to.clone(), francs(11));
    let fits = journal().moving(from.clone(), to.clone(), francs(4));
    let (refusal, posted) = tokio::join!(stage.ledger.post(too_much.clone()), stage.ledger.post(fits));
    assert_eq!(refused(refusal), Refused::Overdrawn(from.clone()));
    assert!(!posted.unwrap().replayed);
    stage.ledger.post(journal().moving(clearing(), from.clone(), francs(100))).await.unwrap();
    assert!(!stage.ledger.post(too_much).await.unwrap().replayed);
    assert_eq!(stage.posted(&to).await, 15);
}

#[tokio::test]
async fn a_journal_in_a_transaction_is_posted_with_it() {
    let stage = Stage::new().await;
    let to = escrow();
    let one = journal().moving(clearing(), to.clone(), francs(50));
    let mut tx = stage.tx().await;
    stage.ledger.post_in(&mut tx, &one).await.unwrap();
    drop(tx);
    assert_eq!(stage.posted(&to).await, 0);
    let mut tx = stage.tx().await;
    assert!(!stage.ledger.post_in(&mut tx, &one).await.unwrap().replayed);
    tx.commit().await.unwrap();
    assert_eq!(stage.posted(&to).await, 50);
    // What was opened inside of a dropped transaction is found again.
    stage.ledger.post(journal().moving(to.clone(), revenue(), francs(50))).await.unwrap();
    assert_eq!(stage.posted(&to).await, 0);
}

#[tokio::test]
async fn malformed_journals_are_refused_before_the_database() {
    let stage = Stage::new().await;
    let (a, b) = (clearing(), escrow());
    let euros = AccountKey::of_provider(AccountCode::Clearing, "paypal", Currency::Eur).unwrap();
    for wrong in [
        journal(),
        journal().moving(a.clone(), b.clone(), francs(0)),
        journal().moving(a.clone(), b.clone(), francs(-5)),
        journal().moving(a.clone(), a.clone(), francs(5)),
        journal().moving(a.clone(), b.clone(), Money::new(5, Currency::Eur)),
        journal().moving(euros, b.clone(), francs(5)),
        (0..=ledger::LINES_MAX).fold(journal(), |all, _| all.moving(a.clone(), b.clone(), francs(1))),
        ledger::Journal { kind: ledger::JournalKind("Not a word"), ..journal() }.moving(a.clone(), b.clone(), francs(5)),
    ] {
        assert!(matches!(refused(stage.ledger.post(wrong).await), Refused::Malformed(_)));
    }
    let too_large = journal().moving(a, b.clone(), francs(ledger::AMOUNT_MAX_MINOR + 1));
    assert_eq!(refused(stage.ledger.post(too_large).await), Refused::TooLarge);
    assert_eq!(stage.posted(&b).await, 0);
}

#[tokio::test]
async fn an_agent_takes_cash_up_to_the_cap() {
    let stage = Stage::new().await;
    let agent = AccountKey::of(AccountCode::AgentFloat, JournalId::generate().as_uuid(), Currency::Xof).unwrap();
    let take = |amount| stage.ledger.post(journal().moving(agent.clone(), escrow(), francs(amount)));
    assert_eq!(refused(take(1).await), Refused::Overdrawn(agent.clone()));
    let mut tx = stage.tx().await;
    let cap = Bounds { floor_minor: Some(-1000), ceiling_minor: Some(0) };
    stage.ledger.set_bounds(&mut tx, &agent, cap).await.unwrap();
    tx.commit().await.unwrap();
    take(900).await.unwrap();
    assert_eq!(refused(take(101).await), Refused::Overdrawn(agent.clone()));
    let deposit = |amount| stage.ledger.post(journal().moving(clearing(), agent.clone(), francs(amount)));
    assert_eq!(refused(deposit(901).await), Refused::AboveCeiling(agent.clone()));
    deposit(900).await.unwrap();
    let mut tx = stage.tx().await;
    take(5).await.unwrap();
    let none = Bounds { floor_minor: Some(0), ceiling_minor: Some(0) };
    let beyond = stage.ledger.set_bounds(&mut tx, &agent, none).await;
    assert!(matches!(beyond, Err(LedgerError::Refused(Refused::Overdrawn(_)))));
}

#[tokio::test]
async fn many_balances_come_in_the_order_they_were_asked_for() {
    let stage = Stage::new().await;
    let (one, other, unused) = (stage.filled(100).await, stage.filled(30).await, escrow());
    stage.ledger.post(journal().with(pending(&one, &other, 20))).await.unwrap();
    let keys = [other.clone(), unused, one.clone(), other.clone()];
    let balances = stage.ledger.balances(&keys).await.unwrap();
    let told: Vec<_> = balances.iter().map(|balance| (balance.posted.amount_minor, balance.available.amount_minor)).collect();
    assert_eq!(told, [(30, 30), (0, 0), (100, 80), (30, 30)]);
    assert_eq!(balances[2], stage.ledger.balance(&one).await.unwrap());
    assert_eq!(stage.ledger.balances(&[]).await.unwrap(), []);
}

#[tokio::test]
async fn what_comes_first_may_not_spend_what_comes_after_it() {
    let stage = Stage::new().await;
    // All of a batch together would stay above the floor; each spending journal is sent before the one that fills.
    for _ in 0..20 {
        let (account, to) = (payable(), payable());
        let spends = stage.ledger.post(journal().moving(account.clone(), to.clone(), francs(5)));
        let fills = stage.ledger.post(journal().moving(clearing(), account.clone(), francs(5)));
        let (spent, filled) = tokio::join!(spends, fills);
        assert_eq!(refused(spent), Refused::Overdrawn(account.clone()));
        filled.unwrap();
        assert_eq!((stage.posted(&account).await, stage.posted(&to).await), (5, 0));
    }
}

#[tokio::test]
async fn a_frozen_account_neither_pays_nor_is_paid() {
    let stage = Stage::new().await;
    let frozen = stage.filled(10).await;
    stage.run("UPDATE ledger.accounts SET frozen = true WHERE code <> 'clearing'").await.unwrap();
    let pays = journal().moving(frozen.clone(), escrow(), francs(1));
    assert_eq!(refused(stage.ledger.post(pays).await), Refused::Frozen(frozen.clone()));
    let paid = journal().moving(clearing(), frozen.clone(), francs(1));
    assert_eq!(refused(stage.ledger.post(paid).await), Refused::Frozen(frozen));
}
