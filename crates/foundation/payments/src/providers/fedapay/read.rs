//! What `FedaPay`'s objects and events say.

use kernel::{Currency, Money};
use serde_json::Value;

use super::super::{money, signature::Timed, text};
use crate::provider::{Accepted, Advice, BadCallback, Done, Hint, Observed, ProviderError, RawCallback, Refusal};

/// The class of transactions, in answers.
pub(super) const TRANSACTION: &str = "v1/transaction";
/// The class of payouts, in answers.
pub(super) const PAYOUT: &str = "v1/payout";

/// Where a transaction stands.
pub(super) fn transaction(transaction: &Value) -> Result<Observed, ProviderError> {
    let provider_ref = text(transaction, "/id");
    // A success that does not say of what is none.
    let reference = text(transaction, "/merchant_reference").or_else(|| Some(String::new()));
    match status(transaction) {
        "pending" => Ok(Observed::Pending(Accepted { provider_ref, ..Accepted::default() })),
        "approved" | "transferred" => Ok(Observed::Done(Done { amount: Some(amount(transaction)?), reference, provider_ref })),
        // Paid, and given back in the back office before we knew: what is left is not said. A person decides.
        "refunded" | "approved_partially_refunded" | "transferred_partially_refunded" => {
            let nothing = Money::zero(amount(transaction)?.currency);
            Ok(Observed::Done(Done { amount: Some(nothing), reference, provider_ref }))
        }
        "declined" => Ok(refused(transaction, "payment-refused", Advice::SwitchRail)),
        "canceled" => Ok(refused(transaction, "payment-refused-by-payer", Advice::AskUser)),
        "expired" => Ok(refused(transaction, "payment-not-confirmed-in-time", Advice::AskUser)),
        _ => Err(ProviderError::unknown("a status that is not known")),
    }
}

/// Whether a payout was never started.
pub(super) fn is_waiting(payout: &Value) -> bool {
    status(payout) == "pending"
}

/// Where a payout stands. It was asked for by its own id.
pub(super) fn payout(payout: &Value) -> Result<Observed, ProviderError> {
    let provider_ref = text(payout, "/id");
    match status(payout) {
        "pending" | "started" | "processing" => Ok(Observed::Pending(Accepted { provider_ref, ..Accepted::default() })),
        "sent" => {
            let reference = text(payout, "/merchant_reference");
            Ok(Observed::Done(Done { amount: Some(amount(payout)?), reference, provider_ref }))
        }
        "failed" => Ok(refused(payout, "payment-cannot-receive", Advice::SwitchRail)),
        _ => Err(ProviderError::unknown("a status that is not known")),
    }
}

fn status(object: &Value) -> &str {
    object.get("status").and_then(Value::as_str).unwrap_or_default()
}

fn refused(object: &Value, code: &'static str, advice: Advice) -> Observed {
    let detail = text(object, "/last_error_code").unwrap_or_else(|| status(object).to_owned());
    Observed::Refused(Refusal { code, detail, advice })
}

/// The currency is not in every answer; what we order is in francs.
fn amount(object: &Value) -> Result<Money, ProviderError> {
    let currency = text(object, "/currency/iso").unwrap_or_else(|| Currency::Xof.code().to_owned());
    let amount = text(object, "/amount").and_then(|amount| money(&amount, &currency));
    amount.ok_or_else(|| ProviderError::unknown("an amount that cannot be read"))
}

/// An event, once its signature is checked over the bytes as they came.
///
/// Its id is a number that a stranger can guess: it decides nothing, or a forged event could keep the true one away.
pub(super) fn event(callback: &RawCallback, secret: &str, now_s: i64) -> Result<Hint, BadCallback> {
    let header = callback.headers.get("x-fedapay-signature").ok_or(BadCallback::Forged)?;
    if !(Timed { scheme: "s", key: secret }).signs(header, &callback.body, now_s) {
        return Err(BadCallback::Forged);
    }
    let body: Value = serde_json::from_slice(&callback.body).map_err(|_json| BadCallback::Unreadable)?;
    let attempt_id = text(&body, "/entity/merchant_reference").and_then(|id| id.parse().ok());
    // A transaction is found by our reference too, and as long as its own is not known, its page is asked for.
    let is_payout = text(&body, "/entity/klass").as_deref() == Some(PAYOUT);
    let provider_ref = text(&body, "/entity/id").filter(|_| is_payout || attempt_id.is_none());
    Ok(Hint { signed: true, attempt_id, provider_ref, ..Hint::default() })
}
