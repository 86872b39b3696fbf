//! Repeatable choices: the same seed draws the same picture.

use kernel::{Rng, SeededRng};

/// A source of choices that starts at a seed.
#[derive(Debug)]
pub(crate) struct Dice(SeededRng);

impl Dice {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(SeededRng::new(seed))
    }

    /// A number between the two.
    pub(crate) fn between(&self, low: f64, high: f64) -> f64 {
        let rng: &dyn Rng = &self.0;
        low + (high - low) * f64::from(rng.below(10_000)) / 10_000.0
    }

    /// One of these.
    pub(crate) fn pick<'a, T>(&self, choices: &'a [T]) -> Option<&'a T> {
        let rng: &dyn Rng = &self.0;
        choices.get(rng.below(u32::try_from(choices.len()).unwrap_or(1)) as usize)
    }

    /// True this often in a hundred.
    pub(crate) fn chance(&self, percent: u32) -> bool {
        let rng: &dyn Rng = &self.0;
        rng.below(100) < percent
    }

    /// The same things in another order (Fisher–Yates).
    pub(crate) fn shuffled<T: Clone>(&self, things: &[T]) -> Vec<T> {
        let rng: &dyn Rng = &self.0;
        let mut things = things.to_vec();
        for last in (1..things.len()).rev() {
            let other = rng.below(u32::try_from(last + 1).unwrap_or(1)) as usize;
            things.swap(last, other);
        }
        things
    }
}
