//! Playback through its service, on a real PostgreSQL.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on stops")]

mod counting;
mod places;
mod progress;
mod streams;
mod support;
