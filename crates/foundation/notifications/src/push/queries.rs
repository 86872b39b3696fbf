//! Reading devices.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kernel::{AccountId, SessionId};
use platform::DbError;
use sqlx::PgPool;
use uuid::Uuid;

use super::DeviceView;

pub(super) async fn list(
    pool: &PgPool,
    account_id: AccountId,
    own: Option<SessionId>,
    now: Timestamp,
) -> Result<Vec<DeviceView>, DbError> {
    let rows = sqlx::query!(
        "SELECT devices.id, devices.device, devices.session_id, devices.created_at AS \"created_at: jiff_sqlx::Timestamp\",
                devices.told_at AS \"told_at: jiff_sqlx::Timestamp\"
         FROM notifications.push_subscriptions AS devices
         JOIN identity_pub.live_session AS session ON session.id = devices.session_id AND session.expires_at > $2
         WHERE devices.account_id = $1 ORDER BY devices.id DESC LIMIT 50",
        account_id.as_uuid(),
        now.to_sqlx() as _,
    )
    .fetch_all(pool)
    .await?;
    let devices = rows.into_iter().map(|row| DeviceView {
        id: row.id,
        device: row.device,
        current: own.is_some_and(|own| own.as_uuid() == row.session_id),
        created_at: row.created_at.to_jiff(),
        told_at: row.told_at.map(jiff_sqlx::Timestamp::to_jiff),
    });
    Ok(devices.collect())
}

/// Where and how a device is reached.
pub(super) struct Reach {
    pub(super) endpoint: String,
    pub(super) p256dh: Vec<u8>,
    pub(super) auth: Vec<u8>,
}

/// None for a device that is gone, or whose sign-in is over.
pub(super) async fn reach(pool: &PgPool, id: Uuid, now: Timestamp) -> Result<Option<Reach>, DbError> {
    let reach = sqlx::query_as!(
        Reach,
        "SELECT devices.endpoint, devices.p256dh, devices.auth FROM notifications.push_subscriptions AS devices
         JOIN identity_pub.live_session AS session
           ON session.id = devices.session_id AND session.account_id = devices.account_id AND session.expires_at > $2
         WHERE devices.id = $1",
        id,
        now.to_sqlx() as _,
    );
    Ok(reach.fetch_optional(pool).await?)
}
