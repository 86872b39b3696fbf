//! What can go wrong when somebody is told something.

use kernel::{AppError, ErrorKind, Forbidden, InvalidCursor};
use platform::DbError;

/// A failure of notifications.
#[derive(Debug, thiserror::Error)]
pub enum NotificationsError {
    /// Not allowed.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// The place in the list is none.
    #[error("the cursor is not one of ours")]
    Cursor,
    /// The link is not one of ours.
    #[error("the link is not one of ours")]
    Link,
    /// What was to be told cannot be stored.
    #[error("{0}")]
    Bug(&'static str),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<InvalidCursor> for NotificationsError {
    fn from(_: InvalidCursor) -> Self {
        Self::Cursor
    }
}

impl AppError for NotificationsError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Forbidden(error) => error.kind(),
            Self::Cursor => ErrorKind::Invalid,
            Self::Link => ErrorKind::NotFound,
            Self::Bug(_) => ErrorKind::Internal,
            Self::Db(error) => error.kind(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Forbidden(error) => error.code(),
            Self::Cursor => "notifications-cursor",
            Self::Link => "notifications-link",
            Self::Bug(_) => "error-internal",
            Self::Db(error) => error.code(),
        }
    }

    fn retry_after_s(&self) -> Option<u32> {
        match self {
            Self::Db(error) => error.retry_after_s(),
            _ => None,
        }
    }
}
