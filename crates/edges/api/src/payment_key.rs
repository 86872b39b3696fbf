//! The key of a payment: what a payer without an account shows. In a header, so that no log of addresses has it.

use axum::extract::FromRequestParts;
use http::{HeaderName, request::Parts};
use utoipa::IntoParams;

use crate::{Problem, problem::Refusal};

/// The name of the header.
pub(crate) const HEADER: HeaderName = HeaderName::from_static("payment-key");

/// The key that a request shows; empty for one who acts by their account.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Header)]
pub(crate) struct PaymentKey {
    /// The `key` of the pledge; not needed for what the caller pledged while signed in.
    #[param(rename = "Payment-Key", max_length = 200, required = false)]
    key: String,
}

impl PaymentKey {
    pub(crate) fn as_str(&self) -> &str {
        &self.key
    }
}

impl<S: Send + Sync> FromRequestParts<S> for PaymentKey {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        let Some(value) = parts.headers.get(HEADER) else { return Ok(Self { key: String::new() }) };
        let text = value.to_str().map_err(|_unprintable| Refusal::NotFound)?;
        Ok(Self { key: text.to_owned() })
    }
}
