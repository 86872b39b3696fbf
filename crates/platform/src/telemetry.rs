//! Logs, traces and metrics.

mod queries;
mod setup;

pub use queries::{CountQueries, QueryCount};
pub use setup::{LogFormat, Prometheus, Telemetry, TelemetryConfig, TelemetryError};
