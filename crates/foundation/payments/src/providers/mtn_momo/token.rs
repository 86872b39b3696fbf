//! Access tokens: one per product.

use reqwest::Method;
use secrecy::{ExposeSecret as _, SecretString};

use super::{super::token::oauth, MtnMomo, OWN, Product};
use crate::provider::ProviderError;

impl MtnMomo {
    /// A token of this product.
    pub(super) async fn token(&self, product: Product) -> Result<SecretString, ProviderError> {
        if let Some(token) = self.tokens.find(product, self.wire.clock.now()) {
            return Ok(token);
        }
        let request = self
            .wire
            .request(Method::POST, OWN, &format!("{}/token/", product.as_str()))?
            .basic_auth(self.api_user.expose_secret(), Some(self.api_key.expose_secret()))
            .header("Ocp-Apim-Subscription-Key", self.key(product).expose_secret())
            .header("Content-Length", "0");
        self.tokens.renew(product, &self.wire, request, oauth).await
    }
}
