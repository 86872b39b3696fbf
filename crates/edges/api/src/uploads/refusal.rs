//! Refusals of the protocol, with the statuses that tus gives them.

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode};
use kernel::{AppError, ErrorKind};
use media::UploadError;

use super::headers::VERSION;
use crate::Problem;

/// Why a tus request is refused.
#[derive(Debug, thiserror::Error)]
pub(super) enum TusRefusal {
    /// Another version of the protocol.
    #[error("another version of tus")]
    Version,
    /// A header is missing or malformed.
    #[error("the header {0} is missing or malformed")]
    Header(&'static str),
    /// The length must be known from the start.
    #[error("deferred lengths are not supported")]
    DeferredLength,
    /// The body is not an octet stream.
    #[error("not an octet stream")]
    ContentType,
    /// No such method.
    #[error("no such method")]
    Method,
    /// The service refused.
    #[error(transparent)]
    Upload(#[from] UploadError),
}

impl AppError for TusRefusal {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Upload(error) => error.kind(),
            _ => ErrorKind::Invalid,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Version => "api-tus-version",
            Self::Header(_) => "api-tus-header",
            Self::DeferredLength => "api-tus-deferred-length",
            Self::ContentType => "api-tus-content-type",
            Self::Method => "api-method",
            Self::Upload(error) => error.code(),
        }
    }

    fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Header(name) => vec![("name", (*name).to_owned())],
            Self::Upload(error) => error.args(),
            _ => Vec::new(),
        }
    }

    fn fields(&self) -> &[kernel::FieldError] {
        match self {
            Self::Upload(error) => error.fields(),
            _ => &[],
        }
    }

    fn retry_after_s(&self) -> Option<u32> {
        match self {
            Self::Upload(error) => error.retry_after_s(),
            _ => None,
        }
    }
}

impl TusRefusal {
    /// The status, where tus wants another one than the kind's.
    fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Version => Some(StatusCode::PRECONDITION_FAILED),
            Self::Header(_) | Self::DeferredLength | Self::Upload(UploadError::ChecksumAlgorithm | UploadError::Interrupted) => {
                Some(StatusCode::BAD_REQUEST)
            }
            Self::ContentType => Some(StatusCode::UNSUPPORTED_MEDIA_TYPE),
            Self::Method => Some(StatusCode::METHOD_NOT_ALLOWED),
            Self::Upload(UploadError::Locked) => Some(StatusCode::LOCKED),
            Self::Upload(UploadError::ChecksumMismatch) => StatusCode::from_u16(460).ok(),
            Self::Upload(_) => None,
        }
    }
}

impl IntoResponse for TusRefusal {
    fn into_response(self) -> Response {
        let (status, version) = (self.status(), matches!(self, Self::Version));
        let mut response = Problem::from(self).into_response();
        if let Some(status) = status {
            *response.status_mut() = status;
        }
        if version {
            response.headers_mut().insert("tus-version", HeaderValue::from_static(VERSION));
        }
        response
    }
}
