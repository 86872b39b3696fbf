//! The trailer of a project: a video of its creator's.
//!
//! What the staff read stays: it is set and taken away while the project is a draft, and no more. The video is an asset of media; here is
//! which, and who may see it.

mod store;

use contracts::{crowdfunding::ProjectId, media::AssetId};
use kernel::{Actor, FieldError};

use crate::{
    Crowdfunding, CrowdfundingError,
    project::{self, ProjectState},
};

impl Crowdfunding {
    /// Gives one's own draft a trailer, or takes it away.
    pub async fn set_trailer(&self, actor: &Actor, id: ProjectId, asset_id: Option<AssetId>) -> Result<(), CrowdfundingError> {
        let account_id = actor.require_account()?;
        let mut tx = self.db().begin(actor).await?;
        let project = project::owned(actor, project::store::lock(tx.conn(), id).await?)?;
        if project.state != ProjectState::Draft {
            return Err(CrowdfundingError::WrongState);
        }
        if let Some(asset_id) = asset_id
            && !store::is_video_of(&mut tx, asset_id, account_id).await?
        {
            return Err(CrowdfundingError::Invalid(vec![FieldError::new("asset_id", "crowdfunding-trailer")]));
        }
        store::set(&mut tx, id, asset_id).await?;
        Ok(tx.commit().await?)
    }

    /// The video of a project's trailer, for whom [`Crowdfunding::project`] shows the project.
    pub async fn trailer(&self, actor: &Actor, id: ProjectId) -> Result<AssetId, CrowdfundingError> {
        self.project(actor, id).await?.trailer.ok_or(CrowdfundingError::NotFound)
    }
}
