//! The simulator's clock: real time and what was advanced.
//!
//! It never goes back. Everything that has a time here takes it from this clock, signatures included, so that a receiver
//! that checks their age has to advance its own clock by as much.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use jiff::Timestamp;

/// Real time and what was advanced.
#[derive(Debug, Default)]
pub(crate) struct Clock {
    advanced_ms: AtomicU64,
}

impl Clock {
    /// Now, in whole milliseconds.
    #[expect(clippy::disallowed_methods, reason = "the one place that asks the system")]
    pub(crate) fn now(&self) -> Timestamp {
        let real = Timestamp::now();
        let advanced = Duration::from_millis(self.advanced_ms.load(Ordering::Relaxed));
        let now = real.saturating_add(advanced).unwrap_or(real);
        Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
    }

    /// Moves it forward.
    pub(crate) fn advance(&self, by: Duration) {
        let ms = u64::try_from(by.as_millis()).unwrap_or(u64::MAX);
        self.advanced_ms.fetch_add(ms, Ordering::Relaxed);
    }
}

/// A moment later than another one, or the last there is.
pub(crate) fn after(from: Timestamp, by: Duration) -> Timestamp {
    from.saturating_add(by).unwrap_or(Timestamp::MAX)
}
