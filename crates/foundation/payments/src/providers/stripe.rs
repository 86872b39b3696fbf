//! Stripe: cards on Stripe's own page, never on ours (<https://docs.stripe.com/api>).
//!
//! Every order carries our id as its `Idempotency-Key`: the same order again gives the same object, which is how one is found
//! whose answer was lost. Events are signed, come more than once and in any order: they are hints like all others. A card that is charged
//! later is kept there (`saved`).

mod read;
mod saved;

use async_trait::async_trait;
use http::StatusCode;
use platform::http::HttpAnswer;
use reqwest::Method;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;

use super::{Wire, json as body_of, text};
use crate::{
    AttemptId, Credentials, PaymentsError,
    provider::{Accepted, Advice, BadCallback, Hint, Observed, Order, PaymentProvider, ProviderError, RawCallback, Sent},
};

const OWN: &str = "https://api.stripe.com";

/// The adapter.
#[derive(Debug)]
pub(super) struct Stripe {
    wire: Wire,
    secret_key: SecretString,
    webhook_secret: SecretString,
}

impl Stripe {
    pub(super) fn try_new(wire: Wire, given: &Credentials) -> Result<Self, PaymentsError> {
        Ok(Self { wire, secret_key: given.get("secret_key")?, webhook_secret: given.get("webhook_secret")? })
    }

    async fn post(&self, path: &str, order: AttemptId, form: &[(&str, String)]) -> Result<Value, ProviderError> {
        self.post_once(path, &order.to_string(), form).await
    }

    /// Makes something, once for this key.
    async fn post_once(&self, path: &str, key: &str, form: &[(&str, String)]) -> Result<Value, ProviderError> {
        let request = self
            .wire
            .request(Method::POST, OWN, path)?
            .bearer_auth(self.secret_key.expose_secret())
            .header("Idempotency-Key", key)
            .form(form);
        usable(&self.wire.send(request).await?)
    }

    async fn get(&self, path: &str) -> Result<Option<Value>, ProviderError> {
        let request = self.wire.request(Method::GET, OWN, path)?.bearer_auth(self.secret_key.expose_secret());
        let answer = self.wire.send(request).await?;
        match answer.status {
            StatusCode::OK => body_of(&answer).map(Some),
            StatusCode::NOT_FOUND if is_missing(&answer) => Ok(None),
            _ => Err(ProviderError::unexpected(&answer)),
        }
    }

    /// The session of an order: made, or the one that was made for it before.
    async fn session(&self, order: &Order) -> Result<Value, ProviderError> {
        let id = order.attempt_id.to_string();
        let form = [
            ("mode", "payment".to_owned()),
            ("client_reference_id", id.clone()),
            ("metadata[attempt]", id.clone()),
            ("payment_intent_data[metadata][attempt]", id),
            ("line_items[0][quantity]", "1".to_owned()),
            ("line_items[0][price_data][currency]", order.amount.currency.code().to_ascii_lowercase()),
            ("line_items[0][price_data][unit_amount]", order.amount.amount_minor.to_string()),
            ("line_items[0][price_data][product_data][name]", order.note.clone()),
            ("success_url", order.return_url.to_string()),
            ("cancel_url", order.return_url.to_string()),
            ("locale", order.locale.as_str().to_owned()),
        ];
        self.post("v1/checkout/sessions", order.attempt_id, &form).await
    }

    async fn find_refund(&self, order: &Order) -> Result<Observed, ProviderError> {
        let collected = order.refunds.as_ref().and_then(|collected| collected.provider_ref.as_deref()).unwrap_or_default();
        let list = self.get(&format!("v1/refunds?payment_intent={collected}&limit=100")).await?;
        let refunds = list.as_ref().and_then(|list| list.get("data")).and_then(Value::as_array);
        let ours = order.attempt_id.to_string();
        let is_ours = |refund: &&Value| text(refund, "/metadata/attempt").as_deref() == Some(ours.as_str());
        refunds.and_then(|refunds| refunds.iter().find(is_ours)).map_or(Ok(Observed::NotFound), read::refund)
    }

