//! What `PayPal`'s objects and events say.

use http::StatusCode;
use kernel::Money;
use platform::http::HttpAnswer;
use serde_json::{Value, json};
use url::Url;

use super::super::{json as body_of, money, text};
use crate::provider::{Accepted, Advice, BadCallback, Done, Hint, Observed, Order, ProviderError, RawCallback, Refusal};

/// What came of a capture.
pub(super) enum Capture {
    /// The order, with its capture.
    Made(Value),
    /// The payer has not agreed, or no longer does.
    NotApproved,
    /// It did not happen.
    Refused(Refusal),
}

/// An amount as `PayPal` writes it: a decimal text with all digits of the currency.
pub(super) fn amount_of(order: &Order) -> Value {
    json!({ "currency_code": order.amount.currency.code(), "value": order.amount.to_decimal_string() })
}

/// An order that was just made, with the page on which it is approved.
pub(super) fn accepted(order: &Value) -> Accepted {
    let links = order.get("links").and_then(Value::as_array);
    let page = links.into_iter().flatten().find(|link| {
        let rel = link.get("rel").and_then(Value::as_str);
        matches!(rel, Some("payer-action" | "approve"))
    });
    let redirect_url = page.and_then(|link| text(link, "/href")).and_then(|url| Url::parse(&url).ok());
    Accepted { provider_ref: text(order, "/id"), redirect_url, done: None }
}

/// Whether the payer agreed and we have to capture.
pub(super) fn is_approved(order: &Value) -> bool {
    order.get("status").and_then(Value::as_str) == Some("APPROVED")
}

/// Where an order stands that is not to be captured.
pub(super) fn order(order: &Value) -> Result<Observed, ProviderError> {
    match order.get("status").and_then(Value::as_str) {
        Some("CREATED" | "SAVED" | "APPROVED" | "PAYER_ACTION_REQUIRED") => Ok(Observed::Pending(accepted(order))),
        Some("COMPLETED") => capture(order),
        Some("VOIDED") => Ok(gone()),
        _ => Err(ProviderError::unknown("an order in a state that is not known")),
    }
}

/// An order that nobody approved in time.
pub(super) fn gone() -> Observed {
    refused("payment-not-confirmed-in-time", "no such order any more", Advice::AskUser)
}

/// A completed order may hide a capture that was declined.
fn capture(order: &Value) -> Result<Observed, ProviderError> {
    let capture = order.pointer("/purchase_units/0/payments/captures/0");
    let capture = capture.ok_or_else(|| ProviderError::unknown("a completed order without a capture"))?;
    let reference = text(capture, "/custom_id").or_else(|| text(order, "/purchase_units/0/custom_id"));
    // A success that does not say of what is none. From here on the capture is what a refund names.
    let (reference, provider_ref) = (reference.or_else(|| Some(String::new())), text(capture, "/id"));
    match capture.get("status").and_then(Value::as_str) {
        Some("COMPLETED") => Ok(Observed::Done(Done { amount: Some(amount(capture)?), reference, provider_ref })),
        Some("PENDING") => Ok(Observed::Pending(Accepted::default())),
        Some(status @ ("DECLINED" | "FAILED")) => Ok(refused("payment-refused-by-bank", status, Advice::AskUser)),
        // Paid, and given back at PayPal before we knew: a person decides.
        Some("REFUNDED" | "PARTIALLY_REFUNDED") => {
            let nothing = Money::zero(amount(capture)?.currency);
            Ok(Observed::Done(Done { amount: Some(nothing), reference, provider_ref }))
        }
        _ => Err(ProviderError::unknown("a capture in a state that is not known")),
    }
}

