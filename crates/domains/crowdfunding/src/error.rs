//! What can go wrong between an idea and its funding.

use kernel::{AppError, ErrorKind, FieldError, Forbidden, InvalidCursor};
use ledger::{LedgerError, WrongOwner};
use payments::PaymentsError;
use platform::{DbError, RateLimited};

/// A failure of crowdfunding.
#[derive(Debug, thiserror::Error)]
pub enum CrowdfundingError {
    /// Not allowed.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// Fields are wrong.
    #[error("the input is wrong")]
    Invalid(Vec<FieldError>),
    /// There is no such project or pledge, or none that this person may know of.
    #[error("no such project or pledge")]
    NotFound,
    /// The project is in another state than this needs.
    #[error("the project's state does not allow it")]
    WrongState,
    /// Somebody changed the project meanwhile.
    #[error("the project was changed meanwhile")]
    Changed,
    /// All of this tier are taken.
    #[error("the tier is sold out")]
    SoldOut,
    /// The creator was paid, or is being paid.
    #[error("the project was paid out")]
    PaidOut,
    /// The campaign is over.
    #[error("the campaign is over")]
    Over,
    /// The pledge won the first round.
    #[error("the pledge won the first round and stays")]
    Engaged,
    /// What backers answer does not change any more.
    #[error("the answers about deliveries are closed")]
    DeliveriesClosed,
    /// Payments.
    #[error(transparent)]
    Payments(#[from] PaymentsError),
    /// The ledger.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// Too often.
    #[error(transparent)]
    Limited(#[from] RateLimited),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// Our own mistake.
    #[error("{0}")]
    Bug(&'static str),
}

impl From<WrongOwner> for CrowdfundingError {
    fn from(_: WrongOwner) -> Self {
        Self::Bug("an account that the chart does not have")
    }
}

impl From<InvalidCursor> for CrowdfundingError {
    fn from(_: InvalidCursor) -> Self {
        Self::Invalid(vec![FieldError::new("after", "field-cursor")])
    }
}

impl AppError for CrowdfundingError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Forbidden(error) => error.kind(),
            Self::Invalid(_) => ErrorKind::Invalid,
            Self::NotFound => ErrorKind::NotFound,
            Self::WrongState
            | Self::Changed
            | Self::SoldOut
            | Self::PaidOut
            | Self::Over
            | Self::Engaged
            | Self::DeliveriesClosed => ErrorKind::Conflict,
            Self::Payments(error) => error.kind(),
            Self::Ledger(error) => error.kind(),
            Self::Limited(error) => error.kind(),
            Self::Db(error) => error.kind(),
            Self::Bug(_) => ErrorKind::Internal,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Forbidden(error) => error.code(),
            Self::Invalid(_) => "crowdfunding-invalid",
            Self::NotFound => "crowdfunding-not-found",
            Self::WrongState => "crowdfunding-wrong-state",
            Self::Changed => "crowdfunding-changed",
            Self::SoldOut => "crowdfunding-sold-out",
            Self::PaidOut => "crowdfunding-paid-out",
            Self::Over => "crowdfunding-over",
            Self::Engaged => "crowdfunding-engaged",
            Self::DeliveriesClosed => "crowdfunding-deliveries-closed",
            Self::Payments(error) => error.code(),
            Self::Ledger(error) => error.code(),
            Self::Limited(error) => error.code(),
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
            Self::Payments(error) => error.retry_after_s(),
            Self::Limited(error) => error.retry_after_s(),
            Self::Db(error) => error.retry_after_s(),
            _ => None,
        }
    }
}
