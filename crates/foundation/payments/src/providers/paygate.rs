//! `PayGate` Global: Flooz and Mixx by Yas (T-Money), Togo (<https://paygateglobal.com>). XOF only, no sandbox.
//!
//! Two enums share their figures: 0 is "registered" when an order is taken and "paid" in a status; they are two types here. Its
//! statuses name no amount. Callbacks are unsigned and say nothing of success.

use async_trait::async_trait;
use reqwest::Method;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};

use super::{Wire, francs, json as body_of, text};
use crate::{
    Credentials, PaymentsError, Rail,
    provider::{
        Accepted, Advice, BadCallback, Done, Hint, Observed, Order, PaymentProvider, ProviderError, RawCallback, Refusal, Sent,
    },
};

const OWN: &str = "https://paygateglobal.com";

/// The adapter.
#[derive(Debug)]
pub(super) struct PayGate {
    wire: Wire,
    auth_token: SecretString,
}

/// What `PayGate` says of an order that it is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Taken {
    Registered,
    BadToken,
    BadParameters,
    Duplicate,
}

impl Taken {
    /// 0 for a payment, 200 for a transfer.
    const fn of(status: i64) -> Option<Self> {
        match status {
            0 | 200 => Some(Self::Registered),
            2 => Some(Self::BadToken),
            4 => Some(Self::BadParameters),
            6 => Some(Self::Duplicate),
            _ => None,
        }
    }
}

/// What `PayGate` says of an order that it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Status {
    Paid,
    InProgress,
    Expired,
    Cancelled,
}

impl Status {
    const fn of(status: i64) -> Option<Self> {
        match status {
            0 => Some(Self::Paid),
            2 => Some(Self::InProgress),
            4 => Some(Self::Expired),
            6 => Some(Self::Cancelled),
            _ => None,
        }
    }
}

impl PayGate {
    pub(super) fn try_new(wire: Wire, given: &Credentials) -> Result<Self, PaymentsError> {
        Ok(Self { wire, auth_token: given.get("auth_token")? })
    }

    async fn call(&self, path: &str, mut body: Value) -> Result<Value, ProviderError> {
        if let Some(members) = body.as_object_mut() {
            members.insert("auth_token".into(), json!(self.auth_token.expose_secret()));
        }
        let answer = self.wire.send(self.wire.request(Method::POST, OWN, path)?.json(&body)).await?;
        if !answer.status.is_success() {
            return Err(ProviderError::unexpected(&answer));
        }
        body_of(&answer)
    }

    async fn ask(&self, path: &str, order: &Order, names: [&str; 2]) -> Result<Accepted, ProviderError> {
        let [reference, note] = names;
        let mut body = json!({
            "phone_number": number(order)?,
            "amount": francs(order)?,
            "network": network(order.rail)?,
        });
        if let Some(members) = body.as_object_mut() {
            members.insert(reference.to_owned(), json!(order.attempt_id));
            members.insert(note.to_owned(), json!(order.note));
        }
        let answer = self.call(path, body).await?;
        let misconfigured = |detail: String| ProviderError::refused("payment-misconfigured", detail, Advice::Alert);
        if answer.get("error_code").and_then(Value::as_i64) == Some(403) {
            return Err(misconfigured("error_code 403".into()));
        }
        match answer.get("status").and_then(Value::as_i64).and_then(Taken::of) {
            // A duplicate is this very order: the identifier is ours.
            Some(Taken::Registered | Taken::Duplicate) => {
                Ok(Accepted { provider_ref: text(&answer, "/tx_reference"), ..Accepted::default() })
            }
            Some(Taken::BadToken) => Err(misconfigured("status 2".into())),
            Some(Taken::BadParameters) => Err(ProviderError::refused("payment-refused", "status 4", Advice::Stop)),
            None => Err(ProviderError::unknown("a status that is not known")),
        }
    }

    async fn report(&self, sent: &Sent) -> Result<Observed, ProviderError> {
        let answer = self.call("api/v2/status", json!({ "identifier": sent.order.attempt_id })).await?;
        match answer.get("error_code").and_then(Value::as_i64) {
            Some(404) => return Ok(Observed::NotFound),
            Some(code) => return Err(ProviderError::unknown(format!("error_code {code}"))),
            None => {}
        }
        let refusal = |code, advice, detail: &str| Ok(Observed::Refused(Refusal { code, detail: detail.to_owned(), advice }));
        match answer.get("status").and_then(Value::as_i64).and_then(Status::of) {
            Some(Status::Paid) => {
                let (reference, provider_ref) = (text(&answer, "/identifier"), text(&answer, "/tx_reference"));
                let reference = reference.or_else(|| Some(String::new()));
                Ok(Observed::Done(Done { amount: None, reference, provider_ref }))
            }
            Some(Status::InProgress) => Ok(Observed::Pending(Accepted::default())),
            Some(Status::Expired) => refusal("payment-not-confirmed-in-time", Advice::AskUser, "status 4"),
            Some(Status::Cancelled) => refusal("payment-refused-by-payer", Advice::AskUser, "status 6"),
            None => Err(ProviderError::unknown("a status that is not known")),
        }
    }
}

#[async_trait]
impl PaymentProvider for PayGate {
    async fn collect(&self, order: &Order) -> Result<Accepted, ProviderError> {
        self.ask("api/v1/pay", order, ["identifier", "description"]).await
    }

    async fn collected(&self, sent: &Sent) -> Result<Observed, ProviderError> {
        self.report(sent).await
    }

    async fn pay_out(&self, order: &Order) -> Result<Accepted, ProviderError> {
        self.ask("api/v1/disburse", order, ["reference", "reason"]).await
    }

    /// Whether statuses list transfers is not documented: one that is not found is unknown, never "did not happen".
    async fn paid_out(&self, sent: &Sent) -> Result<Observed, ProviderError> {
        match self.report(sent).await? {
            Observed::NotFound => Err(ProviderError::unknown("transfers that are not found may have left")),
            observed => Ok(observed),
        }
    }

    fn read(&self, callback: &RawCallback, _now_s: i64) -> Result<Hint, BadCallback> {
        let body: Value = serde_json::from_slice(&callback.body).map_err(|_json| BadCallback::Unreadable)?;
        let identifier = text(&body, "/identifier").ok_or(BadCallback::Unreadable)?;
        let provider_ref = text(&body, "/tx_reference");
        Ok(Hint { attempt_id: identifier.parse().ok(), provider_ref, ..Hint::default() })
    }
}

/// Eight digits, as numbers are written in Togo.
fn number(order: &Order) -> Result<&str, ProviderError> {
    let number = order.party.as_deref().and_then(|phone| phone.strip_prefix("+228"));
    number.ok_or_else(|| ProviderError::refused("payment-number-unknown", "not a number of Togo", Advice::AskUser))
}

fn network(rail: Rail) -> Result<&'static str, ProviderError> {
    match rail {
        Rail::Flooz => Ok("FLOOZ"),
        Rail::Mixx => Ok("TMONEY"),
        Rail::MtnMomo | Rail::Card | Rail::Paypal | Rail::Cash | Rail::Bank => {
            Err(ProviderError::refused("payment-misconfigured", rail.as_str(), Advice::Alert))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_figure_means_two_things() {
        assert_eq!((Taken::of(0), Status::of(0)), (Some(Taken::Registered), Some(Status::Paid)));
        assert_eq!((Taken::of(6), Status::of(6)), (Some(Taken::Duplicate), Some(Status::Cancelled)));
        assert_eq!((Taken::of(1), Status::of(1)), (None, None));
    }
}
