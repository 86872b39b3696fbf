//! `PayPal`, Orders v2: in euros, on `PayPal`'s own page (<https://developer.paypal.com/docs/api/orders/v2/>).
//!
//! The payer approves, then we capture: that happens when an order is asked about. Every order, capture and refund carries a
//! `PayPal-Request-Id` made of our id: the same request again gives the same object, which is how one is found whose answer was
//! lost. Orders may be completed although the capture was declined. `PayPal` holds nothing in francs or dirhams.
//!
//! Events are signed with a certificate that would have to be fetched: they are taken as unsigned hints, for each of them leads
//! to a question anyway.

mod read;

use async_trait::async_trait;
use http::StatusCode;
use kernel::Currency;
use platform::http::HttpAnswer;
use reqwest::Method;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};

use self::read::Capture;
use super::{
    Wire, json as body_of, misrouted, text,
    token::{Tokens, oauth},
};
use crate::{
    Credentials, PaymentsError, Rail,
    provider::{Accepted, Advice, BadCallback, Hint, Observed, Order, PaymentProvider, ProviderError, RawCallback, Sent},
};

const OWN: &str = "https://api-m.paypal.com";

/// The adapter.
#[derive(Debug)]
pub(super) struct PayPal {
    wire: Wire,
    client_id: SecretString,
    client_secret: SecretString,
    tokens: Tokens<()>,
}

/// A request that makes something, once for its id.
struct Making<'a> {
    path: &'a str,
    request_id: String,
    body: Value,
}

impl PayPal {
    pub(super) fn try_new(wire: Wire, given: &Credentials) -> Result<Self, PaymentsError> {
        let (client_id, client_secret) = (given.get("client_id")?, given.get("client_secret")?);
        Ok(Self { wire, client_id, client_secret, tokens: Tokens::default() })
    }

    /// Sends a request; once more with a new token when the old one is refused, for then nothing happened.
    async fn call(&self, path: &str, making: Option<&Making<'_>>) -> Result<HttpAnswer, ProviderError> {
        let answer = self.call_once(path, making).await?;
        if answer.status != StatusCode::UNAUTHORIZED {
            return Ok(answer);
        }
        self.tokens.forget(());
        self.call_once(path, making).await
    }

    async fn call_once(&self, path: &str, making: Option<&Making<'_>>) -> Result<HttpAnswer, ProviderError> {
        let token = self.token().await?;
        let method = if making.is_some() { Method::POST } else { Method::GET };
        let mut request = self.wire.request(method, OWN, path)?.bearer_auth(token.expose_secret());
        if let Some(making) = making {
            request = request
                .header("PayPal-Request-Id", &making.request_id)
                .header("Prefer", "return=representation")
                .json(&making.body);
        }
        self.wire.send(request).await
    }

    async fn token(&self) -> Result<SecretString, ProviderError> {
        if let Some(token) = self.tokens.find((), self.wire.clock.now()) {
            return Ok(token);
        }
        let request = self
            .wire
            .request(Method::POST, OWN, "v1/oauth2/token")?
            .basic_auth(self.client_id.expose_secret(), Some(self.client_secret.expose_secret()))
            .form(&[("grant_type", "client_credentials")]);
        self.tokens.renew((), &self.wire, request, oauth).await
    }

    async fn make(&self, making: Making<'_>) -> Result<HttpAnswer, ProviderError> {
        self.call(making.path, Some(&making)).await
    }

    /// The object at a path; none where `PayPal` itself says that there is no such thing.
    async fn show(&self, path: &str) -> Result<Option<Value>, ProviderError> {
        let answer = self.call(path, None).await?;
        match answer.status {
            StatusCode::OK => body_of(&answer).map(Some),
            StatusCode::NOT_FOUND if read::name(&answer) == "RESOURCE_NOT_FOUND" => Ok(None),
            _ => Err(ProviderError::unexpected(&answer)),
        }
    }

