//! CMI: the cards of Morocco, in dirhams, on CMI's own page (gateway est3Dgate, store type `3D_PAY_HOSTING`).
//!
//! The payer's browser posts a signed form, which stands on a page of ours. CMI cannot be asked: its signed callback is the only
//! authority, and a card that was accepted is charged only if our answer to it is `ACTION=POSTAUTH`. An order may therefore be
//! given up once its page is over: what comes later waits for our word as well. Refunds are made in CMI's back office.

use async_trait::async_trait;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::SignedDuration;
use kernel::Currency;
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha512};
use subtle::ConstantTimeEq as _;
use url::{Url, form_urlencoded};

use super::{Wire, misrouted, money};
use crate::{
    Credentials, PaymentsError, Rail,
    provider::{
        Accepted, Advice, BadCallback, Done, Heard, Hint, Observed, Order, PayerForm, PaymentProvider, ProviderError,
        RawCallback, Refusal, Sent,
    },
};

const OWN: &str = "https://payment.cmi.co.ma";
/// The dirham (ISO 4217, numeric).
const DIRHAM: &str = "504";
/// No payer stays on the page for longer.
const PAGE_LIFETIME: SignedDuration = SignedDuration::from_mins(30);

/// The adapter.
#[derive(Debug)]
pub(super) struct Cmi {
    wire: Wire,
    shop: Shop,
}

/// Who we are at CMI.
#[derive(Debug)]
struct Shop {
    client_id: SecretString,
    store_key: SecretString,
}

impl Cmi {
    pub(super) fn try_new(wire: Wire, given: &Credentials) -> Result<Self, PaymentsError> {
        let shop = Shop { client_id: given.get("client_id")?, store_key: given.get("store_key")? };
        Ok(Self { wire, shop })
    }
}

#[async_trait]
impl PaymentProvider for Cmi {
    /// CMI hears of it from the payer's browser only.
    async fn collect(&self, order: &Order) -> Result<Accepted, ProviderError> {
        if order.rail != Rail::Card || order.amount.currency != Currency::Mad {
            return Err(misrouted(order));
        }
        Ok(Accepted { redirect_url: Some(order.form_url.clone()), ..Accepted::default() })
    }

    async fn collected(&self, sent: &Sent) -> Result<Observed, ProviderError> {
        if self.wire.clock.now().duration_since(sent.sent_at) < PAGE_LIFETIME {
            return Ok(Observed::Pending(Accepted::default()));
        }
        Ok(refused("payment-not-confirmed-in-time", "no callback"))
    }

    async fn pay_out(&self, _order: &Order) -> Result<Accepted, ProviderError> {
        Err(ProviderError::refused("payment-cannot-pay-out", "cards take no payouts", Advice::Stop))
    }

    async fn paid_out(&self, _sent: &Sent) -> Result<Observed, ProviderError> {
        Ok(Observed::NotFound)
    }

    async fn refund(&self, _order: &Order) -> Result<Accepted, ProviderError> {
        Err(ProviderError::refused("payment-cannot-refund", "in CMI's back office only", Advice::Stop))
    }

    fn form(&self, order: &Order) -> Option<PayerForm> {
        let action = self.wire.url(OWN, "fim/est3Dgate").ok()?;
        Some(PayerForm { action, fields: form_fields(order, &self.shop, &self.wire.callback_url) })
    }

    fn trusts_signed_callbacks(&self) -> bool {
        true
    }

    fn reply(&self, heard: Heard) -> &'static str {
        match heard {
            Heard::Taken => "ACTION=POSTAUTH",
            Heard::Noted => "APPROVED",
            Heard::Rejected => "FAILURE",
        }
    }

    fn read(&self, callback: &RawCallback, _now_s: i64) -> Result<Hint, BadCallback> {
        let fields: Vec<(String, String)> = form_urlencoded::parse(&callback.body).into_owned().collect();
        read(&fields, &self.shop)
    }
}

