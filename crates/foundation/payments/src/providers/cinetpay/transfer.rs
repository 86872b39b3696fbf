//! Transfers: a token of five minutes, the receiver among the contacts, then the money.
//!
//! Only the last step moves anything: whatever goes wrong before it, nothing was sent.

use http::StatusCode;
use kernel::{Currency, Money};
use platform::http::HttpAnswer;
use reqwest::{Method, RequestBuilder};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};

use super::{
    super::{json as body_of, misrouted, money, phone, text, token::Granted},
    CinetPay, amount, reference,
};
use crate::provider::{Accepted, Advice, Done, Observed, Order, ProviderError, Refusal, Sent};

const OWN: &str = "https://client.cinetpay.com";
const TOKEN_LIFETIME_S: i64 = 300;

impl CinetPay {
    /// Sends money to a wallet.
    pub(super) async fn transfer(&self, order: &Order) -> Result<Accepted, ProviderError> {
        if !order.rail.is_wallet() {
            return Err(misrouted(order));
        }
        let (prefix, number) = parts(order)?;
        let amount = amount(order)?;
        self.remember(prefix, number, order).await?;
        let items = json!([{
            "prefix": prefix,
            "phone": number,
            "amount": amount,
            "client_transaction_id": reference(order.attempt_id),
            "notify_url": self.wire.callback_url,
        }]);
        let answer = self.call(Method::POST, "v1/transfer/money/send/contact", Some(&items), &[]).await?;
        let body = body_of(&answer)?;
        match first(&body) {
            Some(item) if is_done(&body) && text(item, "/code").as_deref() == Some("0") => {
                Ok(Accepted { provider_ref: text(item, "/transaction_id"), ..Accepted::default() })
            }
            item => refused(item.unwrap_or(&body), &answer),
        }
    }

    /// What became of it, by our reference. That it is not found is not documented to mean that it never left.
    pub(super) async fn transferred(&self, sent: &Sent) -> Result<Observed, ProviderError> {
        let query = [("client_transaction_id", reference(sent.order.attempt_id))];
        let answer = self.call(Method::GET, "v1/transfer/check/money", None, &query).await?;
        let body = body_of(&answer)?;
        match first(&body) {
            Some(item) if is_done(&body) => observed(item),
            _ => Err(ProviderError::unknown("transfers that are not found may have left")),
        }
    }

    /// Puts the receiver among our contacts; who is there already stays.
    async fn remember(&self, prefix: &str, number: &str, order: &Order) -> Result<(), ProviderError> {
        let contact = json!([{ "prefix": prefix, "phone": number, "name": "Griot", "surname": order.note }]);
        let not_sent = |detail: String| ProviderError::refused("payment-provider-failed", detail, Advice::Retry);
        let answer = match self.call(Method::POST, "v1/transfer/contact", Some(&contact), &[]).await {
            Err(ProviderError::Unknown(detail)) => return Err(not_sent(detail)),
            answer => answer?,
        };
        let body = body_of(&answer).map_err(|error| not_sent(error.to_string()))?;
        let code = first(&body).and_then(|item| text(item, "/code")).or_else(|| text(&body, "/code")).unwrap_or_default();
        match code.as_str() {
            "0" | "726" => Ok(()),
            "640" => Err(ProviderError::refused("payment-number-unknown", code, Advice::AskUser)),
            _ => Err(not_sent(format!("code {code}"))),
        }
    }

    /// Sends a request; once more with a new token when the old one is refused, for then nothing happened.
    async fn call(
        &self,
        method: Method,
        path: &str,
        items: Option<&Value>,
        query: &[(&str, String)],
    ) -> Result<HttpAnswer, ProviderError> {
        let request = |token: &SecretString| -> Result<RequestBuilder, ProviderError> {
            let request = self.wire.request(method.clone(), OWN, path)?.query(&[("token", token.expose_secret())]).query(query);
            Ok(match items {
                Some(items) => request.form(&[("data", items.to_string())]),
                None => request,
            })
        };
        let answer = self.wire.send(request(&self.token().await?)?).await?;
        let refused = |body: Value| text(&body, "/message").as_deref() == Some("INVALID_TOKEN");
        if answer.status != StatusCode::UNAUTHORIZED && !answer.json().is_ok_and(refused) {
            return Ok(answer);
        }
        self.tokens.forget(());
        self.wire.send(request(&self.token().await?)?).await
    }

