//! The rows of notices.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kernel::{AccountId, Locale};
use platform::Tx;
use uuid::Uuid;

use crate::{Notice, NotificationsError};

/// Notices of these ids, for these accounts, in this order.
pub(crate) async fn insert(tx: &mut Tx, new: &[(Uuid, AccountId, &Notice)]) -> Result<(), NotificationsError> {
    if new.is_empty() {
        return Ok(());
    }
    let (ids, accounts): (Vec<Uuid>, Vec<Uuid>) = new.iter().map(|(id, account_id, _)| (*id, account_id.as_uuid())).unzip();
    let kinds = || new.iter().map(|(_, _, notice)| notice.kind);
    let (topics, kinds): (Vec<&str>, Vec<&str>) = kinds().map(|kind| (kind.topic().as_str(), kind.as_str())).unzip();
    let details = new.iter().map(|(_, _, notice)| serde_json::to_value(&notice.details)).collect::<Result<Vec<_>, _>>();
    let details = details.map_err(|_json| NotificationsError::Bug("a notice whose parts are no JSON"))?;
    let paths: Vec<&str> = new.iter().map(|(_, _, notice)| notice.path.as_str()).collect();
    let now = tx.now();
    sqlx::query!(
        "INSERT INTO notifications.notices (id, account_id, topic, kind, details, path, created_at)
         SELECT n.id, n.account_id, n.topic, n.kind, n.details, n.path, $7
         FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::jsonb[], $6::text[])
              AS n (id, account_id, topic, kind, details, path)",
        &ids,
        &accounts,
        &topics as &[&str],
        &kinds as &[&str],
        &details,
        &paths as &[&str],
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
