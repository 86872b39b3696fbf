//! Reservations: held, posted whole or in part, released, or run out; resolved at most once.

use jiff::SignedDuration;
use ledger::{Movement, Refused, Transfer};

use crate::support::{Stage, escrow, francs, journal, payable, pending, refused, revenue};

#[tokio::test]
async fn a_reservation_is_held_then_posted_in_part_and_the_rest_released() {
    let stage = Stage::new().await;
    let (from, to) = (stage.filled(100).await, payable());
    let hold = journal().with(pending(&from, &to, 70));
    stage.ledger.post(hold.clone()).await.unwrap();
    assert_eq!((stage.posted(&from).await, stage.available(&from).await, stage.posted(&to).await), (100, 30, 0));
    // What is promised funds nothing.
    assert_eq!(
        refused(stage.ledger.post(journal().moving(to.clone(), revenue(), francs(1))).await),
        Refused::Overdrawn(to.clone())
    );
    assert_eq!(
        refused(stage.ledger.post(journal().moving(from.clone(), revenue(), francs(31))).await),
        Refused::Overdrawn(from.clone())
    );

    let post = |amount| journal().with(Transfer::Post { pending: hold.line(0), amount });
    assert_eq!(refused(stage.ledger.post(post(Some(francs(71)))).await), Refused::MoreThanPending);
    let part = post(Some(francs(50)));
    stage.ledger.post(part.clone()).await.unwrap();
    assert_eq!((stage.posted(&from).await, stage.available(&from).await, stage.posted(&to).await), (50, 50, 50));
    assert!(stage.ledger.post(part).await.unwrap().replayed);
    assert_eq!(refused(stage.ledger.post(post(None)).await), Refused::PendingResolved);
    let void = journal().with(Transfer::Void { pending: hold.line(0) });
    assert_eq!(refused(stage.ledger.post(void).await), Refused::PendingResolved);
}

#[tokio::test]
async fn a_voided_reservation_leaves_everything_as_it_was() {
    let stage = Stage::new().await;
    let (from, to) = (stage.filled(100).await, payable());
    let hold = journal().with(pending(&from, &to, 100));
    stage.ledger.post(hold.clone()).await.unwrap();
    assert_eq!(stage.available(&from).await, 0);
    stage.ledger.post(journal().with(Transfer::Void { pending: hold.line(0) })).await.unwrap();
    assert_eq!((stage.available(&from).await, stage.posted(&to).await), (100, 0));
}

#[tokio::test]
async fn a_hundred_callers_resolve_a_reservation_once() {
    let stage = Stage::new().await;
    let (from, to) = (stage.filled(100).await, payable());
    let hold = journal().with(pending(&from, &to, 100));
    stage.ledger.post(hold.clone()).await.unwrap();
    let other = ledger::Ledger::start(stage.db.db().clone());
    let posts = (0..100).map(|number| {
        let ledger = if number % 2 == 0 { stage.ledger.clone() } else { other.clone() };
        let end = match number % 3 {
            0 => Transfer::Void { pending: hold.line(0) },
            _ => Transfer::Post { pending: hold.line(0), amount: None },
        };
        async move { ledger.post(journal().with(end)).await }
    });
    let done = futures::future::join_all(posts).await.into_iter().flatten().count();
    assert_eq!(done, 1);
    assert_eq!(stage.posted(&from).await + stage.posted(&to).await, 100);
    assert_eq!(stage.ledger.balance(&from).await.unwrap().debits_pending, francs(0));
}

#[tokio::test]
async fn a_reservation_that_ran_out_is_not_posted_but_may_be_voided() {
    let stage = Stage::new().await;
    let (from, to) = (stage.filled(100).await, payable());
    let timeout_at = Some(stage.db.db().now() - SignedDuration::from_secs(1));
    let movement = Movement { debit: from.clone(), credit: to.clone(), amount: francs(60) };
    let hold = journal().with(Transfer::Pending { movement, timeout_at });
    stage.ledger.post(hold.clone()).await.unwrap();
    let post = journal().with(Transfer::Post { pending: hold.line(0), amount: None });
    assert_eq!(refused(stage.ledger.post(post).await), Refused::PendingExpired);
    stage.ledger.post(journal().with(Transfer::Void { pending: hold.line(0) })).await.unwrap();
    assert_eq!(stage.available(&from).await, 100);
}

#[tokio::test]
async fn a_reservation_may_be_made_and_posted_in_one_journal() {
    let stage = Stage::new().await;
    let (from, to) = (stage.filled(10).await, payable());
    let both = journal();
    let reference = both.line(0);
    let both = both.with(pending(&from, &to, 10)).with(Transfer::Post { pending: reference, amount: None });
    stage.ledger.post(both).await.unwrap();
    assert_eq!((stage.posted(&from).await, stage.posted(&to).await), (0, 10));
}

#[tokio::test]
async fn what_is_not_a_reservation_is_not_resolved() {
    let stage = Stage::new().await;
    let single = journal().moving(crate::support::clearing(), escrow(), francs(10));
    stage.ledger.post(single.clone()).await.unwrap();
    for pending in [single.line(0), journal().line(0)] {
        assert_eq!(refused(stage.ledger.post(journal().with(Transfer::Void { pending })).await), Refused::PendingNotFound);
    }
}
