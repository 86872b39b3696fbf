//! Updates as those see them who tell backers of them.

use contracts::crowdfunding::{PledgeId, ProjectId, UpdateId};
use kernel::Actor;

use super::queries;
use crate::{Crowdfunding, CrowdfundingError, pledge::require_system};

/// An update that backers can be told of.
#[derive(Debug, Clone)]
pub struct UpdateNews {
    /// The project.
    pub project_id: ProjectId,
    /// The last part of the project's address.
    pub slug: String,
    /// The project's title.
    pub project_title: String,
    /// The update's title.
    pub title: String,
}

impl Crowdfunding {
    /// What there is to tell of an update; none once it was taken away. For the program itself only.
    pub async fn update_news(&self, actor: &Actor, id: UpdateId) -> Result<Option<UpdateNews>, CrowdfundingError> {
        require_system(actor)?;
        Ok(queries::news(self.db().pool(), id).await?)
    }

    /// The pledges by which people back a project, in their order, after this one: what is for backers is for whoever made them. The
    /// creator's own are left out. For the program itself only.
    pub async fn backing_pledges(
        &self,
        actor: &Actor,
        id: ProjectId,
        after: Option<PledgeId>,
        limit: i64,
    ) -> Result<Vec<PledgeId>, CrowdfundingError> {
        require_system(actor)?;
        Ok(queries::backing_pledges(self.db().pool(), id, after, limit).await?)
    }
}
