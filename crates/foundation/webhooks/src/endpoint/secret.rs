//! The secret of an endpoint: sealed where it is kept, shown to those who decide.

use contracts::webhooks::EndpointId;
use jiff::SignedDuration;
use kernel::Actor;
use secrecy::SecretString;

use super::store;
use crate::{
    Webhooks, WebhooksError,
    owner::Need,
    signature::{OLD_SECRET_LASTS, SigningSecret},
};

/// The purpose of the key that seals them.
const PURPOSE: &str = "webhooks.secret";
/// How often an endpoint's secret is shown or replaced in an hour at most.
const SHOWN_MAX: u32 = 20;

impl Webhooks {
    /// Shows the secret of an endpoint; a line of the audit trail says who saw it.
    pub async fn reveal_secret(&self, actor: &Actor, id: EndpointId) -> Result<SecretString, WebhooksError> {
        self.authorised(actor, id, Need::Change).await?;
        self.count_showing(id).await?;
        let mut tx = self.db().begin(actor).await?;
        let sealed = store::secret(&mut tx, id).await?.ok_or(WebhooksError::NoSecret)?;
        let secret = self.opened(id, &sealed)?;
        tx.audit("webhooks.secret-revealed", id, serde_json::json!({})).await?;
        tx.commit().await?;
        Ok(secret.text())
    }

    /// Gives an endpoint a new secret. For 24 hours the one before signs beside it; one still older is gone at once.
    pub async fn rotate_secret(&self, actor: &Actor, id: EndpointId) -> Result<SecretString, WebhooksError> {
        self.authorised(actor, id, Need::Change).await?;
        self.count_showing(id).await?;
        let secret = SigningSecret::generate(self.db().rng());
        let sealed = self.sealed(id, &secret)?;
        let mut tx = self.db().begin(actor).await?;
        store::lock(&mut tx, id).await?.ok_or(WebhooksError::NotFound)?;
        store::secret(&mut tx, id).await?.ok_or(WebhooksError::NoSecret)?;
        let until = tx.now().saturating_add(OLD_SECRET_LASTS).unwrap_or(jiff::Timestamp::MAX);
        store::rotate(&mut tx, id, &sealed, until).await?;
        tx.audit("webhooks.secret-rotated", id, serde_json::json!({})).await?;
        tx.commit().await?;
        Ok(secret.text())
    }

    pub(crate) fn sealed(&self, id: EndpointId, secret: &SigningSecret) -> Result<Vec<u8>, WebhooksError> {
        Ok(self.inner.secrets.seal(PURPOSE, id.as_uuid().as_bytes(), secret.bytes(), self.db().rng())?)
    }

    pub(crate) fn opened(&self, id: EndpointId, sealed: &[u8]) -> Result<SigningSecret, WebhooksError> {
        Ok(SigningSecret::from_bytes(self.inner.secrets.open(PURPOSE, id.as_uuid().as_bytes(), sealed)?))
    }

    async fn count_showing(&self, id: EndpointId) -> Result<(), WebhooksError> {
        let bucket = format!("webhooks.secret:{id}");
        Ok(self.inner.limiter.hit(&bucket, SHOWN_MAX, SignedDuration::from_hours(1)).await?)
    }
}
