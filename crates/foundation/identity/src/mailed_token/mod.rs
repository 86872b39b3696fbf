//! Tokens in mailed links: 256 random bits, stored hashed, single use, expiring.

pub(crate) mod store;

use jiff::SignedDuration;

/// What a mailed link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Confirm the e-mail of a new account.
    VerifyEmail,
    /// Choose a new password.
    ResetPassword,
    /// Confirm a new e-mail.
    ChangeEmail,
}

impl Purpose {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::VerifyEmail => "verify_email",
            Self::ResetPassword => "reset_password",
            Self::ChangeEmail => "change_email",
        }
    }

    /// How long the link works.
    pub(crate) const fn lifetime(self) -> SignedDuration {
        match self {
            Self::VerifyEmail => SignedDuration::from_hours(72),
            Self::ResetPassword => SignedDuration::from_hours(1),
            Self::ChangeEmail => SignedDuration::from_hours(24),
        }
    }
}
