//! Updates, questions and comments outside.

use crowdfunding::{Audience, ProjectCommentState, ProjectCommentView, ProjectThread, UpdateView};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::words;

/// Something to tell about a project.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewProjectUpdate)]
pub(crate) struct NewUpdate {
    /// Everybody, or who paid.
    #[schema(schema_with = words::audiences)]
    pub(crate) audience: Audience,
    #[schema(min_length = 3, max_length = 120)]
    pub(crate) title: String,
    /// Markdown.
    #[schema(min_length = 1, max_length = 10_000)]
    pub(crate) text: String,
}

/// An update, as the caller may read it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProjectUpdate)]
pub(crate) struct UpdateBody {
    id: Uuid,
    #[schema(schema_with = words::audiences)]
    audience: Audience,
    title: String,
    /// Markdown; null for who is not among those it is for.
    text: Option<String>,
    /// Why the staff removed it; its creator and the staff alone still see it.
    removed_reason: Option<String>,
    created_at: Timestamp,
}

impl From<UpdateView> for UpdateBody {
    fn from(view: UpdateView) -> Self {
        Self {
            id: view.id.as_uuid(),
            audience: view.audience,
            title: view.title,
            text: view.text,
            removed_reason: view.removed_reason,
            created_at: view.created_at,
        }
    }
}

/// A question, a comment or an answer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewProjectComment {
    #[schema(min_length = 1, max_length = 2000)]
    pub(crate) text: String,
    /// What it answers; an answer to an answer stands beside it.
    #[serde(default)]
    pub(crate) parent_id: Option<Uuid>,
}

/// A question, a comment or an answer, as the caller may read it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProjectComment)]
pub(crate) struct CommentBody {
    id: Uuid,
    /// Null where the caller may not read it.
    author_id: Option<Uuid>,
    author_name: String,
    /// Whether the project is its author's.
    by_creator: bool,
    /// Empty where the caller may not read it.
    text: String,
    #[schema(schema_with = words::project_comment_states)]
    state: ProjectCommentState,
    /// Why it was hidden, for its author and the staff.
    hidden_reason: Option<String>,
    /// Whether the caller wrote it.
    own: bool,
    created_at: Timestamp,
}

impl From<ProjectCommentView> for CommentBody {
    fn from(view: ProjectCommentView) -> Self {
        Self {
            id: view.id.as_uuid(),
            author_id: view.author_id.map(|id| id.as_uuid()),
            author_name: view.author_name,
            by_creator: view.by_creator,
            text: view.text,
            state: view.state,
            hidden_reason: view.hidden_reason,
            own: view.own,
            created_at: view.created_at,
        }
    }
}

/// A question or comment with its answers.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProjectThread)]
pub(crate) struct ThreadBody {
    comment: CommentBody,
    /// The first fifty, the oldest first.
    answers: Vec<CommentBody>,
    /// How many the caller may read.
    answer_count: i64,
}

impl From<ProjectThread> for ThreadBody {
    fn from(thread: ProjectThread) -> Self {
        Self {
            comment: thread.comment.into(),
            answers: thread.answers.into_iter().map(Into::into).collect(),
            answer_count: thread.answer_count,
        }
    }
}
