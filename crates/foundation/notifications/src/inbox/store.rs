//! The rows of notices.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kernel::{AccountId, Locale};
use platform::Tx;
use uuid::Uuid;

use crate::{Notice, NotificationsError};

pub(crate) async fn insert(tx: &mut Tx, id: Uuid, account_id: AccountId, notice: &Notice) -> Result<(), NotificationsError> {
    let details =
        serde_json::to_value(&notice.details).map_err(|_json| NotificationsError::Bug("a notice whose parts are no JSON"))?;
    let now = tx.now();
    sqlx::query!(
        "INSERT INTO notifications.notices (id, account_id, topic, kind, details, path, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        id,
        account_id.as_uuid(),
        notice.kind.topic().as_str(),
        notice.kind.as_str(),
        details,
        notice.path,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await
    .map_err(platform::DbError::from)?;
    Ok(())
}

/// The account's own language.
pub(crate) async fn locale(tx: &mut Tx, account_id: AccountId) -> Result<Locale, platform::DbError> {
    let word =
        sqlx::query_scalar!("SELECT locale AS \"locale!\" FROM identity_pub.address WHERE account_id = $1", account_id.as_uuid());
    Ok(word.fetch_optional(tx.conn()).await?.and_then(|word| Locale::parse(&word)).unwrap_or_default())
}

/// These of the account's own, or all of them where none is named; how many were unread.
pub(super) async fn mark_read(tx: &mut Tx, account_id: AccountId, ids: &[Uuid]) -> Result<u64, platform::DbError> {
    let now = tx.now();
    let marked = sqlx::query!(
        "UPDATE notifications.notices SET read_at = $3
         WHERE account_id = $1 AND read_at IS NULL AND (cardinality($2::uuid[]) = 0 OR id = ANY($2))",
        account_id.as_uuid(),
        ids,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(marked.rows_affected())
}

pub(super) async fn forget(tx: &mut Tx, before: Timestamp) -> Result<(), platform::DbError> {
    sqlx::query!("DELETE FROM notifications.notices WHERE created_at < $1", before.to_sqlx() as _).execute(tx.conn()).await?;
    Ok(())
}
