//! Deliveries: one message on its way to one endpoint, each attempt written down.

pub(crate) mod jobs;
pub(crate) mod lanes;
pub(crate) mod model;
mod queries;
mod record;
pub(crate) mod resend;
mod send;
pub(crate) mod store;
pub(crate) mod view;

use contracts::webhooks::{DeliveryId, EndpointId};
use kernel::{Actor, Forbidden, Page, PageRequest};

use self::view::{DeliveryCard, DeliveryFilter, DeliveryView};
use crate::{EndpointKind, EndpointView, Webhooks, WebhooksError, owner::Need, postback::Template};

impl Webhooks {
    /// What an endpoint was told, the newest first.
    pub async fn list_deliveries(
        &self,
        actor: &Actor,
        endpoint_id: EndpointId,
        filter: DeliveryFilter,
        page: &PageRequest,
    ) -> Result<Page<DeliveryCard>, WebhooksError> {
        self.authorised(actor, endpoint_id, Need::Read).await?;
        let after = page.after_key::<DeliveryId>()?;
        let limit = i64::from(page.limit()) + 1;
        let rows = queries::list(self.db().pool(), endpoint_id, filter.state, after, limit).await?;
        Ok(Page::from_rows(rows, page, |delivery| delivery.id))
    }

    /// One delivery with its attempts.
    pub async fn get_delivery(&self, actor: &Actor, id: DeliveryId) -> Result<DeliveryView, WebhooksError> {
        let endpoint = self.authorised_of(actor, id, Need::Read).await?;
        let found = queries::find(self.db().pool(), id).await?.ok_or(WebhooksError::NotFound)?;
        let attempts = queries::attempts(self.db().pool(), id).await?;
        let (target, body) = match endpoint.kind {
            EndpointKind::Signed => (endpoint.url, Some(found.body)),
            EndpointKind::Postback => {
                let template = Template::parse(&endpoint.url).map_err(|_field| WebhooksError::Bug("a template that is none"))?;
                (template.expand(&found.card.event_type, &found.values), None)
            }
        };
        Ok(DeliveryView { card: found.card, target, body, attempts })
    }

    /// The endpoint of a delivery, if the actor may do this with it.
    async fn authorised_of(&self, actor: &Actor, id: DeliveryId, need: Need) -> Result<EndpointView, WebhooksError> {
        actor.require_account()?;
        actor.session_id().ok_or(Forbidden::NotAllowed)?;
        let endpoint_id = queries::endpoint_of(self.db().pool(), id).await?.ok_or(WebhooksError::NotFound)?;
        self.authorised(actor, endpoint_id, need).await
    }
}
