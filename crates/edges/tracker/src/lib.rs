//! Tracked links: `GET /l/{key}` writes a click down and sends its visitor on; `GET /t.js` is the script by which shops keep the click;
//! `GET /p.gif` is the pixel by which their pages say what was bought. On an own domain `GET /{key}` does what `/l/{key}` does, for the links bound to it. See
//! README.md.
//!
//! Answers: 302 with the destination, never cached; 404 for a key that is nobody's; 503 with `Retry-After` where the click cannot be
//! written, with a page that asks to try again. `HEAD` answers the same without counting. Nothing is stored on the visitor's side, so nobody
//! has to consent to anything here.

mod own;
mod pixel;
mod tls;

use affiliate::{Affiliate, Follow};
use axum::{
    Router,
    extract::{Path, Request, State},
    response::{IntoResponse as _, Response},
    routing::get,
};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header, request::Parts};
use serde::{Deserialize, Serialize};
use web_kit::{Arrival, CameFrom, WebError};

pub use self::{
    own::{routes as own_domain, split},
    tls::certificates,
};

/// What the operator decides.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TrackerConfig {
    /// The header in which a proxy in front says the visitor's country in two letters, as `cf-ipcountry`; none if none does. What
    /// visitors write there themselves would be believed: only with `server.trusted_proxies`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country_header: Option<String>,
}

/// Not the name of a header.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("tracker.country_header: {0:?} is not the name of a header")]
pub struct NotAHeader(String);

impl TrackerConfig {
    /// The header, where one is set.
    pub fn header(&self) -> Result<Option<HeaderName>, NotAHeader> {
        let parsed = |name: &String| name.parse().map_err(|_unparsable| NotAHeader(name.clone()));
        self.country_header.as_ref().map(parsed).transpose()
    }
}

/// What the tracker needs.
#[derive(Debug, Clone)]
pub struct TrackerState {
    /// Links and clicks.
    pub affiliate: Affiliate,
    /// Where a proxy in front says the visitor's country.
    pub country_header: Option<HeaderName>,
}

/// The routes of tracked links, for the kit to be put around.
pub fn router(state: TrackerState) -> Router {
    Router::new().route("/l/{key}", get(follow)).route("/t.js", get(script)).route("/p.gif", get(pixel::get)).with_state(state)
}

/// What shops put on their pages.
async fn script(headers: HeaderMap) -> Response {
    web_kit::assets::shared_file("t.js", &headers)
}

async fn follow(
    State(state): State<TrackerState>,
    Path(key): Path<String>,
    arrival: Arrival,
    request: Request,
) -> Result<Response, WebError> {
    let (parts, _body) = request.into_parts();
    sent_on(&state, asked(&state, key, arrival, &parts)).await
}

async fn sent_on(state: &TrackerState, follow: Follow) -> Result<Response, WebError> {
    let followed = state.affiliate.follow(&follow).await?;
    let location = HeaderValue::from_str(followed.location.as_str()).map_err(|_odd| WebError::not_found())?;
    let headers = [
        (header::LOCATION, location),
        // Every visitor is a click of their own.
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex, nofollow")),
    ];
    Ok((StatusCode::FOUND, headers).into_response())
}

fn asked(state: &TrackerState, key: String, arrival: Arrival, parts: &Parts) -> Follow {
    let text = |name: &HeaderName| parts.headers.get(name).and_then(|value| value.to_str().ok());
    let country = state.country_header.as_ref().and_then(text).map(str::trim);
    // `XX` and `T1` are what proxies say when they do not know.
    let known = country.filter(|code| code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase()) && *code != "XX");
    Follow {
        key,
        on: None,
        query: parts.uri.query().unwrap_or_default().to_owned(),
        agent: arrival.agent,
        referrer: match arrival.from {
            CameFrom::Elsewhere(host) => Some(host),
            CameFrom::Here(_) | CameFrom::Nowhere => None,
        },
        languages: text(&header::ACCEPT_LANGUAGE).unwrap_or_default().chars().take(100).collect(),
        address: web_kit::client_address(parts),
        country: known.map(str::to_owned),
        is_reading: arrival.is_reading,
        wants_privacy: wants_privacy(&parts.headers),
    }
}

/// Global Privacy Control, and its predecessor.
fn wants_privacy(headers: &HeaderMap) -> bool {
    ["sec-gpc", "dnt"].into_iter().any(|name| headers.get(name).is_some_and(|value| value == "1"))
}
