//! What can go wrong with webhooks.

use kernel::{AppError, ErrorKind, FieldError, Forbidden, InvalidCursor};
use platform::{DbError, ratelimit::RateLimited, secrets::SecretsError};

/// A failure of webhooks.
#[derive(Debug, thiserror::Error)]
pub enum WebhooksError {
    /// Not allowed.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// Nothing here, or nothing that this actor may know of.
    #[error("no such thing")]
    NotFound,
    /// Fields that are wrong.
    #[error("the input is wrong")]
    Invalid(Vec<FieldError>),
    /// This owner has as many endpoints as there may be.
    #[error("too many endpoints")]
    TooManyEndpoints,
    /// The endpoint is disabled: it is sent nothing.
    #[error("the endpoint is disabled")]
    Disabled,
    /// The delivery is on its way already.
    #[error("the delivery is on its way already")]
    OnItsWay,
    /// A postback is not signed.
    #[error("a postback has no secret")]
    NoSecret,
    /// What is to be told is longer than the limit.
    #[error("the payload is too large")]
    TooLarge,
    /// Too often.
    #[error(transparent)]
    RateLimited(#[from] RateLimited),
    /// A secret cannot be sealed or opened.
    #[error(transparent)]
    Secrets(#[from] SecretsError),
    /// Our own mistake.
    #[error("{0}")]
    Bug(&'static str),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<InvalidCursor> for WebhooksError {
    fn from(_: InvalidCursor) -> Self {
        Self::Invalid(vec![FieldError::new("after", "field-cursor")])
    }
}

impl AppError for WebhooksError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Forbidden(error) => error.kind(),
            Self::NotFound => ErrorKind::NotFound,
            Self::Invalid(_) => ErrorKind::Invalid,
            Self::TooManyEndpoints | Self::Disabled | Self::OnItsWay | Self::NoSecret => ErrorKind::Conflict,
            Self::TooLarge => ErrorKind::TooLarge,
            Self::RateLimited(error) => error.kind(),
            Self::Secrets(_) | Self::Bug(_) => ErrorKind::Internal,
            Self::Db(error) => error.kind(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Forbidden(error) => error.code(),
            Self::NotFound => "webhooks-not-found",
            Self::Invalid(_) => "webhooks-invalid",
            Self::TooManyEndpoints => "webhooks-too-many",
            Self::Disabled => "webhooks-disabled",
            Self::OnItsWay => "webhooks-on-its-way",
            Self::NoSecret => "webhooks-no-secret",
            Self::TooLarge => "webhooks-too-large",
            Self::RateLimited(error) => error.code(),
            Self::Secrets(_) | Self::Bug(_) => "error-internal",
            Self::Db(error) => error.code(),
        }
    }

    fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::TooManyEndpoints => vec![("max", crate::ENDPOINTS_MAX.to_string())],
            Self::RateLimited(error) => error.args(),
            _ => Vec::new(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        match self {
            Self::Invalid(fields) => fields,
            _ => &[],
        }
    }

    fn retry_after_s(&self) -> Option<u32> {
        match self {
            Self::RateLimited(error) => error.retry_after_s(),
            Self::Db(error) => error.retry_after_s(),
            _ => None,
        }
    }
}
