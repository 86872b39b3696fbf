//! Crowdfunding on a real PostgreSQL, against the simulators of the providers.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on stops")]

mod campaigns;
mod chaos;
mod deliveries;
mod documents;
mod heard;
mod on_success;
mod pledging;
mod projects;
mod proof;
mod proving;
mod reading;
mod rounds;
mod stage;
mod trailer;
mod visits;
mod voices;

// The stage of payments, with callbacks and a clock: one for both.
#[path = "../../../../foundation/payments/tests/it/hooks.rs"]
mod hooks;
#[expect(dead_code, reason = "payments uses what is not used here")]
#[path = "../../../../foundation/payments/tests/it/support.rs"]
mod support;
