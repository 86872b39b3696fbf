//! Forms only from our own pages.
//!
//! A token is `nonce ‖ HMAC-SHA256(key, nonce ‖ binding)`: bound to the session, or to an anonymous cookie that is set when a
//! page first needs a token. The nonce makes every token look different, so compression cannot be used to guess it (BREACH).
//! The layer checks every unsafe request before any handler sees it: where it comes from (`Sec-Fetch-Site`, `Origin`), and
//! the token (header `X-CSRF-Token`, or field `_csrf`). Requests under `/api` without a session cookie act for nobody and
//! need none, nor do those under `/hooks`, which other servers send and which no session counts for. Not done here: login throttling, CORS.

use axum::{
    body::{Body, Bytes},
    extract::{FromRequest, Request},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderMap, Method, header};
use kernel::{ErrorKind, Rng};
use serde::{Deserialize, de::DeserializeOwned};
use sha2::Sha256;

use crate::{context::Context, error::WebError, kit::WebKit};

/// The hidden field of every form.
pub const FIELD: &str = "_csrf";
/// The header that scripts and htmx send.
pub const HEADER: &str = "x-csrf-token";
/// The largest form that is read, in bytes. Files travel by the upload protocol or as multipart.
const FORM_LIMIT_BYTES: usize = 1024 * 1024;
const NONCE_BYTES: usize = 9;

/// What the layer found out about a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It only reads.
    Safe,
    /// It comes from one of our pages.
    Trusted,
    /// It acts without a session (an API client): no form may accept it.
    Unbound,
}

/// A form of ours, checked and parsed. Fields that repeat become a `Vec`, empty ones an `Option::None`.
#[derive(Debug, Clone, Copy)]
pub struct CsrfForm<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for CsrfForm<T> {
    type Rejection = WebError;

    async fn from_request(request: Request, state: &S) -> Result<Self, WebError> {
        let verdict = request.extensions().get::<Context>().and_then(Context::verdict);
        if verdict != Some(Verdict::Trusted) {
            return Err(refused("no checked token"));
        }
        let body = Bytes::from_request(request, state).await.map_err(|_unreadable| unreadable())?;
        serde_html_form::from_bytes(&body).map(Self).map_err(|error| {
            tracing::debug!(%error, "a form does not parse");
            unreadable()
        })
    }
}

/// Checks a request, and gives it back with its body unread.
pub(crate) async fn check(context: &Context, request: Request) -> Result<Request, WebError> {
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS | Method::TRACE) {
        context.decide(Verdict::Safe);
        return Ok(request);
    }
    let headers = request.headers();
    let acts_for_nobody = !context.has_session() || headers.contains_key(header::AUTHORIZATION);
    if context.is_hook() || (context.is_api() && acts_for_nobody) {
        context.decide(Verdict::Unbound);
        return Ok(request);
    }
    let origin = origin_of(context.kit(), headers);
    if origin == Origin::Foreign {
        return Err(refused("a foreign origin"));
    }
    let presented = headers.get(HEADER).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let (request, presented) = match presented {
        Some(token) => (request, Some(token)),
        None if is_form(headers) => token_in_form(request).await?,
        None => (request, None),
    };
    let proven = match presented {
        Some(token) => is_valid(context.kit(), &context.binding(), &token),
        // A preference of look harms nobody; a multipart body cannot be read without storing it. For both the browser's own
        // word is enough, but it must be there.
        None => origin == Origin::Own && (is_preference(context) || is_multipart(&request)),
    };
    if !proven {
        return Err(refused("no valid token"));
    }
    context.decide(Verdict::Trusted);
    Ok(request)
}

/// A new token over this binding.
pub(crate) fn token(kit: &WebKit, binding: &str) -> String {
    let nonce = kit.rng().bytes::<NONCE_BYTES>();
    let mut bytes = nonce.to_vec();
    bytes.extend_from_slice(&signer(kit, &nonce, binding).finalize().into_bytes());
    URL_SAFE_NO_PAD.encode(bytes)
}

/// 144 random bits as text, for cookies.
pub(crate) fn random_text(rng: &dyn Rng) -> String {
    URL_SAFE_NO_PAD.encode(rng.bytes::<18>())
}

fn is_valid(kit: &WebKit, binding: &str, token: &str) -> bool {
    let Ok(bytes) = URL_SAFE_NO_PAD.decode(token) else { return false };
    let Some((nonce, signature)) = bytes.split_at_checked(NONCE_BYTES) else { return false };
    signer(kit, nonce, binding).verify_slice(signature).is_ok()
}

#[expect(clippy::expect_used, reason = "HMAC takes a key of any length (RFC 2104)")]
fn signer(kit: &WebKit, nonce: &[u8], binding: &str) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(kit.csrf_key()).expect("any length");
    mac.update(nonce);
    mac.update(binding.as_bytes());
    mac
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Origin {
    Own,
    Foreign,
    Unsaid,
}

fn origin_of(kit: &WebKit, headers: &HeaderMap) -> Origin {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("null"));
    match (text("sec-fetch-site"), text("origin")) {
        (Some("same-origin" | "none"), _) => Origin::Own,
        (None, Some(origin)) if kit.is_own_origin(origin, headers) => Origin::Own,
        (Some(_), _) | (None, Some(_)) => Origin::Foreign,
        (None, None) => Origin::Unsaid,
    }
}

fn is_form(headers: &HeaderMap) -> bool {
    crate::headers::has_type(headers, "application/x-www-form-urlencoded")
}

fn is_multipart(request: &Request) -> bool {
    crate::headers::has_type(request.headers(), "multipart/form-data")
}

fn is_preference(context: &Context) -> bool {
    context.path().starts_with(crate::routes::PREFERENCES)
}

#[derive(Deserialize)]
struct TokenField {
    #[serde(rename = "_csrf")]
    token: Option<String>,
}

async fn token_in_form(request: Request) -> Result<(Request, Option<String>), WebError> {
    let (parts, body) = request.into_parts();
    let bytes = axum::body::to_bytes(body, FORM_LIMIT_BYTES)
        .await
        .map_err(|_too_long| WebError::new(ErrorKind::TooLarge, "error-form-too-large"))?;
    let token = serde_html_form::from_bytes::<TokenField>(&bytes).ok().and_then(|field| field.token);
    Ok((Request::from_parts(parts, Body::from(bytes)), token))
}

fn refused(why: &'static str) -> WebError {
    tracing::info!(why, "a form was refused");
    WebError::new(ErrorKind::Forbidden, "error-form-expired")
}

fn unreadable() -> WebError {
    WebError::new(ErrorKind::Invalid, "error-form-unreadable")
}

#[cfg(test)]
mod tests;
