//! The ledger through its service, on a real PostgreSQL.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on stops")]

mod exporting;
mod faults;
mod guards;
mod model;
mod posting;
mod proving;
mod reserving;
mod statements;
mod support;
