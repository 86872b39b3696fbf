//! What can go wrong between two sides who talk.

use jiff::Timestamp;
use kernel::{AppError, ErrorKind, FieldError, Forbidden, InvalidCursor};
use platform::{DbError, RateLimited};

/// A failure of messaging.
#[derive(Debug, thiserror::Error)]
pub enum MessagingError {
    /// Not allowed.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// Fields are wrong.
    #[error("the input is wrong")]
    Invalid(Vec<FieldError>),
    /// There is no such conversation or message, or none that this person may know of.
    #[error("no such conversation or message")]
    NotFound,
    /// This id was used for another message.
    #[error("another message has this id")]
    IdUsed,
    /// The other side does not want to hear from this one.
    #[error("the other side blocked this one")]
    Blocked,
    /// One's own side blocked the other: unblock first.
    #[error("one's own side blocked the other one")]
    Blocking,
    /// The other side is gone.
    #[error("the conversation is closed")]
    Closed,
    /// The staff does not let this person write for now.
    #[error("barred from writing until {until}")]
    Barred {
        /// Until when.
        until: Timestamp,
    },
    /// A message is withdrawn soon after it was sent, or not at all.
    #[error("too late to withdraw the message")]
    TooLate,
    /// Nobody offered to share, or both sides share already.
    #[error("the sharing of personal data is not in a state that allows it")]
    SharingState,
    /// This person reported this message already.
    #[error("the message was reported by this person before")]
    AlreadyReported,
    /// Somebody else decided on the report meanwhile.
    #[error("the report is decided")]
    Decided,
    /// Twenty new conversations a day.
    #[error("too many new conversations today")]
    TooManyConversations,
    /// Too often.
    #[error(transparent)]
    Limited(#[from] RateLimited),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl MessagingError {
    pub(crate) fn field(field: &'static str, code: &'static str) -> Self {
        Self::Invalid(vec![FieldError::new(field, code)])
    }
}

impl From<InvalidCursor> for MessagingError {
    fn from(_: InvalidCursor) -> Self {
        Self::field("after", "field-cursor")
    }
}

impl AppError for MessagingError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Forbidden(error) => error.kind(),
            Self::Invalid(_) => ErrorKind::Invalid,
            Self::NotFound => ErrorKind::NotFound,
            Self::Blocked | Self::Blocking | Self::Barred { .. } => ErrorKind::Forbidden,
            Self::IdUsed | Self::Closed | Self::TooLate | Self::SharingState | Self::AlreadyReported | Self::Decided => {
                ErrorKind::Conflict
            }
            Self::TooManyConversations => ErrorKind::RateLimited,
            Self::Limited(error) => error.kind(),
            Self::Db(error) => error.kind(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Forbidden(error) => error.code(),
            Self::Invalid(_) => "messaging-invalid",
            Self::NotFound => "messaging-not-found",
            Self::IdUsed => "messaging-id-used",
            Self::Blocked => "messaging-blocked",
            Self::Blocking => "messaging-blocking",
            Self::Closed => "messaging-closed",
            Self::Barred { .. } => "messaging-barred",
            Self::TooLate => "messaging-too-late",
            Self::SharingState => "messaging-sharing-state",
            Self::AlreadyReported => "messaging-already-reported",
            Self::Decided => "messaging-decided",
            Self::TooManyConversations => "messaging-too-many-conversations",
            Self::Limited(error) => error.code(),
            Self::Db(error) => error.code(),
        }
    }

    fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Barred { until } => vec![("until", until.strftime("%Y-%m-%d").to_string())],
            Self::Limited(error) => error.args(),
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
            Self::Limited(error) => error.retry_after_s(),
            Self::Db(error) => error.retry_after_s(),
            _ => None,
        }
    }
}
