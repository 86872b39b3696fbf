//! Segments fetched in parts (range requests): counted once the parts add up.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use contracts::playback::PlaybackId;
use uuid::Uuid;

/// A segment of a rendition in a session.
pub(crate) type PartKey = (PlaybackId, Uuid, usize);

/// How many unfinished segments are remembered; beyond, all are forgotten: hardly any player fetches parts.
const MAX_UNFINISHED: usize = 10_000;

/// The bytes sent of segments that were not sent whole.
#[derive(Debug, Default)]
pub(crate) struct Parts(Mutex<HashMap<PartKey, u64>>);

impl Parts {
    /// Adds the bytes of a part; true when with it as many bytes have left as the segment has. Asking for one part again
    /// and again costs as much as fetching the whole.
    pub(crate) fn completes(&self, key: PartKey, bytes: u64, size_bytes: u64) -> bool {
        let mut unfinished = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if unfinished.len() >= MAX_UNFINISHED {
            unfinished.clear();
        }
        let sum = unfinished.entry(key).or_default();
        *sum += bytes;
        let complete = *sum >= size_bytes;
        if complete {
            unfinished.remove(&key);
        }
        complete
    }
}

#[cfg(test)]
mod tests {
    use kernel::Id;

    use super::*;

    #[test]
    fn a_segment_in_parts_counts_when_they_add_up() {
        let (parts, key) = (Parts::default(), (Id::generate(), Uuid::nil(), 3));
        assert!(!parts.completes(key, 400, 1000));
        assert!(!parts.completes(key, 400, 1000));
        assert!(parts.completes(key, 200, 1000));
        assert!(!parts.completes(key, 999, 1000));
    }
}
