//! Errors as problem+json (RFC 9457).
//!
//! A handler answers `Result<_, Problem>`; the body is written by [`render`], which knows the caller's language. What
//! axum itself refuses (no such route, method, body too large) takes the same shape there.

use std::sync::Arc;

use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use kernel::{AppError, ErrorKind, FieldError, Locale};
use serde::Serialize;
use utoipa::ToSchema;
use web_kit::Translator;

/// An error on its way to the caller.
#[derive(Debug, Clone)]
pub struct Problem(Arc<dyn AppError>);

impl<E: AppError> From<E> for Problem {
    fn from(error: E) -> Self {
        Self(Arc::new(error))
    }
}

impl Problem {
    /// The input is wrong in this field.
    pub fn field(field: impl Into<std::borrow::Cow<'static, str>>, code: &'static str) -> Self {
        Refusal::Invalid(vec![FieldError::new(field, code)]).into()
    }
}

/// What the edge itself refuses, before any service is asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// Fields of the query or the body that cannot be read.
    #[error("the input is wrong")]
    Invalid(Vec<FieldError>),
    /// Nothing here.
    #[error("no such thing")]
    NotFound,
    /// The credentials are wrong or over.
    #[error("the credentials are not valid")]
    Credentials,
    /// A cookie without the matching CSRF header.
    #[error("the CSRF token is missing or wrong")]
    Csrf,
    /// Larger than the limit.
    #[error("the body is too large")]
    TooLarge,
}

impl AppError for Refusal {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Invalid(_) => ErrorKind::Invalid,
            Self::NotFound => ErrorKind::NotFound,
            Self::Credentials => ErrorKind::Unauthenticated,
            Self::Csrf => ErrorKind::Forbidden,
            Self::TooLarge => ErrorKind::TooLarge,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Invalid(_) => "api-invalid",
            Self::NotFound => "api-not-found",
            Self::Credentials => "api-credentials",
            Self::Csrf => "api-csrf",
            Self::TooLarge => "api-too-large",
        }
    }

    fn fields(&self) -> &[FieldError] {
        match self {
            Self::Invalid(fields) => fields,
            _ => &[],
        }
    }
}

/// The body of an error (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody {
    /// A stable URI reference of the kind of problem: `/api/docs#problem-CODE`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The HTTP status in words.
    pub title: String,
    /// The HTTP status.
    #[schema(minimum = 400, maximum = 599)]
    pub status: u16,
    /// What happened, in the caller's language.
    pub detail: String,
    /// What happened, as a stable code.
    pub code: String,
    /// What to name when asking for help; only for a failure on our side.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub reference: Option<String>,
    /// The fields that are wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<ProblemField>,
}

/// One wrong field.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProblemField {
    /// The JSON member or the query parameter; empty for the body as a whole.
    pub field: String,
    /// What is wrong, as a stable code.
    pub code: String,
    /// What is wrong, in the caller's language.
    pub detail: String,
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = status(self.0.kind()).into_response();
        response.extensions_mut().insert(self);
        response
    }
}

const fn status(kind: ErrorKind) -> StatusCode {
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

/// The language of the answer: the one the caller asks for, else French.
pub(crate) fn locale(headers: &HeaderMap) -> Locale {
    headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok())
        .and_then(Locale::from_accept_language)
        .unwrap_or_default()
}

/// Answers a path that no route knows.
pub(crate) async fn unknown_route() -> Problem {
    Refusal::NotFound.into()
}

/// Writes the body of every error response.
pub(crate) async fn render(request: Request, next: Next) -> Response {
    let t = Translator::new(locale(request.headers()));
    let reference = request_id(request.headers());
    let mut response = next.run(request).await;
    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        return problem.rendered(t, reference, response);
    }
    let bare = (response.status().is_client_error() || response.status().is_server_error())
        && !response.headers().contains_key("tus-resumable")
        && !is_problem(response.headers());
    if bare { rendered_bare(t, response) } else { response }
}

fn is_problem(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_TYPE).is_some_and(|value| value.as_bytes().starts_with(b"application/problem+json"))
}

fn request_id(headers: &HeaderMap) -> String {
    let given = headers.get("x-request-id").and_then(|value| value.to_str().ok());
    given.map_or_else(|| uuid::Uuid::now_v7().to_string(), ToOwned::to_owned)
}

impl Problem {
    fn rendered(self, t: Translator, reference: String, response: Response) -> Response {
        let error = self.0.as_ref();
        let internal = error.kind() == ErrorKind::Internal;
        if internal {
            tracing::error!(%reference, code = error.code(), error = %chain(error), "a request failed");
        }
        let status = response.status();
        let body = ProblemBody {
            kind: format!("/api/docs#problem-{}", error.code()),
            title: title(status),
            status: status.as_u16(),
            detail: t.error(error),
            code: error.code().to_owned(),
            reference: internal.then_some(reference),
            errors: error.fields().iter().map(|field| ProblemField::of(t, field)).collect(),
        };
        let mut response = answer(response, &body);
        if let Some(seconds) = error.retry_after_s() {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

impl ProblemField {
    fn of(t: Translator, error: &FieldError) -> Self {
        Self { field: error.field.clone().into_owned(), code: error.code.to_owned(), detail: t.field_error(error) }
    }
}

/// An error that axum or a layer answered, in our shape.
fn rendered_bare(t: Translator, response: Response) -> Response {
    let status = response.status();
    let code = match status {
        StatusCode::NOT_FOUND => "api-not-found",
        StatusCode::METHOD_NOT_ALLOWED => "api-method",
        StatusCode::PAYLOAD_TOO_LARGE => "api-too-large",
        StatusCode::UNSUPPORTED_MEDIA_TYPE => "api-media-type",
        StatusCode::REQUEST_TIMEOUT | StatusCode::GATEWAY_TIMEOUT => "api-timeout",
        _ if status.is_server_error() => "error-internal",
        _ => "api-invalid",
    };
    let body = ProblemBody {
        kind: format!("/api/docs#problem-{code}"),
        title: title(status),
        status: status.as_u16(),
        detail: t.get(code),
        code: code.to_owned(),
        reference: None,
        errors: Vec::new(),
    };
    answer(response, &body)
}

/// The same head (`Allow`, cookies …) with the problem as its body.
fn answer(response: Response, body: &ProblemBody) -> Response {
    let (mut parts, _replaced) = response.into_parts();
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    let text = serde_json::to_vec(body).unwrap_or_default();
    Response::from_parts(parts, axum::body::Body::from(text))
}

fn title(status: StatusCode) -> String {
    status.canonical_reason().unwrap_or("Error").to_owned()
}

fn chain(error: &dyn AppError) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}
