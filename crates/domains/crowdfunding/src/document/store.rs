//! The rows of documents.

use contracts::{
    crowdfunding::{DocumentId, ProjectId},
    media::AssetId,
};
use jiff_sqlx::ToSqlx as _;
use kernel::AccountId;
use platform::{DbError, Tx};

use super::AddDocument;

/// Whether this is a file of this person that can be given out once it is checked.
pub(super) async fn is_file_of(tx: &mut Tx, id: AssetId, account_id: AccountId) -> Result<bool, DbError> {
    let found = sqlx::query_scalar!(
        "SELECT EXISTS (SELECT FROM media_pub.file WHERE id = $1 AND owner_id = $2 AND state NOT IN ('rejected', 'failed')) AS \"found!\"",
        id.as_uuid(),
        account_id.as_uuid(),
    );
    Ok(found.fetch_one(tx.conn()).await?)
}

pub(super) async fn count(tx: &mut Tx, id: ProjectId) -> Result<i64, DbError> {
    let count =
        sqlx::query_scalar!("SELECT count(*) AS \"count!\" FROM crowdfunding.documents WHERE project_id = $1", id.as_uuid());
    Ok(count.fetch_one(tx.conn()).await?)
}

pub(super) async fn insert(tx: &mut Tx, id: DocumentId, document: &AddDocument) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "INSERT INTO crowdfunding.documents (id, project_id, asset_id, title, audience, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
        id.as_uuid(),
        document.project_id.as_uuid(),
        document.asset_id.as_uuid(),
        document.title,
        document.audience.as_str(),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(super) async fn project_of(tx: &mut Tx, id: DocumentId) -> Result<Option<ProjectId>, DbError> {
    let id = sqlx::query_scalar!("SELECT project_id FROM crowdfunding.documents WHERE id = $1", id.as_uuid());
    Ok(id.fetch_optional(tx.conn()).await?.map(ProjectId::from_uuid))
}

pub(super) async fn delete(tx: &mut Tx, id: DocumentId) -> Result<(), DbError> {
    sqlx::query!("DELETE FROM crowdfunding.documents WHERE id = $1", id.as_uuid()).execute(tx.conn()).await?;
    Ok(())
}

/// False for a document that is not there.
pub(super) async fn hide(tx: &mut Tx, id: DocumentId, reason: &str) -> Result<bool, DbError> {
    let now = tx.now();
    let done = sqlx::query!(
        "UPDATE crowdfunding.documents SET hidden_at = $2, hidden_reason = $3 WHERE id = $1",
        id.as_uuid(),
        now.to_sqlx() as _,
        reason,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}
