//! The keys with which we speak to providers: sealed in the database, opened to make an adapter.

mod store;

use std::{collections::BTreeMap, sync::Arc};

use kernel::Actor;
use secrecy::{ExposeSecret as _, SecretString};

use crate::{
    Payments, PaymentsError, ProviderName,
    provider::PaymentProvider,
    providers::{self, Wire},
};

/// The purpose of the key that seals them.
const PURPOSE: &str = "payments.credentials";

/// The credentials of one provider, by the names in its own documentation.
#[derive(Debug, Clone, Default)]
pub struct Credentials(BTreeMap<String, SecretString>);

impl Credentials {
    /// Credentials of these names and values.
    pub fn of<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        Self(pairs.into_iter().map(|(name, value)| (name.to_owned(), SecretString::from(value))).collect())
    }

    /// One of them, or which one is missing.
    pub(crate) fn get(&self, name: &'static str) -> Result<SecretString, PaymentsError> {
        self.0.get(name).cloned().ok_or(PaymentsError::NotConfigured(name))
    }
}

impl Payments {
    /// Keeps the credentials of a provider, in place of older ones. Refused when one is missing.
    pub async fn connect(&self, actor: &Actor, provider: ProviderName, given: &Credentials) -> Result<(), PaymentsError> {
        actor.require(kernel::Permission::PaymentManage)?;
        self.adapter(provider, given)?;
        let plain: BTreeMap<&str, &str> = given.0.iter().map(|(name, value)| (name.as_str(), value.expose_secret())).collect();
        let plain = serde_json::to_vec(&plain).map_err(|_json| PaymentsError::Bug("credentials that are no JSON"))?;
        let word = provider.as_str();
        let sealed = self.inner.secrets.seal(PURPOSE, word.as_bytes(), &plain, self.db().rng())?;
        let mut tx = self.db().begin(actor).await?;
        store::put(&mut tx, provider, &sealed).await?;
        tx.audit("payments.connect", word, serde_json::json!({})).await?;
        tx.commit().await?;
        self.inner.adapters.invalidate(&provider).await;
        Ok(())
    }

    /// The adapter to a provider. Other processes see new credentials within a minute.
    pub(crate) async fn provider(&self, name: ProviderName) -> Result<Arc<dyn PaymentProvider>, PaymentsError> {
        if let Some(adapter) = self.inner.adapters.get(&name).await {
            return Ok(adapter);
        }
        let given = if name.is_outside() { self.kept_credentials(name).await? } else { Credentials::default() };
        let adapter = self.adapter(name, &given)?;
        self.inner.adapters.insert(name, Arc::clone(&adapter)).await;
        Ok(adapter)
    }

    async fn kept_credentials(&self, name: ProviderName) -> Result<Credentials, PaymentsError> {
        let sealed = store::find(self.db().pool(), name).await?.ok_or(PaymentsError::NotConfigured(name.as_str()))?;
        let plain = self.inner.secrets.open(PURPOSE, name.as_str().as_bytes(), &sealed)?;
        let pairs: BTreeMap<String, String> =
            serde_json::from_slice(&plain).map_err(|_json| PaymentsError::Bug("credentials that are no JSON"))?;
        Ok(Credentials::of(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()))))
    }

    fn adapter(&self, name: ProviderName, given: &Credentials) -> Result<Arc<dyn PaymentProvider>, PaymentsError> {
        let mut callback_url = self.inner.public_url.clone();
        callback_url.set_path(&format!("/hooks/payments/{}", name.as_str()));
        let wire = Wire {
            http: self.inner.http.clone(),
            base: self.config().endpoint(name).cloned(),
            callback_url,
            clock: Arc::clone(self.db().clock()),
            grace: self.config().slow_payments(),
        };
        providers::adapter(name, wire, given)
    }
}
