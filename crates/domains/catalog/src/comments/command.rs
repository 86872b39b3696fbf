//! What can be asked about comments.

use contracts::catalog::{CommentId, FilmId};

/// Writes a comment or a reply.
#[derive(Debug, Clone)]
pub struct AddComment {
    /// The film.
    pub film_id: FilmId,
    /// The comment to answer; a reply to a reply goes under the same comment.
    pub parent_id: Option<CommentId>,
    /// 1 to 2000 characters.
    pub text: String,
}

/// Changes one's own comment.
#[derive(Debug, Clone)]
pub struct EditComment {
    /// The comment.
    pub comment_id: CommentId,
    /// 1 to 2000 characters.
    pub text: String,
}
