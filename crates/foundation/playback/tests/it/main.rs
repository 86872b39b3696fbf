//! Playback through its service, on a real PostgreSQL.

mod counting;
mod places;
mod progress;
mod streams;
mod support;
