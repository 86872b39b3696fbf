//! Logs, traces and metrics.

mod queries;

pub use queries::{CountQueries, QueryCount};
