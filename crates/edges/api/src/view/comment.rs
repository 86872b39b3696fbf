//! Comments outside.

use catalog::{CommentThread, CommentView};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A comment.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Comment {
    id: Uuid,
    author_id: Uuid,
    author_name: String,
    /// Empty when the caller may not read it.
    text: String,
    /// `visible`, `hidden` or `deleted`.
    state: String,
    /// For its author and the staff.
    hidden_reason: String,
    /// The stars its author gave the film.
    author_stars: Option<i16>,
    /// Whether the caller wrote it.
    own: bool,
    created_at: Timestamp,
    edited_at: Option<Timestamp>,
}

/// A comment with its replies.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Thread {
    comment: Comment,
    /// The first 50, oldest first.
    replies: Vec<Comment>,
    reply_count: i32,
}

impl From<CommentView> for Comment {
    fn from(view: CommentView) -> Self {
        Self {
            id: view.id.as_uuid(),
            author_id: view.author_id.as_uuid(),
            author_name: view.author_name,
            text: view.text,
            state: view.state.as_str().to_owned(),
            hidden_reason: view.hidden_reason,
            author_stars: view.author_stars,
            own: view.own,
            created_at: view.created_at,
            edited_at: view.edited_at,
        }
    }
}

impl From<CommentThread> for Thread {
    fn from(thread: CommentThread) -> Self {
        Self {
            comment: thread.comment.into(),
            replies: thread.replies.into_iter().map(Into::into).collect(),
            reply_count: thread.reply_count,
        }
    }
}
