//! Which accounts will be erased, and when.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kernel::AccountId;
use platform::DbError;
use sqlx::PgPool;

/// When this account will be erased, if that was asked for.
pub(super) async fn due_at(pool: &PgPool, account_id: AccountId) -> Result<Option<Timestamp>, DbError> {
    let at = sqlx::query_scalar!(
        "SELECT deletion_at FROM identity.account WHERE id = $1 AND deleted_at IS NULL",
        account_id.as_uuid()
    )
    .fetch_optional(pool)
    .await?;
    Ok(at.flatten().map(jiff_sqlx::Timestamp::to_jiff))
}

/// The accounts whose day has come, the longest due first.
pub(super) async fn due(pool: &PgPool, now: Timestamp, rows: i64) -> Result<Vec<AccountId>, DbError> {
    let ids = sqlx::query_scalar!(
        "SELECT id FROM identity.account WHERE deletion_at <= $1 AND deleted_at IS NULL ORDER BY deletion_at, id LIMIT $2",
        now.to_sqlx() as _,
        rows
    )
    .fetch_all(pool)
    .await?;
    Ok(ids.into_iter().map(AccountId::from_uuid).collect())
}