/// The fields of the form that the payer's browser posts to CMI, signed.
fn form_fields(order: &Order, shop: &Shop, callback_url: &Url) -> Vec<(&'static str, String)> {
    let mut fields = vec![
        ("clientid", shop.client_id.expose_secret().to_owned()),
        ("oid", order.attempt_id.to_string()),
        ("amount", order.amount.to_decimal_string()),
        ("currency", DIRHAM.to_owned()),
        ("storetype", "3D_PAY_HOSTING".to_owned()),
        // Accepted first, charged by our answer.
        ("TranType", "PreAuth".to_owned()),
        ("okUrl", order.return_url.to_string()),
        ("failUrl", order.return_url.to_string()),
        ("CallbackURL", callback_url.to_string()),
        // Every order has its own.
        ("rnd", order.attempt_id.as_uuid().simple().to_string()),
        ("lang", order.locale.as_str().to_owned()),
        ("hashAlgorithm", "ver3".to_owned()),
        ("encoding", "UTF-8".to_owned()),
    ];
    let signed = hash(fields.iter().map(|(name, value)| (*name, value.as_str())), &shop.store_key);
    fields.push(("HASH", STANDARD.encode(signed)));
    fields
}

/// HASH ver3: the values in the order of their names, case aside, escaped, each ended by `|`, then the store key; SHA-512.
fn hash<'a>(fields: impl Iterator<Item = (&'a str, &'a str)>, store_key: &SecretString) -> Vec<u8> {
    let escape = |value: &str| value.replace('\\', "\\\\").replace('|', "\\|");
    let mut fields: Vec<(String, &str)> = fields.map(|(name, value)| (name.to_ascii_lowercase(), value)).collect();
    fields.retain(|(name, _)| name != "hash" && name != "encoding");
    fields.sort_by(|(left, _), (right, _)| left.cmp(right));
    let mut digest = Sha512::new();
    for (_, value) in fields {
        digest.update(escape(value));
        digest.update("|");
    }
    digest.update(escape(store_key.expose_secret()));
    digest.finalize().to_vec()
}

/// What CMI says, once its HASH is checked over every field.
fn read(fields: &[(String, String)], shop: &Shop) -> Result<Hint, BadCallback> {
    let find = |name: &str| fields.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str());
    let given = find("HASH").and_then(|given| STANDARD.decode(given.trim()).ok()).ok_or(BadCallback::Forged)?;
    let ours = hash(fields.iter().map(|(name, value)| (name.as_str(), value.as_str())), &shop.store_key);
    let is_ours = find("clientid") == Some(shop.client_id.expose_secret());
    if !is_ours || !bool::from(given.ct_eq(&ours)) {
        return Err(BadCallback::Forged);
    }
    let oid = find("oid").ok_or(BadCallback::Unreadable)?;
    let attempt_id = oid.parse().map_err(|_id| BadCallback::Unreadable)?;
    let code = find("ProcReturnCode").ok_or(BadCallback::Unreadable)?;
    let observed = if code == "00" && find("Response") == Some("Approved") {
        let amount = find("amount").filter(|_| find("currency") == Some(DIRHAM));
        let amount = amount.and_then(|amount| money(amount, Currency::Mad.code())).ok_or(BadCallback::Unreadable)?;
        let provider_ref = find("TransId").filter(|id| !id.is_empty()).ok_or(BadCallback::Unreadable)?;
        Observed::Done(Done {
            amount: Some(amount),
            reference: Some(oid.to_owned()),
            provider_ref: Some(provider_ref.to_owned()),
        })
    } else {
        let meaning = if code == "51" { "payment-not-enough-funds" } else { "payment-refused-by-bank" };
        refused(meaning, code)
    };
    Ok(Hint { signed: true, attempt_id: Some(attempt_id), provider_ref: None, observed: Some(observed) })
}

fn refused(code: &'static str, detail: &str) -> Observed {
    Observed::Refused(Refusal { code, detail: detail.to_owned(), advice: Advice::AskUser })
}

#[cfg(test)]
mod tests;
