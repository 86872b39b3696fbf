//! Projects: written by their creator, read by the staff, then online.

mod cards;
mod model;
mod named;
mod queries;
pub(crate) mod store;
mod view;

use contracts::crowdfunding::{ProjectId, ProjectOpened};
use jiff::{SignedDuration, Timestamp};
use kernel::{AccountId, Actor, FieldError, Forbidden, Permission};
use platform::jobs::Enqueue;

pub use self::{
    cards::{ProjectCard, ProjectShelf},
    model::{BudgetLine, FundingMode, ProjectDraft, ProjectState, TierDraft},
    named::ProjectName,
    view::{ProjectView, TierView},
};
use crate::{Crowdfunding, CrowdfundingError, jobs::CloseProjectJob, trailer};

/// What the staff decides about a submitted project.
#[derive(Debug, Clone)]
pub enum Review {
    /// It goes online now.
    Approve,
    /// Back to its creator, with what is to be changed.
    SendBack {
        /// What the creator reads.
        note: String,
    },
}

/// A project as the commands need it.
#[derive(Debug, Clone)]
pub(crate) struct Project {
    pub(crate) id: ProjectId,
    pub(crate) account_id: AccountId,
    pub(crate) draft: ProjectDraft,
    pub(crate) state: ProjectState,
    pub(crate) fee_bp: Option<i16>,
    pub(crate) deadline_at: Option<Timestamp>,
    /// 2 once a project of two rounds has won the first.
    pub(crate) round: i16,
    pub(crate) version: i32,
}

impl Crowdfunding {
    /// Begins a project. Kept as it is, complete or not.
    pub async fn create_project(&self, actor: &Actor, draft: &ProjectDraft) -> Result<ProjectId, CrowdfundingError> {
        actor.require(Permission::FilmPublish)?;
        let account_id = actor.require_account()?;
        require_valid(draft.wrong())?;
        let id = ProjectId::generate();
        let mut tx = self.db().begin(actor).await?;
        store::insert(&mut tx, id, account_id, draft).await?;
        store::put_parts(&mut tx, id, draft).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Changes a draft. `version` is the one that was read: refused when somebody changed it meanwhile. Online, only words and tiers
    /// nobody has taken change; goal, currency, mode and days stay as they are.
    pub async fn edit_project(
        &self,
        actor: &Actor,
        id: ProjectId,
        version: i32,
        draft: &ProjectDraft,
    ) -> Result<(), CrowdfundingError> {
        let mut tx = self.db().begin(actor).await?;
        let project = owned(actor, store::lock(tx.conn(), id).await?)?;
        require_valid(draft.wrong())?;
        if project.version != version {
            return Err(CrowdfundingError::Changed);
        }
        match project.state {
            ProjectState::Draft => {}
            ProjectState::Online => {
                require_valid(frozen(&project.draft, draft))?;
                require_valid(draft.missing())?;
            }
            _ => return Err(CrowdfundingError::WrongState),
        }
        store::update(&mut tx, id, draft).await?;
        store::put_parts(&mut tx, id, draft).await.map_err(|error| match error.constraint() {
            // A tier that somebody chose, or with fewer than were taken.
            Some("pledges_tier_id_fkey" | "tiers_stock" | "tiers_taken") => {
                CrowdfundingError::Invalid(vec![FieldError::new("tiers", "crowdfunding-tier-taken")])
            }
            _ => error.into(),
        })?;
        Ok(tx.commit().await?)
    }

    /// Hands a draft to the staff.
    pub async fn submit_project(&self, actor: &Actor, id: ProjectId) -> Result<(), CrowdfundingError> {
        let mut tx = self.db().begin(actor).await?;
        let project = owned(actor, store::lock(tx.conn(), id).await?)?;
        if project.state != ProjectState::Draft {
            return Err(CrowdfundingError::WrongState);
        }
        require_valid(project.draft.missing())?;
        trailer::require_ready(&mut tx, id).await?;
        store::set_submitted(&mut tx, id).await?;
        tx.audit("crowdfunding.submit", id, serde_json::json!({})).await?;
        Ok(tx.commit().await?)
    }

    /// Puts a submitted project online, or sends it back with a note.
    pub async fn review_project(&self, actor: &Actor, id: ProjectId, review: &Review) -> Result<(), CrowdfundingError> {
        actor.require(Permission::ProjectReview)?;
        let mut tx = self.db().begin(actor).await?;
        let project = store::lock(tx.conn(), id).await?.ok_or(CrowdfundingError::NotFound)?;
        // Nobody reads their own.
        if actor.is(project.account_id) {
            return Err(Forbidden::NotAllowed.into());
        }
        if project.state != ProjectState::Submitted {
            return Err(CrowdfundingError::WrongState);
        }
        match review {
            Review::Approve => {
                trailer::require_ready(&mut tx, id).await?;
                let deadline_at = tx.now() + SignedDuration::from_hours(24 * i64::from(project.draft.days));
                store::set_online(&mut tx, id, deadline_at, self.config().fee_bp).await?;
                tx.emit(&ProjectOpened { project_id: id }).await?;
                let unique_key = Some(id.to_string());
                let options = Enqueue { unique_key, run_at: Some(deadline_at), ..Enqueue::default() };
                tx.enqueue(&CloseProjectJob { project_id: id }, options).await?;
                tx.audit("crowdfunding.approve", id, serde_json::json!({})).await?;
            }
            Review::SendBack { note } => {
                if !(3..=2000).contains(&note.trim().chars().count()) {
                    return Err(CrowdfundingError::Invalid(vec![FieldError::new("note", "crowdfunding-note-length")]));
                }
                store::send_back(&mut tx, id, note.trim()).await?;
                tx.audit("crowdfunding.send-back", id, serde_json::json!({})).await?;
            }
        }
        Ok(tx.commit().await?)
    }
}

/// The project, for its creator only; whether it exists is nobody else's business.
pub(crate) fn owned(actor: &Actor, project: Option<Project>) -> Result<Project, CrowdfundingError> {
    actor.require_account()?;
    project.filter(|project| actor.is(project.account_id)).ok_or(CrowdfundingError::NotFound)
}

fn require_valid(wrong: Vec<FieldError>) -> Result<(), CrowdfundingError> {
    if wrong.is_empty() { Ok(()) } else { Err(CrowdfundingError::Invalid(wrong)) }
}

/// What backers decided by, and was changed.
fn frozen(before: &ProjectDraft, after: &ProjectDraft) -> Vec<FieldError> {
    let changed = [
        ("goal", before.goal_minor != after.goal_minor),
        ("currency", before.currency != after.currency),
        ("mode", before.mode != after.mode),
        ("days", before.days != after.days),
        ("country", before.country != after.country),
    ];
    let changed = changed.into_iter().filter(|(_, changed)| *changed);
    changed.map(|(field, _)| FieldError::new(field, "crowdfunding-frozen")).collect()
}
