//! Semoa `CashPay`: Flooz and Mixx by Yas, Togo. XOF only.
//!
//! An order is found again by the reference that `CashPay` gave it. Whether it is found by ours is not documented: what is found
//! by it is believed, what is not found may have been taken all the same and is never "did not happen". Its callback is a JWT
//! signed HS256 with the API key; it names both references. Payers may pay too little or too much (Partial, Excess). There are
//! no payouts.

use async_trait::async_trait;
use http::StatusCode;
use kernel::{Currency, Money};
use platform::http::HttpAnswer;
use reqwest::Method;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};
use url::Url;

use super::{
    Wire, francs, json as body_of, misrouted, money, phone,
    signature::Key,
    text,
    token::{Tokens, oauth},
};
use crate::{
    Credentials, PaymentsError, Rail,
    provider::{
        Accepted, Advice, BadCallback, Done, Hint, Observed, Order, PaymentProvider, ProviderError, RawCallback, Refusal, Sent,
    },
};

/// The adapter.
#[derive(Debug)]
pub(super) struct CashPay {
    wire: Wire,
    /// Its own address: part of the contract, published for the sandbox only.
    own: String,
    username: SecretString,
    password: SecretString,
    client_id: SecretString,
    client_secret: SecretString,
    api_key: SecretString,
    /// The reference of the gateway of each wallet; without, the payer chooses on `CashPay`'s page.
    gateway_mixx: Option<SecretString>,
    gateway_flooz: Option<SecretString>,
    tokens: Tokens<()>,
}

impl CashPay {
    pub(super) fn try_new(wire: Wire, given: &Credentials) -> Result<Self, PaymentsError> {
        let own = match wire.base {
            Some(_) => String::new(),
            None => given.get("base_url")?.expose_secret().to_owned(),
        };
        Ok(Self {
            wire,
            own,
            username: given.get("username")?,
            password: given.get("password")?,
            client_id: given.get("client_id")?,
            client_secret: given.get("client_secret")?,
            api_key: given.get("api_key")?,
            gateway_mixx: given.get("gateway_mixx").ok(),
            gateway_flooz: given.get("gateway_flooz").ok(),
            tokens: Tokens::default(),
        })
    }

    /// Sends a request; once more with a new token when the old one is refused, for then nothing happened.
    async fn call(&self, method: Method, path: &str, body: Option<&Value>) -> Result<HttpAnswer, ProviderError> {
        let answer = self.call_once(&method, path, body).await?;
        if answer.status != StatusCode::UNAUTHORIZED {
            return Ok(answer);
        }
        self.tokens.forget(());
        self.call_once(&method, path, body).await
    }

    async fn call_once(&self, method: &Method, path: &str, body: Option<&Value>) -> Result<HttpAnswer, ProviderError> {
        let token = self.token().await?;
        let mut request = self.wire.request(method.clone(), &self.own, path)?.bearer_auth(token.expose_secret());
        if let Some(body) = body {
            request = request.json(body);
        }
        self.wire.send(request).await
    }

    async fn token(&self) -> Result<SecretString, ProviderError> {
        if let Some(token) = self.tokens.find((), self.wire.clock.now()) {
            return Ok(token);
        }
        let login = json!({
            "grant_type": "password",
            "username": self.username.expose_secret(),
            "password": self.password.expose_secret(),
            "client_id": self.client_id.expose_secret(),
            "client_secret": self.client_secret.expose_secret(),
        });
        let request = self.wire.request(Method::POST, &self.own, "auth")?.json(&login);
        self.tokens.renew((), &self.wire, request, oauth).await
    }

    fn gateway(&self, order: &Order) -> Result<Option<&SecretString>, ProviderError> {
        match order.rail {
            Rail::Mixx => Ok(self.gateway_mixx.as_ref()),
            Rail::Flooz => Ok(self.gateway_flooz.as_ref()),
            Rail::MtnMomo | Rail::Card | Rail::Paypal | Rail::Cash | Rail::Bank => Err(misrouted(order)),
        }
    }
}

#[async_trait]
impl PaymentProvider for CashPay {
    async fn collect(&self, order: &Order) -> Result<Accepted, ProviderError> {
        let mut body = json!({
            "amount": francs(order)?,
            "currency": order.amount.currency.code(),
            "merchant_reference": order.attempt_id,
            "description": order.note,
            "callback_url": self.wire.callback_url,
            "redirect_url": order.return_url,
            "client": { "phone": phone(order)? },
        });
        if let (Some(gateway), Some(members)) = (self.gateway(order)?, body.as_object_mut()) {
            members.insert("gateway".into(), json!({ "reference": gateway.expose_secret() }));
        }
        let answer = self.call(Method::POST, "orders", Some(&body)).await?;
        match answer.status {
            StatusCode::OK | StatusCode::CREATED => Ok(accepted(&body_of(&answer)?)),
            // This very order is there already: the reference is ours.
            StatusCode::CONFLICT => Ok(Accepted::default()),
            _ => Err(refused(&answer)),
        }
    }

