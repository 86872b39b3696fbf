//! Why an agent may not take cash for a voucher, or keeps none of what was taken.

use kernel::{AppError, ErrorKind};

/// A voucher that takes no cash. Whoever has taken it already gives it back, unless only the cap is in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VoucherError {
    /// Not signed by us, or changed.
    #[error("the voucher is not ours")]
    Forged,
    /// No voucher has this code.
    #[error("no such voucher")]
    NotFound,
    /// Its time was over before the cash was taken, or it was sent too late.
    #[error("the voucher is out of date")]
    Expired,
    /// Another agent took cash for it.
    #[error("another agent took the voucher")]
    Taken,
    /// The payer has given the payment up.
    #[error("the payment was given up")]
    Cancelled,
    /// It was paid another way.
    #[error("the payment was made another way")]
    PaidOtherwise,
    /// The payer is paying another way, or by another voucher.
    #[error("the payment is on its way by other means")]
    Replaced,
    /// The agent would hold more cash than allowed: a deposit helps, and then the same voucher.
    #[error("over the agent's cap")]
    OverCap,
}

impl AppError for VoucherError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Forged => ErrorKind::Invalid,
            Self::NotFound => ErrorKind::NotFound,
            _ => ErrorKind::Conflict,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Forged => "payments-voucher-forged",
            Self::NotFound => "payments-voucher-not-found",
            Self::Expired => "payments-voucher-expired",
            Self::Taken => "payments-voucher-taken",
            Self::Cancelled => "payments-voucher-cancelled",
            Self::PaidOtherwise => "payments-voucher-paid-otherwise",
            Self::Replaced => "payments-voucher-replaced",
            Self::OverCap => "payments-voucher-over-cap",
        }
    }
}
