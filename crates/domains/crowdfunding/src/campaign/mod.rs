//! A campaign's end: exact to the second, after every payment that was on its way, once.

mod calling;
mod funding;
mod outcome;
mod rounds;
pub(crate) mod store;

use contracts::{
    crowdfunding::{PledgeId, ProjectFailed, ProjectId, ProjectSucceeded},
    payments::{DisbursementId, Purpose},
};
use kernel::{Actor, Money};
use ledger::{AccountCode, AccountKey, Cause, Journal, JournalId, JournalKind};
use payments::{Destination, DisbursementKind, NewDisbursement};
use platform::{Tx, jobs::Enqueue};
use serde::Serialize;

pub use self::{
    funding::FundingView,
    outcome::{PayoutView, RefundsView},
};
use crate::{
    Crowdfunding, CrowdfundingError,
    delivery::AskForDeliveriesJob,
    escrow,
    jobs::{CloseProjectJob, PublishHeadJob, RefundPledgesJob},
    live::{tell, tell_of},
    pledge::{self, PledgeState},
    project::{self, FundingMode, Project, ProjectState},
};

/// The word under which a project's end causes journals and payouts.
pub(crate) const PURPOSE: &str = "project";

/// How many pledges one transaction refunds.
const REFUNDS_AT_ONCE: i64 = 100;

/// What a project has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TotalView {
    /// In its escrow, by the ledger; after its end, what was there when it was decided.
    pub raised: Money,
    /// Promised and not paid yet: not counted above.
    pub promised: Money,
    /// What of the promised is charged by itself if the project succeeds: its payers left their means.
    pub secured: Money,
    /// How many pledges are paid.
    pub backers: i64,
}

impl TotalView {
    /// What there is if every payer whose means are kept is charged.
    pub fn pledged(&self) -> Money {
        self.raised.checked_add(self.secured).unwrap_or(self.raised)
    }
}

impl Crowdfunding {
    /// What a project has raised: the balance of its escrow.
    pub async fn total(&self, id: ProjectId) -> Result<TotalView, CrowdfundingError> {
        let known = store::totals(self.db().pool(), id).await?.ok_or(CrowdfundingError::NotFound)?;
        let raised = match known.decided_minor {
            Some(decided_minor) => Money::new(decided_minor, known.currency),
            None => self.ledger().balance(&escrow(id, known.currency)?).await?.posted,
        };
        let money = |minor| Money::new(minor, known.currency);
        let (promised, secured) = (money(known.promised_minor), money(known.secured_minor));
        Ok(TotalView { raised, promised, secured, backers: known.backers })
    }

    /// Ends a project whose time is over; false while payments are on their way.
    pub(crate) async fn close(&self, id: ProjectId) -> Result<bool, CrowdfundingError> {
        let actor = Actor::system("crowdfunding");
        let mut tx = self.db().begin(&actor).await?;
        let Some(project) = project::store::lock(tx.conn(), id).await? else { return Ok(true) };
        match project.state {
            ProjectState::Online if project.deadline_at.is_none_or(|deadline_at| tx.now() < deadline_at) => return Ok(false),
            ProjectState::Online => {
                store::set_state(&mut tx, id, ProjectState::Waiting).await?;
                tell(&mut tx, id).await?;
            }
            ProjectState::Waiting => {}
            _ => return Ok(true),
        }
        let open = store::count_open(tx.conn(), id, PledgeState::Promised).await?;
        tx.commit().await?;
        if open > 0 {
            self.call_pledges(id).await?;
            return Ok(false);
        }
        // From here on nothing comes into the escrow and nothing leaves it: every payment has ended.
        let held = self.ledger().balance(&escrow(id, project.draft.currency)?).await?.posted;
        self.decide(&actor, id, held).await?;
        Ok(true)
    }

