//! What can go wrong, as the edges show it.

use std::sync::Arc;

use kernel::{AppError, ErrorKind, FieldError, Forbidden, InvalidCursor};
use platform::{DbError, RateLimited};

/// Why the catalogue did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum CatalogError {
    /// Fields of the input are wrong.
    #[error("invalid input: {0:?}")]
    Invalid(Vec<FieldError>),
    /// The film cannot be submitted yet: these fields are missing.
    #[error("the film is not complete: {0:?}")]
    Incomplete(Vec<FieldError>),
    /// No such film, or not for this actor.
    #[error("no such film")]
    FilmNotFound,
    /// No such person.
    #[error("no such person")]
    PersonNotFound,
    /// No such list, or not for this actor.
    #[error("no such list")]
    ListNotFound,
    /// No such comment, or not for this actor.
    #[error("no such comment")]
    CommentNotFound,
    /// No such subject with open reports.
    #[error("no open report on this")]
    ReportNotFound,
    /// The state of the film does not allow this step.
    #[error("the state of the film does not allow this")]
    WrongState,
    /// Somebody else saved the film in between.
    #[error("the film was changed in between")]
    Outdated,
    /// What a moderator looks at, or looked at, stays as it is: the film is taken back first.
    #[error("the video of a submitted or published film cannot change")]
    VideoLocked,
    /// The film has no picture that can be played yet.
    #[error("the film cannot be watched yet")]
    NotPlayable,
    /// Nobody reports twice.
    #[error("already reported")]
    AlreadyReported,
    /// A limit on how many things an account may keep.
    #[error("at most {limit}: {code}")]
    TooMany {
        /// Which limit, as a code.
        code: &'static str,
        /// The limit.
        limit: u32,
    },
    /// The asset is not this account's, or not of the kind that is needed here.
    #[error("the asset does not fit here")]
    AssetUnfit,
    /// Too often.
    #[error(transparent)]
    RateLimited(#[from] RateLimited),
    /// Not allowed.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// Something that several asked for at the same time could not be read.
    #[error(transparent)]
    Shared(Arc<Self>),
}

impl CatalogError {
    /// One wrong field.
    pub(crate) fn field(field: &'static str, code: &'static str) -> Self {
        Self::Invalid(vec![FieldError::new(field, code)])
    }

    /// Why something that several may have asked for was not read: what callers look at by name stays itself.
    pub(crate) fn of_reading(error: Arc<Self>) -> Self {
        match *error {
            Self::FilmNotFound => Self::FilmNotFound,
            _ => Self::Shared(error),
        }
    }
}

impl From<sqlx::Error> for CatalogError {
    fn from(error: sqlx::Error) -> Self {
        Self::Db(error.into())
    }
}

impl From<InvalidCursor> for CatalogError {
    fn from(_error: InvalidCursor) -> Self {
        Self::field("after", "field-cursor")
    }
}

impl AppError for CatalogError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Invalid(_) | Self::Incomplete(_) | Self::AssetUnfit | Self::TooMany { .. } => ErrorKind::Invalid,
            Self::FilmNotFound | Self::PersonNotFound | Self::ListNotFound | Self::CommentNotFound | Self::ReportNotFound => {
                ErrorKind::NotFound
            }
            Self::WrongState | Self::Outdated | Self::VideoLocked | Self::NotPlayable | Self::AlreadyReported => {
                ErrorKind::Conflict
            }
            Self::RateLimited(error) => error.kind(),
            Self::Forbidden(error) => error.kind(),
            Self::Db(error) => error.kind(),
            Self::Shared(error) => error.kind(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Invalid(_) => "catalog-invalid",
            Self::Incomplete(_) => "catalog-film-incomplete",
            Self::FilmNotFound => "catalog-film-not-found",
            Self::PersonNotFound => "catalog-person-not-found",
            Self::ListNotFound => "catalog-list-not-found",
            Self::CommentNotFound => "catalog-comment-not-found",
            Self::ReportNotFound => "catalog-report-not-found",
            Self::WrongState => "catalog-film-wrong-state",
            Self::Outdated => "catalog-film-outdated",
            Self::VideoLocked => "catalog-film-video-locked",
            Self::NotPlayable => "catalog-film-not-playable",
            Self::AlreadyReported => "catalog-already-reported",
            Self::TooMany { code, .. } => code,
            Self::AssetUnfit => "catalog-asset-unfit",
            Self::RateLimited(error) => error.code(),
            Self::Forbidden(error) => error.code(),
            Self::Db(error) => error.code(),
            Self::Shared(error) => error.code(),
        }
    }

    fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::TooMany { limit, .. } => vec![("limit", limit.to_string())],
            Self::RateLimited(error) => error.args(),
            Self::Shared(error) => error.args(),
            _ => Vec::new(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        match self {
            Self::Invalid(fields) | Self::Incomplete(fields) => fields,
            Self::Shared(error) => error.fields(),
            _ => &[],
        }
    }

    fn retry_after_s(&self) -> Option<u32> {
        match self {
            Self::RateLimited(error) => error.retry_after_s(),
            Self::Db(error) => error.retry_after_s(),
            Self::Shared(error) => error.retry_after_s(),
            _ => None,
        }
    }
}
