//! Projects by their names, for those who tell of many things at once.

use std::collections::HashMap;

use contracts::crowdfunding::{PledgeId, ProjectId};
use kernel::Actor;

use super::queries;
use crate::{Crowdfunding, CrowdfundingError, pledge::require_system};

/// A project, in short.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectName {
    /// The project.
    pub id: ProjectId,
    /// Its title.
    pub title: String,
    /// The last part of its address.
    pub slug: String,
}

impl Crowdfunding {
    /// These projects. For the program itself only.
    pub async fn project_names(
        &self,
        actor: &Actor,
        ids: &[ProjectId],
    ) -> Result<HashMap<ProjectId, ProjectName>, CrowdfundingError> {
        require_system(actor)?;
        let named = queries::names(self.db().pool(), ids).await?;
        Ok(named.into_iter().map(|named| (named.id, named)).collect())
    }

    /// The projects of these pledges. For the program itself only.
    pub async fn pledged_names(
        &self,
        actor: &Actor,
        ids: &[PledgeId],
    ) -> Result<HashMap<PledgeId, ProjectName>, CrowdfundingError> {
        require_system(actor)?;
        Ok(queries::names_of_pledges(self.db().pool(), ids).await?.into_iter().collect())
    }
}
