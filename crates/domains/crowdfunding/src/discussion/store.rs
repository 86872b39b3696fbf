//! The rows of comments.

use contracts::crowdfunding::ProjectId;
use jiff_sqlx::ToSqlx as _;
use kernel::AccountId;
use platform::{DbError, Tx};

use super::{ProjectCommentId, ProjectCommentState};

/// A comment as the commands need it.
pub(super) struct Comment {
    pub(super) project_id: ProjectId,
    pub(super) account_id: AccountId,
    pub(super) parent_id: Option<ProjectCommentId>,
    pub(super) state: ProjectCommentState,
}

/// The comment, locked until the transaction ends.
pub(super) async fn lock(tx: &mut Tx, id: ProjectCommentId) -> Result<Option<Comment>, DbError> {
    let row = sqlx::query!(
        "SELECT project_id, account_id, parent_id, state FROM crowdfunding.comments WHERE id = $1 FOR UPDATE",
        id.as_uuid()
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.and_then(|row| {
        Some(Comment {
            project_id: row.project_id.into(),
            account_id: row.account_id.into(),
            parent_id: row.parent_id.map(ProjectCommentId::from_uuid),
            state: ProjectCommentState::parse(&row.state)?,
        })
    }))
}

pub(super) async fn insert(
    tx: &mut Tx,
    id: ProjectCommentId,
    project_id: ProjectId,
    account_id: AccountId,
    parent_id: Option<ProjectCommentId>,
    text: &str,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "INSERT INTO crowdfunding.comments (id, project_id, account_id, parent_id, text, state, created_at)
         VALUES ($1, $2, $3, $4, $5, 'visible', $6)",
        id.as_uuid(),
        project_id.as_uuid(),
        account_id.as_uuid(),
        parent_id.map(|id| id.as_uuid()),
        text,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The text goes; the place stays for its answers.
pub(super) async fn delete(tx: &mut Tx, id: ProjectCommentId) -> Result<(), DbError> {
    sqlx::query!(
        "UPDATE crowdfunding.comments SET state = 'deleted', text = '', hidden_reason = NULL WHERE id = $1",
        id.as_uuid()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(super) async fn set_state(
    tx: &mut Tx,
    id: ProjectCommentId,
    state: ProjectCommentState,
    reason: Option<&str>,
) -> Result<(), DbError> {
    sqlx::query!(
        "UPDATE crowdfunding.comments SET state = $2, hidden_reason = $3 WHERE id = $1",
        id.as_uuid(),
        state.as_str(),
        reason,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
