//! Web push: messages to a person's devices while no page is open (RFC 8030, RFC 8291, RFC 8292).
//!
//! Invariants: a device is told only while the sign-in by which it subscribed lives; what a message says is encrypted for the device
//! alone; endpoints are https addresses out in the world; a device that is gone is forgotten.

pub(crate) mod model;
mod queries;
pub(crate) mod send;
mod store;
pub(crate) mod vapid;

use jiff::Timestamp;
use kernel::{AccountId, Actor, Forbidden, Locale};
use platform::{Tx, jobs::Enqueue};
use serde::Serialize;
use uuid::Uuid;

pub use self::model::NewSubscription;
use self::{model::Message, send::PushJob};
use crate::{Notice, Notifications, NotificationsError, notice::text};

/// How many devices of one person are told.
const DEVICES_MAX: i64 = 10;

/// A device that is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DeviceView {
    /// The subscription.
    pub id: Uuid,
    /// What the browser said it is.
    pub device: String,
    /// Whether it is the one that asks.
    pub current: bool,
    /// Since when.
    pub created_at: Timestamp,
    /// When its push service last took a message.
    pub told_at: Option<Timestamp>,
}

impl Notifications {
    /// The key by which browsers subscribe (`applicationServerKey`), in base64url.
    pub fn push_key(&self) -> &str {
        self.inner.vapid.public()
    }

    /// The actor's device wants to be told, for as long as this sign-in lives. Asked again, it changes its keys; at most ten devices.
    pub async fn add_device(&self, actor: &Actor, new: &NewSubscription) -> Result<Uuid, NotificationsError> {
        let account_id = actor.require_account()?;
        let session_id = actor.session_id().ok_or(Forbidden::NotAllowed)?;
        let checked = new.check(&self.inner.config.push.trusted_services)?;
        let mut tx = self.db().begin(actor).await?;
        if store::others(&mut tx, account_id, &checked.endpoint).await? >= DEVICES_MAX {
            return Err(NotificationsError::TooManyDevices);
        }
        let id = store::insert(&mut tx, Uuid::now_v7(), account_id, session_id, &checked).await?;
        tx.audit("notifications.device-added", id, serde_json::json!({})).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// The actor's devices that are told, the newest first.
    pub async fn devices(&self, actor: &Actor) -> Result<Vec<DeviceView>, NotificationsError> {
        let account_id = actor.require_account()?;
        Ok(queries::list(self.db().pool(), account_id, actor.session_id(), self.db().now()).await?)
    }

    /// One of the actor's devices is told no more.
    pub async fn remove_device(&self, actor: &Actor, id: Uuid) -> Result<(), NotificationsError> {
        let account_id = actor.require_account()?;
        let mut tx = self.db().begin(actor).await?;
        if !store::remove(&mut tx, account_id, id).await? {
            return Err(NotificationsError::NoSuchDevice);
        }
        tx.audit("notifications.device-removed", id, serde_json::json!({})).await?;
        Ok(tx.commit().await?)
    }

    /// Queues a message for each of the person's devices; it leaves if the transaction commits.
    pub(crate) async fn push_in(
        &self,
        tx: &mut Tx,
        account_id: AccountId,
        locale: Locale,
        notice: &Notice,
    ) -> Result<(), NotificationsError> {
        let now = tx.now();
        let devices = store::ids(tx, account_id, now).await?;
        if devices.is_empty() {
            return Ok(());
        }
        let part = |part| text(notice.kind, part, &notice.details, locale);
        let path = locale.path(&notice.path);
        let message = Message::new(notice.kind, &path, &part("title"), &part("body"));
        for device_id in devices {
            let job = PushJob { device_id, kind: notice.kind.as_str().to_owned(), message: message.clone(), told_at: now };
            tx.enqueue(&job, Enqueue::default()).await?;
        }
        Ok(())
    }
}
