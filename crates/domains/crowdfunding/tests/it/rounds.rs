//! Two rounds: the minimum or nothing, then on towards the optimum.

use crowdfunding::{CrowdfundingError, FundingMode, PledgeState, ProjectDraft, ProjectState};
use jiff::SignedDuration;
use kernel::{AppError as _, Currency, Money};
use ledger::{AccountCode, AccountKey};

use crate::stage::{Funding, draft, visitor};

const DAY: SignedDuration = SignedDuration::from_hours(24);

fn two_rounds() -> ProjectDraft {
    ProjectDraft { mode: FundingMode::TwoRounds, ..draft() }
}

#[tokio::test]
async fn a_first_round_that_is_won_opens_a_second_and_what_won_it_stays() {
    let stage = Funding::new().await;
    let project = stage.online(&two_rounds()).await;
    let first = stage.paid(project, 100_000).await;
    let before = stage.funding.project(&visitor(), project).await.unwrap();
    assert_eq!((before.round, before.optimum.amount_minor), (1, 150_000));
    stage.pass(DAY * 30).await;
    let second = stage.funding.project(&visitor(), project).await.unwrap();
    assert_eq!((second.state, second.round), (ProjectState::Online, 2));
    assert_eq!(second.deadline_at.unwrap().duration_since(before.deadline_at.unwrap()), DAY * 30);
    assert_eq!(stage.raised(project).await, 100_000);
    let creator = stage.creator.account_id().unwrap();
    let payable = AccountKey::of(AccountCode::Payable, creator.as_uuid(), Currency::Xof).unwrap();
    assert_eq!(stage.posted(&payable).await, 0, "nobody is paid before the end");

    let refused = stage.funding.cancel_pledge(&visitor(), first.id, &first.key).await;
    assert!(matches!(refused, Err(CrowdfundingError::Engaged)), "{refused:?}");
    stage.pass(SignedDuration::from_secs(1)).await;
    let (stays, goes) = (stage.paid(project, 20_000).await, stage.paid(project, 5_000).await);
    stage.funding.cancel_pledge(&visitor(), goes.id, &goes.key).await.unwrap();
    stage.pass(DAY * 30).await;
    stage.pass_often(3, SignedDuration::from_mins(1)).await;
    assert_eq!(stage.state(project).await, ProjectState::Successful);
    assert_eq!(stage.raised(project).await, 120_000);
    assert_eq!(stage.posted(&payable).await, 110_400, "both rounds, less 8 %");
    for (pledge, state) in [(&first, PledgeState::Paid), (&stays, PledgeState::Paid), (&goes, PledgeState::Refunded)] {
        assert_eq!(stage.pledge_state(pledge).await, state);
    }
    stage.holds().await;
}

#[tokio::test]
async fn a_first_round_that_is_not_won_gives_everything_back() {
    let stage = Funding::new().await;
    let project = stage.online(&two_rounds()).await;
    let pledge = stage.paid(project, 99_999).await;
    stage.pass(DAY * 30).await;
    stage.pass_often(3, SignedDuration::from_mins(1)).await;
    assert_eq!(stage.pledge_state(&pledge).await, PledgeState::Refunded);
    assert_eq!(stage.state(project).await, ProjectState::Settled);
    let refunds = stage.funding.refunds(project).await.unwrap().unwrap();
    assert_eq!((refunds.all, refunds.back), (1, 1));
    stage.holds().await;
}

#[tokio::test]
async fn a_second_round_needs_somewhere_to_go() {
    let stage = Funding::new().await;
    let mut nowhere = two_rounds();
    nowhere.budget[0].optimum_minor = nowhere.budget[0].minimum_minor;
    let id = stage.funding.create_project(&stage.creator, &nowhere).await.unwrap();
    let refused = stage.funding.submit_project(&stage.creator, id).await.unwrap_err();
    assert_eq!((refused.fields()[0].code, &*refused.fields()[0].field), ("crowdfunding-optimum-farther", "budget"));
}

#[tokio::test]
async fn a_deadline_moves_once_only_and_no_round_is_taken_back() {
    let stage = Funding::new().await;
    let project = stage.online(&two_rounds()).await;
    stage.paid(project, 100_000).await;
    for change in ["deadline_at = deadline_at + interval '1 day'", "round = 2, first_won_at = now(), deadline_at = now()"] {
        let sql = format!("UPDATE crowdfunding.projects SET {change} WHERE id = '{project}'");
        assert!(sqlx::query(sqlx::AssertSqlSafe(sql)).execute(stage.db.pool()).await.is_err(), "{change}");
    }
    stage.pass(DAY * 30).await;
    for change in ["deadline_at = deadline_at + interval '1 day'", "round = 1, first_won_at = NULL", "first_won_at = now()"] {
        let sql = format!("UPDATE crowdfunding.projects SET {change} WHERE id = '{project}'");
        assert!(sqlx::query(sqlx::AssertSqlSafe(sql)).execute(stage.db.pool()).await.is_err(), "{change}");
    }
    assert_eq!(stage.funding.total(project).await.unwrap().raised, Money::new(100_000, Currency::Xof));
}
