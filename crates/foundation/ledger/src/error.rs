//! Why a journal is not posted.

use kernel::{AppError, ErrorKind, FieldError, Forbidden, InvalidCursor};
use platform::DbError;

use crate::chart::AccountKey;

/// A rule of the ledger says no; nothing was changed, and the same journal may be sent again later.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// No transfers, too many, an amount of nothing, one account on both ends, two currencies in one transfer, a bad word.
    #[error("the journal is malformed: {0}")]
    Malformed(&'static str),
    /// This id was used for another journal.
    #[error("the id belongs to another journal")]
    IdTaken,
    /// The account would fall below its floor.
    #[error("{0} would fall below its floor")]
    Overdrawn(AccountKey),
    /// The account would rise above its ceiling.
    #[error("{0} would rise above its ceiling")]
    AboveCeiling(AccountKey),
    /// The account takes no transfers.
    #[error("{0} is frozen")]
    Frozen(AccountKey),
    /// There is no such account.
    #[error("no such account")]
    AccountNotFound,
    /// There is no such reservation.
    #[error("no such reservation")]
    PendingNotFound,
    /// The reservation was posted or voided already.
    #[error("the reservation was resolved already")]
    PendingResolved,
    /// The reservation ran out.
    #[error("the reservation ran out")]
    PendingExpired,
    /// More than was reserved, or another currency.
    #[error("more than was reserved")]
    MoreThanPending,
    /// Sums beyond what fits.
    #[error("too large an amount")]
    TooLarge,
}

/// A failure of the ledger.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// Not allowed.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// A field of the question is wrong.
    #[error("the input is wrong")]
    Invalid(Vec<FieldError>),
    /// A rule says no.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// Whether the journal was posted is not known: send the same one again.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The same, of a journal that was sent together with others: send the same one again.
    #[error("whether the journal was posted is not known")]
    Unknown,
    /// More journals wait than the ledger takes.
    #[error("the ledger is busy")]
    Busy,
}

impl AppError for LedgerError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Forbidden(error) => error.kind(),
            Self::Invalid(_) => ErrorKind::Invalid,
            Self::Refused(Refused::Malformed(_) | Refused::AccountNotFound | Refused::TooLarge) => ErrorKind::Internal,
            Self::Refused(_) => ErrorKind::Conflict,
            Self::Db(error) => error.kind(),
            Self::Unknown | Self::Busy => ErrorKind::Unavailable,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Forbidden(error) => error.code(),
            Self::Invalid(_) => "ledger-invalid",
            Self::Refused(Refused::Malformed(_) | Refused::AccountNotFound | Refused::TooLarge) => "ledger-malformed",
            Self::Refused(Refused::IdTaken) => "ledger-id-taken",
            Self::Refused(Refused::Overdrawn(_) | Refused::AboveCeiling(_)) => "ledger-insufficient",
            Self::Refused(Refused::Frozen(_)) => "ledger-frozen",
            Self::Refused(Refused::PendingNotFound | Refused::PendingResolved | Refused::PendingExpired) => "ledger-not-pending",
            Self::Refused(Refused::MoreThanPending) => "ledger-more-than-pending",
            Self::Db(error) => error.code(),
            Self::Unknown => "ledger-unknown",
            Self::Busy => "ledger-busy",
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
            Self::Unknown | Self::Busy => Some(1),
            Self::Forbidden(_) | Self::Invalid(_) | Self::Refused(_) => None,
        }
    }
}

impl From<InvalidCursor> for LedgerError {
    fn from(_error: InvalidCursor) -> Self {
        Self::Invalid(vec![FieldError::new("after", "field-cursor")])
    }
}
