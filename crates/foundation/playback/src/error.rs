//! What can go wrong between Play and the credits.

use std::sync::Arc;

use contracts::playback::PlaybackId;
use jiff::Timestamp;
use kernel::{AppError, ErrorKind, FieldError, Forbidden};
use platform::{DbError, store::StoreError};
use serde::Serialize;

use crate::TokenError;

/// Every place of the viewer is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllPlacesTaken {
    /// How many streams may run at the same time.
    pub limit: u16,
    /// Those that run, to choose which to stop. Empty for a visitor refused because of the address.
    pub active: Vec<ActiveStream>,
}

/// A stream that holds a place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ActiveStream {
    /// The session.
    pub playback_id: PlaybackId,
    /// The film watched; none for a clip.
    pub film_id: Option<contracts::catalog::FilmId>,
    /// The device, in the words of the edge that opened it: `Firefox · Android`.
    pub device: String,
    /// Since when.
    pub opened_at: Timestamp,
}

/// Why a session may not go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RevokedBy {
    /// The same player opened another stream.
    Replaced,
    /// The person stopped it from another device.
    Stopped,
    /// It came back after a pause and its place was taken.
    Limit,
    /// The film or the account was withdrawn.
    Withdrawn,
}

impl RevokedBy {
    /// The word stored in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Replaced => "replaced",
            Self::Stopped => "stopped",
            Self::Limit => "limit",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The reason of a stored word; a word of a newer version reads as withdrawn.
    pub fn parse(word: &str) -> Self {
        match word {
            "replaced" => Self::Replaced,
            "stopped" => Self::Stopped,
            "limit" => Self::Limit,
            _ => Self::Withdrawn,
        }
    }
}

/// A failure of playback.
#[derive(Debug, thiserror::Error)]
pub enum PlaybackError {
    /// Not signed in, or not allowed.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// The film has nothing to play (yet).
    #[error("the film cannot be played yet")]
    NotPlayable,
    /// No such session, rendition or segment.
    #[error("no such stream")]
    NotFound,
    /// A field of the command is wrong.
    #[error("the input is wrong")]
    Invalid(Vec<FieldError>),
    /// The viewer watches as many streams as allowed.
    #[error("every place is taken")]
    Busy(AllPlacesTaken),
    /// The token opens nothing.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// The session was ended by somebody.
    #[error("the stream was stopped")]
    Revoked(RevokedBy),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The file store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The asset could not be loaded.
    #[error("the asset: {0}")]
    Asset(Arc<dyn AppError>),
}

impl AppError for PlaybackError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Forbidden(error) => error.kind(),
            Self::NotFound => ErrorKind::NotFound,
            Self::Invalid(_) => ErrorKind::Invalid,
            Self::NotPlayable | Self::Busy(_) => ErrorKind::Conflict,
            Self::Token(TokenError::Invalid) => ErrorKind::Forbidden,
            Self::Token(TokenError::Expired) | Self::Revoked(_) => ErrorKind::Gone,
            Self::Db(error) => error.kind(),
            Self::Store(error) => error.kind(),
            Self::Asset(error) => error.kind(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Forbidden(error) => error.code(),
            Self::NotPlayable => "playback-not-playable",
            Self::NotFound => "playback-not-found",
            Self::Invalid(_) => "playback-invalid",
            Self::Busy(_) => "playback-places-taken",
            Self::Token(TokenError::Invalid) => "playback-token-invalid",
            Self::Token(TokenError::Expired) => "playback-token-expired",
            Self::Revoked(RevokedBy::Replaced) => "playback-replaced",
            Self::Revoked(RevokedBy::Stopped) => "playback-stopped",
            Self::Revoked(RevokedBy::Limit) => "playback-place-lost",
            Self::Revoked(RevokedBy::Withdrawn) => "playback-withdrawn",
            Self::Db(error) => error.code(),
            Self::Store(error) => error.code(),
            Self::Asset(error) => error.code(),
        }
    }

    fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Busy(taken) => vec![("limit", taken.limit.to_string())],
            Self::Asset(error) => error.args(),
            _ => Vec::new(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        match self {
            Self::Invalid(fields) => fields,
            Self::Asset(error) => error.fields(),
            _ => &[],
        }
    }

    fn retry_after_s(&self) -> Option<u32> {
        match self {
            Self::Db(error) => error.retry_after_s(),
            Self::Store(error) => error.retry_after_s(),
            Self::Asset(error) => error.retry_after_s(),
            _ => None,
        }
    }
}
