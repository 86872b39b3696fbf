//! Sending: one job per endpoint, which asks it one thing at a time.
//!
//! Not one job per delivery: those of an endpoint would have to be a serial queue, in which one that waits a day for its next try
//! stands in the way of all behind it, and a hanging endpoint's thousands would be looked through by every worker that looks for
//! work. So what waits is in our own table, and the queue knows of an endpoint only when it is next due.

use std::time::{Duration, Instant};

use contracts::webhooks::EndpointId;
use jiff::Timestamp;
use kernel::Actor;
use platform::{
    Tx,
    jobs::{Enqueue, Job, JobError, JobRun, Registry},
};
use serde::{Deserialize, Serialize};

use super::{queries, record::Recorded, store};
use crate::{Webhooks, WebhooksError, endpoint, message::WakeJob};

/// After so many attempts, or so long, others are let through.
const AT_MOST: u32 = 20;
const NO_LONGER: Duration = Duration::from_secs(20);
/// How long to wait for a place, in milliseconds, and up to as much more: longer among those in trouble, of whom there may be many.
const WAIT_MS: u32 = 1_000;
const WAIT_IN_TROUBLE_MS: u32 = 10_000;

/// Sends what is due at one endpoint.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct DeliverJob {
    pub(crate) endpoint_id: EndpointId,
}

impl Job for DeliverJob {
    const NAME: &'static str = "webhooks.deliver";
}

/// Queues the job of an endpoint, not before `at`; the one that waits already comes earlier, if need be.
pub(crate) async fn wake_in(tx: &mut Tx, endpoint_id: EndpointId, at: Timestamp) -> Result<(), WebhooksError> {
    let once = Enqueue { unique_key: Some(endpoint_id.to_string()), run_at: Some(at), ..Enqueue::default() };
    Ok(tx.enqueue(&DeliverJob { endpoint_id }, once).await?)
}

pub(crate) fn register(webhooks: &Webhooks, registry: &mut Registry) {
    let each = webhooks.clone();
    registry.job(move |job: WakeJob, _run| {
        let webhooks = each.clone();
        async move { Ok(webhooks.wake(job).await?) }
    });
    let each = webhooks.clone();
    registry.job(move |job: DeliverJob, run| {
        let webhooks = each.clone();
        async move { webhooks.deliver(job.endpoint_id, &run).await }
    });
}

impl Webhooks {
    async fn wake(&self, job: WakeJob) -> Result<(), WebhooksError> {
        let mut tx = self.db().begin(&Actor::system("webhooks")).await?;
        let now = tx.now();
        for endpoint_id in store::endpoints_of(&mut tx, job.message_id).await? {
            wake_in(&mut tx, endpoint_id, now).await?;
        }
        Ok(tx.commit().await?)
    }

    async fn deliver(&self, endpoint_id: EndpointId, run: &JobRun) -> Result<(), JobError> {
        let Some(lane) = queries::lane(self.db().pool(), endpoint_id).await? else { return Ok(()) };
        if !lane.is_enabled {
            return Ok(self.hold_rest(endpoint_id).await?);
        }
        let Some(_place) = self.inner.lanes.enter(lane.is_troubled) else {
            let wait_ms = if lane.is_troubled { WAIT_IN_TROUBLE_MS } else { WAIT_MS };
            let pause_ms = wait_ms + self.db().rng().below(wait_ms);
            return Err(JobError::Snooze(Duration::from_millis(pause_ms.into())));
        };
        let watch = Instant::now();
        for _ in 0..AT_MOST {
            let Some(parcel) = queries::due(self.db().pool(), endpoint_id, self.db().now()).await? else { break };
            let attempted = self.attempt(&parcel).await;
            match self.record(run, &parcel, &attempted).await? {
                Recorded::NotOurs => return Ok(()),
                Recorded::Trouble => break,
                Recorded::WentWell if watch.elapsed() > NO_LONGER || run.shutdown.is_cancelled() => break,
                Recorded::WentWell => {}
            }
        }
        Ok(self.wake_when_due(endpoint_id).await?)
    }

    async fn wake_when_due(&self, endpoint_id: EndpointId) -> Result<(), WebhooksError> {
        let mut tx = self.db().begin(&Actor::system("webhooks")).await?;
        if let Some(at) = store::next_due(&mut tx, endpoint_id).await? {
            wake_in(&mut tx, endpoint_id, at).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Holds what was published while its endpoint was being disabled, and what did not fit into the first piece.
    async fn hold_rest(&self, endpoint_id: EndpointId) -> Result<(), WebhooksError> {
        loop {
            let mut tx = self.db().begin(&Actor::system("webhooks")).await?;
            let still = endpoint::store::lock(&mut tx, endpoint_id).await?.is_some_and(|endpoint| !endpoint.is_enabled);
            let held = if still { store::hold(&mut tx, endpoint_id).await? } else { 0 };
            tx.commit().await?;
            if held == 0 {
                return Ok(());
            }
        }
    }
}
