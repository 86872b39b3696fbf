//! Reading notices.

use jiff_sqlx::Timestamp;
use kernel::AccountId;
use platform::DbError;
use sqlx::PgPool;
use uuid::Uuid;

use super::Kept;
use crate::Kind;

/// A notice as its row has it.
struct Row {
    id: Uuid,
    kind: String,
    details: serde_json::Value,
    path: String,
    created_at: Timestamp,
    read_at: Option<Timestamp>,
}

impl Row {
    /// None for a kind of a later version, which that version shows.
    fn kept(self) -> Option<Kept> {
        Some(Kept {
            id: self.id,
            kind: Kind::parse(&self.kind)?,
            details: serde_json::from_value(self.details).ok()?,
            path: self.path,
            created_at: self.created_at.to_jiff(),
            read_at: self.read_at.map(Timestamp::to_jiff),
        })
    }
}

/// The newest first.
pub(super) async fn list(pool: &PgPool, account_id: AccountId, after: Option<Uuid>, limit: i64) -> Result<Vec<Kept>, DbError> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT id, kind, details, path, created_at AS \"created_at: Timestamp\", read_at AS \"read_at: Timestamp\"
         FROM notifications.notices WHERE account_id = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3",
        account_id.as_uuid(),
        after,
        limit,
    )
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().filter_map(Row::kept).collect())
}

/// One of the account's own.
pub(super) async fn one(pool: &PgPool, account_id: AccountId, id: Uuid) -> Result<Option<Kept>, DbError> {
    let row = sqlx::query_as!(
        Row,
        "SELECT id, kind, details, path, created_at AS \"created_at: Timestamp\", read_at AS \"read_at: Timestamp\"
         FROM notifications.notices WHERE account_id = $1 AND id = $2",
        account_id.as_uuid(),
        id,
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.and_then(Row::kept))
}

pub(super) async fn unread(pool: &PgPool, account_id: AccountId) -> Result<i64, DbError> {
    let count = sqlx::query_scalar!(
        "SELECT count(*) AS \"count!\" FROM
             (SELECT 1 FROM notifications.notices WHERE account_id = $1 AND read_at IS NULL LIMIT 100) AS few",
        account_id.as_uuid()
    );
    Ok(count.fetch_one(pool).await?)
}
