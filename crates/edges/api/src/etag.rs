//! Entity tags: a fingerprint of a body, so that an unchanged view is not sent again.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::Serialize;

/// The weak tag of these bytes. Equal bytes give equal tags on every node that runs the same build.
pub(crate) fn of(bytes: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    format!("W/\"{:016x}{:x}\"", hasher.finish(), bytes.len())
}

/// The view as JSON with its tag, or 304 when the caller has it already.
pub(crate) fn tagged<T: Serialize>(headers: &HeaderMap, view: &T) -> Response {
    let body = serde_json::to_vec(view).unwrap_or_default();
    let tag = HeaderValue::from_str(&of(&body)).unwrap_or_else(|_unprintable| HeaderValue::from_static("\"\""));
    let known = headers.get_all(header::IF_NONE_MATCH).iter().any(|value| value == tag);
    let head = [(header::ETAG, tag), (header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"))];
    if known {
        return (StatusCode::NOT_MODIFIED, head).into_response();
    }
    (head, [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], body).into_response()
}
