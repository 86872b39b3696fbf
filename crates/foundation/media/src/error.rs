//! Why a command on an asset is refused.

use kernel::{AppError, ErrorKind, Forbidden};
use platform::{DbError, store::StoreError};

use crate::{ffmpeg::FfmpegError, subtitle::InvalidSubtitle};

/// A refused command on an asset, or a failure below it.
#[derive(Debug, thiserror::Error)]
pub enum MediaError {
    /// Not signed in, or not allowed.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// No such asset, picture or track, or none that this actor may know of.
    #[error("no such asset")]
    NotFound,
    /// The asset is of another kind than the command needs.
    #[error("the asset is of another kind")]
    WrongKind,
    /// The cursor is not one of this list.
    #[error(transparent)]
    Cursor(#[from] kernel::InvalidCursor),
    /// The subtitle file cannot be used.
    #[error(transparent)]
    Subtitle(#[from] InvalidSubtitle),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The file store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A stored value is not one that we write.
    #[error("a stored value cannot be read: {0}")]
    Stored(&'static str),
    /// A local file.
    #[error("a local file")]
    Io(#[from] std::io::Error),
    /// ffmpeg or ffprobe.
    #[error(transparent)]
    Ffmpeg(#[from] Box<FfmpegFailure>),
}

/// What ffmpeg answered; its details are for the log.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct FfmpegFailure(#[from] pub(crate) FfmpegError);

impl From<FfmpegError> for MediaError {
    fn from(error: FfmpegError) -> Self {
        Self::Ffmpeg(Box::new(FfmpegFailure(error)))
    }
}

impl MediaError {
    /// Whether the disk is full, wherever it was noticed.
    pub(crate) fn is_out_of_space(&self) -> bool {
        match self {
            Self::Store(StoreError::OutOfSpace) => true,
            Self::Ffmpeg(failure) => matches!(failure.0, FfmpegError::OutOfSpace { .. }),
            Self::Io(error) => is_full(error),
            _ => false,
        }
    }
}

/// Whether an error says that nothing more can be written.
pub(crate) fn is_full(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
    matches!(error.kind(), StorageFull | QuotaExceeded | FileTooLarge)
}

impl AppError for MediaError {
    fn kind(&self) -> ErrorKind {
        match self {
            _ if self.is_out_of_space() => ErrorKind::OutOfSpace,
            Self::Forbidden(error) => error.kind(),
            Self::NotFound => ErrorKind::NotFound,
            Self::WrongKind => ErrorKind::Conflict,
            Self::Subtitle(error) => error.kind(),
            Self::Cursor(_) => ErrorKind::Invalid,
            Self::Db(error) => error.kind(),
            Self::Store(error) => error.kind(),
            Self::Stored(_) | Self::Io(_) | Self::Ffmpeg(_) => ErrorKind::Internal,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            _ if self.is_out_of_space() => "media-out-of-space",
            Self::Forbidden(error) => error.code(),
            Self::NotFound => "error-not-found",
            Self::WrongKind => "media-kind",
            Self::Cursor(_) => "media-cursor",
            Self::Subtitle(error) => error.code(),
            Self::Db(error) => error.code(),
            Self::Store(error) => error.code(),
            Self::Stored(_) | Self::Io(_) | Self::Ffmpeg(_) => "error-internal",
        }
    }

    fn retry_after_s(&self) -> Option<u32> {
        match self {
            Self::Db(error) => error.retry_after_s(),
            _ => None,
        }
    }
}
