//! Questions and comments on a project, with answers one level deep; its creator's are marked. Hidden by moderators, removed by
//! their authors.

mod queries;
mod store;
mod told;
mod waiting;

pub use contracts::crowdfunding::ProjectCommentId;
use contracts::crowdfunding::{ProjectCommentAdded, ProjectId};
use jiff::{SignedDuration, Timestamp};
use kernel::{AccountId, Actor, FieldError, Page, PageRequest, Permission};
use serde::Serialize;
use uuid::Uuid;

pub use self::{told::CommentNews, waiting::WaitingQuestions};
use crate::{Crowdfunding, CrowdfundingError, project};

const COMMENTS_A_MINUTE: u32 = 5;
const COMMENTS_A_DAY: u32 = 100;

/// How many answers a thread shows at once.
const ANSWERS: i64 = 50;

/// Whether a comment can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ProjectCommentState {
    /// Everybody reads it.
    Visible,
    /// A moderator hid it; its author still reads it, and why.
    Hidden,
    /// Its author removed it: an empty place above the answers.
    Deleted,
}

impl ProjectCommentState {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Visible, Self::Hidden, Self::Deleted];

    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Visible => "visible",
            Self::Hidden => "hidden",
            Self::Deleted => "deleted",
        }
    }

    /// The state of a stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// Asks, comments or answers.
#[derive(Debug, Clone)]
pub struct AddProjectComment {
    /// The project.
    pub project_id: ProjectId,
    /// What is answered; an answer to an answer stands beside it.
    pub parent_id: Option<ProjectCommentId>,
    /// 1 to 2000 characters.
    pub text: String,
}

/// A comment, as one person may read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProjectCommentView {
    /// The comment.
    pub id: ProjectCommentId,
    /// Who wrote it; none where the reader may not read it.
    pub author_id: Option<AccountId>,
    /// How they are called.
    pub author_name: String,
    /// Whether the project is theirs.
    pub by_creator: bool,
    /// What they wrote; empty where the reader may not read it.
    pub text: String,
    /// Whether it can be read.
    pub state: ProjectCommentState,
    /// Why it was hidden, for its author and the staff.
    pub hidden_reason: Option<String>,
    /// Whether the reader wrote it.
    pub own: bool,
    /// When it was written.
    pub created_at: Timestamp,
}

/// A comment with its answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProjectThread {
    /// The comment.
    pub comment: ProjectCommentView,
    /// The answers, the oldest first; at most fifty, the rest by [`Crowdfunding::answers`].
    pub answers: Vec<ProjectCommentView>,
    /// How many the reader may read.
    pub answer_count: i64,
}

/// Whose eyes read: an author reads what was hidden of theirs, the staff reads everything.
pub(crate) struct Reader {
    account_id: Option<Uuid>,
    staff: bool,
}

impl Reader {
    fn of(actor: &Actor) -> Self {
        Self { account_id: actor.account_id().map(|id| id.as_uuid()), staff: actor.may(Permission::CommentModerate) }
    }
}

impl Crowdfunding {
    /// Asks, comments or answers on a project that everybody sees.
    pub async fn add_project_comment(
        &self,
        actor: &Actor,
        command: &AddProjectComment,
    ) -> Result<ProjectCommentView, CrowdfundingError> {
        actor.require(Permission::Participate)?;
        let account_id = actor.require_account()?;
        let text = checked(&command.text)?;
        self.require_public(command.project_id).await?;
        let (minute, day) = (format!("crowdfunding.comment:{account_id}"), format!("crowdfunding.comments:{account_id}"));
        self.limits().hit(&minute, COMMENTS_A_MINUTE, SignedDuration::from_mins(1)).await?;
        self.limits().hit(&day, COMMENTS_A_DAY, SignedDuration::from_hours(24)).await?;
        let id = ProjectCommentId::generate();
        let mut tx = self.db().begin(actor).await?;
        let parent_id = match command.parent_id {
            None => None,
            Some(parent_id) => {
                let found = store::lock(&mut tx, parent_id).await?;
                let visible = |found: &store::Comment| {
                    found.project_id == command.project_id && found.state == ProjectCommentState::Visible
                };
                let parent = found.filter(visible).ok_or(CrowdfundingError::NotFound)?;
                Some(parent.parent_id.unwrap_or(parent_id))
            }
        };
        store::insert(&mut tx, id, command.project_id, account_id, parent_id, &text).await?;
        tx.emit(&ProjectCommentAdded { comment_id: id, project_id: command.project_id }).await?;
        tx.commit().await?;
        queries::find(self.db().pool(), id, &Reader::of(actor)).await?.ok_or(CrowdfundingError::NotFound)
    }

