//! Pledges as those see them who tell their backers what became of them.

use contracts::{
    crowdfunding::{PledgeId, ProjectId},
    payments::IntentId,
};
use jiff::Timestamp;
use kernel::{AccountId, Actor, Forbidden, Money, Principal};

use super::queries;
use crate::{Crowdfunding, CrowdfundingError};

/// A pledge with whoever made it, and the project it is for.
#[derive(Debug, Clone)]
pub struct Backing {
    /// The pledge.
    pub pledge_id: PledgeId,
    /// The backer's account, if they have one.
    pub account_id: Option<AccountId>,
    /// Where receipt and news go.
    pub email: Option<String>,
    /// The backer's name, for their own papers.
    pub name: Option<String>,
    /// In whose name it is given, if not the backer's.
    pub on_behalf_of: Option<String>,
    /// The backer's name; none when they give it to nobody but the creator.
    pub public_name: Option<String>,
    /// When it was paid.
    pub paid_at: Option<Timestamp>,
    /// How much.
    pub amount: Money,
    /// Its payment.
    pub intent_id: IntentId,
    /// What opens the payment to whoever holds it.
    pub key: String,
    /// The project.
    pub project_id: ProjectId,
    /// Its title.
    pub project_title: String,
    /// Whose the project is.
    pub creator_id: AccountId,
}

impl Crowdfunding {
    /// A pledge with its backer. For the program itself only.
    pub async fn backing(&self, actor: &Actor, id: PledgeId) -> Result<Option<Backing>, CrowdfundingError> {
        require_system(actor)?;
        let found = queries::backing(self.db().pool(), id).await?;
        Ok(found.map(|found| Backing { key: self.payments().key_of(found.intent_id), ..found }))
    }

    /// The pledges of a project that were paid, in their order, after this one. For the program itself only.
    pub async fn paid_pledges(
        &self,
        actor: &Actor,
        id: ProjectId,
        after: Option<PledgeId>,
        limit: i64,
    ) -> Result<Vec<PledgeId>, CrowdfundingError> {
        require_system(actor)?;
        Ok(queries::once_paid(self.db().pool(), id, after, limit).await?)
    }
}

pub(crate) fn require_system(actor: &Actor) -> Result<(), CrowdfundingError> {
    if matches!(actor.principal, Principal::System(_)) { Ok(()) } else { Err(Forbidden::NotAllowed.into()) }
}
