//! What can go wrong when somebody is told something.

use kernel::{AppError, ErrorKind, FieldError, Forbidden, InvalidCursor};
use platform::{DbError, ratelimit::RateLimited};

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
    /// Fields that are wrong.
    #[error("the input is wrong")]
    Invalid(Vec<FieldError>),
    /// This person has as many devices as are told.
    #[error("too many devices")]
    TooManyDevices,
    /// No texts are sent here.
    #[error("no SMS here")]
    NoSms,
    /// No code waits, or it is over, or was tried too often: ask for another.
    #[error("no code waits")]
    CodeOver,
    /// Too often.
    #[error(transparent)]
    RateLimited(#[from] RateLimited),
    /// No such device of theirs.
    #[error("no such device")]
    NoSuchDevice,
    /// This person listens on as many streams as may be.
    #[error("too many streams")]
    TooManyStreams,
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
            Self::Cursor | Self::Invalid(_) => ErrorKind::Invalid,
            Self::Link | Self::NoSuchDevice | Self::NoSms => ErrorKind::NotFound,
            Self::TooManyDevices | Self::CodeOver => ErrorKind::Conflict,
            Self::RateLimited(error) => error.kind(),
            Self::TooManyStreams => ErrorKind::RateLimited,
            Self::Bug(_) => ErrorKind::Internal,
            Self::Db(error) => error.kind(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Forbidden(error) => error.code(),
            Self::Cursor => "notifications-cursor",
            Self::Link => "notifications-link",
            Self::Invalid(_) => "notifications-invalid",
            Self::TooManyDevices => "notifications-devices",
            Self::NoSuchDevice => "notifications-no-device",
            Self::NoSms => "notifications-no-sms",
            Self::CodeOver => "notifications-code-over",
            Self::RateLimited(error) => error.code(),
            Self::TooManyStreams => "notifications-streams",
            Self::Bug(_) => "error-internal",
            Self::Db(error) => error.code(),
        }
    }

    fn args(&self) -> Vec<(&'static str, String)> {
        match self {
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
            Self::Db(error) => error.retry_after_s(),
            Self::RateLimited(error) => error.retry_after_s(),
            Self::TooManyStreams => Some(60),
            _ => None,
        }
    }
}
