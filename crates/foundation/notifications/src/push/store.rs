//! The rows of devices.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kernel::{AccountId, SessionId};
use platform::{DbError, Tx};
use uuid::Uuid;

use super::model::Checked;

/// How many other devices of the account there are. Whoever counts waits for whoever counted before.
pub(super) async fn others(tx: &mut Tx, account_id: AccountId, endpoint: &str) -> Result<i64, DbError> {
    sqlx::query!(
        "SELECT pg_advisory_xact_lock(hashtextextended('notifications.devices:' || $1::text, 0))",
        account_id.as_uuid().to_string()
    )
    .fetch_one(tx.conn())
    .await?;
    let count = sqlx::query_scalar!(
        "SELECT count(*) AS \"count!\" FROM notifications.push_subscriptions WHERE account_id = $1 AND endpoint <> $2",
        account_id.as_uuid(),
        endpoint,
    );
    Ok(count.fetch_one(tx.conn()).await?)
}

/// The same endpoint is the same browser: whoever signed in there last is told there.
pub(super) async fn insert(
    tx: &mut Tx,
    id: Uuid,
    account_id: AccountId,
    session_id: SessionId,
    new: &Checked,
) -> Result<Uuid, DbError> {
    let now = tx.now();
    let id = sqlx::query_scalar!(
        "INSERT INTO notifications.push_subscriptions (id, account_id, session_id, endpoint, p256dh, auth, device, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (endpoint) DO UPDATE SET account_id = EXCLUDED.account_id, session_id = EXCLUDED.session_id,
             p256dh = EXCLUDED.p256dh, auth = EXCLUDED.auth, device = EXCLUDED.device, failures = 0
         RETURNING id",
        id,
        account_id.as_uuid(),
        session_id.as_uuid(),
        new.endpoint,
        new.p256dh,
        new.auth,
        new.device,
        now.to_sqlx() as _,
    );
    Ok(id.fetch_one(tx.conn()).await?)
}

pub(super) async fn remove(tx: &mut Tx, account_id: AccountId, id: Uuid) -> Result<bool, DbError> {
    let removed =
        sqlx::query!("DELETE FROM notifications.push_subscriptions WHERE id = $1 AND account_id = $2", id, account_id.as_uuid())
            .execute(tx.conn())
            .await?;
    Ok(removed.rows_affected() > 0)
}

/// The account's devices whose sign-in lives.
pub(super) async fn ids(tx: &mut Tx, account_id: AccountId, now: Timestamp) -> Result<Vec<Uuid>, DbError> {
    let ids = sqlx::query_scalar!(
        "SELECT devices.id FROM notifications.push_subscriptions AS devices
         JOIN identity_pub.live_session AS session ON session.id = devices.session_id AND session.expires_at > $2
         WHERE devices.account_id = $1 ORDER BY devices.id LIMIT 50",
        account_id.as_uuid(),
        now.to_sqlx() as _,
    );
    Ok(ids.fetch_all(tx.conn()).await?)
}

/// The push service has a message for it.
pub(super) async fn taken(tx: &mut Tx, id: Uuid) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!("UPDATE notifications.push_subscriptions SET told_at = $2, failures = 0 WHERE id = $1", id, now.to_sqlx() as _)
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn forget(tx: &mut Tx, id: Uuid) -> Result<(), DbError> {
    sqlx::query!("DELETE FROM notifications.push_subscriptions WHERE id = $1", id).execute(tx.conn()).await?;
    Ok(())
}

/// The push service refused a message; after `most` in a row the device is forgotten.
pub(super) async fn refused(tx: &mut Tx, id: Uuid, most: i16) -> Result<(), DbError> {
    sqlx::query!("UPDATE notifications.push_subscriptions SET failures = failures + 1 WHERE id = $1", id)
        .execute(tx.conn())
        .await?;
    sqlx::query!("DELETE FROM notifications.push_subscriptions WHERE id = $1 AND failures >= $2", id, most)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Forgets the devices whose sign-in is over.
pub(super) async fn sweep(tx: &mut Tx) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "DELETE FROM notifications.push_subscriptions AS devices WHERE NOT EXISTS (
             SELECT 1 FROM identity_pub.live_session AS session WHERE session.id = devices.session_id AND session.expires_at > $1)",
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
