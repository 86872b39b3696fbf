//! Whether what projects hold is what was pledged to them, at every moment of a campaign, and that a difference is named.

use crowdfunding::ProjectState;
use jiff::SignedDuration;
use ledger::Invariant;
use paysim::Chaos;

use crate::stage::{Funding, draft, visitor};

const MONTH: SignedDuration = SignedDuration::from_hours(24 * 30);

async fn found(stage: &Funding) -> Vec<String> {
    let findings = stage.funding.verify().await.unwrap();
    assert!(findings.iter().all(|finding| finding.invariant == Invariant::EscrowIsPledges));
    findings.into_iter().map(|finding| finding.what).collect()
}

#[tokio::test]
async fn a_project_holds_its_pledges_from_the_first_to_the_payout() {
    let stage = Funding::new().await;
    assert_eq!(found(&stage).await, [""; 0], "no project at all");
    let project = stage.online(&draft()).await;
    stage.promise(project, 5_000).await;
    assert_eq!(found(&stage).await, [""; 0], "promised is not held");
    stage.paid(project, 60_000).await;
    stage.paid(project, 40_001).await;
    assert_eq!(found(&stage).await, [""; 0], "paid");
    stage.pass(MONTH).await;
    stage.pass(SignedDuration::from_mins(2)).await;
    assert_eq!(stage.state(project).await, ProjectState::Successful);
    assert_eq!(found(&stage).await, [""; 0], "owed to its creator");
}

#[tokio::test]
async fn a_project_that_failed_owes_what_is_on_its_way_back() {
    let stage = Funding::new().await;
    let project = stage.online(&draft()).await;
    let taken_back = stage.paid(project, 10_000).await;
    stage.paid(project, 20_000).await;
    stage.sim.set_chaos(Chaos { server_error: 100, ..Chaos::none() });
    stage.funding.cancel_pledge(&visitor(), taken_back.id, &taken_back.key).await.unwrap();
    assert_eq!(found(&stage).await, [""; 0], "one is on its way back");
    stage.pass(MONTH).await;
    assert_eq!(stage.state(project).await, ProjectState::Failed);
    assert_eq!(found(&stage).await, [""; 0], "all are, and none arrived");
}

#[tokio::test]
async fn a_pledge_that_the_ledger_does_not_have_is_named() {
    let stage = Funding::new().await;
    let project = stage.online(&draft()).await;
    stage.paid(project, 10_000).await;
    // Behind our back: no trigger sees it.
    let changed = "SET session_replication_role = replica; UPDATE crowdfunding.pledges SET amount_minor = 9000;
                   SET session_replication_role = DEFAULT";
    sqlx::raw_sql(changed).execute(stage.db.pool()).await.unwrap();
    assert_eq!(found(&stage).await, [format!("escrow:{project}:XOF holds 10000, its pledges make 9000")]);
}
