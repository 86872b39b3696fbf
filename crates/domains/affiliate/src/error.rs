//! What can go wrong between a product and a payout.

use kernel::{AppError, ErrorKind, FieldError, Forbidden, InvalidCursor};
use ledger::LedgerError;
use payments::PaymentsError;
use platform::{DbError, RateLimited};

/// A failure of affiliation.
#[derive(Debug, thiserror::Error)]
pub enum AffiliateError {
    /// Not allowed.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// Fields are wrong.
    #[error("the input is wrong")]
    Invalid(Vec<FieldError>),
    /// There is nothing like that, or nothing that this person may know of.
    #[error("nothing like that")]
    NotFound,
    /// It is in another state than this needs.
    #[error("its state does not allow it")]
    WrongState,
    /// Somebody changed it meanwhile.
    #[error("it was changed meanwhile")]
    Changed,
    /// Something of it was made payable while it was decided: deciding again is right.
    #[error("it was made payable meanwhile")]
    Overtaken,
    /// Another one like it is there already; the code says which.
    #[error("there is one already: {0}")]
    Conflict(&'static str),
    /// It is not signed with the secret that it should be.
    #[error("the signature is not right")]
    Unsigned,
    /// A click could not be written down in time: trying again is right.
    #[error("the click could not be written down")]
    Unwritten,
    /// A report could not be kept in time, or it is not known whether it is: telling it again is right.
    #[error("the report could not be kept")]
    Unkept,
    /// Too often.
    #[error(transparent)]
    Limited(#[from] RateLimited),
    /// This person has too many streams open.
    #[error("too many streams of one person")]
    TooManyStreams,
    /// This process has too many streams open.
    #[error("too many streams")]
    NoStreams,
    /// Payments.
    #[error(transparent)]
    Payments(#[from] PaymentsError),
    /// The ledger.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// Our own mistake.
    #[error("{0}")]
    Bug(&'static str),
}

impl AffiliateError {
    /// Whether this one gave way to another at the same moment: trying again is right.
    pub(crate) fn gave_way(&self) -> bool {
        match self {
            Self::Overtaken => true,
            Self::Db(error) | Self::Ledger(LedgerError::Db(error)) => error.is_deadlock(),
            _ => false,
        }
    }

    /// One wrong field.
    pub(crate) fn field(field: &'static str, code: &'static str) -> Self {
        Self::Invalid(vec![FieldError::new(field, code)])
    }
}

impl From<InvalidCursor> for AffiliateError {
    fn from(_: InvalidCursor) -> Self {
        Self::field("after", "field-cursor")
    }
}

impl AppError for AffiliateError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Forbidden(error) => error.kind(),
            Self::Invalid(_) => ErrorKind::Invalid,
            Self::NotFound => ErrorKind::NotFound,
            Self::WrongState | Self::Changed | Self::Conflict(_) => ErrorKind::Conflict,
            Self::Unsigned => ErrorKind::Unauthenticated,
            Self::TooManyStreams => ErrorKind::RateLimited,
            Self::Unwritten | Self::Unkept | Self::NoStreams | Self::Overtaken => ErrorKind::Unavailable,
            Self::Limited(error) => error.kind(),
            Self::Payments(error) => error.kind(),
            Self::Ledger(error) => error.kind(),
            Self::Db(error) => error.kind(),
            Self::Bug(_) => ErrorKind::Internal,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Forbidden(error) => error.code(),
            Self::Invalid(_) => "affiliate-invalid",
            Self::NotFound => "affiliate-not-found",
            Self::WrongState => "affiliate-wrong-state",
            Self::Changed => "affiliate-changed",
            Self::Overtaken => "affiliate-overtaken",
            Self::Conflict(code) => code,
            Self::Unsigned => "affiliate-unsigned",
            Self::Unwritten => "affiliate-unwritten",
            Self::Unkept => "affiliate-unkept",
            Self::TooManyStreams => "affiliate-streams",
            Self::NoStreams => "affiliate-streams-full",
            Self::Limited(error) => error.code(),
            Self::Payments(error) => error.code(),
            Self::Ledger(error) => error.code(),
            Self::Db(error) => error.code(),
            Self::Bug(_) => "error-internal",
        }
    }

    fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Limited(error) => error.args(),
            Self::Payments(error) => error.args(),
            _ => Vec::new(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        match self {
            Self::Invalid(fields) => fields,
            Self::Payments(error) => error.fields(),
            _ => &[],
        }
    }

    fn retry_after_s(&self) -> Option<u32> {
        match self {
            Self::Unwritten | Self::Unkept | Self::Overtaken => Some(2),
            Self::TooManyStreams | Self::NoStreams => Some(60),
            Self::Limited(error) => error.retry_after_s(),
            Self::Payments(error) => error.retry_after_s(),
            Self::Ledger(error) => error.retry_after_s(),
            Self::Db(error) => error.retry_after_s(),
            _ => None,
        }
    }
}
