//! `CinetPay`: wallets on its page by API v2 (<https://docs.cinetpay.com>), transfers by its client API. XOF, in multiples of 5.
//!
//! Everything is asked about by our own reference. Notifications of payments are signed (`x-token`) and say nothing reliable of
//! the outcome; those of transfers are unsigned. The address of a page whose answer was lost is never told again: such a try
//! waits until `CinetPay` ends it.

mod read;
mod transfer;

use async_trait::async_trait;
use platform::http::HttpAnswer;
use reqwest::Method;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};
use url::Url;

use super::{Wire, francs, json as body_of, misrouted, phone, text, token::Tokens};
use crate::{
    AttemptId, Credentials, PaymentsError,
    provider::{Accepted, Advice, BadCallback, Hint, Observed, Order, PaymentProvider, ProviderError, RawCallback, Sent},
};

const OWN: &str = "https://api-checkout.cinetpay.com";

/// The adapter.
#[derive(Debug)]
pub(super) struct CinetPay {
    wire: Wire,
    api_key: SecretString,
    site_id: SecretString,
    secret_key: SecretString,
    transfer_password: SecretString,
    tokens: Tokens<()>,
}

impl CinetPay {
    pub(super) fn try_new(wire: Wire, given: &Credentials) -> Result<Self, PaymentsError> {
        Ok(Self {
            wire,
            api_key: given.get("apikey")?,
            site_id: given.get("site_id")?,
            secret_key: given.get("secret_key")?,
            transfer_password: given.get("transfer_password")?,
            tokens: Tokens::default(),
        })
    }

    async fn post(&self, path: &str, mut body: Value) -> Result<HttpAnswer, ProviderError> {
        if let Some(members) = body.as_object_mut() {
            members.insert("apikey".into(), json!(self.api_key.expose_secret()));
            members.insert("site_id".into(), json!(self.site_id.expose_secret()));
        }
        self.wire.send(self.wire.request(Method::POST, OWN, path)?.json(&body)).await
    }
}

#[async_trait]
impl PaymentProvider for CinetPay {
    async fn collect(&self, order: &Order) -> Result<Accepted, ProviderError> {
        if !order.rail.is_wallet() {
            return Err(misrouted(order));
        }
        let body = json!({
            "transaction_id": reference(order.attempt_id),
            "amount": amount(order)?,
            "currency": order.amount.currency.code(),
            "description": order.note,
            "notify_url": self.wire.callback_url,
            "return_url": order.return_url,
            "channels": "MOBILE_MONEY",
            "customer_phone_number": phone(order)?,
        });
        let answer = self.post("v2/payment", body).await?;
        let body = body_of(&answer)?;
        if text(&body, "/code").as_deref() != Some("201") {
            return Err(refused(&answer, &body));
        }
        let redirect_url = text(&body, "/data/payment_url").and_then(|url| Url::parse(&url).ok());
        Ok(Accepted { redirect_url, ..Accepted::default() })
    }

    async fn collected(&self, sent: &Sent) -> Result<Observed, ProviderError> {
        let body = json!({ "transaction_id": reference(sent.order.attempt_id) });
        let answer = self.post("v2/payment/check", body).await?;
        read::payment(&body_of(&answer)?)
    }

    async fn pay_out(&self, order: &Order) -> Result<Accepted, ProviderError> {
        self.transfer(order).await
    }

    async fn paid_out(&self, sent: &Sent) -> Result<Observed, ProviderError> {
        self.transferred(sent).await
    }

    /// Its signature: notifications of one payment differ in nothing else, and a forged one must not keep the true one away.
    fn event_id(&self, callback: &RawCallback) -> Option<String> {
        callback.headers.get("x-token").cloned()
    }

    fn read(&self, callback: &RawCallback, _now_s: i64) -> Result<Hint, BadCallback> {
        read::notification(callback, self.secret_key.expose_secret())
    }
}

/// Our id without hyphens: references may hold no special characters.
fn reference(id: AttemptId) -> String {
    id.as_uuid().simple().to_string()
}

/// Whole francs; `CinetPay` moves multiples of five only.
fn amount(order: &Order) -> Result<i64, ProviderError> {
    let francs = francs(order)?;
    if francs % 5 == 0 {
        return Ok(francs);
    }
    Err(ProviderError::refused("payment-amount-multiple-of-five", francs.to_string(), Advice::AskUser))
}

/// What an answer other than "created" means. 624 may be said of a reference that is there already.
fn refused(answer: &HttpAnswer, body: &Value) -> ProviderError {
    let (code, message) = (text(body, "/code").unwrap_or_default(), text(body, "/message").unwrap_or_default());
    let detail = format!("{code} {message}");
    match (code.as_str(), message.as_str()) {
        ("606" | "613", _) | (_, "AUTH_NOT_FOUND") => ProviderError::refused("payment-misconfigured", detail, Advice::Alert),
        ("608" | "609" | "612" | "641" | "642", _) => ProviderError::refused("payment-refused", detail, Advice::SwitchRail),
        _ => ProviderError::unexpected(answer),
    }
}
