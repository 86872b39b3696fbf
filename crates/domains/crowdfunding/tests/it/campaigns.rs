use crowdfunding::{CrowdfundingError, FundingMode, PledgeState, ProjectState, RefundsView, Review};
use jiff::SignedDuration;
use kernel::{AccountId, Actor, AppError as _, Currency, ErrorKind, Role};
use ledger::{AccountCode, AccountKey};
use payments::{BankDetails, BatchId, Destination, DisbursementState, NewBatch, ProviderName, Rail};
use paysim::{Button, Kind, TransactionState};

use crate::stage::{Funding, draft, member};

const HOUR: SignedDuration = SignedDuration::from_hours(1);
const MONTH: SignedDuration = SignedDuration::from_hours(24 * 30);

fn payable(owner: AccountId) -> AccountKey {
    AccountKey::of(AccountCode::Payable, owner.as_uuid(), Currency::Xof).unwrap()
}

fn wallet() -> Destination {
    Destination { rail: Rail::Mixx, country: "TG".into(), party: Some("+22890123456".into()) }
}

#[tokio::test]
async fn a_project_that_reaches_its_goal_pays_its_creator() {
    let stage = Funding::new().await;
    let project = stage.online(&draft()).await;
    stage.paid(project, 60_000).await;
    stage.paid(project, 40_001).await;
    stage.pass(MONTH).await;
    assert_eq!(stage.state(project).await, ProjectState::Successful);
    let creator = stage.creator.account_id().unwrap();
    // 8 % of 100 001 is 8 000.08: the largest remainder keeps the sum.
    assert_eq!(stage.posted(&payable(creator)).await, 92_001);
    let revenue = AccountKey::ours(AccountCode::PlatformRevenue, Currency::Xof).unwrap();
    assert_eq!(stage.posted(&revenue).await, 8_000);
    assert_eq!(stage.raised(project).await, 100_001, "still shown when the escrow is empty");

    let stranger = member(stage.account().await, Role::Director);
    assert!(matches!(stage.funding.pay_out(&stranger, project, wallet()).await, Err(CrowdfundingError::NotFound)));
    assert!(matches!(stage.funding.payout(&stranger, project).await, Err(CrowdfundingError::NotFound)));
    let owed = stage.funding.payout(&stage.creator, project).await.unwrap().unwrap();
    assert_eq!((owed.share.amount_minor, owed.fee.amount_minor, owed.payout.is_some()), (92_001, 8_000, false));
    stage.funding.pay_out(&stage.creator, project, wallet()).await.unwrap();
    let out = stage.funding.payout(&stage.creator, project).await.unwrap().unwrap().payout.unwrap();
    assert_eq!((out.state, out.masked.as_deref()), (DisbursementState::Processing, Some("+228…56")));
    let again = stage.funding.pay_out(&stage.creator, project, wallet()).await;
    assert!(matches!(again, Err(CrowdfundingError::PaidOut)), "{again:?}");
    stage.settle().await;
    stage.pass_often(3, SignedDuration::from_mins(1)).await;
    assert_eq!(stage.state(project).await, ProjectState::Settled);
    assert_eq!(stage.posted(&payable(creator)).await, 0);
    let paid = stage.funding.payout(&stage.creator, project).await.unwrap().unwrap().payout.unwrap();
    assert_eq!(paid.state, DisbursementState::Succeeded);
    assert_eq!(stage.funding.refunds(project).await.unwrap(), None);
    let out: Vec<_> = stage.sim.transactions().into_iter().filter(|moved| moved.kind != Kind::Collect).collect();
    assert_eq!((out.len(), out[0].amount_minor, out[0].state), (1, 92_001, TransactionState::Succeeded));
    stage.holds().await;
}

#[tokio::test]
async fn a_project_that_does_not_gives_everything_back() {
    let stage = Funding::new().await;
    let project = stage.online(&draft()).await;
    let pledges = [stage.paid(project, 60_000).await, stage.paid(project, 39_999).await];
    assert_eq!(stage.funding.refunds(project).await.unwrap(), None);
    stage.pass(MONTH).await;
    let begun = stage.funding.refunds(project).await.unwrap().unwrap();
    assert_eq!((begun.all, begun.unclaimed), (2, 0));
    stage.pass_often(4, SignedDuration::from_mins(2)).await;
    assert_eq!(stage.state(project).await, ProjectState::Settled);
    for pledge in &pledges {
        assert_eq!(stage.pledge_state(pledge).await, PledgeState::Refunded);
    }
    assert_eq!(stage.funding.refunds(project).await.unwrap(), Some(RefundsView { all: 2, back: 2, unclaimed: 0 }));
    assert!(stage.funding.payout(&stage.creator, project).await.unwrap().is_none());
    let back: i64 =
        stage.sim.transactions().iter().filter(|moved| moved.kind != Kind::Collect).map(|moved| moved.received_minor).sum();
    assert_eq!(back, 99_999, "to the last franc");
    let owed = AccountKey::of(AccountCode::RefundPayable, project.as_uuid(), Currency::Xof).unwrap();
    assert_eq!(stage.posted(&owed).await, 0);
    assert_eq!(stage.scalar("SELECT count(*) FROM ledger.journals WHERE kind = 'project-failed'").await, 1);
    stage.holds().await;
}

#[tokio::test]
async fn a_payment_on_its_way_at_the_deadline_is_waited_for_and_counts() {
    let stage = Funding::new().await;
    let project = stage.online(&draft()).await;
    stage.paid(project, 50_000).await;
    stage.pass(MONTH - SignedDuration::from_mins(2)).await;
    let slow = stage.promise(project, 50_000).await;
    stage.start(&slow, Rail::Mixx, "TG", "90 12 34 56").await;
    stage.pass_often(2, SignedDuration::from_mins(2)).await;
    assert_eq!(stage.state(project).await, ProjectState::Waiting);
    assert!(matches!(stage.try_promise(project, None, 1000).await, Err(CrowdfundingError::Over)));
    stage.press(Button::Accept);
    stage.pass_often(3, SignedDuration::from_mins(2)).await;
    assert_eq!(stage.pledge_state(&slow).await, PledgeState::Paid);
    assert_eq!(stage.state(project).await, ProjectState::Successful);
}

