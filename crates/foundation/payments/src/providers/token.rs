//! Access tokens: kept by what they open, renewed a while before they end.
//!
//! Nothing moves by asking for a token: an order for which there is none was not sent.

use std::sync::{Mutex, PoisonError};

use http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use reqwest::RequestBuilder;
use secrecy::SecretString;
use serde_json::Value;

use super::{Wire, text};
use crate::provider::{Advice, ProviderError};

/// Renewed this long before its end.
const MARGIN: SignedDuration = SignedDuration::from_secs(60);

#[derive(Debug, Clone)]
struct Token<K> {
    opens: K,
    value: SecretString,
    until: Timestamp,
}

/// A token as a provider gives it.
pub(super) struct Granted {
    pub(super) value: SecretString,
    pub(super) lifetime_s: i64,
}

/// The tokens that are in use, one for each thing that they open.
#[derive(Debug)]
pub(super) struct Tokens<K>(Mutex<Vec<Token<K>>>);

impl<K> Default for Tokens<K> {
    fn default() -> Self {
        Self(Mutex::new(Vec::new()))
    }
}

impl<K: Copy + PartialEq> Tokens<K> {
    /// The token in use.
    pub(super) fn find(&self, opens: K, now: Timestamp) -> Option<SecretString> {
        let tokens = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        tokens.iter().find(|token| token.opens == opens && token.until > now).map(|token| token.value.clone())
    }

    /// The provider refuses it.
    pub(super) fn forget(&self, opens: K) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).retain(|token| token.opens != opens);
    }

    fn keep(&self, token: Token<K>) {
        let mut tokens = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        tokens.retain(|known| known.opens != token.opens);
        tokens.push(token);
    }

    /// Asks for a new one by this request.
    pub(super) async fn renew(
        &self,
        opens: K,
        wire: &Wire,
        request: RequestBuilder,
        read: fn(&Value) -> Option<Granted>,
    ) -> Result<SecretString, ProviderError> {
        let now = wire.clock.now();
        let answer = wire.send(request).await.map_err(|error| match error {
            ProviderError::Unknown(detail) => not_sent(detail),
            refused @ ProviderError::Refused(_) => refused,
        })?;
        match answer.status {
            status if status.is_success() => {}
            StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
                return Err(ProviderError::refused("payment-misconfigured", answer.status.to_string(), Advice::Alert));
            }
            status => return Err(not_sent(status.to_string())),
        }
        let granted = answer.json::<Value>().ok().as_ref().and_then(read);
        let Granted { value, lifetime_s } = granted.ok_or_else(|| not_sent("a token that cannot be read".into()))?;
        let until = now + SignedDuration::from_secs(lifetime_s.clamp(0, 86_400)) - MARGIN;
        self.keep(Token { opens, value: value.clone(), until });
        Ok(value)
    }
}

/// A token as OAuth 2.0 writes it (RFC 6749, section 5.1).
pub(super) fn oauth(body: &Value) -> Option<Granted> {
    let lifetime_s = text(body, "/expires_in").and_then(|seconds| seconds.parse().ok())?;
    Some(Granted { value: text(body, "/access_token")?.into(), lifetime_s })
}

fn not_sent(detail: String) -> ProviderError {
    ProviderError::refused("payment-provider-failed", detail, Advice::Retry)
}
