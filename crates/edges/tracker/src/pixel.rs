//! `GET /p.gif`: what a page of a shop says of an order. Always 200 with the same picture: whoever tries something learns nothing.

use axum::{
    extract::{Request, State},
    response::{IntoResponse as _, Response},
};
use http::{HeaderName, HeaderValue, Method, StatusCode, header};

use crate::TrackerState;

/// One transparent point (`GIF89a`).
const GIF: &[u8] =
    b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff\x21\xf9\x04\x01\0\0\0\0\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0\x3b";

pub(crate) async fn get(State(state): State<TrackerState>, request: Request) -> Response {
    let (parts, _body) = request.into_parts();
    // Who asks for the head only has loaded no page.
    if parts.method == Method::GET
        && let Err(error) =
            state.affiliate.hear_pixel(parts.uri.query().unwrap_or_default(), web_kit::client_address(&parts)).await
    {
        tracing::error!(%error, "what a page said could not be kept");
    }
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("image/gif")),
        // Every page that is loaded says it.
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        // It is there for pages of others.
        (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("cross-origin")),
        (HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex, nofollow")),
    ];
    (StatusCode::OK, headers, GIF).into_response()
}
