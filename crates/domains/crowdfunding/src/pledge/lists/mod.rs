//! Pledges in lists: one's own, what everybody sees of a project's, what its creator and the staff see.

mod export;
mod queries;

use std::collections::HashMap;

use contracts::crowdfunding::{PledgeId, ProjectId};
use jiff::Timestamp;
use kernel::{Actor, Money, Page, PageRequest};
use serde::Serialize;

use super::{Pledge, PledgeState, PledgeView};
use crate::{
    Crowdfunding, CrowdfundingError, Delivery,
    project::{self, ProjectState},
};

/// One's own pledge, with what it was for.
#[derive(Debug, Clone, Serialize)]
pub struct PledgeLine {
    /// The pledge.
    pub pledge: PledgeView,
    /// The title of its project.
    pub project_title: String,
    /// The last part of its project's address.
    pub project_slug: String,
    /// Where its project stands.
    pub project_state: ProjectState,
    /// What was chosen; none for a gift.
    pub tier_title: Option<String>,
    /// When it was promised.
    pub created_at: Timestamp,
    /// When it was paid.
    pub paid_at: Option<Timestamp>,
}

/// A paid pledge as everybody sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Backer {
    /// Who gave; none when anonymous or not given.
    pub name: Option<String>,
    /// In whose name it was given; none when anonymous or the backer's own.
    pub on_behalf_of: Option<String>,
    /// How much.
    pub amount: Money,
    /// When it was paid.
    pub at: Timestamp,
}

/// A pledge as the project's creator and the staff see it: who gave anonymously is owed a reward too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PledgeRow {
    /// The pledge.
    pub id: PledgeId,
    /// The backer's name.
    pub name: Option<String>,
    /// Where to reach the backer.
    pub email: Option<String>,
    /// In whose name it is given.
    pub on_behalf_of: Option<String>,
    /// Whether the project's page names nobody.
    pub anonymous: bool,
    /// What was chosen; none for a gift.
    pub tier_title: Option<String>,
    /// How much.
    pub amount: Money,
    /// Where it stands.
    pub state: PledgeState,
    /// When it was promised.
    pub created_at: Timestamp,
    /// When it was paid.
    pub paid_at: Option<Timestamp>,
    /// Where to send what was chosen, and what was answered about it: for the creator, once the project succeeded.
    pub delivery: Option<Delivery>,
}

/// A pledge of somebody's own, before its key is made.
struct Own {
    pledge: Pledge,
    project_title: String,
    project_slug: String,
    project_state: ProjectState,
    tier_title: Option<String>,
    created_at: Timestamp,
    paid_at: Option<Timestamp>,
}

impl Crowdfunding {
    /// What the caller pledged while signed in, the newest first.
    pub async fn my_pledges(&self, actor: &Actor, page: &PageRequest) -> Result<Page<PledgeLine>, CrowdfundingError> {
        let account_id = actor.require_account()?;
        let rows = queries::of_account(self.db().pool(), account_id, page.after_row()?, i64::from(page.limit()) + 1).await?;
        let page = Page::from_rows(rows, page, |own| (own.created_at, own.pledge.id.as_uuid()));
        Ok(page.map(|own| PledgeLine {
            pledge: self.view_of(&own.pledge),
            project_title: own.project_title,
            project_slug: own.project_slug,
            project_state: own.project_state,
            tier_title: own.tier_title,
            created_at: own.created_at,
            paid_at: own.paid_at,
        }))
    }

    /// Who paid for a project, for everybody: the newest first. What went back, or is on its way back, is not among them.
    pub async fn backers(&self, id: ProjectId, page: &PageRequest) -> Result<Page<Backer>, CrowdfundingError> {
        let found = project::store::owner(self.db().pool(), id).await?;
        found.filter(|project| project.state.is_public()).ok_or(CrowdfundingError::NotFound)?;
        let rows = queries::backers(self.db().pool(), id, page.after_row()?, i64::from(page.limit()) + 1).await?;
        Ok(Page::from_rows(rows, page, |(id, backer)| (backer.at, id.as_uuid())).map(|(_, backer)| backer))
    }

    /// The pledges of a project in every state, for its creator and the staff: the newest first.
    pub async fn pledges_of(
        &self,
        actor: &Actor,
        id: ProjectId,
        page: &PageRequest,
    ) -> Result<Page<PledgeRow>, CrowdfundingError> {
        let owner = self.require_insider(actor, id).await?.account_id;
        let rows = queries::of_project(self.db().pool(), id, page.after_row()?, i64::from(page.limit()) + 1).await?;
        let mut rows = Page::from_rows(rows, page, |row| (row.created_at, row.id.as_uuid()));
        let ids: Vec<_> = rows.items.iter().map(|row| row.id).collect();
        let mut answers: HashMap<_, _> = self.readable_deliveries(actor, owner, (id, &ids)).await?.into_iter().collect();
        for row in &mut rows.items {
            row.delivery = answers.remove(&row.id);
        }
        Ok(rows)
    }
}
