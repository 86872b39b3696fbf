//! Who people are: accounts, sessions, API tokens and keys, second factors, sign-in by other providers, organisations.
//!
//! Invariants:
//! - no secret is stored in clear: tokens, keys and codes as SHA-256, passwords as Argon2id, TOTP secrets sealed;
//! - every authentication reads the database, so that a revoked session or a locked account ends at once;
//! - a staff role counts only in a session where a second factor was proved;
//! - nobody learns from an answer, or from how long it took, whether an e-mail has an account.
//!
//! Not here: pages, cookies and JSON (the edges), what a permission means (the context that asks for it).

mod account;
mod api_key;
mod config;
mod error;
mod secret;
mod service;
mod session;
mod token;

pub use account::AccountSummary;
pub use config::{IdentityConfig, OidcProvider};
pub use error::IdentityError;
pub use service::Identity;
pub use session::Authenticated;
