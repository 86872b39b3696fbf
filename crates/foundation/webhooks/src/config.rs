//! What an operator decides about webhooks.

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

/// Webhooks: how long and how often others are asked to listen.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WebhooksConfig {
    /// Milliseconds for one attempt, connection and answer included.
    pub timeout_ms: u64,
    /// Hours without one attempt that went well, after which an endpoint is disabled.
    pub disable_after_hours: u32,
    /// Endpoints that this process sends to at once, among those that answer. Keep it and the next one together at half of
    /// `workers.worker_jobs` or below: the other half is for letters and everything else.
    pub at_once: usize,
    /// The same among those that failed or were slow the last time.
    pub troubled_at_once: usize,
    /// Whether plain HTTP and addresses of our own network may be told: only for trials on one's own machine.
    pub allow_private: bool,
}

impl Default for WebhooksConfig {
    fn default() -> Self {
        Self { timeout_ms: 15_000, disable_after_hours: 120, at_once: 3, troubled_at_once: 1, allow_private: false }
    }
}

impl WebhooksConfig {
    /// How long an endpoint may fail.
    pub(crate) fn disable_after(&self) -> SignedDuration {
        SignedDuration::from_hours(self.disable_after_hours.into())
    }
}
