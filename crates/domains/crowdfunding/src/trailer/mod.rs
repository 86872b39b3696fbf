//! The trailer of a project: a video of its creator's.
//!
//! What the staff read stays: it is set and taken away while the project is a draft, is there to be seen before it is handed in, and does not
//! change afterwards. The staff hides one for a reason that its creator reads. The video is an asset of media; here is which, and who may
//! see it.

mod store;

use contracts::{
    crowdfunding::{ProjectId, TrailerHidden},
    media::AssetId,
};
use kernel::{Actor, FieldError, Permission};
use platform::Tx;

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

    /// Hides the trailer of a project from everybody but its creator and the staff, for a reason that its creator reads; whoever watches it
    /// is stopped.
    pub async fn hide_trailer(&self, actor: &Actor, id: ProjectId, reason: &str) -> Result<(), CrowdfundingError> {
        actor.require(Permission::ProjectReview)?;
        let reason = crate::required_reason(reason)?;
        let mut tx = self.db().begin(actor).await?;
        let asset_id = store::hide(&mut tx, id, reason).await?.ok_or(CrowdfundingError::NotFound)?;
        tx.emit(&TrailerHidden { project_id: id, asset_id }).await?;
        tx.audit("crowdfunding.hide-trailer", id, serde_json::json!({ "reason": reason })).await?;
        Ok(tx.commit().await?)
    }

    /// The video of a project's trailer, for whom [`Crowdfunding::project`] shows it.
    pub async fn trailer(&self, actor: &Actor, id: ProjectId) -> Result<AssetId, CrowdfundingError> {
        self.project(actor, id).await?.trailer.ok_or(CrowdfundingError::NotFound)
    }
}

/// Whether the staff can look at what they decide on: there is no trailer, or it plays.
pub(crate) async fn require_ready(tx: &mut Tx, id: ProjectId) -> Result<(), CrowdfundingError> {
    if store::is_waiting(tx, id).await? {
        return Err(CrowdfundingError::Invalid(vec![FieldError::new("trailer", "crowdfunding-trailer-waiting")]));
    }
    Ok(())
}
