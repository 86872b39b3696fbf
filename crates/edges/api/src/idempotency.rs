//! `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header): a request that is sent again is not carried out again.
//!
//! For every request that changes something under `/api/v1`, if its caller sends a key; uploads have their own way to go on. A key
//! belongs to an account, or to an address, and to a route. The work goes on when the caller goes away: its answer waits for them.
//! Not kept are answers that may be another the next time: 401, 408, 429 and 5xx; the same request is carried out again then.

mod key;
mod refusal;

use std::net::IpAddr;

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{FromRequestParts as _, Request, State},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header, request::Parts};
use jiff::SignedDuration;
use platform::{
    Db, RateLimiter,
    idempotency::{Answer, Asked, Claim, Held, claim},
};
use tracing::Instrument as _;

use self::refusal::KeyRefusal;
use crate::{ApiState, Caller, Problem, payment_key, problem::Refusal};

/// Says that an answer is the one of before.
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// The largest request with a key: the largest body that any route takes.
const CONTENT_MAX: usize = 8 * 1024 * 1024;

/// How many requests with a key one caller sends in a day.
const KEYS_A_DAY: u32 = 20_000;

/// Whether requests of this kind may carry a key.
pub(crate) fn applies(method: &Method, path: &str) -> bool {
    let changes = matches!(*method, Method::POST | Method::PUT | Method::PATCH | Method::DELETE);
    changes && path.starts_with("/api/v1/") && !path.starts_with("/api/v1/uploads")
}

/// Carries a request with a key out once.
pub(crate) async fn once(State(state): State<ApiState>, request: Request, next: Next) -> Response {
    if !applies(request.method(), request.uri().path()) || !request.headers().contains_key(key::HEADER) {
        return next.run(request).await;
    }
    match read(&state, request).await {
        Ok(sent) => unstoppable(carry_out(state.db, sent, next)).await,
        Err(problem) => problem.into_response(),
    }
}

/// A request that was sent whole, with a key.
struct Sent {
    key: String,
    caller: String,
    parts: Parts,
    body: Bytes,
}

async fn read(state: &ApiState, request: Request) -> Result<Sent, Problem> {
    let (mut parts, body) = request.into_parts();
    let key = key::read(&parts.headers)?;
    let caller = caller(&Caller::from_request_parts(&mut parts, state).await?);
    let limiter = RateLimiter::new(state.db.clone());
    limiter.hit(&format!("api.idempotency:{caller}"), KEYS_A_DAY, SignedDuration::from_hours(24)).await?;
    let body = to_bytes(body, CONTENT_MAX).await.map_err(|_beyond| Refusal::TooLarge)?;
    Ok(Sent { key, caller, parts, body })
}

async fn carry_out(db: Db, sent: Sent, next: Next) -> Response {
    let Sent { key, caller, parts, body } = sent;
    let route = route(&parts);
    let content = [value(&parts.headers, &header::CONTENT_TYPE), value(&parts.headers, &payment_key::HEADER), &body];
    let asked = Asked { caller: &caller, route: &route, key: &key, content: &content };
    let refusal = match claim(&db, &asked).await {
        Ok(Claim::Mine(held)) => {
            let response = held.during(next.run(Request::from_parts(parts, Body::from(body)))).await;
            return answered(held, response).await;
        }
        Ok(Claim::Answered(answer)) => return replayed(answer),
        Ok(Claim::TooLargeToKeep) => KeyRefusal::NotKept,
        Ok(Claim::Running) => KeyRefusal::Running,
        Ok(Claim::OtherRequest) => KeyRefusal::OtherRequest,
        Err(error) => KeyRefusal::Failed(error),
    };
    Problem::from(refusal).into_response()
}

/// In a task of its own: a caller who hangs up stops nothing half-way.
async fn unstoppable(work: impl Future<Output = Response> + Send + 'static) -> Response {
    match tokio::spawn(work.in_current_span()).await {
        Ok(response) => response,
        Err(stopped) => match stopped.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_cancelled) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        },
    }
}

fn route(parts: &Parts) -> String {
    let target = parts.uri.path_and_query().map_or_else(|| parts.uri.path(), |target| target.as_str());
    format!("{} {target}", parts.method)
}

fn value<'a>(headers: &'a HeaderMap, name: &HeaderName) -> &'a [u8] {
    headers.get(name).map(HeaderValue::as_bytes).unwrap_or_default()
}

/// Whose key it is. Devices of one network of IPv6 change their addresses: the network is the caller.
fn caller(caller: &Caller) -> String {
    if let Some(account) = &caller.account {
        return format!("account:{}", account.id);
    }
    match caller.actor.address {
        Some(IpAddr::V4(address)) => format!("address:{address}"),
        Some(IpAddr::V6(address)) => {
            let [a, b, c, d, ..] = address.segments();
            format!("address:{a:x}:{b:x}:{c:x}:{d:x}")
        }
        None => "address:unknown".to_owned(),
    }
}

/// Keeps what was answered. When that fails the answer is given all the same: it is true.
async fn answered(held: Held, response: Response) -> Response {
    let (parts, body) = response.into_parts();
    let status = parts.status;
    // Bodies of answers are made in memory: none is read here that was not there already.
    let Ok(body) = to_bytes(body, usize::MAX).await else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    let kept = if is_final(status) { held.keep(&kept(status, &parts.headers, &body)).await } else { held.release().await };
    if let Err(error) = kept {
        tracing::error!(%error, "the answer of a request with a key could not be kept");
    }
    Response::from_parts(parts, Body::from(body))
}

fn kept(status: StatusCode, headers: &HeaderMap, body: &Bytes) -> Answer {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    Answer { status: status.as_u16(), content_type: content_type.map(str::to_owned), body: body.to_vec() }
}

/// Whether the same request would be answered the same.
fn is_final(status: StatusCode) -> bool {
    let passing = [StatusCode::UNAUTHORIZED, StatusCode::REQUEST_TIMEOUT, StatusCode::TOO_MANY_REQUESTS];
    !status.is_server_error() && !passing.contains(&status)
}

fn replayed(answer: Answer) -> Response {
    let mut response = Response::new(Body::from(answer.body));
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if let Some(kind) = answer.content_type.and_then(|kind| HeaderValue::try_from(kind).ok()) {
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
    }
    response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
    response
}
