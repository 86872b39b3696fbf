//! The public proof of what a project has raised.

use contracts::crowdfunding::ProjectId;
use crowdfunding::{Crowdfunding, CrowdfundingError, PledgeProof, PledgeView, ProjectState, ProofFault, TreeHead};
use jiff::SignedDuration;
use kernel::{AppError as _, PageRequest, Role};

use crate::stage::{Funding, draft, member, visitor};

const SECOND: SignedDuration = SignedDuration::from_secs(1);

impl Funding {
    async fn heads(&self, id: ProjectId) -> Vec<TreeHead> {
        self.funding.tree_heads(id, &PageRequest::first()).await.unwrap().items
    }

    async fn proof(&self, pledge: &PledgeView) -> Option<PledgeProof> {
        self.funding.pledge_proof(&visitor(), pledge.id, &pledge.key).await.unwrap()
    }

    async fn fault(&self, proof: &PledgeProof) -> Option<ProofFault> {
        self.funding.check_proof(proof).await.unwrap()
    }
}

#[tokio::test]
async fn a_paid_pledge_is_proven_to_be_in_the_published_total() {
    let stage = Funding::new().await;
    let project = stage.online(&draft()).await;
    assert!(stage.heads(project).await.is_empty(), "nothing is published before something is paid");
    let mut pledges = Vec::new();
    for amount in [3000, 500, 70_000, 500, 1234] {
        pledges.push(stage.paid(project, amount).await);
    }
    let promised = stage.promise(project, 9000).await;
    stage.pass(SECOND * 10).await;
    let heads = stage.heads(project).await;
    let newest = &heads[0];
    assert_eq!((newest.size, newest.total.amount_minor, newest.is_final), (5, stage.raised(project).await, false));
    assert!(heads.is_sorted_by_key(|head| -head.number) && heads.last().unwrap().number == 1, "{heads:?}");
    for pledge in &pledges {
        let proof = stage.proof(pledge).await.unwrap();
        assert_eq!((proof.amount, &proof.head), (pledge.amount, newest));
        assert_eq!(stage.fault(&proof).await, None);
        let saved = Crowdfunding::read_proof(&serde_json::to_string_pretty(&proof).unwrap()).unwrap();
        assert_eq!(saved, proof);
    }
    assert_eq!(stage.proof(&promised).await, None, "what is not paid is in no total");
    // Nothing was paid since: nothing new is said.
    stage.pass(SignedDuration::from_mins(20)).await;
    assert_eq!(stage.heads(project).await, heads);
}

#[tokio::test]
async fn what_was_changed_is_no_proof() {
    let stage = Funding::new().await;
    let project = stage.online(&draft()).await;
    let (pledge, other) = (stage.paid(project, 3000).await, stage.paid(project, 500).await);
    stage.pass(SECOND * 10).await;
    let proof = stage.proof(&pledge).await.unwrap();
    let more = PledgeProof { amount: other.amount, ..proof.clone() };
    assert_eq!(stage.fault(&more).await, Some(ProofFault::Broken));
    let mut invented = proof.clone();
    invented.head.total.amount_minor += 1;
    assert_eq!(stage.fault(&invented).await, Some(ProofFault::Unknown));
    let mut elsewhere = proof.clone();
    elsewhere.head.project_id = ProjectId::generate();
    assert_eq!(stage.fault(&elsewhere).await, Some(ProofFault::Unknown));
    for text in ["", " ", "{}", "proof", "[1]", &"x".repeat(50_000)] {
        let refused = Crowdfunding::read_proof(text).unwrap_err();
        assert_eq!(refused.fields()[0].field, "proof", "{text:.10}");
    }
    let stranger = member(stage.account().await, Role::Viewer);
    let refused = stage.funding.pledge_proof(&stranger, pledge.id, "another key").await;
    assert!(matches!(refused, Err(CrowdfundingError::NotFound)));
    let hidden = stage.funding.create_project(&stage.creator, &draft()).await.unwrap();
    let refused = stage.funding.tree_heads(hidden, &PageRequest::first()).await;
    assert!(matches!(refused, Err(CrowdfundingError::NotFound)));
}