    async fn token(&self) -> Result<SecretString, ProviderError> {
        if let Some(token) = self.tokens.find((), self.wire.clock.now()) {
            return Ok(token);
        }
        let login = [("apikey", self.api_key.expose_secret()), ("password", self.transfer_password.expose_secret())];
        let request = self.wire.request(Method::POST, OWN, "v1/auth/login")?.form(&login);
        self.tokens.renew((), &self.wire, request, granted).await
    }
}

fn granted(body: &Value) -> Option<Granted> {
    Some(Granted { value: text(body, "/data/token")?.into(), lifetime_s: TOKEN_LIFETIME_S })
}

/// The prefix of the country, which has three digits where the franc is used, and the number in it.
fn parts(order: &Order) -> Result<(&str, &str), ProviderError> {
    let digits = phone(order)?.trim_start_matches('+');
    let parts = digits.starts_with("22").then(|| digits.split_at_checked(3)).flatten();
    parts.ok_or_else(|| ProviderError::refused("payment-number-unknown", "not a number of West Africa", Advice::AskUser))
}

fn is_done(body: &Value) -> bool {
    text(body, "/code").as_deref() == Some("0")
}

/// The only item: lists come in a list when something was sent, alone when it is asked about.
fn first(body: &Value) -> Option<&Value> {
    let found = body.pointer("/data/0/0").or_else(|| body.pointer("/data/0"));
    found.filter(|item| item.is_object())
}

/// What an answer other than "taken" means. Anything that is not on the list may have left.
fn refused(item: &Value, answer: &HttpAnswer) -> Result<Accepted, ProviderError> {
    let code = text(item, "/code").unwrap_or_default();
    match code.as_str() {
        // This very transfer is there already: the reference is ours.
        "728" => Ok(Accepted::default()),
        // Our own account there is empty.
        "602" => Err(ProviderError::refused("payment-provider-failed", code, Advice::Alert)),
        "608" | "641" | "642" => Err(ProviderError::refused("payment-refused", code, Advice::SwitchRail)),
        "640" | "723" => Err(ProviderError::refused("payment-number-unknown", code, Advice::AskUser)),
        "706" => Err(ProviderError::refused("payment-misconfigured", code, Advice::Alert)),
        _ => Err(ProviderError::unexpected(answer)),
    }
}

/// New, received, not sent yet, validated, rejected.
fn observed(item: &Value) -> Result<Observed, ProviderError> {
    let provider_ref = text(item, "/transaction_id");
    match text(item, "/treatment_status").as_deref() {
        Some("NEW" | "REC" | "NOS") => Ok(Observed::Pending(Accepted { provider_ref, ..Accepted::default() })),
        Some("VAL") => {
            let amount: Option<Money> = text(item, "/amount").and_then(|amount| money(&amount, Currency::Xof.code()));
            let amount = amount.ok_or_else(|| ProviderError::unknown("a transfer without a readable amount"))?;
            let reference = text(item, "/client_transaction_id").or_else(|| Some(String::new()));
            Ok(Observed::Done(Done { amount: Some(amount), reference, provider_ref }))
        }
        Some(status @ "REJ") => {
            let detail = text(item, "/comment").unwrap_or_else(|| status.to_owned());
            Ok(Observed::Refused(Refusal { code: "payment-cannot-receive", detail, advice: Advice::SwitchRail }))
        }
        _ => Err(ProviderError::unknown("a treatment that is not known")),
    }
}
