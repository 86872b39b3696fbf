//! The behaviour of identity, through its service, on a real database.

mod accounts;
mod administration;
mod api_keys;
mod hostile_input;
mod oidc;
mod organisations;
mod passkeys;
mod second_factor;
mod sessions;
mod sign_in;
mod tokens;
mod world;
