//! The limits of one process, in memory: requests in general, by whatever key the edge chooses.

use std::{hash::Hash, num::NonZeroU32, sync::Arc, time::Duration};

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter, clock::Clock as _, clock::DefaultClock};

use super::RateLimited;

/// A limiter with a bucket per key: bursts up to a number, refilled evenly.
#[derive(Debug)]
pub struct LocalLimiter<K: Hash + Eq + Clone> {
    inner: Arc<DefaultKeyedRateLimiter<K>>,
    clock: DefaultClock,
}

impl<K: Hash + Eq + Clone> Clone for LocalLimiter<K> {
    fn clone(&self) -> Self {
        Self { inner: Arc::clone(&self.inner), clock: self.clock.clone() }
    }
}

impl<K: Hash + Eq + Clone> LocalLimiter<K> {
    /// At most `burst` hits at once and as many per `period`, evenly refilled.
    pub fn new(burst: NonZeroU32, period: Duration) -> Self {
        let one = (period / burst.get()).max(Duration::from_nanos(1));
        let quota = Quota::with_period(one).unwrap_or_else(|| Quota::per_second(burst)).allow_burst(burst);
        Self { inner: Arc::new(RateLimiter::keyed(quota)), clock: DefaultClock::default() }
    }

    /// Counts one hit of the key.
    pub fn hit(&self, key: &K) -> Result<(), RateLimited> {
        self.inner.check_key(key).map_err(|full| {
            let wait = full.wait_time_from(self.clock.now());
            let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
            RateLimited::TooOften { retry_after_s: u32::try_from(seconds.max(1)).unwrap_or(u32::MAX) }
        })
    }

    /// Forgets the keys whose bucket is full again. Called now and then, so that memory stays bounded.
    pub fn clean(&self) {
        self.inner.retain_recent();
        self.inner.shrink_to_fit();
    }

    /// How many keys are held.
    pub fn len(&self) -> usize {
        self.inner.len()
    }

    /// Whether no key is held.
    pub fn is_empty(&self) -> bool {
        self.inner.is_empty()
    }
}
