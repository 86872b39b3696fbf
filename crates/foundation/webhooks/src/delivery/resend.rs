//! Sending again, by hand: one delivery, all that failed, or a made-up event.

use contracts::webhooks::{DeliveryId, EndpointId};
use jiff::{SignedDuration, Timestamp};
use kernel::Actor;
use serde::Serialize;

use super::{jobs::wake_in, store};
use crate::{
    EndpointState, EndpointView, Webhooks, WebhooksError, endpoint,
    owner::Need,
    sweep::{KEPT, before},
};

/// How often an endpoint is sent something by hand in an hour at most.
const BY_HAND_MAX: u32 = 120;

/// What was queued again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Resent {
    /// How many deliveries.
    pub queued: u64,
    /// Whether there may be more: at most five hundred are queued at once.
    pub is_full: bool,
}

impl Webhooks {
    /// Sends a delivery once more, with all its retries, whether it failed or not; of one that waits for its next try, that try now.
    pub async fn resend(&self, actor: &Actor, id: DeliveryId) -> Result<(), WebhooksError> {
        let endpoint = self.authorised_of(actor, id, Need::Change).await?;
        self.by_hand(&endpoint).await?;
        let mut tx = self.db().begin(actor).await?;
        require_enabled(&mut tx, endpoint.id).await?;
        if !store::queue_again(&mut tx, id).await? {
            return Err(WebhooksError::OnItsWay);
        }
        let now = tx.now();
        wake_in(&mut tx, endpoint.id, now).await?;
        tx.audit("webhooks.delivery-resent", id, serde_json::json!({ "endpoint_id": endpoint.id })).await?;
        Ok(tx.commit().await?)
    }

    /// Sends again what was given up or held since then, the oldest first; nothing is older than thirty days.
    pub async fn resend_failed(&self, actor: &Actor, id: EndpointId, since: Timestamp) -> Result<Resent, WebhooksError> {
        let endpoint = self.authorised(actor, id, Need::Change).await?;
        self.by_hand(&endpoint).await?;
        let mut tx = self.db().begin(actor).await?;
        require_enabled(&mut tx, id).await?;
        let now = tx.now();
        let queued = store::queue_failed_again(&mut tx, id, since.max(before(now, KEPT))).await?;
        wake_in(&mut tx, id, now).await?;
        tx.audit("webhooks.failed-resent", id, serde_json::json!({ "queued": queued })).await?;
        tx.commit().await?;
        Ok(Resent { queued, is_full: queued >= u64::try_from(store::PIECE).unwrap_or(u64::MAX) })
    }

    /// Sends the example of this type of event, marked as a test, whatever the endpoint wants to hear.
    pub async fn send_test(&self, actor: &Actor, id: EndpointId, event_type: &str) -> Result<DeliveryId, WebhooksError> {
        let endpoint = self.authorised(actor, id, Need::Change).await?;
        self.by_hand(&endpoint).await?;
        let mut tx = self.db().begin(actor).await?;
        require_enabled(&mut tx, id).await?;
        let delivery_id = self.publish_test_in(&mut tx, endpoint.owner, id, event_type).await?;
        let now = tx.now();
        wake_in(&mut tx, id, now).await?;
        tx.commit().await?;
        Ok(delivery_id)
    }

    async fn by_hand(&self, endpoint: &EndpointView) -> Result<(), WebhooksError> {
        if endpoint.state != EndpointState::Enabled {
            return Err(WebhooksError::Disabled);
        }
        let bucket = format!("webhooks.by-hand:{}", endpoint.id);
        Ok(self.inner.limiter.hit(&bucket, BY_HAND_MAX, SignedDuration::from_hours(1)).await?)
    }
}

async fn require_enabled(tx: &mut platform::Tx, id: EndpointId) -> Result<(), WebhooksError> {
    let locked = endpoint::store::lock(tx, id).await?.ok_or(WebhooksError::NotFound)?;
    if locked.is_enabled { Ok(()) } else { Err(WebhooksError::Disabled) }
}
