//! Tokens of the JSON API: a short JWT and a rotating refresh token.

mod access;

pub(crate) use access::AccessKeys;