    async fn collected(&self, sent: &Sent) -> Result<Observed, ProviderError> {
        let ours = sent.order.attempt_id.to_string();
        let reference = sent.provider_ref.as_deref().unwrap_or(&ours);
        let answer = self.call(Method::GET, &format!("orders/{reference}"), None).await?;
        match answer.status {
            StatusCode::OK => observed(&body_of(&answer)?),
            StatusCode::NOT_FOUND => Err(ProviderError::unknown("orders that are not found may have been taken")),
            _ => Err(ProviderError::unexpected(&answer)),
        }
    }

    async fn pay_out(&self, _order: &Order) -> Result<Accepted, ProviderError> {
        Err(ProviderError::refused("payment-cannot-pay-out", "no payouts", Advice::SwitchRail))
    }

    async fn paid_out(&self, _sent: &Sent) -> Result<Observed, ProviderError> {
        Ok(Observed::NotFound)
    }

    fn read(&self, callback: &RawCallback, _now_s: i64) -> Result<Hint, BadCallback> {
        // `{"token": JWT}`, or the JWT alone.
        let wrapped = serde_json::from_slice::<Value>(&callback.body).ok().and_then(|body| text(&body, "/token"));
        let token = match wrapped {
            Some(token) => token,
            None => String::from_utf8(callback.body.to_vec()).map_err(|_utf8| BadCallback::Unreadable)?,
        };
        let claims = Key(self.api_key.expose_secret()).claims(token.trim())?;
        let attempt_id = text(&claims, "/merchant_reference").and_then(|id| id.parse().ok());
        Ok(Hint { signed: true, attempt_id, provider_ref: text(&claims, "/order_reference"), ..Hint::default() })
    }
}

/// An order that is there. The payer is asked on the phone, or goes on on the page of the bill.
fn accepted(order: &Value) -> Accepted {
    let methods = order.get("payments_method").and_then(Value::as_array);
    let asks_on_phone = methods.into_iter().flatten().any(|method| text(method, "/method").as_deref() == Some("PUSH_USSD"));
    let page = text(order, "/bill_url").filter(|_| !asks_on_phone).and_then(|url| Url::parse(&url).ok());
    Accepted { provider_ref: text(order, "/order_reference"), redirect_url: page, done: None }
}

fn observed(order: &Value) -> Result<Observed, ProviderError> {
    let (asked, received) = (amount(order, "/amount"), amount(order, "/received_amount"));
    let refusal = |code, advice, state: &str| Ok(Observed::Refused(Refusal { code, detail: state.to_owned(), advice }));
    match order.get("state").and_then(Value::as_str) {
        Some("Pending") => Ok(Observed::Pending(accepted(order))),
        Some("Paid") => done(order, received.or(asked)),
        // Distrusted further on, for it is not what was asked; never taken for it.
        Some("Partial" | "Excess") => done(order, received.filter(|received| Some(*received) != asked)),
        Some(state @ "Canceled") => refusal("payment-refused-by-payer", Advice::AskUser, state),
        Some(state @ "Error") => refusal("payment-provider-failed", Advice::Retry, state),
        _ => Err(ProviderError::unknown("a state that is not known")),
    }
}

fn done(order: &Value, amount: Option<Money>) -> Result<Observed, ProviderError> {
    let amount = amount.ok_or_else(|| ProviderError::unknown("a payment without a readable amount"))?;
    // A success that does not say of what is none.
    let reference = text(order, "/merchant_reference").or_else(|| Some(String::new()));
    Ok(Observed::Done(Done { amount: Some(amount), reference, provider_ref: text(order, "/order_reference") }))
}

fn amount(order: &Value, pointer: &str) -> Option<Money> {
    money(&text(order, pointer)?, text(order, "/currency").as_deref().unwrap_or(Currency::Xof.code()))
}

/// What an answer other than "created" means. By its documentation a 4xx says that the request is at fault.
fn refused(answer: &HttpAnswer) -> ProviderError {
    let detail = answer.status.to_string();
    match answer.status.as_u16() {
        400 | 413 | 415 | 422 => ProviderError::refused("payment-refused", detail, Advice::Stop),
        401 | 403 | 404 | 405 => ProviderError::refused("payment-misconfigured", detail, Advice::Alert),
        429 => ProviderError::refused("payment-provider-failed", detail, Advice::Retry),
        _ => ProviderError::unexpected(answer),
    }
}
