//! How much of a film a session is credited with: a pure model of served segments and wall-clock time.
//!
//! A bucket: each newly served second fills it, up to what a player may hold ahead; wall-clock time drains it into credit.
//! Invariants, held whatever a client sends:
//! - credit never exceeds the film's distinct seconds that were served, nor the time since the first of them;
//! - a position or a heartbeat by itself gives nothing; a segment served again gives nothing;
//! - a film fetched at once and left gives at most [`WatchRules::buffer_ahead_ms`].
//!
//! Watched at double speed, a film is credited with the time it really took. No clock, no SQL here.

mod coverage;
#[cfg(test)]
mod tests;

pub(crate) use coverage::Coverage;
use jiff::Timestamp;

/// The limits of the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct WatchRules {
    /// How far ahead of its screen a player may fetch and still be credited when it gets there, in milliseconds.
    pub(crate) buffer_ahead_ms: u64,
    /// The credit that makes a view, in milliseconds.
    pub(crate) view_after_ms: u64,
    /// The part of a short film that makes a view, in percent.
    pub(crate) view_after_percent: u64,
}

impl Default for WatchRules {
    fn default() -> Self {
        Self { buffer_ahead_ms: 180_000, view_after_ms: 10_000, view_after_percent: 30 }
    }
}

impl WatchRules {
    /// The credit that makes a view of a film this long.
    pub(crate) fn view_threshold_ms(&self, duration_ms: u64) -> u64 {
        self.view_after_ms.min(duration_ms * self.view_after_percent / 100).max(1)
    }
}

/// Something that happened in a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WatchEvent {
    /// A whole segment left the server.
    Served {
        /// Where it starts in the film.
        start_ms: u64,
        /// Where it ends in the film.
        end_ms: u64,
        /// How many bytes it took.
        bytes: u64,
        /// When.
        at: Timestamp,
    },
    /// Bytes left the server that make no segment: a playlist, a part, one that was cut off.
    Sent {
        /// How many.
        bytes: u64,
        /// When.
        at: Timestamp,
    },
    /// The player says that it is there, and where it believes to be.
    Beat {
        /// The position it claims.
        position_ms: Option<u64>,
        /// When.
        at: Timestamp,
    },
}

impl WatchEvent {
    /// When it happened.
    pub(crate) const fn at(&self) -> Timestamp {
        match self {
            Self::Served { at, .. } | Self::Sent { at, .. } | Self::Beat { at, .. } => *at,
        }
    }
}

/// The account of one session.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct WatchState {
    /// The distinct seconds served.
    pub(crate) served: Coverage,
    /// Bytes sent, playlists and repetitions included.
    pub(crate) sent_bytes: u64,
    /// Whole segments sent, repetitions included.
    pub(crate) segments: u64,
    /// Credited watch time.
    pub(crate) credited_ms: u64,
    /// Served, but not yet credited: what the player can hold ahead.
    pub(crate) allowance_ms: u64,
    /// When the last event happened.
    pub(crate) last_at: Option<Timestamp>,
    /// Where the person is in the film: said by the player and served by us, or reckoned from what was served.
    pub(crate) position_ms: Option<u64>,
    /// Whether the player tells its position; one without our script does not.
    pub(crate) tells_position: bool,
}

impl WatchState {
    /// Takes an event into account.
    pub(crate) fn apply(&mut self, event: &WatchEvent, rules: &WatchRules) {
        self.drain_until(event.at());
        match *event {
            WatchEvent::Served { start_ms, end_ms, bytes, .. } => {
                self.sent_bytes += bytes;
                self.segments += 1;
                let new_ms = self.served.add(start_ms, end_ms);
                self.allowance_ms = (self.allowance_ms + new_ms).min(rules.buffer_ahead_ms);
                if !self.tells_position {
                    self.position_ms = self.served.clamp(end_ms.saturating_sub(self.allowance_ms));
                }
            }
            WatchEvent::Sent { bytes, .. } => self.sent_bytes += bytes,
            WatchEvent::Beat { position_ms: Some(claimed), .. } => {
                if let Some(position_ms) = self.served.clamp(claimed) {
                    self.position_ms = Some(position_ms);
                    self.tells_position = true;
                }
            }
            WatchEvent::Beat { position_ms: None, .. } => {}
        }
    }

    /// Turns the time since the last event into credit, as far as served seconds cover it. Events of two processes may
    /// arrive in either order: time never runs back.
    fn drain_until(&mut self, at: Timestamp) {
        let Some(last) = self.last_at else {
            self.last_at = Some(at);
            return;
        };
        let elapsed_ms = u64::try_from(at.duration_since(last).as_millis()).unwrap_or(0);
        let earned_ms = elapsed_ms.min(self.allowance_ms);
        self.credited_ms += earned_ms;
        self.allowance_ms -= earned_ms;
        self.last_at = Some(last.max(at));
    }
}

/// Whether a person who left here has seen the film: in its last twentieth, or in its last two minutes.
pub(crate) fn is_finished(position_ms: u64, duration_ms: u64) -> bool {
    let ending_ms = (duration_ms / 20).min(120_000);
    duration_ms > 0 && position_ms + ending_ms >= duration_ms
}
