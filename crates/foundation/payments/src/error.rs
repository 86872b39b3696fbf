//! What can go wrong when money is asked for or sent.

use kernel::{AppError, ErrorKind, FieldError, Forbidden};
use ledger::LedgerError;
use platform::{DbError, secrets::SecretsError};

use crate::VoucherError;

/// A failure of payments.
#[derive(Debug, thiserror::Error)]
pub enum PaymentsError {
    /// Not allowed, or the key of the payment is wrong.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// A field is wrong.
    #[error("the input is wrong")]
    Invalid(Vec<FieldError>),
    /// There is nothing of this id.
    #[error("no such payment")]
    NotFound,
    /// Nothing is to be paid any more: paid, cancelled, over.
    #[error("nothing is to be paid any more")]
    Closed,
    /// What was collected goes back already.
    #[error("refunded already")]
    Refunded,
    /// A try is on its way: it must end before another begins.
    #[error("a try is on its way")]
    InProgress,
    /// Nobody carries this rail for such a payment.
    #[error("no route for this rail")]
    NoRoute,
    /// Too many tries.
    #[error("too many tries")]
    TooFast {
        /// Seconds until another makes sense.
        retry_after_s: u32,
    },
    /// More than one payer may pay in a day.
    #[error("over the daily limit")]
    OverDailyLimit,
    /// A provider is not configured.
    #[error("the provider {0} has no credentials")]
    NotConfigured(&'static str),
    /// The callback is larger than any provider sends.
    #[error("the callback is too large")]
    TooLarge,
    /// A voucher takes no cash.
    #[error(transparent)]
    Voucher(#[from] VoucherError),
    /// The ledger.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// What was sealed cannot be opened.
    #[error(transparent)]
    Secrets(#[from] SecretsError),
    /// A provider did not do what is not a payment: it is asked again.
    #[error("the provider did not do it: {0}")]
    Provider(String),
    /// Our own mistake.
    #[error("{0}")]
    Bug(&'static str),
}

impl From<ledger::WrongOwner> for PaymentsError {
    fn from(_: ledger::WrongOwner) -> Self {
        Self::Bug("an account that the chart does not have")
    }
}

impl From<kernel::InvalidCursor> for PaymentsError {
    fn from(_: kernel::InvalidCursor) -> Self {
        Self::Invalid(vec![FieldError::new("after", "field-cursor")])
    }
}

impl AppError for PaymentsError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Forbidden(error) => error.kind(),
            Self::Invalid(_) | Self::NoRoute => ErrorKind::Invalid,
            Self::NotFound => ErrorKind::NotFound,
            Self::Closed | Self::Refunded | Self::InProgress | Self::OverDailyLimit => ErrorKind::Conflict,
            Self::TooFast { .. } => ErrorKind::RateLimited,
            Self::NotConfigured(_) => ErrorKind::Unavailable,
            Self::TooLarge => ErrorKind::TooLarge,
            Self::Voucher(error) => error.kind(),
            Self::Ledger(error) => error.kind(),
            Self::Db(error) => error.kind(),
            Self::Secrets(_) | Self::Provider(_) | Self::Bug(_) => ErrorKind::Internal,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Forbidden(error) => error.code(),
            Self::Invalid(_) => "payments-invalid",
            Self::NotFound => "payments-not-found",
            Self::Closed => "payments-closed",
            Self::Refunded => "payments-refunded",
            Self::InProgress => "payments-in-progress",
            Self::NoRoute => "payments-no-route",
            Self::TooFast { .. } => "payments-too-fast",
            Self::OverDailyLimit => "payments-over-daily-limit",
            Self::NotConfigured(_) => "payments-not-configured",
            Self::TooLarge => "payments-too-large",
            Self::Voucher(error) => error.code(),
            Self::Ledger(error) => error.code(),
            Self::Db(error) => error.code(),
            Self::Secrets(_) | Self::Provider(_) | Self::Bug(_) => "error-internal",
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
            Self::TooFast { retry_after_s } => Some(*retry_after_s),
            Self::Db(error) => error.retry_after_s(),
            _ => None,
        }
    }
}