#[tokio::test]
async fn nobody_pledges_a_second_after_the_deadline_even_if_the_server_was_down() {
    let stage = Funding::new().await;
    let project = stage.online(&draft()).await;
    stage.paid(project, 100_000).await;
    // Two days pass without any job being run.
    stage.clock.advance(MONTH + HOUR * 48);
    assert!(matches!(stage.try_promise(project, None, 1000).await, Err(CrowdfundingError::Over)));
    assert_eq!(stage.state(project).await, ProjectState::Online);
    stage.pass_often(2, SignedDuration::from_mins(2)).await;
    assert_eq!(stage.state(project).await, ProjectState::Successful);
    assert_eq!(stage.raised(project).await, 100_000);
}

#[tokio::test]
async fn what_keeps_all_keeps_a_little_and_nothing_is_settled_at_once() {
    let stage = Funding::new().await;
    let mut keeps = draft();
    keeps.mode = FundingMode::KeepItAll;
    let (little, nothing) = (stage.online(&keeps).await, stage.online(&keeps).await);
    stage.paid(little, 1000).await;
    stage.pass(MONTH).await;
    assert_eq!(stage.state(little).await, ProjectState::Successful);
    assert_eq!(stage.state(nothing).await, ProjectState::Settled);
    assert_eq!(stage.posted(&payable(stage.creator.account_id().unwrap())).await, 920);
}

#[tokio::test]
async fn a_creator_whose_wallet_takes_nothing_names_another() {
    let stage = Funding::new().await;
    let project = stage.online(&draft()).await;
    stage.paid(project, 100_000).await;
    stage.pass(MONTH).await;
    let to = |rail, country: &str, phone: &str| Destination { rail, country: country.into(), party: Some(phone.into()) };
    for bad in [to(Rail::Mixx, "TG", "12"), to(Rail::Mixx, "FR", "+33612345678"), to(Rail::Card, "TG", "+22890123456")] {
        let refused = stage.funding.pay_out(&stage.creator, project, bad).await.unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::Invalid, "{refused}");
    }
    // MTN's documented number of a payee that is not found.
    stage.funding.pay_out(&stage.creator, project, to(Rail::MtnMomo, "bj", "+46733123457")).await.unwrap();
    stage.pass_often(12, HOUR * 10).await;
    assert_eq!(stage.state(project).await, ProjectState::Successful);
    stage.funding.pay_out(&stage.creator, project, wallet()).await.unwrap();
    stage.pass_often(4, SignedDuration::from_mins(1)).await;
    assert_eq!(stage.state(project).await, ProjectState::Settled);
    assert_eq!(stage.posted(&payable(stage.creator.account_id().unwrap())).await, 0);
    stage.holds().await;
}

#[tokio::test]
async fn nobody_puts_their_own_project_online() {
    let stage = Funding::new().await;
    let moderator = member(stage.account().await, Role::Admin);
    let project = stage.funding.create_project(&moderator, &draft()).await.unwrap();
    stage.funding.submit_project(&moderator, project).await.unwrap();
    let own = stage.funding.review_project(&moderator, project, &Review::Approve).await;
    assert!(matches!(own, Err(CrowdfundingError::Forbidden(_))), "{own:?}");
}

#[tokio::test]
async fn a_transfer_that_came_back_after_everything_was_settled_is_paid_out_again() {
    let stage = Funding::new().await;
    let project = stage.online(&draft()).await;
    stage.paid(project, 100_000).await;
    stage.pass(MONTH).await;
    let account = "TG009 06043 103465004000 70";
    let bank = BankDetails { holder: "Afi Kodjo".into(), account: account.into(), bic: String::new() };
    stage.funding.pay_out(&stage.creator, project, Destination::bank(&bank).unwrap()).await.unwrap();
    stage.settle().await;
    let staff = Actor::system("test");
    let new = NewBatch { id: BatchId::generate(), currency: Currency::Xof };
    let sent = stage.payments.make_batch(&staff, &new).await.unwrap().transfers[0].id;
    // The bank's statement has its debit, and days later that it came back.
    let told = async |line: &str, kind: &str| {
        let head = "line_id,settled_at,kind,provider_reference,merchant_reference,amount,fee,currency";
        let line = format!("{head}\n{line},{},{kind},{line},{},92000,0,XOF\n", stage.now(), sent.as_uuid().simple());
        stage.payments.import_statement(&staff, ProviderName::Bank, &line).await.unwrap();
        stage.settle().await;
    };
    told("L1", "payout").await;
    assert_eq!(stage.state(project).await, ProjectState::Settled);
    let twice = stage.funding.pay_out(&stage.creator, project, wallet()).await;
    assert!(matches!(twice, Err(CrowdfundingError::PaidOut)), "{twice:?}");

    told("L2", "return").await;
    stage.funding.pay_out(&stage.creator, project, wallet()).await.unwrap();
    stage.settle().await;
    stage.pass_often(3, SignedDuration::from_mins(1)).await;
    let paid = stage.funding.payout(&stage.creator, project).await.unwrap().unwrap().payout.unwrap();
    assert_eq!((paid.rail, paid.state), (Rail::Mixx, DisbursementState::Succeeded));
    assert_eq!(stage.posted(&payable(stage.creator.account_id().unwrap())).await, 0);
    stage.holds().await;
}
