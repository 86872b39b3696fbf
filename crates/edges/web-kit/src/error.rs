//! Errors on their way out: any [`AppError`] becomes a [`WebError`] by `?`, and the layer makes of it a page, a fragment for
//! htmx, or problem+json (RFC 9457) under `/api`.
//!
//! Invariants: an internal error of a page is logged once, here, with the reference that the person sees; its cause is never
//! shown. The API and the streams do the same in `api::problem`.

mod page;
mod plain;
mod problem;

use std::{error::Error as StdError, sync::Arc};

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use kernel::{AppError, ErrorKind, FieldError};

use crate::{context::Context, headers};

/// An error of a service or of the edge itself, ready to be answered.
#[derive(Debug, Clone)]
pub struct WebError {
    status: StatusCode,
    code: &'static str,
    args: Vec<(&'static str, String)>,
    fields: Vec<FieldError>,
    retry_after_s: Option<u32>,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

impl WebError {
    /// An error of the edge itself; `code` is the key of its text.
    pub fn new(kind: ErrorKind, code: &'static str) -> Self {
        Self { status: status_of(kind), code, args: Vec::new(), fields: Vec::new(), retry_after_s: None, source: None }
    }

    /// There is nothing here, or nothing this visitor may know of.
    pub fn not_found() -> Self {
        Self::new(ErrorKind::NotFound, "error-not-found")
    }

    /// The error that a bare status stands for.
    pub fn status(status: StatusCode) -> Self {
        let code = match status.as_u16() {
            401 => "error-not-signed-in",
            403 => "error-not-allowed",
            404 => "error-not-found",
            405 => "error-method-not-allowed",
            408 | 504 => "error-timeout",
            410 => "error-gone",
            413 => "error-form-too-large",
            415 => "error-media-type",
            429 => "error-rate-limited",
            503 => "error-unavailable",
            507 => "error-out-of-space",
            400..=499 => "error-form-unreadable",
            _ => "error-internal",
        };
        Self { status, ..Self::new(ErrorKind::Internal, code) }
    }

    /// The status it is answered with.
    pub const fn status_code(&self) -> StatusCode {
        self.status
    }
}

impl<E: AppError> From<E> for WebError {
    fn from(error: E) -> Self {
        Self {
            status: status_of(error.kind()),
            code: error.code(),
            args: error.args(),
            fields: error.fields().to_vec(),
            retry_after_s: error.retry_after_s(),
            source: Some(Arc::new(error)),
        }
    }
}

impl IntoResponse for WebError {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(Pending(self));
        response
    }
}

/// An error that waits for the layer, which knows the language and the shape to answer in.
#[derive(Debug, Clone)]
struct Pending(WebError);

const fn status_of(kind: ErrorKind) -> StatusCode {
    match kind {
        ErrorKind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        ErrorKind::Unauthenticated => StatusCode::UNAUTHORIZED,
        ErrorKind::Forbidden => StatusCode::FORBIDDEN,
        ErrorKind::NotFound => StatusCode::NOT_FOUND,
        ErrorKind::Conflict => StatusCode::CONFLICT,
        ErrorKind::Gone => StatusCode::GONE,
        ErrorKind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        ErrorKind::RateLimited => StatusCode::TOO_MANY_REQUESTS,
        ErrorKind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        ErrorKind::OutOfSpace => StatusCode::INSUFFICIENT_STORAGE,
        ErrorKind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// Answers a pending error; a bare refusal of the framework (a path that does not parse) is dressed the same way.
pub(crate) fn render(context: &Context, response: Response) -> Response {
    render_by(context, response, if context.is_api() { problem::render } else { page::render })
}

/// The same where nothing of ours stands around it.
pub(crate) fn render_plain(context: &Context, response: Response) -> Response {
    render_by(context, response, plain::render)
}

/// What makes an answer of an error, with its reference.
type Dress = fn(&Context, &WebError, Option<&str>) -> Response;

fn render_by(context: &Context, mut response: Response, dress: Dress) -> Response {
    let pending = response.extensions_mut().remove::<Pending>().map(|pending| pending.0);
    let Some(error) = pending.or_else(|| bare(&response)) else { return response };
    let reference = report(context, &error);
    let kept = response.headers().clone();
    let mut rendered = dress(context, &error, reference.as_deref());
    for name in [header::ALLOW, header::WWW_AUTHENTICATE, header::SET_COOKIE] {
        for value in kept.get_all(&name) {
            rendered.headers_mut().append(&name, value.clone());
        }
    }
    if let Some(seconds) = error.retry_after_s {
        rendered.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    rendered.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    rendered
}

fn bare(response: &Response) -> Option<WebError> {
    let status = response.status();
    let plain = headers::has_type(response.headers(), "text/plain");
    let failed = status.is_client_error() || status.is_server_error();
    (failed && plain).then(|| WebError::status(status))
}

/// Logs what is our fault, once, and gives the reference that the person can quote.
fn report(context: &Context, error: &WebError) -> Option<String> {
    if !error.status.is_server_error() {
        tracing::debug!(code = error.code, status = error.status.as_u16(), "refused");
        return None;
    }
    let bytes = context.kit().rng().bytes::<5>();
    let reference = bytes.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
    let cause = error.source.as_ref().map_or_else(String::new, |source| chain(source.as_ref()));
    if error.status == StatusCode::SERVICE_UNAVAILABLE {
        tracing::warn!(reference, code = error.code, cause, path = context.path(), "unavailable");
    } else {
        tracing::error!(reference, code = error.code, cause, path = context.path(), "internal error");
    }
    Some(reference)
}

fn chain(error: &dyn StdError) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        next = cause.source();
    }
    text
}

#[cfg(test)]
mod tests;
