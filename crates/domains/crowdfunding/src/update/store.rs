//! The rows of updates.

use jiff_sqlx::ToSqlx as _;
use kernel::AccountId;
use platform::{DbError, Tx};

use super::{PostUpdate, UpdateId};

pub(super) async fn insert(tx: &mut Tx, id: UpdateId, update: &PostUpdate) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "INSERT INTO crowdfunding.updates (id, project_id, audience, title, text, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
        id.as_uuid(),
        update.project_id.as_uuid(),
        update.audience.as_str(),
        update.title,
        update.text,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Whose project an update is of; locked until the transaction ends.
pub(super) async fn lock(tx: &mut Tx, id: UpdateId) -> Result<Option<AccountId>, DbError> {
    let owner = sqlx::query_scalar!(
        "SELECT p.account_id FROM crowdfunding.updates u JOIN crowdfunding.projects p ON p.id = u.project_id
         WHERE u.id = $1 FOR UPDATE OF u",
        id.as_uuid()
    );
    Ok(owner.fetch_optional(tx.conn()).await?.map(AccountId::from_uuid))
}

pub(super) async fn delete(tx: &mut Tx, id: UpdateId) -> Result<(), DbError> {
    sqlx::query!("DELETE FROM crowdfunding.updates WHERE id = $1", id.as_uuid()).execute(tx.conn()).await?;
    Ok(())
}

pub(super) async fn set_removed(tx: &mut Tx, id: UpdateId, reason: &str) -> Result<(), DbError> {
    sqlx::query!("UPDATE crowdfunding.updates SET removed_reason = $2 WHERE id = $1", id.as_uuid(), reason)
        .execute(tx.conn())
        .await?;
    Ok(())
}