    async fn decide(&self, actor: &Actor, id: ProjectId, held: Money) -> Result<(), CrowdfundingError> {
        let mut tx = self.db().begin(actor).await?;
        let Some(project) = project::store::lock(tx.conn(), id).await? else { return Ok(()) };
        if project.state != ProjectState::Waiting {
            return Ok(());
        }
        if store::sum_paid(tx.conn(), id).await? != held.amount_minor {
            return Err(CrowdfundingError::Bug("the escrow is not the sum of the pledges"));
        }
        let two_rounds = project.draft.mode == FundingMode::TwoRounds;
        if two_rounds && project.round == 1 && held.amount_minor >= project.draft.goal_minor {
            self.open_second_round(&mut tx, &project, held).await?;
            return Ok(tx.commit().await?);
        }
        self.publish_last(&mut tx, id, held).await?;
        let keeps = project.draft.mode == FundingMode::KeepItAll && held.is_positive();
        let succeeded = keeps || held.amount_minor >= project.draft.goal_minor;
        let journal = if succeeded {
            store::set_decided(&mut tx, id, ProjectState::Successful, held.amount_minor).await?;
            tx.emit(&ProjectSucceeded { project_id: id, raised: held }).await?;
            let ask = AskForDeliveriesJob { project_id: id };
            tx.enqueue(&ask, ask.once()).await?;
            Some(success(&tx, &project, held)?)
        } else {
            let next = if held.is_positive() { ProjectState::Failed } else { ProjectState::Settled };
            store::set_decided(&mut tx, id, next, held.amount_minor).await?;
            tx.emit(&ProjectFailed { project_id: id, raised: held }).await?;
            let options = Enqueue { unique_key: Some(id.to_string()), ..Enqueue::default() };
            tx.enqueue(&RefundPledgesJob { project_id: id }, options).await?;
            held.is_positive().then(|| failure(&tx, &project, held)).transpose()?
        };
        tell(&mut tx, id).await?;
        if let Some(journal) = journal {
            self.ledger().post_in(&mut tx, &journal).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Opens the refunds of a failed project, each in a transaction of its own: one that cannot be opened holds nobody back, and is
    /// tried again.
    pub(crate) async fn refund_pledges(&self, id: ProjectId) -> Result<(), CrowdfundingError> {
        let (mut after, mut failed) = (None, None);
        loop {
            let pledges = pledge::store::paid_after(self.db().pool(), id, after, REFUNDS_AT_ONCE).await?;
            let Some(last) = pledges.last() else { break };
            after = Some(*last);
            for pledge_id in pledges {
                if let Err(error) = self.refund_pledge(pledge_id).await {
                    tracing::error!(%pledge_id, %error, "a refund could not be opened");
                    failed = Some(error);
                }
            }
        }
        failed.map_or(Ok(()), Err)
    }

    async fn refund_pledge(&self, id: PledgeId) -> Result<(), CrowdfundingError> {
        let mut tx = self.db().begin(&Actor::system("crowdfunding")).await?;
        let Some(paid) = pledge::store::lock(tx.conn(), id).await? else { return Ok(()) };
        if paid.state == PledgeState::Paid {
            let owed = AccountKey::of(AccountCode::RefundPayable, paid.project_id.as_uuid(), paid.amount.currency)?;
            self.refund(&mut tx, &paid, owed).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Ends, refunds and publishes what should have been: the job of a project may have been given up.
    pub(crate) async fn sweep(&self) -> Result<(), CrowdfundingError> {
        let mut tx = self.db().begin(&Actor::system("crowdfunding")).await?;
        let once_more = |id: ProjectId| Enqueue { unique_key: Some(id.to_string()), only_if_absent: true, ..Enqueue::default() };
        for project_id in store::overdue(&mut tx).await? {
            tx.enqueue(&CloseProjectJob { project_id }, once_more(project_id)).await?;
        }
        for project_id in store::unproven(&mut tx).await? {
            tx.enqueue(&PublishHeadJob { project_id }, once_more(project_id)).await?;
        }
        for project_id in store::unrefunded(&mut tx).await? {
            tx.enqueue(&RefundPledgesJob { project_id }, once_more(project_id)).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Pays a successful project out to its creator, who says where to: once, and again to another destination when no rail took it. No key
    /// does it, whatever its scopes are.
    pub async fn pay_out(
        &self,
        actor: &Actor,
        id: ProjectId,
        destination: Destination,
    ) -> Result<DisbursementId, CrowdfundingError> {
        let account_id = actor.require_session()?;
        let mut tx = self.db().begin(actor).await?;
        let found = project::store::lock(tx.conn(), id).await?;
        let project = found.filter(|project| project.account_id == account_id).ok_or(CrowdfundingError::NotFound)?;
        let before = store::payout(tx.conn(), id).await?;
        // A transfer may come back after everybody had what is theirs: it is owed again.
        let owed = project.state == ProjectState::Successful || (project.state == ProjectState::Settled && before.is_some());
        let raised = store::raised(tx.conn(), id).await?.filter(|_| owed);
        let raised = raised.map(|minor| Money::new(minor, project.draft.currency)).ok_or(CrowdfundingError::WrongState)?;
        if let Some(before) = before
            && !self.payments().needs_destination_in(&mut tx, before).await?
        {
            return Err(CrowdfundingError::PaidOut);
        }
        let (share, _fee) = shares(project.fee_bp, raised)?;
        let new = NewDisbursement {
            id: DisbursementId::generate(),
            kind: DisbursementKind::Payout,
            purpose: Purpose { kind: PURPOSE.into(), id: id.as_uuid() },
            amount: share,
            debit: AccountKey::of(AccountCode::Payable, account_id.as_uuid(), project.draft.currency)?,
            collected_by: None,
            destination,
        };
        store::set_payout(&mut tx, id, new.id).await?;
        self.payments().open_disbursement_in(&mut tx, &new).await?;
        tx.audit("crowdfunding.pay-out", id, serde_json::json!({ "amount_minor": share.amount_minor })).await?;
        tx.commit().await?;
        Ok(new.id)
    }

    /// A backer said where the refund goes that no rail took. What became of it since is another event's.
    pub(crate) async fn claimed(&self, tx: &mut Tx, id: PledgeId, refund_id: DisbursementId) -> Result<(), CrowdfundingError> {
        let Some(found) = pledge::store::lock(tx.conn(), id).await? else { return Ok(()) };
        let is_kept = found.state == PledgeState::Unclaimed && found.refund_id == Some(refund_id.as_uuid());
        if is_kept && self.payments().is_on_its_way_in(tx, refund_id).await? {
            pledge::store::set_state(tx, id, PledgeState::Refunding).await?;
            tell_of(tx, &found).await?;
        }
        Ok(())
    }

    /// A refund or a payout arrived, or is kept for its owner.
    pub(crate) async fn sent(
        &self,
        tx: &mut Tx,
        purpose: &Purpose,
        id: DisbursementId,
        state: PledgeState,
    ) -> Result<(), CrowdfundingError> {
        if purpose.kind == PURPOSE {
            return Ok(store::set_settled(tx, ProjectId::from_uuid(purpose.id)).await?);
        }
        if purpose.kind != pledge::PURPOSE {
            return Ok(());
        }
        let pledge_id = PledgeId::from_uuid(purpose.id);
        // The project first, as everybody else.
        let Some(project_id) = pledge::store::project_of(tx.conn(), pledge_id).await? else { return Ok(()) };
        let project = project::store::lock(tx.conn(), project_id).await?;
        let Some(found) = pledge::store::lock(tx.conn(), pledge_id).await? else { return Ok(()) };
        // What came too late goes back without being this pledge's refund.
        let waits = match found.state {
            PledgeState::Refunding => true,
            // That it was claimed is told by another event, which may come later.
            PledgeState::Unclaimed => state == PledgeState::Refunded,
            _ => false,
        };
        if found.refund_id != Some(id.as_uuid()) || !waits {
            return Ok(());
        }
        pledge::store::set_state(tx, found.id, state).await?;
        tell_of(tx, &found).await?;
        let all_back = store::count_open(tx.conn(), found.project_id, PledgeState::Refunding).await? == 0
            && store::count_open(tx.conn(), found.project_id, PledgeState::Paid).await? == 0;
        if all_back && project.is_some_and(|project| project.state == ProjectState::Failed) {
            store::set_settled(tx, found.project_id).await?;
        }
        Ok(())
    }
}

/// The creator's share and our fee, which together are the whole.
fn shares(fee_bp: Option<i16>, raised: Money) -> Result<(Money, Money), CrowdfundingError> {
    let fee_bp = u32::try_from(fee_bp.unwrap_or(0)).unwrap_or(0).min(10_000);
    match raised.split(&[10_000 - fee_bp, fee_bp]).as_deref() {
        Some([share, fee]) => Ok((*share, *fee)),
        _ => Err(CrowdfundingError::Bug("a project that cannot be split")),
    }
}

fn success(tx: &Tx, project: &Project, raised: Money) -> Result<Journal, CrowdfundingError> {
    let (share, fee) = shares(project.fee_bp, raised)?;
    let held = escrow(project.id, raised.currency)?;
    let creator = AccountKey::of(AccountCode::Payable, project.account_id.as_uuid(), raised.currency)?;
    let mut journal = journal(tx, project, "project-succeeded").moving(held.clone(), creator, share);
    if fee.is_positive() {
        journal = journal.moving(held, AccountKey::ours(AccountCode::PlatformRevenue, raised.currency)?, fee);
    }
    Ok(journal)
}

fn failure(tx: &Tx, project: &Project, raised: Money) -> Result<Journal, CrowdfundingError> {
    let owed = AccountKey::of(AccountCode::RefundPayable, project.id.as_uuid(), raised.currency)?;
    Ok(journal(tx, project, "project-failed").moving(escrow(project.id, raised.currency)?, owed, raised))
}

fn journal(tx: &Tx, project: &Project, kind: &'static str) -> Journal {
    let cause = Cause { kind: PURPOSE, id: project.id.as_uuid() };
    Journal::new(JournalId::generate(), JournalKind(kind), cause, tx.now())
}
