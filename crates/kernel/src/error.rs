//! What every error says to the edges: its kind, its code, and the fields it concerns.

use std::borrow::Cow;

/// How an edge answers an error: one HTTP status each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// 422: the input is wrong; [`AppError::fields`] says where.
    Invalid,
    /// 401: sign in first.
    Unauthenticated,
    /// 403: signed in, but not allowed.
    Forbidden,
    /// 404: there is nothing here, or nothing this actor may know of.
    NotFound,
    /// 409: the state does not allow it.
    Conflict,
    /// 410: it was here and is gone for good.
    Gone,
    /// 413: larger than the limit.
    TooLarge,
    /// 429: too often; [`AppError::retry_after_s`] says when again.
    RateLimited,
    /// 503: something outside does not answer; trying again is right.
    Unavailable,
    /// 507: no space left to store it.
    OutOfSpace,
    /// 500: our fault. Logged once, at the edge, and shown with a reference.
    Internal,
}

/// One field of the input that is wrong. `code` is also the key of its translated text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The name of the form field or the JSON member.
    pub field: Cow<'static, str>,
    /// What is wrong, as a code: `field-required`, `field-too-long` …
    pub code: &'static str,
    /// Values that the text names, such as the limit.
    pub args: Vec<(&'static str, String)>,
}

impl FieldError {
    /// A field error without values.
    pub fn new(field: impl Into<Cow<'static, str>>, code: &'static str) -> Self {
        Self { field: field.into(), code, args: Vec::new() }
    }

    /// The same with a value that the text names.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl std::fmt::Display) -> Self {
        self.args.push((name, value.to_string()));
        self
    }
}

/// What an error of a service tells the edges. One enum per feature implements it.
pub trait AppError: std::error::Error + Send + Sync + 'static {
    /// How to answer.
    fn kind(&self) -> ErrorKind;
    /// A stable code, `context-what-happened`; also the key of the translated text.
    fn code(&self) -> &'static str;
    /// Values that the text names.
    fn args(&self) -> Vec<(&'static str, String)> {
        Vec::new()
    }
    /// The fields that are wrong, for [`ErrorKind::Invalid`].
    fn fields(&self) -> &[FieldError] {
        &[]
    }
    /// Seconds until another try makes sense.
    fn retry_after_s(&self) -> Option<u32> {
        None
    }
}

/// A refusal to act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Forbidden {
    /// Nobody is signed in.
    #[error("not signed in")]
    NotSignedIn,
    /// The account may not do this.
    #[error("not allowed")]
    NotAllowed,
}

impl AppError for Forbidden {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::NotSignedIn => ErrorKind::Unauthenticated,
            Self::NotAllowed => ErrorKind::Forbidden,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NotSignedIn => "error-not-signed-in",
            Self::NotAllowed => "error-not-allowed",
        }
    }
}
