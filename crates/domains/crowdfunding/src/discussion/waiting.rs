//! What waits for a creator's answer.

use contracts::crowdfunding::ProjectId;
use kernel::{Actor, Permission};
use serde::Serialize;

use super::{ProjectCommentView, Reader, queries};
use crate::{Crowdfunding, CrowdfundingError, project};

/// How many are shown, and up to how many are counted.
const SHOWN: usize = 10;
const COUNTED: i64 = 100;

/// Questions and comments of others under which the creator wrote nothing yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WaitingQuestions {
    /// How many there are; a hundred stands for more.
    pub count: usize,
    /// Those that wait longest; at most ten.
    pub first: Vec<ProjectCommentView>,
}

impl Crowdfunding {
    /// What waits for an answer under a project, for its creator and the staff.
    pub async fn waiting_questions(&self, actor: &Actor, id: ProjectId) -> Result<WaitingQuestions, CrowdfundingError> {
        let found = project::store::owner(self.db().pool(), id).await?;
        let inside = |account_id| actor.is(account_id) || actor.may(Permission::ProjectReview);
        found.filter(|project| inside(project.account_id)).ok_or(CrowdfundingError::NotFound)?;
        let mut first = queries::waiting(self.db().pool(), id, &Reader::of(actor), COUNTED).await?;
        let count = first.len();
        first.truncate(SHOWN);
        Ok(WaitingQuestions { count, first })
    }
}
