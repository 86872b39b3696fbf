//! How long to wait before the next try.

use std::time::Duration;

use kernel::Rng;

const LONGEST_MS: u64 = 60 * 60 * 1000;

/// Two seconds after the first attempt, doubled each time up to an hour, then moved by up to a quarter either way, so that
/// jobs that failed together do not come back together.
pub(crate) fn backoff(attempt: i16, rng: &dyn Rng) -> Duration {
    let doublings = u32::try_from(attempt.clamp(1, 20)).unwrap_or(20);
    let even_ms = (1000_u64 << doublings).min(LONGEST_MS);
    let spread = u32::try_from(even_ms / 2).unwrap_or(u32::MAX);
    Duration::from_millis(even_ms * 3 / 4 + u64::from(rng.below(spread)))
}

#[cfg(test)]
mod tests {
    use kernel::SeededRng;

    use super::*;

    #[test]
    fn pauses_double_up_to_an_hour_and_are_never_all_alike() {
        let rng = SeededRng::new(3);
        for (attempt, even_ms) in [(1, 2_000), (2, 4_000), (5, 32_000), (11, 2_048_000), (12, LONGEST_MS), (i16::MAX, LONGEST_MS)]
        {
            let pauses: Vec<u64> = (0..100).map(|_| u64::try_from(backoff(attempt, &rng).as_millis()).unwrap()).collect();
            assert!(pauses.iter().all(|pause| (even_ms * 3 / 4..=even_ms * 5 / 4).contains(pause)), "{attempt}: {pauses:?}");
            assert!(pauses.iter().any(|pause| *pause < even_ms) && pauses.iter().any(|pause| *pause > even_ms));
        }
    }

    #[test]
    fn an_attempt_below_one_counts_as_the_first() {
        assert!(backoff(-4, &SeededRng::new(1)) <= Duration::from_millis(2500));
    }
}
