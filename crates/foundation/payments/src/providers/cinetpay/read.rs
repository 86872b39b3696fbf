//! What `CinetPay` says of a payment, and its notifications.

use std::collections::BTreeMap;

use serde_json::Value;
use url::form_urlencoded;

use super::super::{money, signature::Key, text};
use crate::provider::{Accepted, Advice, BadCallback, Done, Hint, Observed, ProviderError, RawCallback, Refusal};

/// Where a payment stands. It was asked for by our reference, which the answer does not repeat.
pub(super) fn payment(body: &Value) -> Result<Observed, ProviderError> {
    let (code, message) = (text(body, "/code").unwrap_or_default(), text(body, "/message").unwrap_or_default());
    let status = text(body, "/data/status").unwrap_or_default();
    let refusal = |code, advice| Ok(Observed::Refused(Refusal { code, detail: message.clone(), advice }));
    match (code.as_str(), status.as_str()) {
        ("00", "ACCEPTED") => {
            let amount = text(body, "/data/amount").zip(text(body, "/data/currency"));
            let amount = amount.and_then(|(amount, currency)| money(&amount, &currency));
            let amount = amount.ok_or_else(|| ProviderError::unknown("a payment without a readable amount"))?;
            let provider_ref = text(body, "/data/operator_id");
            Ok(Observed::Done(Done { amount: Some(amount), reference: None, provider_ref }))
        }
        ("623" | "662" | "663", _) => Ok(Observed::Pending(Accepted::default())),
        // Without a status it is no payment that it speaks of.
        (_, "") if message.ends_with("NOT_FOUND") && message != "AUTH_NOT_FOUND" => Ok(Observed::NotFound),
        (_, "") => Err(ProviderError::unknown(format!("code {code}"))),
        ("602", _) => refusal("payment-not-enough-funds", Advice::AskUser),
        ("625", _) => refusal("payment-not-confirmed-in-time", Advice::AskUser),
        ("627", _) => refusal("payment-refused-by-payer", Advice::AskUser),
        ("600", "REFUSED") => refusal("payment-refused", Advice::SwitchRail),
        _ => Err(ProviderError::unknown(format!("code {code}"))),
    }
}

/// The fields that `x-token` covers, in its order.
const SIGNED: [&str; 16] = [
    "cpm_site_id",
    "cpm_trans_id",
    "cpm_trans_date",
    "cpm_amount",
    "cpm_currency",
    "signature",
    "payment_method",
    "cel_phone_num",
    "cpm_phone_prefixe",
    "cpm_language",
    "cpm_version",
    "cpm_payment_config",
    "cpm_page_action",
    "cpm_custom",
    "cpm_designation",
    "cpm_error_message",
];

/// A notification: of a payment, signed; or of a transfer, unsigned.
pub(super) fn notification(callback: &RawCallback, secret: &str) -> Result<Hint, BadCallback> {
    let mut fields = BTreeMap::new();
    for (name, value) in form_urlencoded::parse(&callback.body) {
        fields.entry(name.into_owned()).or_insert_with(|| value.into_owned());
    }
    let field = |name: &str| fields.get(name).map_or("", String::as_str);
    if !field("client_transaction_id").is_empty() {
        let attempt_id = field("client_transaction_id").parse().ok();
        let provider_ref = Some(field("transaction_id").to_owned()).filter(|reference| !reference.is_empty());
        return Ok(Hint { attempt_id, provider_ref, ..Hint::default() });
    }
    let token = callback.headers.get("x-token").and_then(|token| hex::decode(token).ok()).ok_or(BadCallback::Forged)?;
    let values = SIGNED.map(|name| field(name).as_bytes());
    if !Key(secret).signs(&values, &token) {
        return Err(BadCallback::Forged);
    }
    let attempt_id = field("cpm_trans_id").parse().map_err(|_id| BadCallback::Unreadable)?;
    Ok(Hint { signed: true, attempt_id: Some(attempt_id), ..Hint::default() })
}
