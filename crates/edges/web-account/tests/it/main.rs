//! The pages of the account through their router, on a real database: one happy and one refused case for each route.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on stops")]

mod administration;
mod browser;
mod entering;
mod jobs;
mod leaving;
mod organisations;
mod own;
mod strangers;
