//! Randomness as a parameter. The cryptographic source lives in `platform`.

use std::sync::{Mutex, PoisonError};

/// A source of random bytes.
pub trait Rng: Send + Sync + std::fmt::Debug {
    /// Fills the buffer with random bytes.
    fn fill(&self, bytes: &mut [u8]);
}

impl dyn Rng + '_ {
    /// An array of random bytes: a token, a salt, a nonce.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }

    /// A random number below `bound` (which must not be 0), without modulo bias worth speaking of.
    pub fn below(&self, bound: u32) -> u32 {
        let wide = u64::from_le_bytes(self.bytes::<8>());
        u32::try_from(wide % u64::from(bound.max(1))).unwrap_or(0)
    }
}

/// A repeatable source for tests: the same seed gives the same bytes. Never for secrets.
#[derive(Debug)]
pub struct SeededRng(Mutex<u64>);

impl SeededRng {
    /// A source that starts at this seed.
    pub const fn new(seed: u64) -> Self {
        Self(Mutex::new(seed))
    }
}

impl Rng for SeededRng {
    fn fill(&self, bytes: &mut [u8]) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for chunk in bytes.chunks_mut(8) {
            // SplitMix64 (Steele, Lea, Flood 2014).
            *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let mut z = *state;
            z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            let word = (z ^ (z >> 31)).to_le_bytes();
            chunk.copy_from_slice(&word[..chunk.len()]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_bytes() {
        let (a, b, c): (Box<dyn Rng>, Box<dyn Rng>, Box<dyn Rng>) =
            (Box::new(SeededRng::new(7)), Box::new(SeededRng::new(7)), Box::new(SeededRng::new(8)));
        let first = a.bytes::<32>();
        assert_eq!(first, b.bytes::<32>());
        assert_ne!(first, c.bytes::<32>());
        assert!((0..1000).all(|_| a.below(6) < 6));
    }
}
