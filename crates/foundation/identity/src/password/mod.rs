//! Passwords: the rule for choosing one, and Argon2id for keeping it.

mod hash;
mod rule;

pub(crate) use hash::Hasher;
pub(crate) use rule::check;