    /// Asks for the refund of an order.
    async fn refund_object(&self, order: &Order) -> Result<Value, ProviderError> {
        let collected = order.refunds.as_ref().and_then(|collected| collected.provider_ref.clone());
        let Some(payment_intent) = collected else {
            return Err(ProviderError::refused("payment-cannot-refund", "no payment intent", Advice::Alert));
        };
        let form = [
            ("payment_intent", payment_intent),
            ("amount", order.amount.amount_minor.to_string()),
            ("metadata[attempt]", order.attempt_id.to_string()),
        ];
        self.post("v1/refunds", order.attempt_id, &form).await
    }
}

#[async_trait]
impl PaymentProvider for Stripe {
    async fn collect(&self, order: &Order) -> Result<Accepted, ProviderError> {
        match &order.charges {
            Some(known) => self.charge(order, known).await,
            None => Ok(read::accepted(&self.session(order).await?)),
        }
    }

    async fn collected(&self, sent: &Sent) -> Result<Observed, ProviderError> {
        if let Some(known) = &sent.order.charges {
            return self.charged(sent, known).await;
        }
        match &sent.provider_ref {
            Some(id) if id.starts_with("cs_") => {
                let found = self.get(&format!("v1/checkout/sessions/{id}?expand[]=payment_intent")).await?;
                found.as_ref().map_or(Ok(Observed::NotFound), read::session)
            }
            // Its answer was lost: asked for again by the same key, it is the same session. A failure is repeated by that key for
            // ever; then nobody has the page's address, and nothing can be paid there.
            _ => match self.session(&sent.order).await {
                Ok(session) => read::session(&session),
                Err(_never_made) => Ok(Observed::NotFound),
            },
        }
    }

    async fn pay_out(&self, _order: &Order) -> Result<Accepted, ProviderError> {
        Err(ProviderError::refused("payment-cannot-pay-out", "cards take no payouts", Advice::Stop))
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
                let found = self.get(&format!("v1/refunds/{id}")).await?;
                found.as_ref().map_or(Ok(Observed::NotFound), read::refund)
            }
            // Its answer was lost: it is among the refunds of what it gives back, or was never made.
            None => self.find_refund(&sent.order).await,
        }
    }

    async fn save(&self, order: &Order) -> Result<Accepted, ProviderError> {
        Ok(read::accepted(&self.setup_session(order).await?))
    }

    async fn saved(&self, sent: &Sent) -> Result<Observed, ProviderError> {
        self.setup(sent).await
    }

    async fn forget(&self, reference: &str) -> Result<(), ProviderError> {
        self.detach(reference).await
    }

    fn event_id(&self, callback: &RawCallback) -> Option<String> {
        let body: Value = serde_json::from_slice(&callback.body).ok()?;
        text(&body, "/id")
    }

    fn read(&self, callback: &RawCallback, now_s: i64) -> Result<Hint, BadCallback> {
        read::event(callback, self.webhook_secret.expose_secret(), now_s)
    }
}

/// A 404 of Stripe itself, not of something in between.
fn is_missing(answer: &HttpAnswer) -> bool {
    answer.json::<Value>().ok().and_then(|body| text(&body, "/error/code")).as_deref() == Some("resource_missing")
}

/// The object of an answer. What Stripe calls an invalid request will never happen; a conflict, a limit or a failure may have.
fn usable(answer: &HttpAnswer) -> Result<Value, ProviderError> {
    let detail = || answer.json::<Value>().ok().and_then(|body| text(&body, "/error/code")).unwrap_or_default();
    match answer.status {
        StatusCode::OK => body_of(answer),
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN | StatusCode::NOT_FOUND => {
            Err(ProviderError::refused("payment-misconfigured", answer.status.to_string(), Advice::Alert))
        }
        StatusCode::BAD_REQUEST => match detail().as_str() {
            "charge_already_refunded" => Err(ProviderError::unknown("refunded already")),
            other => Err(ProviderError::refused("payment-refused", other, Advice::SwitchRail)),
        },
        StatusCode::PAYMENT_REQUIRED => Err(ProviderError::Refused(read::declined(&detail()))),
        _ => Err(ProviderError::unexpected(answer)),
    }
}
