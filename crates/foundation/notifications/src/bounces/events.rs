//! What other contexts tell of letters and addresses.

use contracts::{identity::EmailConfirmed, mail::MailRefused};
use kernel::Actor;
use platform::{
    jobs::{Delivered, JobError, Registry},
    mail::{AddressKey, Returned},
};

use super::store;
use crate::{Notifications, NotificationsError};

pub(crate) fn register(notifications: &Notifications, registry: &mut Registry) {
    let each = notifications.clone();
    registry.consumer("notifications.mail-refused", move |told: Delivered<MailRefused>, _run| {
        let notifications = each.clone();
        async move { notifications.on_refused(&told).await.map_err(JobError::retry) }
    });
    let each = notifications.clone();
    registry.consumer("notifications.email-confirmed", move |told: Delivered<EmailConfirmed>, _run| {
        let notifications = each.clone();
        async move { notifications.on_confirmed(&told).await.map_err(JobError::retry) }
    });
}

impl Notifications {
    async fn on_refused(&self, told: &Delivered<MailRefused>) -> Result<(), NotificationsError> {
        let address = hex::decode(&told.event.address_key).ok().and_then(|bytes| AddressKey::from_bytes(&bytes));
        let Some(address) = address else {
            return Err(NotificationsError::Bug("a refused letter without the key of its address"));
        };
        let mut tx = self.db().begin(&Actor::system("notifications")).await?;
        if tx.first_delivery("notifications.mail-refused", told.event_id).await? {
            self.refused_in(&mut tx, Returned { address, sent_at: told.event.sent_at }, &told.event.status).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Mail to the address arrives: whatever was known of it is over.
    async fn on_confirmed(&self, told: &Delivered<EmailConfirmed>) -> Result<(), NotificationsError> {
        let mut tx = self.db().begin(&Actor::system("notifications")).await?;
        if tx.first_delivery("notifications.email-confirmed", told.event_id).await? {
            store::clear(&mut tx, told.event.account_id).await?;
        }
        Ok(tx.commit().await?)
    }
}
