//! Endpoints that do not answer: their owners are told.

use contracts::webhooks::{EndpointDisabled, EndpointFailing, EndpointId, Owner};
use notifications::{Addressee, Kind, Notice};
use platform::jobs::Delivered;

use crate::{Flows, FlowsError, funding::text};

impl Flows {
    pub(super) async fn on_endpoint_failing(
        &self,
        name: &'static str,
        told: &Delivered<EndpointFailing>,
    ) -> Result<(), FlowsError> {
        let event = &told.event;
        let notice = notice(Kind::WebhookFailing, event.endpoint_id, &event.host);
        let notice = notice.with("count", text(&event.deliveries.to_string()));
        self.tell_owner(name, told.event_id, event.owner, &notice).await
    }

    pub(super) async fn on_endpoint_disabled(
        &self,
        name: &'static str,
        told: &Delivered<EndpointDisabled>,
    ) -> Result<(), FlowsError> {
        let event = &told.event;
        let notice = notice(Kind::WebhookDisabled, event.endpoint_id, &event.host);
        self.tell_owner(name, told.event_id, event.owner, &notice).await
    }

    async fn tell_owner(
        &self,
        name: &'static str,
        event_id: uuid::Uuid,
        owner: Owner,
        notice: &Notice,
    ) -> Result<(), FlowsError> {
        let readers: Vec<Addressee> = match owner {
            Owner::Organisation(id) => self.managers(id, None).await?,
            Owner::Account(id) => self.account(id).await?.into_iter().collect(),
        };
        self.once(name, event_id, async |tx| {
            for reader in &readers {
                self.tell(tx, Some(reader), notice).await?;
            }
            Ok(())
        })
        .await
    }
}

fn notice(kind: Kind, id: EndpointId, host: &str) -> Notice {
    Notice::new(kind, format!("/compte/webhooks/{id}")).with("host", text(host))
}
