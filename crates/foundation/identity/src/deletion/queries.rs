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

/// An account whose day has come; the order of the work.
pub(super) type Due = (Timestamp, AccountId);

/// The accounts whose day has come, the longest due first, after this one.
pub(super) async fn due(pool: &PgPool, now: Timestamp, after: Option<Due>, rows: i64) -> Result<Vec<Due>, DbError> {
    let rows = sqlx::query!(
        r#"SELECT id, deletion_at AS "deletion_at!"
           FROM identity.account
           WHERE deletion_at <= $1 AND deleted_at IS NULL
             AND ($2::timestamptz IS NULL OR (deletion_at, id) > ($2, $3::uuid))
           ORDER BY deletion_at, id
           LIMIT $4"#,
        now.to_sqlx() as _,
        after.map(|(at, _)| at.to_sqlx()) as _,
        after.map(|(_, id)| id.as_uuid()),
        rows
    )
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(|row| (row.deletion_at.to_jiff(), AccountId::from_uuid(row.id))).collect())
}
