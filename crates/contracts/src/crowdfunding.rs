//! Film projects and what people pledge to them.

use jiff::Timestamp;
use kernel::{Id, Money};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::media::AssetId;

/// Marks the ids of projects.
#[derive(Debug)]
pub struct Project;
/// The id of a project.
pub type ProjectId = Id<Project>;

/// Marks the ids of tiers.
#[derive(Debug)]
pub struct Tier;
/// The id of a tier: what a backer chooses.
pub type TierId = Id<Tier>;

/// Marks the ids of pledges.
#[derive(Debug)]
pub struct Pledge;
/// The id of a pledge.
pub type PledgeId = Id<Pledge>;

/// Marks the ids of updates.
#[derive(Debug)]
pub struct Update;
/// The id of an update: what a creator tells about a project.
pub type UpdateId = Id<Update>;

/// Marks the ids of comments on projects.
#[derive(Debug)]
pub struct ProjectComment;
/// The id of a question, comment or answer on a project.
pub type ProjectCommentId = Id<ProjectComment>;

/// Marks the ids of documents of projects.
#[derive(Debug)]
pub struct Document;
/// The id of a document of a project.
pub type DocumentId = Id<Document>;

/// A project can be pledged to.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ProjectOpened {
    /// The project.
    pub project_id: ProjectId,
}

impl crate::Event for ProjectOpened {
    const TOPIC: &'static str = "crowdfunding.project-opened.v1";
    fn key(&self) -> Uuid {
        self.project_id.as_uuid()
    }
}

/// The staff hid the trailer of a project.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TrailerHidden {
    /// The project.
    pub project_id: ProjectId,
    /// The video.
    pub asset_id: AssetId,
}

impl crate::Event for TrailerHidden {
    const TOPIC: &'static str = "crowdfunding.trailer-hidden.v1";
    fn key(&self) -> Uuid {
        self.project_id.as_uuid()
    }
}

/// A pledge is paid, and in the project's escrow.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PledgePaid {
    /// The pledge.
    pub pledge_id: PledgeId,
    /// The project.
    pub project_id: ProjectId,
    /// How much.
    pub amount: Money,
}

impl crate::Event for PledgePaid {
    const TOPIC: &'static str = "crowdfunding.pledge-paid.v1";
    fn key(&self) -> Uuid {
        self.project_id.as_uuid()
    }
}

/// A payer left their means: the pledge is charged if the project succeeds.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PledgeSecured {
    /// The pledge.
    pub pledge_id: PledgeId,
    /// To which project.
    pub project_id: ProjectId,
    /// How much.
    pub amount: Money,
}

impl crate::Event for PledgeSecured {
    const TOPIC: &'static str = "crowdfunding.pledge-secured.v1";
    fn key(&self) -> Uuid {
        self.project_id.as_uuid()
    }
}

/// A project of two rounds won the first: what it has stays, and people can pledge towards the optimum.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ProjectRoundWon {
    /// The project.
    pub project_id: ProjectId,
    /// What was raised in the first round.
    pub raised: Money,
    /// When: what was paid until then stays.
    pub at: Timestamp,
}

impl crate::Event for ProjectRoundWon {
    const TOPIC: &'static str = "crowdfunding.project-round-won.v1";
    fn key(&self) -> Uuid {
        self.project_id.as_uuid()
    }
}

/// A project reached its goal: its creator is paid.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ProjectSucceeded {
    /// The project.
    pub project_id: ProjectId,
    /// What was raised.
    pub raised: Money,
}

impl crate::Event for ProjectSucceeded {
    const TOPIC: &'static str = "crowdfunding.project-succeeded.v1";
    fn key(&self) -> Uuid {
        self.project_id.as_uuid()
    }
}

/// A project did not reach its goal: every backer gets everything back.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ProjectFailed {
    /// The project.
    pub project_id: ProjectId,
    /// What was raised, and goes back.
    pub raised: Money,
}

impl crate::Event for ProjectFailed {
    const TOPIC: &'static str = "crowdfunding.project-failed.v1";
    fn key(&self) -> Uuid {
        self.project_id.as_uuid()
    }
}

/// A backer of a project that succeeded did not say yet where to send what they chose, or what is asked about it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DeliveryWanted {
    /// The pledge.
    pub pledge_id: PledgeId,
    /// The project.
    pub project_id: ProjectId,
}

impl crate::Event for DeliveryWanted {
    const TOPIC: &'static str = "crowdfunding.delivery-wanted.v1";
    fn key(&self) -> Uuid {
        self.project_id.as_uuid()
    }
}

/// A creator told something about a project.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct UpdatePosted {
    /// The update.
    pub update_id: UpdateId,
    /// The project.
    pub project_id: ProjectId,
}

impl crate::Event for UpdatePosted {
    const TOPIC: &'static str = "crowdfunding.update-posted.v1";
    fn key(&self) -> Uuid {
        self.project_id.as_uuid()
    }
}

/// Somebody asked, commented or answered on a project.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ProjectCommentAdded {
    /// The comment.
    pub comment_id: ProjectCommentId,
    /// The project.
    pub project_id: ProjectId,
}

impl crate::Event for ProjectCommentAdded {
    const TOPIC: &'static str = "crowdfunding.project-comment-added.v1";
    fn key(&self) -> Uuid {
        self.project_id.as_uuid()
    }
}
