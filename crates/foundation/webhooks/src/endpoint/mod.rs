//! Endpoints: where an owner wants the programs of theirs to be told.

pub(crate) mod model;
pub(crate) mod queries;
mod secret;
pub(crate) mod store;
pub(crate) mod view;

use contracts::webhooks::{EndpointId, Owner};
use jiff::SignedDuration;
use kernel::{Actor, Forbidden};
use platform::Tx;
use secrecy::SecretString;

use self::{
    model::{ENDPOINTS_MAX, EndpointDraft, EndpointKind, EndpointState},
    view::EndpointView,
};
use crate::{
    Webhooks, WebhooksError, delivery,
    owner::{Need, bucket},
    signature::SigningSecret,
};

/// How many endpoints an owner makes in an hour at most, those deleted since included.
const CREATED_MAX: u32 = 30;

/// An endpoint that was made.
#[derive(Debug)]
pub struct Created {
    /// The endpoint.
    pub id: EndpointId,
    /// The secret that it checks signatures with; none of a postback.
    pub secret: Option<SecretString>,
}

impl Webhooks {
    /// Makes an endpoint, enabled. Its secret is shown here, and later by [`Webhooks::reveal_secret`].
    pub async fn create_endpoint(
        &self,
        actor: &Actor,
        owner: Owner,
        kind: EndpointKind,
        draft: &EndpointDraft,
    ) -> Result<Created, WebhooksError> {
        self.authorise(actor, owner, Need::Change).await?;
        let checked = draft.check(kind, self.catalogue(), self.inner.config.allow_private)?;
        self.inner.limiter.hit(&bucket("created", owner), CREATED_MAX, SignedDuration::from_hours(1)).await?;
        let id = EndpointId::generate();
        let secret = (kind == EndpointKind::Signed).then(|| SigningSecret::generate(self.db().rng()));
        let sealed = secret.as_ref().map(|secret| self.sealed(id, secret)).transpose()?;
        let mut tx = self.db().begin(actor).await?;
        if store::count(&mut tx, owner).await? >= ENDPOINTS_MAX {
            return Err(WebhooksError::TooManyEndpoints);
        }
        let new = store::New { id, owner, kind, checked: &checked, secret_sealed: sealed.as_deref() };
        store::insert(&mut tx, new).await?;
        let details = serde_json::json!({ "owner": owner, "kind": kind, "host": checked.target.host });
        tx.audit("webhooks.endpoint-created", id, details).await?;
        tx.commit().await?;
        Ok(Created { id, secret: secret.map(|secret| secret.text()) })
    }

    /// The owner's endpoints, the oldest first; at most ten.
    pub async fn list_endpoints(&self, actor: &Actor, owner: Owner) -> Result<Vec<EndpointView>, WebhooksError> {
        self.authorise(actor, owner, Need::Read).await?;
        queries::list(self.db().pool(), owner, self.db().now()).await
    }

    /// One endpoint.
    pub async fn get_endpoint(&self, actor: &Actor, id: EndpointId) -> Result<EndpointView, WebhooksError> {
        self.authorised(actor, id, Need::Read).await
    }

    /// Writes an endpoint anew; its kind stays. What is on its way goes to the new address.
    pub async fn update_endpoint(&self, actor: &Actor, id: EndpointId, draft: &EndpointDraft) -> Result<(), WebhooksError> {
        let endpoint = self.authorised(actor, id, Need::Change).await?;
        let checked = draft.check(endpoint.kind, self.catalogue(), self.inner.config.allow_private)?;
        let mut tx = self.db().begin(actor).await?;
        store::lock(&mut tx, id).await?.ok_or(WebhooksError::NotFound)?;
        store::update(&mut tx, id, &checked).await?;
        let details = serde_json::json!({ "host": checked.target.host, "host_before": endpoint.host });
        tx.audit("webhooks.endpoint-changed", id, details).await?;
        Ok(tx.commit().await?)
    }

    /// Deletes an endpoint, and soon after what it was told.
    pub async fn delete_endpoint(&self, actor: &Actor, id: EndpointId) -> Result<(), WebhooksError> {
        let endpoint = self.authorised(actor, id, Need::Change).await?;
        let mut tx = self.db().begin(actor).await?;
        store::lock(&mut tx, id).await?.ok_or(WebhooksError::NotFound)?;
        store::delete(&mut tx, id).await?;
        tx.audit("webhooks.endpoint-deleted", id, serde_json::json!({ "host": endpoint.host })).await?;
        Ok(tx.commit().await?)
    }

    /// Tells an endpoint again, from now on. What was held stays so until it is sent again.
    pub async fn enable_endpoint(&self, actor: &Actor, id: EndpointId) -> Result<(), WebhooksError> {
        self.authorised(actor, id, Need::Change).await?;
        let mut tx = self.db().begin(actor).await?;
        let locked = store::lock(&mut tx, id).await?.ok_or(WebhooksError::NotFound)?;
        if !locked.is_enabled {
            store::set_state(&mut tx, id, EndpointState::Enabled).await?;
            tx.audit("webhooks.endpoint-enabled", id, serde_json::json!({})).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Tells an endpoint no more. What is on its way is held.
    pub async fn disable_endpoint(&self, actor: &Actor, id: EndpointId) -> Result<(), WebhooksError> {
        self.authorised(actor, id, Need::Change).await?;
        let mut tx = self.db().begin(actor).await?;
        let locked = store::lock(&mut tx, id).await?.ok_or(WebhooksError::NotFound)?;
        if locked.is_enabled {
            disable_in(&mut tx, id, EndpointState::DisabledByOwner).await?;
            tx.audit("webhooks.endpoint-disabled", id, serde_json::json!({})).await?;
        }
        Ok(tx.commit().await?)
    }

    /// The endpoint, if the actor may do this with it. Whoever is not signed in does not learn whether there is one.
    pub(crate) async fn authorised(&self, actor: &Actor, id: EndpointId, need: Need) -> Result<EndpointView, WebhooksError> {
        actor.require_account()?;
        actor.session_id().ok_or(Forbidden::NotAllowed)?;
        let endpoint = queries::find(self.db().pool(), id, self.db().now()).await?.ok_or(WebhooksError::NotFound)?;
        self.authorise(actor, endpoint.owner, need).await?;
        Ok(endpoint)
    }
}

/// Disables a locked endpoint. What is more than a piece is held by the job that would have sent it.
pub(crate) async fn disable_in(tx: &mut Tx, id: EndpointId, state: EndpointState) -> Result<(), WebhooksError> {
    store::set_state(tx, id, state).await?;
    delivery::store::hold(tx, id).await?;
    Ok(())
}
