//! Statements: every line of an account once, and their sum is its balance.

use kernel::PageRequest;
use ledger::{AccountCode, LineState, Transfer};

use crate::support::{Stage, clearing, escrow, francs, journal, payable, pending, revenue};

#[tokio::test]
async fn a_statement_tells_every_line_with_its_cause() {
    let stage = Stage::new().await;
    let (from, to) = (stage.filled(100).await, payable());
    let paid = journal().moving(from.clone(), to.clone(), francs(30)).moving(from.clone(), revenue(), francs(5));
    stage.ledger.post(paid.clone()).await.unwrap();
    let (kept, let_go) = (journal().with(pending(&from, &to, 20)), journal().with(pending(&from, &to, 10)));
    stage.ledger.post(kept).await.unwrap();
    stage.ledger.post(let_go.clone()).await.unwrap();
    stage.ledger.post(journal().with(Transfer::Void { pending: let_go.line(0) })).await.unwrap();

    let lines = stage.ledger.statement(&from, &PageRequest::first()).await.unwrap().items;
    let told: Vec<_> = lines.iter().map(|line| (line.amount.amount_minor, line.other, line.state)).collect();
    assert_eq!(
        told,
        [
            (-10, AccountCode::Payable, LineState::Released),
            (-10, AccountCode::Payable, LineState::Resolved),
            (-20, AccountCode::Payable, LineState::Reserved),
            (-5, AccountCode::PlatformRevenue, LineState::Posted),
            (-30, AccountCode::Payable, LineState::Posted),
            (100, AccountCode::Clearing, LineState::Posted),
        ]
    );
    let line = &lines[4];
    assert_eq!((line.kind.as_str(), line.cause_kind.as_str(), line.cause_id), ("test-journal", "test", paid.cause.id));
    assert_eq!((line.transfer, line.event_at), (paid.line(0), paid.event_at));
    let posted: i64 = lines.iter().filter(|line| line.state == LineState::Posted).map(|line| line.amount.amount_minor).sum();
    assert_eq!(posted, stage.posted(&from).await);
}

#[tokio::test]
async fn walking_the_pages_visits_every_line_once() {
    let stage = Stage::new().await;
    let key = escrow();
    for amount in 1..=25 {
        // In and out, two lines of one journal now and then.
        let both = journal().moving(clearing(), key.clone(), francs(amount)).moving(clearing(), key.clone(), francs(1));
        stage.ledger.post(both).await.unwrap();
    }
    let mut seen = Vec::new();
    let mut request = PageRequest::new(Some(7), None);
    loop {
        let page = stage.ledger.statement(&key, &request).await.unwrap();
        seen.extend(page.items.into_iter().map(|line| line.transfer));
        let Some(next) = page.next else { break };
        request = PageRequest::new(Some(7), Some(next));
    }
    assert_eq!(seen.len(), 50);
    assert!(seen.is_sorted_by(|one, next| one > next), "the newest first, none twice");
    assert_eq!(stage.ledger.statement(&payable(), &PageRequest::first()).await.unwrap().items, []);
}
