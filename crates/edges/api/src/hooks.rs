//! What other servers send by themselves: payment providers, shops, and mail programs in which somebody refuses our letters; and the way
//! back of a payer's browser from a provider's pages.
//!
//! No part of the documented API: its shapes are the providers'. A callback is kept and answered at once; it proves nothing.
//! Answers: 200, also for what will turn out to be forged; 404 for a provider that nobody knows; 413 above the limit; 503 where
//! the provider is not configured. Limits: 64 KiB, the requests a minute of every address, and in an hour
//! sixty kept callbacks of an address, and sixty about a payment, that no provider signed.

mod shops;

use std::{collections::BTreeMap, convert::Infallible, net::IpAddr};

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, FromRequestParts, Path, Query, State},
    response::{IntoResponse as _, Redirect, Response},
    routing::{get, post},
};
use contracts::payments::IntentId;
use http::{HeaderMap, Method, Uri, request::Parts};
use kernel::Locale;
use notifications::{CameBack, MAIL_LIMIT_BYTES};
use payments::{CALLBACK_LIMIT_BYTES, ProviderName, provider::RawCallback};
use serde::Deserialize;

use crate::{ApiState, Problem, problem::Refusal};

pub(crate) fn router() -> Router<ApiState> {
    Router::new()
        .route("/hooks/payments/{provider}", post(receive).put(receive))
        .route("/hooks/payments/retour/{locale}/{intent}", get(come_back).post(come_back))
        .route("/hooks/letters/{locale}/refuse/{token}", get(ask_to_refuse).post(refuse))
        .route("/hooks/sms/{secret}", post(take_text_report))
        .layer(DefaultBodyLimit::max(CALLBACK_LIMIT_BYTES))
        .merge(shops::router())
        .merge(Router::new().route("/hooks/mail/{secret}", post(take_mail)).layer(DefaultBodyLimit::max(MAIL_LIMIT_BYTES)))
}

async fn receive(
    State(state): State<ApiState>,
    Path(provider): Path<String>,
    Sender(from): Sender,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Result<&'static str, Problem> {
    let provider = ProviderName::parse(&provider).ok_or(Refusal::NotFound)?;
    let query = uri.query().map(str::to_owned);
    let raw = RawCallback { method: method.as_str().to_owned(), query, headers: texts(&headers), body };
    Ok(state.payments.receive(provider, raw, from).await?)
}

/// The address of whoever sends.
struct Sender(Option<IpAddr>);

impl FromRequestParts<ApiState> for Sender {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &ApiState) -> Result<Self, Infallible> {
        Ok(Self(web_kit::client_address(parts)))
    }
}

/// Headers by name; of several of one name the last, and none that is no text.
fn texts(headers: &HeaderMap) -> BTreeMap<String, String> {
    let text = |(name, value): (&http::HeaderName, &http::HeaderValue)| Some((name.to_string(), value.to_str().ok()?.to_owned()));
    headers.iter().filter_map(text).collect()
}

#[derive(Debug, Deserialize)]
struct Key {
    #[serde(default)]
    cle: String,
}

/// Providers lead the browser back by GET or by POST; the page itself is read.
async fn come_back(
    State(state): State<ApiState>,
    Path((locale, intent)): Path<(String, IntentId)>,
    Query(key): Query<Key>,
) -> Result<Response, Problem> {
    let locale = Locale::parse(&locale).ok_or(Refusal::NotFound)?;
    let page = state.payments.page_after_return(intent, locale, &key.cle).ok_or(Refusal::NotFound)?;
    Ok(Redirect::to(page.as_str()).into_response())
}

/// Who follows the address of a letter's header with a browser is asked first.
async fn ask_to_refuse(
    State(state): State<ApiState>,
    Path((locale, token)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let locale = Locale::parse(&locale).ok_or(Refusal::NotFound)?;
    state.notifications.refusal_of(&token)?;
    Ok(Redirect::to(state.notifications.refusal_page(locale, &token).as_str()).into_response())
}

/// One request refuses (RFC 8058): no cookie, no form of ours, no redirect. The token says whose letters and about what; twice is fine.
async fn refuse(
    State(state): State<ApiState>,
    Path((_locale, token)): Path<(String, String)>,
    body: Bytes,
) -> Result<&'static str, Problem> {
    if !is_one_click(&body) {
        return Err(Problem::field("List-Unsubscribe", "notifications-link"));
    }
    state.notifications.refuse_letters(&token).await?;
    Ok("OK")
}

/// `List-Unsubscribe=One-Click`, as a form of either kind (RFC 8058 §3.2): what a program that merely follows links does not send.
fn is_one_click(body: &[u8]) -> bool {
    let text = String::from_utf8_lossy(body);
    text.trim() == "List-Unsubscribe=One-Click" || (text.contains("name=\"List-Unsubscribe\"") && text.contains("One-Click"))
}

/// A mail that came back, whole (RFC 5322). Who hands it in needs to know no more than that it was read: what is no report is no error,
/// or a mail server would send it again and again.
async fn take_mail(State(state): State<ApiState>, Path(secret): Path<String>, body: Bytes) -> Result<&'static str, Problem> {
    Ok(match state.notifications.receive_mail(&secret, &body).await? {
        CameBack::Noted => "noted",
        CameBack::Ignored => "ignored",
    })
}

/// What became of a text, as its provider reports it. The same again changes nothing.
async fn take_text_report(
    State(state): State<ApiState>,
    Path(secret): Path<String>,
    body: Bytes,
) -> Result<&'static str, Problem> {
    state.notifications.receive_text_report(&secret, &body).await?;
    Ok("OK")
}
