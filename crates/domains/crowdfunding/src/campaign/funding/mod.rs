//! The dashboard of one project: every number is a query.

mod queries;

use contracts::crowdfunding::{ProjectId, TierId};
use jiff::civil::Date;
use kernel::{Actor, Money, Permission};
use payments::Rail;
use serde::Serialize;

use super::TotalView;
use crate::{Crowdfunding, CrowdfundingError, escrow, pledge::PledgeState, project};

/// How the funding of one project goes, for its creator and the staff.
#[derive(Debug, Clone, Serialize)]
pub struct FundingView {
    /// What everybody sees.
    pub total: TotalView,
    /// Pledges by their state: how many, and how much.
    pub by_state: Vec<(PledgeState, i64, Money)>,
    /// What was paid on a day (UTC), also what went back later: how often, and how much. Days without are absent.
    pub by_day: Vec<(Date, i64, Money)>,
    /// Paid pledges by what was chosen, in the order of the project; last those that chose nothing.
    pub by_tier: Vec<(Option<TierId>, Option<String>, i64, Money)>,
    /// What a backer gave on average, rounded down; none without backers.
    pub average: Option<Money>,
    /// By rail: how often it was tried, how many of these tries paid, and what.
    pub by_rail: Vec<(Rail, i64, i64, Money)>,
    /// Why tries to pay failed, as codes of payments, and how often.
    pub failures: Vec<(String, i64)>,
}

impl Crowdfunding {
    /// How the funding of a project goes, for its creator and the staff; of one that is or was online.
    pub async fn funding(&self, actor: &Actor, id: ProjectId) -> Result<FundingView, CrowdfundingError> {
        let currency = self.require_insider(actor, id).await?.currency;
        let total = match self.total(id).await {
            Err(CrowdfundingError::NotFound) => return Err(CrowdfundingError::WrongState),
            total => total?,
        };
        let pool = self.db().pool();
        let held = escrow(id, currency)?;
        let rails = self.payments().rails_into(&held).await?;
        let failures = self.payments().failures_into(&held).await?;
        let mean = total.raised.amount_minor.checked_div(total.backers);
        Ok(FundingView {
            by_state: queries::by_state(pool, id, currency).await?,
            by_day: queries::by_day(pool, id, currency).await?,
            by_tier: queries::by_tier(pool, id, currency).await?,
            average: mean.map(|amount_minor| Money::new(amount_minor, currency)),
            by_rail: rails.into_iter().map(|rail| (rail.rail, rail.tries, rail.succeeded, rail.paid)).collect(),
            failures: failures.into_iter().map(|failure| (failure.code, failure.tries)).collect(),
            total,
        })
    }

    /// The project's creator and the staff; whether it exists is nobody else's business.
    pub(crate) async fn require_insider(&self, actor: &Actor, id: ProjectId) -> Result<project::store::Owned, CrowdfundingError> {
        let found = project::store::owner(self.db().pool(), id).await?;
        let may = |owned: &project::store::Owned| actor.is(owned.account_id) || actor.may(Permission::ProjectReview);
        found.filter(may).ok_or(CrowdfundingError::NotFound)
    }
}
