//! What Stripe's objects and events say.

use kernel::{Currency, Money};
use serde_json::Value;
use url::Url;

use super::super::{signature::Timed, text};
use crate::provider::{Accepted, Advice, BadCallback, Done, Hint, Observed, ProviderError, RawCallback, Refusal};

/// A session that was just made.
pub(super) fn accepted(session: &Value) -> Accepted {
    let redirect_url = text(session, "/url").and_then(|url| Url::parse(&url).ok());
    Accepted { provider_ref: text(session, "/id"), redirect_url, done: None }
}

/// Where a checkout session stands.
pub(super) fn session(session: &Value) -> Result<Observed, ProviderError> {
    let status = session.get("status").and_then(Value::as_str).unwrap_or_default();
    match (status, session.get("payment_status").and_then(Value::as_str)) {
        (_, Some("paid")) => {
            let amount = minor(session, "/amount_total")?;
            let reference = text(session, "/client_reference_id").or_else(|| Some(String::new()));
            // What a refund names.
            let provider_ref = text(session, "/payment_intent/id").or_else(|| text(session, "/payment_intent"));
            Ok(Observed::Done(Done { amount: Some(amount), reference, provider_ref }))
        }
        ("expired", _) => Ok(refused("payment-not-confirmed-in-time", "expired", Advice::AskUser)),
        ("open" | "complete", _) => Ok(Observed::Pending(accepted(session))),
        _ => Err(ProviderError::unknown("a session in a state that is not known")),
    }
}

/// Where a session stands in which a card is left. Once it is done, customer and card are its reference.
pub(super) fn setup(session: &Value) -> Result<Observed, ProviderError> {
    let method = text(session, "/setup_intent/payment_method/id").or_else(|| text(session, "/setup_intent/payment_method"));
    let saved = text(session, "/setup_intent/status").as_deref() == Some("succeeded");
    match (session.get("status").and_then(Value::as_str), text(session, "/customer").zip(method)) {
        (Some("complete"), Some((customer, method))) if saved => {
            let reference = text(session, "/client_reference_id").or_else(|| Some(String::new()));
            Ok(Observed::Done(Done { amount: None, reference, provider_ref: Some(format!("{customer} {method}")) }))
        }
        (Some("expired"), _) => Ok(refused("payment-not-confirmed-in-time", "expired", Advice::AskUser)),
        (Some("open" | "complete"), _) => Ok(Observed::Pending(accepted(session))),
        _ => Err(ProviderError::unknown("a session in a state that is not known")),
    }
}

/// Where a charge stands that nobody was there for.
pub(super) fn intent(intent: &Value) -> Result<Observed, ProviderError> {
    let known = Accepted { provider_ref: text(intent, "/id"), ..Accepted::default() };
    match intent.get("status").and_then(Value::as_str) {
        Some("succeeded") => {
            let amount = Some(minor(intent, "/amount_received")?);
            let reference = text(intent, "/metadata/attempt").or_else(|| Some(String::new()));
            Ok(Observed::Done(Done { amount, reference, provider_ref: known.provider_ref }))
        }
        Some("processing") => Ok(Observed::Pending(known)),
        // Nobody comes to choose another card or to confirm: this one is over.
        Some("requires_payment_method" | "requires_action" | "canceled") => {
            Ok(Observed::Refused(declined(&text(intent, "/last_payment_error/code").unwrap_or_default())))
        }
        _ => Err(ProviderError::unknown("a charge in a state that is not known")),
    }
}

/// A bank's no.
pub(super) fn declined(code: &str) -> Refusal {
    let ours = if code == "authentication_required" { "payment-needs-payer" } else { "payment-refused-by-bank" };
    Refusal { code: ours, detail: code.to_owned(), advice: Advice::AskUser }
}

/// Where a refund stands.
pub(super) fn refund(refund: &Value) -> Result<Observed, ProviderError> {
    let known = Accepted { provider_ref: text(refund, "/id"), ..Accepted::default() };
    match refund.get("status").and_then(Value::as_str) {
        Some("succeeded") => {
            let amount = Some(minor(refund, "/amount")?);
            let reference = text(refund, "/metadata/attempt").or_else(|| Some(String::new()));
            Ok(Observed::Done(Done { amount, reference, provider_ref: known.provider_ref }))
        }
        Some("pending" | "requires_action") => Ok(Observed::Pending(known)),
        Some("failed" | "canceled") => {
            let detail = text(refund, "/failure_reason").unwrap_or_default();
            Ok(refused("payment-refused-by-bank", &detail, Advice::SwitchRail))
        }
        _ => Err(ProviderError::unknown("a refund in a state that is not known")),
    }
}

fn refused(code: &'static str, detail: &str, advice: Advice) -> Observed {
    Observed::Refused(Refusal { code, detail: detail.to_owned(), advice })
}

/// Minor units and the currency beside them. All our currencies have at Stripe the decimals that they have here.
fn minor(object: &Value, pointer: &str) -> Result<Money, ProviderError> {
    let currency = text(object, "/currency").and_then(|code| Currency::parse(&code.to_ascii_uppercase()));
    let amount = object.pointer(pointer).and_then(Value::as_i64);
    amount
        .zip(currency)
        .map(|(amount, currency)| Money::new(amount, currency))
        .ok_or_else(|| ProviderError::unknown("an amount that cannot be read"))
}

/// An event, once its signature is checked over the bytes as they came.
pub(super) fn event(callback: &RawCallback, secret: &str, now_s: i64) -> Result<Hint, BadCallback> {
    let header = callback.headers.get("stripe-signature").ok_or(BadCallback::Forged)?;
    if !(Timed { scheme: "v1", key: secret }).signs(header, &callback.body, now_s) {
        return Err(BadCallback::Forged);
    }
    let body: Value = serde_json::from_slice(&callback.body).map_err(|_json| BadCallback::Unreadable)?;
    let ours = text(&body, "/data/object/client_reference_id").or_else(|| text(&body, "/data/object/metadata/attempt"));
    let attempt_id = ours.and_then(|id| id.parse().ok());
    Ok(Hint { signed: true, attempt_id, provider_ref: text(&body, "/data/object/id"), ..Hint::default() })
}
