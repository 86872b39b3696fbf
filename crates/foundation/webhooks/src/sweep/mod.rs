//! Forgetting: messages after thirty days with all that was tried, endpoints that were deleted, secrets that sign no more. And waking
//! endpoints whose job was lost.

mod store;

use contracts::identity::AccountDeleted;
use jiff::{SignedDuration, Timestamp};
use kernel::Actor;
use platform::jobs::{Delivered, Enqueue, Job, JobError, JobRun, Registry};
use serde::{Deserialize, Serialize};

use crate::{Webhooks, WebhooksError, delivery::jobs::DeliverJob, endpoint};

/// How long a message and its attempts are kept.
pub(crate) const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);
/// What is due for so long has no job, or one that has much to do: asking for one does no harm.
const OVERDUE: SignedDuration = SignedDuration::from_mins(10);

#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
struct SweepJob {}

impl Job for SweepJob {
    const NAME: &'static str = "webhooks.sweep";
}

pub(crate) fn register(webhooks: &Webhooks, registry: &mut Registry) {
    let each = webhooks.clone();
    registry.job(move |_job: SweepJob, run| {
        let webhooks = each.clone();
        async move { webhooks.sweep(&run).await }
    });
    registry.cron::<SweepJob>("7,27,47 * * * *");
    let each = webhooks.clone();
    registry.consumer("webhooks.account-deleted", move |told: Delivered<AccountDeleted>, _run| {
        let webhooks = each.clone();
        async move { Ok(webhooks.forget_account(&told.event).await?) }
    });
}

impl Webhooks {
    async fn sweep(&self, run: &JobRun) -> Result<(), JobError> {
        let (now, pool) = (self.db().now(), self.db().pool());
        self.wake_overdue(before(now, OVERDUE)).await?;
        store::forget_old_secrets(pool, now).await?;
        loop {
            let gone = store::forget_messages(pool, before(now, KEPT)).await?
                + store::forget_deliveries_of_deleted(pool).await?
                + store::forget_deleted(pool).await?;
            if gone == 0 {
                return Ok(());
            }
            if run.shutdown.is_cancelled() {
                return Err(JobError::retry("stopped before the end"));
            }
        }
    }

    async fn wake_overdue(&self, due_before: Timestamp) -> Result<(), WebhooksError> {
        let mut after = None;
        loop {
            let overdue = store::overdue(self.db().pool(), due_before, after).await?;
            let Some(last) = overdue.last().copied() else { return Ok(()) };
            let mut tx = self.db().begin(&Actor::system("webhooks")).await?;
            for endpoint_id in overdue {
                let key = Some(endpoint_id.to_string());
                let absent = Enqueue { unique_key: key, only_if_absent: true, ..Enqueue::default() };
                tx.enqueue(&DeliverJob { endpoint_id }, absent).await?;
            }
            tx.commit().await?;
            after = Some(last);
        }
    }

    /// Nothing of an erased account is told any more, nor kept. Twice does no harm.
    async fn forget_account(&self, deleted: &AccountDeleted) -> Result<(), WebhooksError> {
        let mut tx = self.db().begin(&Actor::system("webhooks")).await?;
        endpoint::store::delete_of_account(&mut tx, deleted.account_id).await?;
        tx.commit().await?;
        while store::forget_messages_of(self.db().pool(), deleted.account_id).await? > 0 {}
        Ok(())
    }
}

pub(crate) fn before(now: Timestamp, age: SignedDuration) -> Timestamp {
    now.checked_sub(age).unwrap_or(Timestamp::MIN)
}