    /// The order of an attempt: made, or the one that was made for it before.
    async fn order(&self, order: &Order) -> Result<Value, ProviderError> {
        if order.rail != Rail::Paypal || order.amount.currency != Currency::Eur {
            return Err(misrouted(order));
        }
        let context = json!({
            "return_url": order.return_url,
            "cancel_url": order.return_url,
            "user_action": "PAY_NOW",
            "shipping_preference": "NO_SHIPPING",
        });
        let body = json!({
            "intent": "CAPTURE",
            "purchase_units": [{ "custom_id": order.attempt_id, "description": order.note, "amount": read::amount_of(order) }],
            "payment_source": { "paypal": { "experience_context": context } },
        });
        let request_id = order.attempt_id.to_string();
        read::made(&self.make(Making { path: "v2/checkout/orders", request_id, body }).await?)
    }

    /// Takes what the payer approved.
    async fn capture(&self, id: &str, order: &Order) -> Result<Capture, ProviderError> {
        let path = format!("v2/checkout/orders/{id}/capture");
        let request_id = format!("{}-capture", order.attempt_id);
        read::captured(&self.make(Making { path: &path, request_id, body: json!({}) }).await?)
    }

    /// The refund of an order: made, or the one that was made for it before.
    async fn refund_object(&self, order: &Order) -> Result<Value, ProviderError> {
        let collected = order.refunds.as_ref().and_then(|collected| collected.provider_ref.as_deref());
        let Some(capture) = collected else {
            return Err(ProviderError::refused("payment-cannot-refund", "no capture", Advice::Alert));
        };
        let path = format!("v2/payments/captures/{capture}/refund");
        let body = json!({ "custom_id": order.attempt_id, "amount": read::amount_of(order) });
        read::made(&self.make(Making { path: &path, request_id: order.attempt_id.to_string(), body }).await?)
    }
}

#[async_trait]
impl PaymentProvider for PayPal {
    async fn collect(&self, order: &Order) -> Result<Accepted, ProviderError> {
        Ok(read::accepted(&self.order(order).await?))
    }

    /// Until something is captured, the provider's reference is the order; from then on it is the capture, and nobody asks.
    async fn collected(&self, sent: &Sent) -> Result<Observed, ProviderError> {
        let order = match &sent.provider_ref {
            Some(id) => self.show(&format!("v2/checkout/orders/{id}")).await?,
            // Its answer was lost: asked for again by the same request id, it is the same order.
            None => Some(self.order(&sent.order).await?),
        };
        // An order that nobody approved is deleted after some hours; one that was captured stays.
        let Some(order) = order else { return Ok(read::gone()) };
        if !read::is_approved(&order) {
            return read::order(&order);
        }
        let id = text(&order, "/id").ok_or_else(|| ProviderError::unknown("an order without an id"))?;
        match self.capture(&id, &sent.order).await? {
            Capture::Made(order) => read::order(&order),
            Capture::NotApproved => Ok(Observed::Pending(Accepted::default())),
            Capture::Refused(refusal) => Ok(Observed::Refused(refusal)),
        }
    }

    async fn pay_out(&self, _order: &Order) -> Result<Accepted, ProviderError> {
        Err(ProviderError::refused("payment-cannot-pay-out", "no payouts", Advice::Stop))
    }

    async fn paid_out(&self, _sent: &Sent) -> Result<Observed, ProviderError> {
        Ok(Observed::NotFound)
    }

    async fn refund(&self, order: &Order) -> Result<Accepted, ProviderError> {
        let refund = self.refund_object(order).await?;
        Ok(Accepted { provider_ref: text(&refund, "/id"), ..Accepted::default() })
    }

    async fn refunded(&self, sent: &Sent) -> Result<Observed, ProviderError> {
        match &sent.provider_ref {
            Some(id) => {
                let found = self.show(&format!("v2/payments/refunds/{id}")).await?;
                read::refund(&found.ok_or_else(|| ProviderError::unknown("a refund that is gone"))?)
            }
            None => read::refund(&self.refund_object(&sent.order).await?),
        }
    }

    fn read(&self, callback: &RawCallback, _now_s: i64) -> Result<Hint, BadCallback> {
        read::event(callback)
    }
}
