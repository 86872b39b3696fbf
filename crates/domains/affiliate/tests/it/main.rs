//! Affiliation on a real PostgreSQL.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on stops")]

mod books;
mod clicks;
mod conversions;
mod disorder;
mod links;
mod money;
mod partnerships;
mod programs;
mod trade;

// The stage of payments, with callbacks and a clock: one for all.
#[path = "../../../../foundation/payments/tests/it/hooks.rs"]
mod hooks;
#[expect(dead_code, reason = "payments uses what is not used here")]
#[path = "../../../../foundation/payments/tests/it/support.rs"]
mod support;
