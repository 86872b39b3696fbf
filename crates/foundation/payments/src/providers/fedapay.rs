//! `FedaPay`: wallets of Togo, Benin and Ivory Coast, asked on the phone; payouts (<https://docs.fedapay.com>). XOF.
//!
//! A transaction is made, then its page, then the phone is asked: only the last two can lead to a payment, and a transaction is
//! paid once. A declined or expired one may still become approved: the payer tries again on the page. A payout leaves when it is
//! started, once. Events are signed. Refunds are payouts to who paid.

mod read;

use async_trait::async_trait;
use http::StatusCode;
use platform::http::HttpAnswer;
use reqwest::Method;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};
use url::Url;

use super::{Wire, francs, json as body_of, phone, text};
use crate::{
    Credentials, PaymentsError, Rail,
    provider::{Accepted, Advice, BadCallback, Hint, Observed, Order, PaymentProvider, ProviderError, RawCallback, Sent},
};

const OWN: &str = "https://api.fedapay.com";

/// The adapter.
#[derive(Debug)]
pub(super) struct FedaPay {
    wire: Wire,
    secret_key: SecretString,
    webhook_secret: SecretString,
}

/// The page of a transaction, and the token with which the phone is asked in its place.
struct Page {
    token: String,
    url: Option<Url>,
}

impl FedaPay {
    pub(super) fn try_new(wire: Wire, given: &Credentials) -> Result<Self, PaymentsError> {
        Ok(Self { wire, secret_key: given.get("secret_key")?, webhook_secret: given.get("webhook_secret")? })
    }

    async fn call(&self, method: Method, path: &str, body: Option<&Value>) -> Result<HttpAnswer, ProviderError> {
        let mut request = self.wire.request(method, OWN, path)?.bearer_auth(self.secret_key.expose_secret());
        if let Some(body) = body {
            request = request.json(body);
        }
        self.wire.send(request).await
    }

    /// The object of this class that a path shows; none where there is no such thing.
    async fn show(&self, path: &str, class: &str) -> Result<Option<Value>, ProviderError> {
        let answer = self.call(Method::GET, path, None).await?;
        match answer.status {
            StatusCode::OK => object(&answer, class).map(Some),
            StatusCode::NOT_FOUND => Ok(None),
            _ => Err(ProviderError::unexpected(&answer)),
        }
    }

    async fn page(&self, id: &str) -> Result<Page, ProviderError> {
        let answer = self.call(Method::POST, &format!("v1/transactions/{id}/token"), None).await?;
        if !answer.status.is_success() {
            return Err(ProviderError::unexpected(&answer));
        }
        let body = body_of(&answer)?;
        let token = text(&body, "/token").ok_or_else(|| ProviderError::unknown("a page without a token"))?;
        Ok(Page { token, url: text(&body, "/url").and_then(|url| url.parse().ok()) })
    }

    /// Asks on the payer's phone, in place of the page.
    async fn push(&self, wallet: Wallet<'_>, page: &Page) -> Result<(), ProviderError> {
        let body = json!({ "token": page.token, "phone_number": wallet.number() });
        let answer = self.call(Method::POST, &format!("v1/{}", wallet.mode), Some(&body)).await?;
        if answer.status.is_success() { Ok(()) } else { Err(ProviderError::unexpected(&answer)) }
    }

    /// Lets a payout go. Again for the same one, it does not go twice.
    async fn start(&self, id: &str) -> Result<(), ProviderError> {
        // Its ids are numbers.
        let number = id.parse::<u64>().map_err(|_parse| ProviderError::unknown("an id that is no number"))?;
        let body = json!({ "payouts": [{ "id": number }] });
        let answer = self.call(Method::PUT, "v1/payouts/start", Some(&body)).await?;
        if answer.status.is_success() { Ok(()) } else { Err(ProviderError::unexpected(&answer)) }
    }
}

#[async_trait]
impl PaymentProvider for FedaPay {
    async fn collect(&self, order: &Order) -> Result<Accepted, ProviderError> {
        let wallet = Wallet::of(order)?;
        let mut body = body(order, wallet)?;
        if let Some(members) = body.as_object_mut() {
            members.insert("description".into(), json!(order.note));
            members.insert("callback_url".into(), json!(order.return_url));
        }
        let answer = self.call(Method::POST, "v1/transactions", Some(&body)).await?;
        if !answer.status.is_success() {
            return refused(&answer);
        }
        let transaction = object(&answer, read::TRANSACTION)?;
        let id = text(&transaction, "/id").ok_or_else(|| ProviderError::unknown("a transaction without an id"))?;
        // Without its page nobody was asked: the first question about it, by our reference, gets the page.
        let Ok(page) = self.page(&id).await else { return Ok(Accepted::default()) };
        let redirect_url = match self.push(wallet, &page).await {
            Ok(()) => None,
            // Whether the phone rang or not, it is the same transaction on the page.
            Err(_) => page.url,
        };
        Ok(Accepted { provider_ref: Some(id), redirect_url, done: None })
    }

