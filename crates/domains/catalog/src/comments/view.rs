//! What is shown of comments.

use contracts::{catalog::CommentId, identity::AccountId};
use jiff::Timestamp;
use serde::Serialize;

use crate::values::words;

words! {
    /// Whether a comment can be read.
    CommentState {
        /// Everybody reads it.
        Visible = "visible",
        /// A moderator hid it; its author still reads it, and why it was hidden.
        Hidden = "hidden",
        /// Its author removed it; an empty place above the replies.
        Deleted = "deleted",
    }
}

/// A comment.
#[derive(Debug, Clone, Serialize)]
pub struct CommentView {
    /// The comment.
    pub id: CommentId,
    /// Who wrote it.
    pub author_id: AccountId,
    /// How they are called.
    pub author_name: String,
    /// What they wrote; empty when the actor may not read it.
    pub text: String,
    /// Whether it can be read.
    pub state: CommentState,
    /// Why it was hidden, for its author and staff; empty otherwise.
    pub hidden_reason: String,
    /// The stars its author gave the film.
    pub author_stars: Option<i16>,
    /// Whether the actor wrote it.
    pub own: bool,
    /// When it was written.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub edited_at: Option<Timestamp>,
}

/// A comment with its replies.
#[derive(Debug, Clone, Serialize)]
pub struct CommentThread {
    /// The comment.
    pub comment: CommentView,
    /// The replies, oldest first; at most 50 with the thread, the rest by [`crate::Catalog::list_replies`].
    pub replies: Vec<CommentView>,
    /// How many replies there are.
    pub reply_count: i32,
}
