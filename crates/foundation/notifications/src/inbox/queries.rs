//! Reading notices.

use kernel::AccountId;
use platform::DbError;
use sqlx::PgPool;
use uuid::Uuid;

use super::Kept;
use crate::Kind;

/// The newest first.
pub(super) async fn list(pool: &PgPool, account_id: AccountId, after: Option<Uuid>, limit: i64) -> Result<Vec<Kept>, DbError> {
    let rows = sqlx::query!(
        "SELECT id, kind, details, path, created_at AS \"created_at: jiff_sqlx::Timestamp\",
                read_at AS \"read_at: jiff_sqlx::Timestamp\"
         FROM notifications.notices WHERE account_id = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3",
        account_id.as_uuid(),
        after,
        limit,
    )
    .fetch_all(pool)
    .await?;
    let kept = rows.into_iter().filter_map(|row| {
        // A kind of a later version is shown by that version.
        Some(Kept {
            id: row.id,
            kind: Kind::parse(&row.kind)?,
            details: serde_json::from_value(row.details).ok()?,
            path: row.path,
            created_at: row.created_at.to_jiff(),
            read_at: row.read_at.map(jiff_sqlx::Timestamp::to_jiff),
        })
    });
    Ok(kept.collect())
}

pub(super) async fn unread(pool: &PgPool, account_id: AccountId) -> Result<i64, DbError> {
    let count = sqlx::query_scalar!(
        "SELECT count(*) AS \"count!\" FROM
             (SELECT 1 FROM notifications.notices WHERE account_id = $1 AND read_at IS NULL LIMIT 100) AS few",
        account_id.as_uuid()
    );
    Ok(count.fetch_one(pool).await?)
}
