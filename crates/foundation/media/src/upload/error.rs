//! Why an upload is refused.

use kernel::{AppError, ErrorKind, FieldError, Forbidden};
use platform::DbError;

/// A refused step of an upload.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    /// Not signed in, or not allowed to upload.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// The announcement is malformed.
    #[error("malformed upload")]
    Invalid(Vec<FieldError>),
    /// Nothing to upload.
    #[error("an empty file")]
    Empty,
    /// Above the limit.
    #[error("more than {limit_bytes} bytes")]
    TooLarge {
        /// The limit.
        limit_bytes: u64,
    },
    /// Too many unfinished uploads, or too large together.
    #[error("too many unfinished uploads")]
    Quota {
        /// How many may be open.
        open: u32,
    },
    /// As many pictures and documents as somebody sends in a day who makes no films.
    #[error("{most} uploads within a day")]
    EnoughToday {
        /// How many a day.
        most: u32,
    },
    /// No such upload, or another person's.
    #[error("no such upload")]
    NotFound,
    /// It waited too long.
    #[error("the upload expired")]
    Expired,
    /// It is complete.
    #[error("the upload is complete")]
    Complete,
    /// The bytes do not start where the stored ones end.
    #[error("the offset is {expected}")]
    WrongOffset {
        /// Where they end.
        expected: u64,
    },
    /// More bytes than announced.
    #[error("more bytes than announced")]
    TooLong,
    /// Another request is writing to it.
    #[error("another request writes to this upload")]
    Locked,
    /// The checksum's algorithm is not one we know.
    #[error("unknown checksum algorithm")]
    ChecksumAlgorithm,
    /// The bytes are not those that were sent.
    #[error("the checksum does not match")]
    ChecksumMismatch,
    /// The disk is full; what was stored stays.
    #[error("no space left to store the upload")]
    OutOfSpace,
    /// The line was cut; what was stored stays.
    #[error("the line was cut")]
    Interrupted,
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// A local file.
    #[error("the part file")]
    Io(#[source] std::io::Error),
}

impl From<std::io::Error> for UploadError {
    fn from(error: std::io::Error) -> Self {
        if crate::error::is_full(&error) { Self::OutOfSpace } else { Self::Io(error) }
    }
}

impl AppError for UploadError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Forbidden(error) => error.kind(),
            Self::Invalid(_) | Self::Empty | Self::ChecksumAlgorithm | Self::ChecksumMismatch | Self::Interrupted => {
                ErrorKind::Invalid
            }
            Self::TooLarge { .. } | Self::TooLong => ErrorKind::TooLarge,
            Self::Quota { .. } | Self::EnoughToday { .. } => ErrorKind::RateLimited,
            Self::NotFound => ErrorKind::NotFound,
            Self::Expired => ErrorKind::Gone,
            Self::Complete | Self::WrongOffset { .. } | Self::Locked => ErrorKind::Conflict,
            Self::OutOfSpace => ErrorKind::OutOfSpace,
            Self::Db(error) => error.kind(),
            Self::Io(_) => ErrorKind::Internal,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Forbidden(error) => error.code(),
            Self::Invalid(_) => "media-upload-invalid",
            Self::Empty => "media-empty",
            Self::TooLarge { .. } => "media-too-large",
            Self::Quota { .. } => "media-upload-quota",
            Self::EnoughToday { .. } => "media-upload-enough",
            Self::NotFound => "error-not-found",
            Self::Expired => "media-upload-expired",
            Self::Complete => "media-upload-complete",
            Self::WrongOffset { .. } => "media-upload-offset",
            Self::TooLong => "media-upload-too-long",
            Self::Locked => "media-upload-locked",
            Self::ChecksumAlgorithm => "media-upload-checksum-unknown",
            Self::ChecksumMismatch => "media-upload-checksum",
            Self::OutOfSpace => "media-out-of-space",
            Self::Interrupted => "media-upload-interrupted",
            Self::Db(error) => error.code(),
            Self::Io(_) => "error-internal",
        }
    }

    fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::TooLarge { limit_bytes } => vec![("limit", (limit_bytes >> 20).to_string())],
            Self::Quota { open } => vec![("open", open.to_string())],
            Self::EnoughToday { most } => vec![("most", most.to_string())],
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
            Self::OutOfSpace => Some(300),
            _ => None,
        }
    }
}
