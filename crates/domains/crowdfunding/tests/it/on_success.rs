//! Campaigns in which nobody is charged before the project has succeeded.

use contracts::crowdfunding::ProjectId;
use crowdfunding::{CrowdfundingError, PledgeState, PledgeView, ProjectState};
use jiff::SignedDuration;
use kernel::{Actor, Currency};
use ledger::{AccountCode, AccountKey};
use payments::{IntentState, Rail};
use paysim::{Button, Chaos, Kind, TransactionState};

use crate::stage::{Funding, command, draft, tier, visitor};

const DAY: SignedDuration = SignedDuration::from_hours(24);
const MONTH: SignedDuration = SignedDuration::from_hours(24 * 30);

/// A pledge whose payer leaves the number of a wallet.
async fn secured(stage: &Funding, project: ProjectId, amount: i64) -> PledgeView {
    let pledge = stage.promise(project, amount).await;
    stage.start(&pledge, Rail::Mixx, "TG", "90 12 34 56").await;
    stage.settle().await;
    pledge
}

async fn intent_state(stage: &Funding, pledge: &PledgeView) -> IntentState {
    stage.payments.intent(&visitor(), pledge.intent_id, &pledge.key).await.unwrap().state
}

async fn holds(stage: &Funding) {
    stage.holds().await;
    assert_eq!(stage.funding.verify().await.unwrap(), []);
}

#[tokio::test]
async fn a_project_that_is_carried_is_paid_at_its_end() {
    let stage = Funding::on_success(Chaos::none(), 1).await;
    let project = stage.online(&draft()).await;
    let pledges = [secured(&stage, project, 60_000).await, secured(&stage, project, 45_000).await];
    let total = stage.funding.total(project).await.unwrap();
    assert_eq!((total.raised.amount_minor, total.secured.amount_minor, total.backers), (0, 105_000, 2));
    assert_eq!(total.pledged().amount_minor, 105_000);
    let card = &stage.funding.my_projects(&stage.creator, &kernel::PageRequest::default()).await.unwrap().items[0];
    assert_eq!((card.pledged().amount_minor, card.backers), (105_000, 2));
    assert!(stage.sim.transactions().is_empty(), "nobody was asked");
    holds(&stage).await;

    stage.pass(MONTH).await;
    stage.settle().await;
    assert_eq!(stage.state(project).await, ProjectState::Waiting, "both are asked");
    stage.press(Button::Accept);
    stage.pass_often(3, SignedDuration::from_mins(1)).await;
    assert_eq!(stage.state(project).await, ProjectState::Successful);
    assert_eq!(stage.raised(project).await, 105_000);
    for pledge in &pledges {
        assert_eq!(stage.pledge_state(pledge).await, PledgeState::Paid);
    }
    let asked = stage.sim.transactions().into_iter().filter(|it| it.kind == Kind::Collect).count();
    assert_eq!(asked, 2, "each once");
    let creator = AccountKey::of(AccountCode::Payable, stage.creator.account_id().unwrap().as_uuid(), Currency::Xof).unwrap();
    assert_eq!(stage.posted(&creator).await, 96_600, "105 000 less 8 %");
    holds(&stage).await;
}

#[tokio::test]
async fn nobody_is_charged_for_a_project_that_falls_short() {
    let stage = Funding::on_success(Chaos::none(), 1).await;
    let mut project = draft();
    project.tiers = vec![tier(5_000, Some(1))];
    let tier_id = project.tiers[0].id;
    let project = stage.online(&project).await;
    let pledge = stage.try_promise(project, Some(tier_id), 99_999).await.unwrap();
    stage.start(&pledge, Rail::Mixx, "TG", "90 12 34 56").await;
    stage.pass_often(2, SignedDuration::from_hours(2)).await;
    let sold = stage.try_promise(project, Some(tier_id), 5_000).await;
    assert!(matches!(sold, Err(CrowdfundingError::SoldOut)), "who left their means keeps the tier: {sold:?}");
    stage.pass(MONTH).await;
    stage.pass_often(2, SignedDuration::from_mins(1)).await;
    assert_eq!(stage.state(project).await, ProjectState::Settled);
    assert_eq!(
        (stage.pledge_state(&pledge).await, intent_state(&stage, &pledge).await),
        (PledgeState::Lapsed, IntentState::Cancelled)
    );
    assert!(stage.sim.transactions().is_empty(), "nobody was ever asked");
    holds(&stage).await;
}

#[tokio::test]
async fn who_does_not_pay_when_asked_does_not_count_and_the_others_have_theirs_back() {
    let stage = Funding::on_success(Chaos::none(), 1).await;
    let project = stage.online(&draft()).await;
    let pays = secured(&stage, project, 60_000).await;
    stage.pass(MONTH - DAY).await;
    let refuses = secured(&stage, project, 45_000).await;
    stage.pass(DAY * 2).await;
    stage.settle().await;
    let asked: Vec<_> = stage.sim.transactions().into_iter().filter(|it| it.state == TransactionState::Pending).collect();
    assert_eq!(asked.len(), 2);
    for it in asked {
        let button = if it.amount_minor == 60_000 { Button::Accept } else { Button::Refuse };
        stage.sim.press(&it.id, button).unwrap();
    }
    stage.pass(SignedDuration::from_mins(10)).await;
    assert_eq!(intent_state(&stage, &refuses).await, IntentState::RequiresAction, "may still pay by the link");
    assert_eq!(stage.state(project).await, ProjectState::Waiting);
    stage.pass_often(9, DAY).await;
    assert_eq!(
        (stage.pledge_state(&refuses).await, stage.pledge_state(&pays).await),
        (PledgeState::Lapsed, PledgeState::Refunded)
    );
    assert_eq!(stage.state(project).await, ProjectState::Settled);
    assert_eq!(stage.raised(project).await, 60_000, "when it was decided");
    holds(&stage).await;
}

#[tokio::test]
async fn a_promise_is_taken_back_while_the_project_is_online() {
    let stage = Funding::on_success(Chaos::none(), 1).await;
    let project = stage.online(&draft()).await;
    let pledge = secured(&stage, project, 120_000).await;
    stage.funding.cancel_pledge(&visitor(), pledge.id, &pledge.key).await.unwrap();
    assert_eq!(stage.funding.total(project).await.unwrap().secured.amount_minor, 0);
    stage.pass(MONTH).await;
    stage.pass(SignedDuration::from_mins(2)).await;
    assert_eq!(stage.state(project).await, ProjectState::Settled);
    assert!(stage.sim.transactions().is_empty());
    assert!(stage.funding.pledge(&Actor::system("test"), &command(project, None, 5_000)).await.is_err(), "it is over");
}

#[tokio::test]
async fn whatever_goes_wrong_at_the_end_is_in_the_books() {
    for seed in 1..=5 {
        let stage = Funding::on_success(Chaos { partial: 0, excess: 0, ..Chaos::all() }, seed).await;
        let project = stage.online(&draft()).await;
        for amount in [30_000, 30_001, 30_002, 30_003] {
            secured(&stage, project, amount).await;
        }
        stage.pass(MONTH).await;
        for _ in 0..6 {
            stage.press(Button::Accept);
            stage.pass(SignedDuration::from_mins(5)).await;
        }
        stage.sim.set_chaos(Chaos::none());
        stage.pass_often(16, DAY).await;
        let (state, raised) = (stage.state(project).await, stage.raised(project).await);
        let carried = raised >= 100_000;
        assert_eq!(state, if carried { ProjectState::Successful } else { ProjectState::Settled }, "seed {seed}: {raised}");
        holds(&stage).await;
    }
}
