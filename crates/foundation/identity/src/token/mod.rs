//! Tokens of the JSON API: a short JWT and a rotating refresh token.

mod access;
mod refresh;
pub(crate) mod store;

pub(crate) use access::AccessKeys;
pub use access::AccessToken;
pub(crate) use refresh::REFRESH_LIFETIME;
