//! Why a request with a key is not carried out.

use kernel::{AppError, ErrorKind};
use platform::idempotency::IdempotencyError;

/// A refusal.
#[derive(Debug, thiserror::Error)]
pub(super) enum KeyRefusal {
    /// The key was used for another request.
    #[error("the key was used for another request")]
    OtherRequest,
    /// The same request is being carried out.
    #[error("the same request is being carried out")]
    Running,
    /// The same request was carried out; its answer was too large to keep.
    #[error("the answer was too large to keep")]
    NotKept,
    /// What is kept cannot be read or written.
    #[error(transparent)]
    Failed(#[from] IdempotencyError),
}

impl AppError for KeyRefusal {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::OtherRequest => ErrorKind::Invalid,
            Self::Running | Self::NotKept => ErrorKind::Conflict,
            Self::Failed(IdempotencyError::Db(error)) => error.kind(),
            Self::Failed(IdempotencyError::Secrets(_)) => ErrorKind::Internal,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::OtherRequest => "api-idempotency-other",
            Self::Running => "api-idempotency-running",
            Self::NotKept => "api-idempotency-not-kept",
            Self::Failed(IdempotencyError::Db(error)) => error.code(),
            Self::Failed(IdempotencyError::Secrets(_)) => "error-internal",
        }
    }

    fn retry_after_s(&self) -> Option<u32> {
        match self {
            Self::Running => Some(1),
            Self::Failed(IdempotencyError::Db(error)) => error.retry_after_s(),
            _ => None,
        }
    }
}
