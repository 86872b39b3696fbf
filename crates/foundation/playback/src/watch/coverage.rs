//! Which seconds of a film were served: one bit each, 675 bytes for ninety minutes.
//!
//! A second counts as served with the segment that holds its middle, so that segments which follow each other share every
//! second out without counting one twice.

const SLOT_MS: u64 = 1000;

/// Films longer than this are counted up to here: 12 hours, the longest that is accepted.
const MAX_SLOTS: u64 = 12 * 3600;

/// The served seconds of one session.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Coverage(Vec<u8>);

impl Coverage {
    /// The bits as stored.
    pub(crate) const fn from_bytes(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The bits to store.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Marks a stretch as served and tells how many milliseconds of it are new.
    pub(crate) fn add(&mut self, start_ms: u64, end_ms: u64) -> u64 {
        let first = first_slot(start_ms);
        let end = first_slot(end_ms).min(MAX_SLOTS);
        let mut added = 0;
        for slot in first..end {
            added += u64::from(self.set(slot));
        }
        added * SLOT_MS
    }

    /// How much was served in all, each second once.
    #[cfg(test)]
    pub(crate) fn served_ms(&self) -> u64 {
        self.0.iter().map(|byte| u64::from(byte.count_ones())).sum::<u64>() * SLOT_MS
    }

    /// The last served instant at or before this one; none when nothing before it was served.
    pub(crate) fn clamp(&self, position_ms: u64) -> Option<u64> {
        let slot = position_ms / SLOT_MS;
        if self.get(slot) {
            return Some(position_ms);
        }
        let known = u64::try_from(self.0.len()).unwrap_or(u64::MAX).saturating_mul(8);
        (0..slot.min(known)).rev().find(|slot| self.get(*slot)).map(|slot| (slot + 1) * SLOT_MS)
    }

    fn get(&self, slot: u64) -> bool {
        let (byte, bit) = place(slot);
        self.0.get(byte).is_some_and(|bits| bits & bit != 0)
    }

    fn set(&mut self, slot: u64) -> bool {
        let (byte, bit) = place(slot);
        if self.0.len() <= byte {
            self.0.resize(byte + 1, 0);
        }
        let Some(bits) = self.0.get_mut(byte) else { return false };
        let new = *bits & bit == 0;
        *bits |= bit;
        new
    }
}

/// The first second whose middle is not before this instant.
const fn first_slot(ms: u64) -> u64 {
    (ms + SLOT_MS / 2 - 1) / SLOT_MS
}

fn place(slot: u64) -> (usize, u8) {
    (usize::try_from(slot / 8).unwrap_or(usize::MAX), 1 << (slot % 8))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_stretch_served_twice_is_new_once() {
        let mut coverage = Coverage::default();
        assert_eq!(coverage.add(0, 4000), 4000);
        assert_eq!(coverage.add(0, 4000), 0);
        assert_eq!(coverage.add(2000, 8000), 4000);
        assert_eq!(coverage.served_ms(), 8000);
    }

    #[test]
    fn a_position_outside_what_was_served_falls_back_to_the_served_end_before_it() {
        let mut coverage = Coverage::default();
        coverage.add(0, 8000);
        coverage.add(60_000, 64_000);
        let cases = [(0, Some(0)), (7_900, Some(7_900)), (8_000, Some(8_000)), (59_000, Some(8_000)), (61_234, Some(61_234))];
        for (position, expected) in cases {
            assert_eq!(coverage.clamp(position), expected, "{position}");
        }
        assert_eq!(coverage.clamp(u64::MAX), Some(64_000));
        assert_eq!(Coverage::default().clamp(5_000), None);
    }

    #[test]
    fn an_absurd_stretch_stays_bounded() {
        let mut coverage = Coverage::default();
        coverage.add(0, u64::MAX / 2);
        assert_eq!(coverage.served_ms(), MAX_SLOTS * SLOT_MS);
    }

    proptest! {
        #[test]
        fn adjoining_segments_share_every_second_out_once(lengths in prop::collection::vec(1_u64..9000, 1..60)) {
            let mut coverage = Coverage::default();
            let mut start = 0;
            let mut added = 0;
            for length in lengths {
                added += coverage.add(start, start + length);
                start += length;
            }
            prop_assert_eq!(added, coverage.served_ms());
            prop_assert!(added.abs_diff(start) <= SLOT_MS / 2);
        }
    }
}
