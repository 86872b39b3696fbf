//! Affiliation on a real PostgreSQL.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on stops")]

mod books;
mod clicks;
mod conversions;
mod disorder;
mod links;
mod partnerships;
mod programs;
mod trade;
