//! What an operator may set.

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use crate::watch::WatchRules;

/// Settings of playback.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PlaybackConfig {
    /// How many streams one account may watch at the same time.
    pub streams_per_account: u16,
    /// How many streams one visitor without an account may watch at the same time.
    pub streams_per_guest: u16,
    /// How many streams visitors without an account may watch at the same time from one address. Generous: behind the
    /// address of a mobile operator stand thousands of people.
    pub guest_streams_per_address: u16,
    /// How many different visitors without an account are told apart behind one address when views are counted, so that
    /// throwing cookies away does not multiply views without end.
    pub guest_viewers_per_address: u16,
    /// How long a stream holds its place without a heartbeat or a served segment, in seconds.
    pub lease_s: u32,
    /// How often a player should send a heartbeat, in seconds.
    pub heartbeat_s: u32,
    /// The generation of the signing key; raise it by one to rotate.
    pub key_generation: u8,
    /// About how much memory the segments that many watch at the same time may take, in megabytes; `0` keeps none.
    pub memory_cache_mb: u16,
    /// How long an ended session is kept, in days. What it counted is kept in the rollups.
    pub session_retention_days: u16,
}

impl Default for PlaybackConfig {
    fn default() -> Self {
        Self {
            streams_per_account: 2,
            streams_per_guest: 2,
            guest_streams_per_address: 64,
            guest_viewers_per_address: 256,
            lease_s: 45,
            heartbeat_s: 10,
            key_generation: 0,
            memory_cache_mb: 64,
            session_retention_days: 35,
        }
    }
}

impl PlaybackConfig {
    pub(crate) fn lease(&self) -> SignedDuration {
        SignedDuration::from_secs(self.lease_s.into())
    }

    pub(crate) fn session_retention(&self) -> SignedDuration {
        SignedDuration::from_hours(24 * i64::from(self.session_retention_days))
    }

    /// How long a token opens a film: twice its length for pauses, and two hours; a day at most.
    pub(crate) fn token_life(duration_ms: u64) -> SignedDuration {
        let film_s = i64::try_from(duration_ms / 1000).unwrap_or(i64::MAX);
        SignedDuration::from_secs(film_s.saturating_mul(2).saturating_add(7200).min(86_400))
    }

    pub(crate) fn rules() -> WatchRules {
        WatchRules::default()
    }
}
