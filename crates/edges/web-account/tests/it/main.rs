//! The pages of the account through their router, on a real database: one happy and one refused case for each route.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on stops")]

mod administration;
mod agency;
mod browser;
mod checkout;
mod deliveries;
mod endpoints;
mod entering;
mod jobs;
mod leaving;
mod messages;
mod money;
mod notices;
mod organisations;
mod own;
mod strangers;
mod subjects;

// The stage of crowdfunding and of payments, with simulated providers and a clock.
#[path = "../../../../foundation/payments/tests/it/hooks.rs"]
mod hooks;
#[expect(dead_code, reason = "crowdfunding uses what is not used here")]
#[path = "../../../../domains/crowdfunding/tests/it/stage.rs"]
mod stage;
#[expect(dead_code, reason = "payments uses what is not used here")]
#[path = "../../../../foundation/payments/tests/it/support.rs"]
mod support;
// A merchant with a program.
#[expect(dead_code, reason = "affiliate uses what is not used here")]
#[path = "../../../../domains/affiliate/tests/it/trade.rs"]
mod trade;
