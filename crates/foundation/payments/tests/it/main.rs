//! Payments on a real PostgreSQL, against the simulators of the providers.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on stops")]

mod chaos;
mod collecting;
mod disbursing;
mod exchange;
mod hooks;
mod proving;
mod reconciling;
mod saved;
mod signatures;
mod support;
mod transfers;
mod vouchers;
mod wallets;
