//! Writing an attempt down, with all that follows from it, in one transaction.

use contracts::webhooks::{DisabledBy, EndpointDisabled, EndpointFailing, EndpointId};
use kernel::Actor;
use platform::{Tx, jobs::JobRun};

use super::{
    model::{Next, Streak, Verdict, next, verdict},
    send::{Attempted, Parcel},
    store,
    view::DeliveryState,
};
use crate::{EndpointState, Webhooks, WebhooksError, endpoint, owner::Columns};

/// What the sender does next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Recorded {
    /// The next delivery.
    WentWell,
    /// Nothing for now: the endpoint is in trouble.
    Trouble,
    /// Nothing at all: the job was given to somebody else, who sends it again.
    NotOurs,
}

impl Webhooks {
    pub(super) async fn record(&self, run: &JobRun, parcel: &Parcel, attempted: &Attempted) -> Result<Recorded, WebhooksError> {
        let mut tx = self.db().begin(&Actor::system("webhooks")).await?;
        let Some(endpoint) = endpoint::store::lock(&mut tx, parcel.endpoint_id).await? else { return Ok(Recorded::NotOurs) };
        if !run.still_owned(&mut tx).await? {
            return Ok(Recorded::NotOurs);
        }
        let Some(delivery) = store::lock(&mut tx, parcel.delivery_id).await? else { return Ok(Recorded::WentWell) };
        let (now, outcome) = (tx.now(), attempted.outcome);
        store::log(&mut tx, parcel.delivery_id, delivery.attempts.saturating_add(1), attempted).await?;
        let next = next(outcome, delivery.round_attempts.saturating_add(1), now, self.db().rng());
        let (state, next_attempt_at) = match (next, delivery.state) {
            (Next::Delivered, _) => (DeliveryState::Delivered, None),
            // Its endpoint was disabled while it was asked.
            (_, Some(DeliveryState::Held)) => (DeliveryState::Held, None),
            (Next::Retry(at), _) => (DeliveryState::Pending, Some(at)),
            (Next::GivenUp, _) => (DeliveryState::Failed, None),
        };
        store::settle(&mut tx, parcel.delivery_id, state, next_attempt_at).await?;

        let before =
            Streak { since: endpoint.failing_since, deliveries: u32::try_from(endpoint.failing_deliveries).unwrap_or(0) };
        let after = before.after(outcome, delivery.last_attempt_at, now);
        let is_trouble = outcome.is_trouble(attempted.took);
        store::settle_endpoint(&mut tx, parcel.endpoint_id, after, is_trouble).await?;
        if endpoint.is_enabled {
            let verdict = verdict(outcome, before, after, now, self.inner.config.disable_after());
            carry_out(&mut tx, parcel.endpoint_id, &endpoint, verdict).await?;
        }
        tx.commit().await?;
        measure(attempted, state);
        Ok(if is_trouble { Recorded::Trouble } else { Recorded::WentWell })
    }
}

async fn carry_out(
    tx: &mut Tx,
    endpoint_id: EndpointId,
    endpoint: &endpoint::store::Locked,
    verdict: Verdict,
) -> Result<(), WebhooksError> {
    let owner = Columns { organisation_id: endpoint.organisation_id, account_id: endpoint.account_id }.owner()?;
    let host = endpoint.host.clone();
    match verdict {
        Verdict::Fine => Ok(()),
        Verdict::Warn(deliveries) => Ok(tx.emit(&EndpointFailing { endpoint_id, owner, host, deliveries }).await?),
        Verdict::Disable(by) => {
            let (state, why) = match by {
                DisabledBy::Gone => (EndpointState::DisabledGone, "gone"),
                DisabledBy::Failing => (EndpointState::DisabledFailing, "failing"),
            };
            endpoint::disable_in(tx, endpoint_id, state).await?;
            tx.audit("webhooks.endpoint-disabled", endpoint_id, serde_json::json!({ "by": by })).await?;
            tx.emit(&EndpointDisabled { endpoint_id, owner, host, by }).await?;
            metrics::counter!("griot_webhook_endpoints_disabled_total", "by" => why).increment(1);
            Ok(())
        }
    }
}

fn measure(attempted: &Attempted, state: DeliveryState) {
    metrics::counter!("griot_webhook_attempts_total", "outcome" => state.as_str()).increment(1);
    metrics::histogram!("griot_webhook_attempt_duration_seconds").record(attempted.took.as_secs_f64());
}
