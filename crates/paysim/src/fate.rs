//! Chance, without chance: every decision follows from the seed, from what it is about and from what is decided.
//!
//! There is no generator whose state the order of requests could change. Two decisions about the same thing are
//! independent, and the same decision asked twice is the same.

use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The source of all decisions and ids of a simulator.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fate {
    seed: u64,
}

impl Fate {
    /// The fates of a seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self { seed }
    }

    /// Whether this happens to it.
    pub(crate) fn happens(self, about: &str, decision: &str, percent: u8) -> bool {
        self.below(about, decision, 100) < u64::from(percent)
    }

    /// A number below a bound.
    pub(crate) fn below(self, about: &str, decision: &str, bound: u64) -> u64 {
        let bytes = self.bytes(about, decision);
        u64::from_be_bytes(std::array::from_fn(|at| bytes[at])) % bound.max(1)
    }

    /// Letters and digits of an id, at most 64.
    pub(crate) fn hex(self, about: &str, length: usize) -> String {
        let mut text = hex::encode(self.bytes(about, "id"));
        text.truncate(length);
        text
    }

    /// Digits of an id, without a zero in front, at most 18.
    pub(crate) fn digits(self, about: &str, length: u32) -> String {
        let low = 10_u64.pow(length.clamp(1, 18) - 1);
        (low + self.below(about, "digits", low * 9)).to_string()
    }

    /// A UUID of version 4.
    pub(crate) fn uuid(self, about: &str) -> Uuid {
        let bytes = self.bytes(about, "uuid");
        uuid::Builder::from_random_bytes(std::array::from_fn(|at| bytes[at])).into_uuid()
    }

    fn bytes(self, about: &str, decision: &str) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(self.seed.to_be_bytes());
        hash.update((about.len() as u64).to_be_bytes());
        hash.update(about.as_bytes());
        hash.update(decision.as_bytes());
        hash.finalize().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decision_follows_from_seed_subject_and_question_alone() {
        let fate = Fate::new(7);
        assert_eq!(fate.below("a", "lose", 1000), Fate::new(7).below("a", "lose", 1000));
        let differing = (0..100).filter(|n| fate.below(&n.to_string(), "x", 1000) != fate.below(&n.to_string(), "y", 1000));
        assert!(differing.count() > 90);
        assert_ne!(fate.hex("a", 16), Fate::new(8).hex("a", 16));
    }

    #[test]
    fn percentages_are_met() {
        let fate = Fate::new(1);
        let happened = (0..10_000).filter(|n| fate.happens(&n.to_string(), "lose", 15)).count();
        assert!((1_300..1_700).contains(&happened), "{happened}");
        assert!((0..1_000).all(|n| fate.happens(&n.to_string(), "lose", 100)));
        assert!((0..1_000).all(|n| !fate.happens(&n.to_string(), "lose", 0)));
    }

    #[test]
    fn digits_have_their_length_and_no_zero_in_front() {
        for n in 0..100 {
            let digits = Fate::new(3).digits(&n.to_string(), 10);
            assert!(digits.len() == 10 && !digits.starts_with('0'), "{digits}");
        }
    }
}
