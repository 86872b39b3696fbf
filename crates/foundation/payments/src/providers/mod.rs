//! The adapters: one thin translation per provider.

mod agency;
mod bank;
mod cashpay;
mod cinetpay;
mod cmi;
mod fedapay;
mod mtn_momo;
mod paygate;
mod paypal;
mod signature;
mod stripe;
mod token;

use std::sync::Arc;

use jiff::SignedDuration;
use kernel::{Clock, Currency, Money};
use platform::http::{HttpAnswer, HttpClient};
use reqwest::{Method, RequestBuilder};
use url::Url;

use crate::{
    Credentials, PaymentsError, ProviderName,
    provider::{Advice, Order, PaymentProvider, ProviderError},
};

/// How an adapter reaches its provider.
#[derive(Debug, Clone)]
pub(crate) struct Wire {
    pub(crate) http: HttpClient,
    /// Where the provider is asked; its own address by default.
    pub(crate) base: Option<Url>,
    /// Where it sends its callbacks.
    pub(crate) callback_url: Url,
    pub(crate) clock: Arc<dyn Clock>,
    /// How long a payment is waited for beyond its time.
    pub(crate) grace: SignedDuration,
}

impl Wire {
    /// A request to a path below the provider's address.
    fn request(&self, method: Method, own: &str, path: &str) -> Result<RequestBuilder, ProviderError> {
        Ok(self.http.request(method, self.url(own, path)?))
    }

    /// A path below the provider's address.
    fn url(&self, own: &str, path: &str) -> Result<Url, ProviderError> {
        let misconfigured =
            |error: url::ParseError| ProviderError::refused("payment-misconfigured", error.to_string(), Advice::Alert);
        let base = match &self.base {
            Some(base) => base.clone(),
            None => own.parse().map_err(misconfigured)?,
        };
        let text = format!("{}/{path}", base.as_str().trim_end_matches('/'));
        text.parse().map_err(misconfigured)
    }

    /// Sends it. Nothing was sent when it could not be built.
    async fn send(&self, request: RequestBuilder) -> Result<HttpAnswer, ProviderError> {
        let built = request
            .build()
            .map_err(|error| ProviderError::refused("payment-misconfigured", error.without_url().to_string(), Advice::Alert))?;
        Ok(self.http.send(built).await?)
    }
}

/// The adapter of this name.
pub(crate) fn adapter(name: ProviderName, wire: Wire, given: &Credentials) -> Result<Arc<dyn PaymentProvider>, PaymentsError> {
    Ok(match name {
        ProviderName::Agency => Arc::new(agency::Agency::new(wire)),
        ProviderName::Bank => Arc::new(bank::Bank),
        ProviderName::Cashpay => Arc::new(cashpay::CashPay::try_new(wire, given)?),
        ProviderName::Cinetpay => Arc::new(cinetpay::CinetPay::try_new(wire, given)?),
        ProviderName::Cmi => Arc::new(cmi::Cmi::try_new(wire, given)?),
        ProviderName::Fedapay => Arc::new(fedapay::FedaPay::try_new(wire, given)?),
        ProviderName::MtnMomo => Arc::new(mtn_momo::MtnMomo::try_new(wire, given)?),
        ProviderName::Paygate => Arc::new(paygate::PayGate::try_new(wire, given)?),
        ProviderName::Paypal => Arc::new(paypal::PayPal::try_new(wire, given)?),
        ProviderName::Stripe => Arc::new(stripe::Stripe::try_new(wire, given)?),
    })
}

/// JSON of an answer, or no usable answer.
fn json(answer: &HttpAnswer) -> Result<serde_json::Value, ProviderError> {
    answer.json().map_err(|_json| ProviderError::unknown(format!("status {} without JSON", answer.status)))
}

/// A member of JSON as text, whether it was written as text or as a number.
fn text(value: &serde_json::Value, pointer: &str) -> Option<String> {
    match value.pointer(pointer)? {
        serde_json::Value::String(text) if !text.is_empty() => Some(text.clone()),
        serde_json::Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// An amount as a decimal text and a currency's code, in whatever case.
fn money(amount: &str, currency: &str) -> Option<Money> {
    let currency = Currency::parse(&currency.to_ascii_uppercase())?;
    // "1500.00" F is 1500 F: a fraction of nothing is none.
    let amount = match amount.split_once('.') {
        Some((whole, fraction)) if currency.decimals() == 0 && fraction.bytes().all(|digit| digit == b'0') => whole,
        _ => amount,
    };
    Money::parse(amount, currency).ok()
}

/// The amount in whole francs of West Africa, for providers that know nothing else.
fn francs(order: &Order) -> Result<i64, ProviderError> {
    match order.amount.currency {
        Currency::Xof => Ok(order.amount.amount_minor),
        Currency::Mad | Currency::Eur => {
            Err(ProviderError::refused("payment-misconfigured", order.amount.currency.code(), Advice::Alert))
        }
    }
}

/// The number of the wallet, in E.164.
fn phone(order: &Order) -> Result<&str, ProviderError> {
    order.party.as_deref().ok_or_else(|| ProviderError::refused("payment-needs-phone", "", Advice::AskUser))
}

/// A rail that this provider does not carry: the route is wrong.
fn misrouted(order: &Order) -> ProviderError {
    ProviderError::refused("payment-misconfigured", order.rail.as_str(), Advice::Alert)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_in_their_currency_only() {
        assert_eq!(money("1500", "XOF"), Some(Money::new(1500, Currency::Xof)));
        assert_eq!(money("1500.00", "xof"), Some(Money::new(1500, Currency::Xof)));
        assert_eq!(money("15.5", "EUR"), Some(Money::new(1550, Currency::Eur)));
        for (amount, currency) in [("1500.5", "XOF"), ("15.555", "EUR"), ("-1", "XOF"), ("1e3", "XOF"), ("5", "NGN"), ("", "XOF")]
        {
            assert_eq!(money(amount, currency), None, "{amount} {currency}");
        }
    }
}
