//! What a provider sends by itself.

/// Why a callback says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadCallback {
    /// Its signature is not the provider's, or too old.
    #[error("the signature is wrong")]
    Forged,
    /// It cannot be read.
    #[error("unreadable")]
    Unreadable,
}
