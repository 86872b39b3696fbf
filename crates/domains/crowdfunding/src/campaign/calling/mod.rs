//! Pledges whose payers left their means (`payments`, custody `collect_on_success`): nothing was taken from them. Once a project's time is
//! over and what is held and what may be called for reach the goal together, each is called for and has some days to be paid; otherwise
//! all of them are given up, and nobody is charged. What then decides is, as always, what is in the escrow.

mod store;

use contracts::crowdfunding::{PledgeId, PledgeSecured, ProjectId};
use jiff::SignedDuration;
use kernel::{Actor, Money};
use platform::Tx;

use crate::{
    Crowdfunding, CrowdfundingError, escrow,
    live::tell_of,
    pledge::{self, PledgeState},
    project::{self, FundingMode, Project, ProjectState},
};

/// How many pledges are called for before the next are read.
const CALLED_AT_ONCE: i64 = 100;

impl Crowdfunding {
    /// The means of a pledge's payer are kept.
    pub(crate) async fn pledge_secured(&self, tx: &mut Tx, id: PledgeId) -> Result<(), CrowdfundingError> {
        let Some(pledge) = pledge::store::lock(tx.conn(), id).await? else { return Ok(()) };
        if pledge.state == PledgeState::Promised {
            store::set_secured(tx, id).await?;
            tell_of(tx, &pledge).await?;
            let (project_id, amount) = (pledge.project_id, pledge.amount);
            tx.emit(&PledgeSecured { pledge_id: id, project_id, amount }).await?;
        }
        Ok(())
    }

    /// Calls for the secured pledges of a project whose time is over, or gives them up; each in a transaction of its own.
    pub(super) async fn call_pledges(&self, id: ProjectId) -> Result<(), CrowdfundingError> {
        let Some(called) = self.decide_to_call(id).await? else { return Ok(()) };
        let mut after = PledgeId::from_uuid(uuid::Uuid::nil());
        loop {
            let pledges = store::to_call(self.db().pool(), id, after, CALLED_AT_ONCE).await?;
            let Some(last) = pledges.last() else { return Ok(()) };
            after = *last;
            for pledge_id in pledges {
                self.call_pledge(pledge_id, called).await?;
            }
        }
    }

    /// Whether they are called for or given up; none while there are none. Once called for, it stays so.
    async fn decide_to_call(&self, id: ProjectId) -> Result<Option<bool>, CrowdfundingError> {
        let Some(currency) = super::store::totals(self.db().pool(), id).await?.map(|known| known.currency) else {
            return Ok(None);
        };
        let held = self.ledger().balance(&escrow(id, currency)?).await?.posted;
        let mut tx = self.db().begin(&Actor::system("crowdfunding")).await?;
        let Some(project) = project::store::lock(tx.conn(), id).await? else { return Ok(None) };
        if project.state != ProjectState::Waiting || !store::has_to_call(tx.conn(), id).await? {
            return Ok(None);
        }
        if store::is_called(tx.conn(), id).await? {
            return Ok(Some(true));
        }
        let secured = Money::new(store::sum_secured(tx.conn(), id).await?, currency);
        let reaches = reaches(&project, held, secured);
        if reaches {
            store::set_called(&mut tx, id).await?;
        }
        let details =
            serde_json::json!({ "held_minor": held.amount_minor, "secured_minor": secured.amount_minor, "called": reaches });
        tx.audit("crowdfunding.call-pledges", id, details).await?;
        tx.commit().await?;
        Ok(Some(reaches))
    }

    async fn call_pledge(&self, id: PledgeId, called: bool) -> Result<(), CrowdfundingError> {
        let mut tx = self.db().begin(&Actor::system("crowdfunding")).await?;
        let Some(pledge) = pledge::store::lock(tx.conn(), id).await? else { return Ok(()) };
        if pledge.state == PledgeState::Promised {
            if called {
                let until = tx.now() + SignedDuration::from_hours(24 * i64::from(self.config().collect_days));
                self.payments().call_in(&mut tx, pledge.intent_id, until).await?;
            } else {
                // That it is closed is told by an event, as whenever a payment will not come.
                self.payments().cancel_intent_in(&mut tx, pledge.intent_id).await?;
            }
            store::set_pledge_called(&mut tx, id).await?;
            tell_of(&mut tx, &pledge).await?;
        }
        Ok(tx.commit().await?)
    }
}

/// Whether what is held would be enough with what may be called for.
fn reaches(project: &Project, held: Money, secured: Money) -> bool {
    match project.draft.mode {
        FundingMode::KeepItAll => secured.is_positive(),
        FundingMode::AllOrNothing | FundingMode::TwoRounds => {
            held.amount_minor.saturating_add(secured.amount_minor) >= project.draft.goal_minor
        }
    }
}
