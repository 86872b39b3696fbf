//! What can go wrong, as the edges show it.

use kernel::{AppError, ErrorKind, FieldError, Forbidden};
use platform::{DbError, RateLimited};

/// Why identity did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// Fields of the input are wrong.
    #[error("invalid input: {0:?}")]
    Invalid(Vec<FieldError>),
    /// Unknown e-mail, wrong password, or no password at all: which one is not said.
    #[error("wrong e-mail or password")]
    WrongCredentials,
    /// The password is right but the e-mail was never confirmed; a new link was sent.
    #[error("the e-mail is not verified")]
    EmailNotVerified,
    /// An administrator locked the account.
    #[error("the account is locked")]
    AccountLocked,
    /// The six digits or the recovery code are wrong or were used before.
    #[error("wrong second-factor code")]
    WrongCode,
    /// The step between password and second factor is over or had too many failures.
    #[error("the sign-in must start again")]
    ChallengeExpired,
    /// The mailed link is unknown, used or too old.
    #[error("the link is not valid any more")]
    LinkExpired,
    /// The refresh token is unknown, expired or revoked.
    #[error("the refresh token is not valid")]
    RefreshInvalid,
    /// The refresh token was used twice: its whole family is revoked.
    #[error("the refresh token was used twice")]
    RefreshReused,
    /// The thing does not exist, or not for this actor.
    #[error("not found")]
    NotFound,
    /// The state does not allow it; the code says why.
    #[error("conflict: {0}")]
    Conflict(&'static str),
    /// The passkey or its challenge was refused.
    #[error("the passkey was refused: {0}")]
    PasskeyRefused(String),
    /// The OpenID provider refused, or said something we do not accept; the code says what.
    #[error("OpenID sign-in refused: {0}")]
    OidcRefused(&'static str),
    /// The OpenID provider does not answer as it should.
    #[error("the OpenID provider does not answer: {0}")]
    OidcUnavailable(String),
    /// Too many tries.
    #[error(transparent)]
    RateLimited(#[from] RateLimited),
    /// Not allowed.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// Our own fault.
    #[error("internal: {0}")]
    Internal(Box<dyn std::error::Error + Send + Sync>),
}

impl IdentityError {
    /// One wrong field.
    pub(crate) fn field(field: &'static str, code: &'static str) -> Self {
        Self::Invalid(vec![FieldError::new(field, code)])
    }

    /// Our own fault, with what caused it.
    pub(crate) fn internal(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(error.into())
    }
}

impl From<sqlx::Error> for IdentityError {
    fn from(error: sqlx::Error) -> Self {
        Self::Db(error.into())
    }
}

impl AppError for IdentityError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Invalid(_) => ErrorKind::Invalid,
            Self::WrongCredentials | Self::WrongCode | Self::ChallengeExpired | Self::RefreshInvalid | Self::RefreshReused => {
                ErrorKind::Unauthenticated
            }
            Self::PasskeyRefused(_) | Self::OidcRefused(_) => ErrorKind::Unauthenticated,
            Self::EmailNotVerified | Self::AccountLocked => ErrorKind::Forbidden,
            Self::LinkExpired => ErrorKind::Gone,
            Self::NotFound => ErrorKind::NotFound,
            Self::Conflict(_) => ErrorKind::Conflict,
            Self::OidcUnavailable(_) => ErrorKind::Unavailable,
            Self::RateLimited(error) => error.kind(),
            Self::Forbidden(error) => error.kind(),
            Self::Db(error) => error.kind(),
            Self::Internal(_) => ErrorKind::Internal,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Invalid(_) => "identity-invalid",
            Self::WrongCredentials => "identity-wrong-credentials",
            Self::EmailNotVerified => "identity-email-not-verified",
            Self::AccountLocked => "identity-account-locked",
            Self::WrongCode => "identity-wrong-code",
            Self::ChallengeExpired => "identity-challenge-expired",
            Self::LinkExpired => "identity-link-expired",
            Self::RefreshInvalid => "identity-refresh-invalid",
            Self::RefreshReused => "identity-refresh-reused",
            Self::NotFound => "identity-not-found",
            Self::Conflict(code) | Self::OidcRefused(code) => code,
            Self::PasskeyRefused(_) => "identity-passkey-refused",
            Self::OidcUnavailable(_) => "identity-oidc-unavailable",
            Self::RateLimited(error) => error.code(),
            Self::Forbidden(error) => error.code(),
            Self::Db(error) => error.code(),
            Self::Internal(_) => "error-internal",
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
            Self::RateLimited(error) => error.retry_after_s(),
            Self::Db(error) => error.retry_after_s(),
            Self::OidcUnavailable(_) => Some(30),
            _ => None,
        }
    }
}