/// Where a refund stands.
pub(super) fn refund(refund: &Value) -> Result<Observed, ProviderError> {
    let provider_ref = text(refund, "/id");
    match refund.get("status").and_then(Value::as_str) {
        Some("COMPLETED") => {
            let reference = text(refund, "/custom_id").or_else(|| Some(String::new()));
            Ok(Observed::Done(Done { amount: Some(amount(refund)?), reference, provider_ref }))
        }
        Some("PENDING") => Ok(Observed::Pending(Accepted { provider_ref, ..Accepted::default() })),
        Some(status @ ("FAILED" | "CANCELLED")) => Ok(refused("payment-refused-by-bank", status, Advice::SwitchRail)),
        _ => Err(ProviderError::unknown("a refund in a state that is not known")),
    }
}

fn amount(object: &Value) -> Result<Money, ProviderError> {
    let amount = text(object, "/amount/value").zip(text(object, "/amount/currency_code"));
    amount
        .and_then(|(amount, currency)| money(&amount, &currency))
        .ok_or_else(|| ProviderError::unknown("an amount that cannot be read"))
}

fn refused(code: &'static str, detail: &str, advice: Advice) -> Observed {
    Observed::Refused(refusal(code, detail, advice))
}

fn refusal(code: &'static str, detail: &str, advice: Advice) -> Refusal {
    Refusal { code, detail: detail.to_owned(), advice }
}

/// The object that was made. What `PayPal` calls invalid or cannot process will never happen; a conflict or a failure may have.
pub(super) fn made(answer: &HttpAnswer) -> Result<Value, ProviderError> {
    let issue = issue(answer);
    match answer.status {
        StatusCode::OK | StatusCode::CREATED => body_of(answer),
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN | StatusCode::NOT_FOUND => {
            Err(ProviderError::refused("payment-misconfigured", answer.status.to_string(), Advice::Alert))
        }
        StatusCode::UNPROCESSABLE_ENTITY if issue == "CAPTURE_FULLY_REFUNDED" => Err(ProviderError::unknown("refunded already")),
        StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY => {
            Err(ProviderError::refused("payment-refused", issue, Advice::SwitchRail))
        }
        _ => Err(ProviderError::unexpected(answer)),
    }
}

/// What came of a capture. That it was captured before is found out by asking for the order.
pub(super) fn captured(answer: &HttpAnswer) -> Result<Capture, ProviderError> {
    match (answer.status.as_u16(), issue(answer).as_str()) {
        (200 | 201, _) => body_of(answer).map(Capture::Made),
        (422, "ORDER_NOT_APPROVED") => Ok(Capture::NotApproved),
        (422, issue @ ("INSTRUMENT_DECLINED" | "TRANSACTION_REFUSED" | "PAYER_CANNOT_PAY")) => {
            Ok(Capture::Refused(refusal("payment-refused-by-bank", issue, Advice::AskUser)))
        }
        _ => Err(ProviderError::unexpected(answer)),
    }
}

/// `PayPal`'s name of a problem.
pub(super) fn name(answer: &HttpAnswer) -> String {
    answer.json::<Value>().ok().and_then(|body| text(&body, "/name")).unwrap_or_default()
}

fn issue(answer: &HttpAnswer) -> String {
    answer.json::<Value>().ok().and_then(|body| text(&body, "/details/0/issue")).unwrap_or_default()
}

/// An event: an unsigned hint, whatever its headers say. Its body decides whether it came before, not its id: a forged event
/// must not keep the true one away.
pub(super) fn event(callback: &RawCallback) -> Result<Hint, BadCallback> {
    let body: Value = serde_json::from_slice(&callback.body).map_err(|_json| BadCallback::Unreadable)?;
    let ours = ["/resource/custom_id", "/resource/purchase_units/0/custom_id"];
    let attempt_id = ours.iter().find_map(|pointer| text(&body, pointer)).and_then(|id| id.parse().ok());
    let provider_ref = text(&body, "/resource/id");
    if attempt_id.is_none() && provider_ref.is_none() {
        return Err(BadCallback::Unreadable);
    }
    Ok(Hint { attempt_id, provider_ref, ..Hint::default() })
}
