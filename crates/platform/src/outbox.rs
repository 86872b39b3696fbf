//! From a committed event to the jobs that deliver it.

/// The channel on which PostgreSQL tells the relay that an event was committed.
pub const WAKE_CHANNEL: &str = "griot_outbox";
