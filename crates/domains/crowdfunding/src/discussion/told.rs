//! Comments as those see them who tell people of them.

use contracts::crowdfunding::ProjectCommentId;
use kernel::{AccountId, Actor};

use super::queries;
use crate::{Crowdfunding, CrowdfundingError, pledge::require_system};

/// A comment that somebody can be told of.
#[derive(Debug, Clone)]
pub struct CommentNews {
    /// Who wrote it.
    pub author_id: AccountId,
    /// How they are called.
    pub author_name: String,
    /// Who wrote what it answers; none when it answers nothing.
    pub answered_id: Option<AccountId>,
    /// Whose the project is.
    pub creator_id: AccountId,
    /// The last part of the project's address.
    pub slug: String,
    /// The project's title.
    pub project_title: String,
}

impl Crowdfunding {
    /// What there is to tell of a comment; none once it, or what it answers, cannot be read any more. For the program itself only.
    pub async fn comment_news(&self, actor: &Actor, id: ProjectCommentId) -> Result<Option<CommentNews>, CrowdfundingError> {
        require_system(actor)?;
        Ok(queries::news(self.db().pool(), id).await?)
    }
}
