//! Sessions: a browser's cookie, or an API client's family of refresh tokens.

mod authenticate;
pub(crate) mod store;

pub use authenticate::Authenticated;
