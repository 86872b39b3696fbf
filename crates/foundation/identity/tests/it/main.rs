//! The behaviour of identity, through its service, on a real database.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on stops")]

mod accounts;
mod administration;
mod api_keys;
mod deletion;
mod hostile_input;
mod oidc;
mod organisations;
mod passkeys;
mod second_factor;
mod sessions;
mod sign_in;
mod tokens;
mod world;
