//! Access tokens: one per product, renewed a while before they end.

use std::sync::{Mutex, PoisonError};

use http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use reqwest::Method;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;

use super::{MtnMomo, OWN, Product};
use crate::provider::{Advice, ProviderError};

/// Renewed this long before its end.
const MARGIN: SignedDuration = SignedDuration::from_secs(60);

#[derive(Debug, Clone)]
struct Token {
    product: Product,
    value: SecretString,
    until: Timestamp,
}

/// The tokens that are in use.
#[derive(Debug, Default)]
pub(super) struct Tokens(Mutex<Vec<Token>>);

impl Tokens {
    fn find(&self, product: Product, now: Timestamp) -> Option<SecretString> {
        let tokens = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        tokens.iter().find(|token| token.product == product && token.until > now).map(|token| token.value.clone())
    }

    /// The provider refuses it.
    pub(super) fn forget(&self, product: Product) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).retain(|token| token.product != product);
    }

    fn keep(&self, token: Token) {
        let mut tokens = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        tokens.retain(|known| known.product != token.product);
        tokens.push(token);
    }
}

#[derive(Deserialize)]
struct Granted {
    access_token: SecretString,
    expires_in: i64,
}

impl MtnMomo {
    /// A token of this product. Nothing moves by asking for one: without, the order was not sent.
    pub(super) async fn token(&self, product: Product) -> Result<SecretString, ProviderError> {
        let now = self.wire.clock.now();
        if let Some(token) = self.tokens.find(product, now) {
            return Ok(token);
        }
        let request = self
            .wire
            .request(Method::POST, OWN, &format!("{}/token/", product.as_str()))?
            .basic_auth(self.api_user.expose_secret(), Some(self.api_key.expose_secret()))
            .header("Ocp-Apim-Subscription-Key", self.key(product).expose_secret())
            .header("Content-Length", "0");
        let not_sent = |detail: String| ProviderError::refused("payment-provider-failed", detail, Advice::Retry);
        let answer = self.wire.send(request).await.map_err(|error| not_sent(error.to_string()))?;
        match answer.status {
            StatusCode::OK => {}
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
                return Err(ProviderError::refused("payment-misconfigured", answer.status.to_string(), Advice::Alert));
            }
            status => return Err(not_sent(status.to_string())),
        }
        let granted: Granted = answer.json().map_err(|_json| not_sent("a token that is no JSON".into()))?;
        let until = now + SignedDuration::from_secs(granted.expires_in.clamp(0, 86_400)) - MARGIN;
        self.tokens.keep(Token { product, value: granted.access_token.clone(), until });
        Ok(granted.access_token)
    }
}