    async fn collected(&self, sent: &Sent) -> Result<Observed, ProviderError> {
        let path = match &sent.provider_ref {
            Some(id) => format!("v1/transactions/{id}"),
            None => format!("v1/transactions/merchant/{}", sent.order.attempt_id),
        };
        let Some(transaction) = self.show(&path, read::TRANSACTION).await? else { return Ok(Observed::NotFound) };
        match read::transaction(&transaction)? {
            // The answer was lost, and the address of the page with it.
            Observed::Pending(mut known) if sent.provider_ref.is_none() => {
                let id = known.provider_ref.as_deref().unwrap_or_default();
                known.redirect_url = self.page(id).await?.url;
                Ok(Observed::Pending(known))
            }
            observed => Ok(observed),
        }
    }

    async fn pay_out(&self, order: &Order) -> Result<Accepted, ProviderError> {
        let wallet = Wallet::of(order)?;
        let mut body = body(order, wallet)?;
        if let Some(members) = body.as_object_mut() {
            members.insert("mode".into(), json!(wallet.mode));
        }
        // A payout that is not started stays where it is: without an answer to this, nothing was sent.
        let not_sent = |detail: String| ProviderError::refused("payment-provider-failed", detail, Advice::Retry);
        let answer = match self.call(Method::POST, "v1/payouts", Some(&body)).await {
            Err(ProviderError::Unknown(detail)) => return Err(not_sent(detail)),
            answer => answer?,
        };
        if !answer.status.is_success() {
            return Err(match refused(&answer) {
                Err(refused @ ProviderError::Refused(_)) => refused,
                _ => not_sent(answer.status.to_string()),
            });
        }
        let id = object(&answer, read::PAYOUT).ok().and_then(|payout| text(&payout, "/id"));
        let id = id.ok_or_else(|| not_sent("a payout without an id".into()))?;
        // Whether it was started is asked by its id, and made up for there.
        drop(self.start(&id).await);
        Ok(Accepted { provider_ref: Some(id), ..Accepted::default() })
    }

    async fn paid_out(&self, sent: &Sent) -> Result<Observed, ProviderError> {
        let Some(id) = &sent.provider_ref else {
            return Err(ProviderError::unknown("payouts are found by their own id only"));
        };
        let payout = self.show(&format!("v1/payouts/{id}"), read::PAYOUT).await?;
        let payout = payout.ok_or_else(|| ProviderError::unknown("payouts that are not found may have left"))?;
        if read::is_waiting(&payout) {
            self.start(id).await?;
        }
        read::payout(&payout)
    }

    fn read(&self, callback: &RawCallback, now_s: i64) -> Result<Hint, BadCallback> {
        read::event(callback, self.webhook_secret.expose_secret(), now_s)
    }
}

/// A wallet as `FedaPay` names it.
#[derive(Debug, Clone, Copy)]
struct Wallet<'a> {
    phone: &'a str,
    country: &'static str,
    mode: &'static str,
}

impl<'a> Wallet<'a> {
    fn of(order: &'a Order) -> Result<Self, ProviderError> {
        let phone = phone(order)?;
        let (country, mode) = match (order.rail, phone.get(..4)) {
            (Rail::Mixx, Some("+228")) => ("tg", "togocel"),
            (Rail::Flooz, Some("+228")) => ("tg", "moov_tg"),
            (Rail::MtnMomo, Some("+229")) => ("bj", "mtn"),
            (Rail::MtnMomo, Some("+225")) => ("ci", "mtn_ci"),
            (Rail::Card | Rail::Paypal | Rail::Cash | Rail::Bank, _) => return Err(super::misrouted(order)),
            _ => return Err(ProviderError::refused("payment-number-unknown", "not a country of this wallet", Advice::AskUser)),
        };
        Ok(Self { phone, country, mode })
    }

    fn number(self) -> Value {
        json!({ "number": self.phone, "country": self.country })
    }
}

fn body(order: &Order, wallet: Wallet<'_>) -> Result<Value, ProviderError> {
    Ok(json!({
        "amount": francs(order)?,
        "currency": { "iso": order.amount.currency.code() },
        "merchant_reference": order.attempt_id,
        "customer": { "phone_number": wallet.number() },
    }))
}

/// The object of an answer, which stands under the name of its class.
fn object(answer: &HttpAnswer, class: &str) -> Result<Value, ProviderError> {
    let body = body_of(answer)?;
    body.get(class).cloned().ok_or_else(|| ProviderError::unknown("an answer about something else"))
}

/// What an answer other than "made" means.
fn refused(answer: &HttpAnswer) -> Result<Accepted, ProviderError> {
    let detail = answer.status.to_string();
    match answer.status.as_u16() {
        401 | 403 => Err(ProviderError::refused("payment-misconfigured", detail, Advice::Alert)),
        // Taken before: it is this very order, the reference is ours.
        422 if answer.json().is_ok_and(|body: Value| body.pointer("/errors/merchant_reference").is_some()) => {
            Ok(Accepted::default())
        }
        400 | 422 => Err(ProviderError::refused("payment-refused", detail, Advice::SwitchRail)),
        _ => Err(ProviderError::unexpected(answer)),
    }
}