    /// Removes one's own comment. What was answered stays as an empty place above its answers.
    pub async fn delete_project_comment(&self, actor: &Actor, id: ProjectCommentId) -> Result<(), CrowdfundingError> {
        actor.require_account()?;
        let mut tx = self.db().begin(actor).await?;
        let found = store::lock(&mut tx, id).await?.filter(|found| found.state != ProjectCommentState::Deleted);
        found.filter(|found| actor.is(found.account_id)).ok_or(CrowdfundingError::NotFound)?;
        store::delete(&mut tx, id).await?;
        Ok(tx.commit().await?)
    }

    /// Hides somebody's comment, for a reason that its author reads.
    pub async fn hide_project_comment(&self, actor: &Actor, id: ProjectCommentId, reason: &str) -> Result<(), CrowdfundingError> {
        actor.require(Permission::CommentModerate)?;
        let reason = crate::required_reason(reason)?;
        self.moderate(actor, id, ProjectCommentState::Hidden, Some(reason)).await
    }

    /// Shows a hidden comment again.
    pub async fn show_project_comment(&self, actor: &Actor, id: ProjectCommentId) -> Result<(), CrowdfundingError> {
        actor.require(Permission::CommentModerate)?;
        self.moderate(actor, id, ProjectCommentState::Visible, None).await
    }

    async fn moderate(
        &self,
        actor: &Actor,
        id: ProjectCommentId,
        state: ProjectCommentState,
        reason: Option<&str>,
    ) -> Result<(), CrowdfundingError> {
        let mut tx = self.db().begin(actor).await?;
        let found = store::lock(&mut tx, id).await?;
        found.filter(|found| found.state != ProjectCommentState::Deleted).ok_or(CrowdfundingError::NotFound)?;
        store::set_state(&mut tx, id, state, reason).await?;
        let details = serde_json::json!({ "state": state.as_str(), "reason": reason });
        tx.audit("crowdfunding.moderate-comment", id, details).await?;
        Ok(tx.commit().await?)
    }

    /// The questions and comments on a project, the newest first, each with its first answers.
    pub async fn discussion(
        &self,
        actor: &Actor,
        id: ProjectId,
        page: &PageRequest,
    ) -> Result<Page<ProjectThread>, CrowdfundingError> {
        self.require_public(id).await?;
        let (pool, reader) = (self.db().pool(), Reader::of(actor));
        let rows = queries::threads(pool, id, &reader, page.after_row()?, i64::from(page.limit()) + 1).await?;
        let rows = Page::from_rows(rows, page, |(comment, _)| (comment.created_at, comment.id.as_uuid()));
        let parents: Vec<Uuid> = rows.items.iter().map(|(comment, _)| comment.id.as_uuid()).collect();
        let mut answers = queries::first_answers(pool, &parents, &reader, ANSWERS).await?;
        Ok(rows.map(|(comment, answer_count)| ProjectThread {
            answers: answers.remove(&comment.id).unwrap_or_default(),
            comment,
            answer_count,
        }))
    }

    /// The question or comment that this one is or answers, with its first answers.
    pub async fn project_thread(
        &self,
        actor: &Actor,
        project_id: ProjectId,
        id: ProjectCommentId,
    ) -> Result<ProjectThread, CrowdfundingError> {
        self.require_public(project_id).await?;
        let (pool, reader) = (self.db().pool(), Reader::of(actor));
        let found = queries::thread(pool, project_id, id, &reader).await?;
        let (comment, answer_count) = found.ok_or(CrowdfundingError::NotFound)?;
        let mut answers = queries::first_answers(pool, &[comment.id.as_uuid()], &reader, ANSWERS).await?;
        Ok(ProjectThread { answers: answers.remove(&comment.id).unwrap_or_default(), comment, answer_count })
    }

    /// The answers to a comment, the oldest first.
    pub async fn answers(
        &self,
        actor: &Actor,
        id: ProjectCommentId,
        page: &PageRequest,
    ) -> Result<Page<ProjectCommentView>, CrowdfundingError> {
        let project_id = queries::project_of(self.db().pool(), id).await?.ok_or(CrowdfundingError::NotFound)?;
        self.require_public(project_id).await?;
        let (after, limit) = (page.after_row()?, i64::from(page.limit()) + 1);
        let rows = queries::answers(self.db().pool(), id, &Reader::of(actor), after, limit).await?;
        Ok(Page::from_rows(rows, page, |comment| (comment.created_at, comment.id.as_uuid())))
    }

    async fn require_public(&self, id: ProjectId) -> Result<(), CrowdfundingError> {
        let found = project::store::owner(self.db().pool(), id).await?;
        found.filter(|project| project.state.is_public()).map(|_| ()).ok_or(CrowdfundingError::NotFound)
    }
}

fn checked(text: &str) -> Result<String, CrowdfundingError> {
    let text = text.trim();
    let fits = (1..=2000).contains(&text.chars().count()) && !text.contains('\0');
    let wrong = || CrowdfundingError::Invalid(vec![FieldError::new("text", "crowdfunding-comment-length")]);
    fits.then(|| text.to_owned()).ok_or_else(wrong)
}
