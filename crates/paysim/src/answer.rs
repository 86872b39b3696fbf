//! Answers in the forms that several providers share.

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use serde_json::Value;

/// A JSON answer.
pub(crate) fn json(status: u16, body: Value) -> Response {
    (status_of(status), Json(body)).into_response()
}

/// An answer without a body.
pub(crate) fn empty(status: u16) -> Response {
    status_of(status).into_response()
}

/// What a gateway says when the server behind it did its work and did not say so in time.
pub(crate) fn gateway_timeout() -> Response {
    (StatusCode::GATEWAY_TIMEOUT, "upstream request timeout").into_response()
}

/// What a gateway says when the server behind it is broken.
pub(crate) fn bad_gateway() -> Response {
    (StatusCode::BAD_GATEWAY, "bad gateway").into_response()
}

/// On to another page, by GET.
pub(crate) fn see_other(url: &str) -> Response {
    Redirect::to(url).into_response()
}

fn status_of(status: u16) -> StatusCode {
    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}
