//! Pledges that are charged on success, in rows.

use contracts::crowdfunding::{PledgeId, ProjectId};
use jiff_sqlx::ToSqlx as _;
use platform::{DbError, Tx};
use sqlx::{PgConnection, PgPool};

/// Its payer's means are kept.
pub(super) async fn set_secured(tx: &mut Tx, id: PledgeId) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "UPDATE crowdfunding.pledges SET secured_at = $2, updated_at = $2 WHERE id = $1",
        id.as_uuid(),
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// It was called for, or given up.
pub(super) async fn set_pledge_called(tx: &mut Tx, id: PledgeId) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "UPDATE crowdfunding.pledges SET called_at = $2, updated_at = $2 WHERE id = $1",
        id.as_uuid(),
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What may be called for of a project.
pub(super) async fn sum_secured(conn: &mut PgConnection, id: ProjectId) -> Result<i64, DbError> {
    let sum = sqlx::query_scalar!(
        "SELECT coalesce(sum(amount_minor), 0)::bigint AS \"sum!\" FROM crowdfunding.pledges
         WHERE project_id = $1 AND state = 'promised' AND secured_at IS NOT NULL AND called_at IS NULL",
        id.as_uuid()
    );
    Ok(sum.fetch_one(conn).await?)
}

/// Whether a project has pledges that wait to be called for.
pub(super) async fn has_to_call(conn: &mut PgConnection, id: ProjectId) -> Result<bool, DbError> {
    let found = sqlx::query_scalar!(
        "SELECT EXISTS (SELECT FROM crowdfunding.pledges
                        WHERE project_id = $1 AND state = 'promised' AND secured_at IS NOT NULL AND called_at IS NULL) AS \"found!\"",
        id.as_uuid()
    );
    Ok(found.fetch_one(conn).await?)
}

/// Those pledges after this one, in order.
pub(super) async fn to_call(pool: &PgPool, id: ProjectId, after: PledgeId, limit: i64) -> Result<Vec<PledgeId>, DbError> {
    let ids = sqlx::query_scalar!(
        "SELECT id FROM crowdfunding.pledges
         WHERE project_id = $1 AND state = 'promised' AND secured_at IS NOT NULL AND called_at IS NULL AND id > $2
         ORDER BY id LIMIT $3",
        id.as_uuid(),
        after.as_uuid(),
        limit
    );
    Ok(ids.fetch_all(pool).await?.into_iter().map(PledgeId::from_uuid).collect())
}

/// Whether the secured pledges of a project were called for.
pub(super) async fn is_called(conn: &mut PgConnection, id: ProjectId) -> Result<bool, DbError> {
    let called =
        sqlx::query_scalar!("SELECT called_at IS NOT NULL AS \"called!\" FROM crowdfunding.projects WHERE id = $1", id.as_uuid());
    Ok(called.fetch_one(conn).await?)
}

/// They are called for.
pub(super) async fn set_called(tx: &mut Tx, id: ProjectId) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "UPDATE crowdfunding.projects SET called_at = $2, updated_at = $2 WHERE id = $1",
        id.as_uuid(),
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
