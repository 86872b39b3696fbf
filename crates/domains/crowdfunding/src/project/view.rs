//! What people see of a project.

use contracts::{
    catalog::FilmId,
    crowdfunding::{ProjectId, TierId},
    media::AssetId,
};
use jiff::Timestamp;
use kernel::{AccountId, Actor, Money, Permission};
use serde::Serialize;

use super::{BudgetLine, FundingMode, ProjectState, queries};
use crate::{Crowdfunding, CrowdfundingError, TierAsks};

/// A project as everybody sees it; its creator and the staff see it before it is online.
#[derive(Debug, Clone, Serialize)]
pub struct ProjectView {
    /// The project.
    pub id: ProjectId,
    /// The last part of its address.
    pub slug: String,
    /// Whose it is.
    pub account_id: AccountId,
    /// Their name; empty when the account is gone.
    pub creator_name: String,
    /// The title.
    pub title: String,
    /// One sentence.
    pub pitch: String,
    /// The story, in Markdown.
    pub story: String,
    /// What can go wrong, and what then.
    pub risks: String,
    /// Where the creator is paid.
    pub country: String,
    /// What it takes.
    pub goal: Money,
    /// What it would be best done with: the sum of the budget.
    pub optimum: Money,
    /// When the creator is paid.
    pub mode: FundingMode,
    /// How many days people can pledge.
    pub days: i16,
    /// Which round it is in: 2 only once a project of two rounds has won the first.
    pub round: i16,
    /// Where it stands.
    pub state: ProjectState,
    /// Until when people can pledge.
    pub deadline_at: Option<Timestamp>,
    /// What the staff wants changed; for its creator.
    pub review_note: Option<String>,
    /// Our share if it succeeds, in hundredths of a percent; frozen once it is online, none before.
    pub fee_bp: Option<i16>,
    /// Grows with every change.
    pub version: i32,
    /// What the money is for.
    pub budget: Vec<BudgetLine>,
    /// What backers choose from.
    pub tiers: Vec<TierView>,
    /// The films that it is about.
    pub films: Vec<FilmId>,
    /// The video of its trailer, which may still be encoded; none without one.
    pub trailer: Option<AssetId>,
    /// Why the staff hid the trailer; for its creator and the staff, who alone still see it.
    pub trailer_hidden_reason: Option<String>,
}

/// A tier as backers see it.
#[derive(Debug, Clone, Serialize)]
pub struct TierView {
    /// The tier.
    pub id: TierId,
    /// What a backer gets, in a few words.
    pub title: String,
    /// The same at length.
    pub description: String,
    /// For how much.
    pub amount: Money,
    /// How many there are; none for as many as people want.
    pub stock: Option<i32>,
    /// How many are taken, paid or promised.
    pub taken: i32,
    /// How many are left; none for as many as people want.
    pub left: Option<i32>,
    /// What its backers are asked once they paid.
    pub asks: TierAsks,
}

impl Crowdfunding {
    /// A project; before it is online, for its creator and the staff only.
    pub async fn project(&self, actor: &Actor, id: ProjectId) -> Result<ProjectView, CrowdfundingError> {
        let view = queries::find(self.db().pool(), id).await?.ok_or(CrowdfundingError::NotFound)?;
        shown(actor, view)
    }

    /// The project at an address, for whom [`Crowdfunding::project`] shows it.
    pub async fn project_by_slug(&self, actor: &Actor, slug: &str) -> Result<ProjectView, CrowdfundingError> {
        let is_slug = slug.len() <= 100 && slug.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        let found = if is_slug { queries::find_id(self.db().pool(), slug).await? } else { None };
        let id = found.ok_or(CrowdfundingError::NotFound)?;
        self.project(actor, id).await
    }
}

impl Crowdfunding {
    /// The addresses of all public projects with their last change, for the site map: at most 45 000.
    pub async fn list_addresses(&self) -> Result<Vec<(String, Timestamp)>, CrowdfundingError> {
        Ok(queries::addresses(self.db().pool()).await?)
    }
}

/// The project, if this person may see it, without what is not for them.
fn shown(actor: &Actor, mut view: ProjectView) -> Result<ProjectView, CrowdfundingError> {
    let inside = actor.is(view.account_id) || actor.may(Permission::ProjectReview);
    if !view.state.is_public() && !inside {
        return Err(CrowdfundingError::NotFound);
    }
    if !inside {
        view.review_note = None;
        if view.trailer_hidden_reason.take().is_some() {
            view.trailer = None;
        }
    }
    Ok(view)
}