#[tokio::test]
async fn what_is_taken_back_leaves_the_total_and_its_old_proof_still_holds_for_the_old_head() {
    let stage = Funding::new().await;
    let project = stage.online(&draft()).await;
    let (stays, goes) = (stage.paid(project, 3000).await, stage.paid(project, 500).await);
    stage.pass(SECOND * 10).await;
    let before = stage.proof(&goes).await.unwrap();
    stage.funding.cancel_pledge(&visitor(), goes.id, &goes.key).await.unwrap();
    stage.pass(SECOND * 10).await;
    assert_eq!(stage.proof(&goes).await, None);
    let after = stage.proof(&stays).await.unwrap();
    assert_eq!((after.head.size, after.head.total.amount_minor, after.head.number), (1, 3000, before.head.number + 1));
    assert_eq!(stage.fault(&before).await, None, "it was counted then, and that stays true");
}

#[tokio::test]
async fn the_last_head_tells_what_the_project_was_decided_by() {
    let stage = Funding::new().await;
    let (won, lost, empty) = (stage.online(&draft()).await, stage.online(&draft()).await, stage.online(&draft()).await);
    let (gives, hopes) = (stage.paid(won, 100_000).await, stage.paid(lost, 500).await);
    stage.pass_often(2, SignedDuration::from_hours(24 * 30)).await;
    assert_eq!(stage.state(won).await, ProjectState::Successful);
    assert_eq!(stage.state(lost).await, ProjectState::Settled);
    for (project, total) in [(won, 100_000), (lost, 500), (empty, 0)] {
        let heads = stage.heads(project).await;
        assert_eq!((heads[0].total.amount_minor, heads[0].is_final), (total, true));
        assert!(heads[1..].iter().all(|head| !head.is_final));
    }
    for pledge in [&gives, &hopes] {
        let proof = stage.proof(pledge).await.unwrap();
        assert!(proof.head.is_final);
        assert_eq!(stage.fault(&proof).await, None);
    }
}

#[tokio::test]
async fn nothing_is_published_while_the_pledges_are_not_what_the_ledger_holds() {
    let stage = Funding::new().await;
    let project = stage.online(&draft()).await;
    let pledge = stage.paid(project, 3000).await;
    stage.execute("UPDATE crowdfunding.pledges SET amount_minor = 2999").await;
    stage.pass(SECOND * 10).await;
    assert!(stage.heads(project).await.is_empty());
    stage.execute("UPDATE crowdfunding.pledges SET amount_minor = 3000").await;
    stage.pass(SECOND * 10).await;
    assert_eq!(stage.proof(&pledge).await.unwrap().head.total.amount_minor, 3000);
}

#[tokio::test]
async fn a_head_that_was_published_cannot_be_changed_or_removed() {
    let stage = Funding::new().await;
    let project = stage.online(&draft()).await;
    stage.paid(project, 3000).await;
    stage.pass(SECOND * 10).await;
    for sql in [
        "UPDATE crowdfunding.tree_heads SET total_minor = 1",
        "DELETE FROM crowdfunding.tree_heads",
        "TRUNCATE crowdfunding.tree_heads CASCADE",
    ] {
        assert!(sqlx::raw_sql(sql).execute(stage.db.pool()).await.is_err(), "{sql}");
    }
    assert_eq!(stage.heads(project).await.len(), 1);
}

#[tokio::test]
async fn a_head_whose_job_was_lost_is_published_by_the_sweep() {
    let stage = Funding::new().await;
    let project = stage.online(&draft()).await;
    stage.paid(project, 3000).await;
    stage.execute("DELETE FROM platform.jobs WHERE name = 'crowdfunding.publish-head'").await;
    stage.pass_often(3, SignedDuration::from_mins(10)).await;
    assert_eq!(stage.heads(project).await.len(), 1);
}
