//! Frame rates as exact fractions: 24000/1001 is not 23.976, and a film drifts by the difference.

use serde::{Deserialize, Serialize};

/// Pictures per second, as a reduced fraction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FrameRate {
    /// Numerator, not 0.
    pub num: u32,
    /// Denominator, not 0.
    pub den: u32,
}

/// The rates that cameras and editors mean when a file says nearly that.
const STANDARD: [(u32, u32); 14] = [
    (24_000, 1001),
    (24, 1),
    (25, 1),
    (30_000, 1001),
    (30, 1),
    (48_000, 1001),
    (48, 1),
    (50, 1),
    (60_000, 1001),
    (60, 1),
    (12, 1),
    (15, 1),
    (100, 1),
    (120, 1),
];

impl FrameRate {
    /// The reduced fraction; none for 0 or for more than 1000 pictures a second.
    pub fn try_new(num: u32, den: u32) -> Option<Self> {
        if num == 0 || den == 0 || u64::from(num) > 1000 * u64::from(den) {
            return None;
        }
        let divisor = gcd(num, den);
        Some(Self { num: num / divisor, den: den / divisor })
    }

    /// ffprobe's `30000/1001`; none for `0/0` and nonsense.
    pub fn parse(text: &str) -> Option<Self> {
        let (num, den) = text.split_once('/')?;
        Self::try_new(num.parse().ok()?, den.parse().ok()?)
    }

    /// Pictures per second, for comparisons only.
    pub fn as_f64(self) -> f64 {
        f64::from(self.num) / f64::from(self.den)
    }

    /// The standard rate within half a percent, else the nearest whole one: what a variable rate is made constant at.
    #[must_use]
    pub fn snapped(self) -> Self {
        let nearest = STANDARD
            .into_iter()
            .map(|(num, den)| Self { num, den })
            .min_by(|a, b| a.distance(self).total_cmp(&b.distance(self)))
            .unwrap_or(self);
        if nearest.distance(self) < 0.005 * self.as_f64() {
            return nearest;
        }
        let whole = (self.num + self.den / 2) / self.den;
        Self { num: whole.max(1), den: 1 }
    }

    /// This rate divided by a whole number: every `by`-th picture.
    #[must_use]
    pub fn divided(self, by: u32) -> Self {
        Self::try_new(self.num, self.den.saturating_mul(by.max(1))).unwrap_or(self)
    }

    /// How many pictures fit into this long, rounded to the nearest.
    pub fn frames_in_ms(self, duration_ms: u64) -> u64 {
        let num = u128::from(duration_ms) * u128::from(self.num);
        let den = 1000 * u128::from(self.den);
        u64::try_from((num + den / 2) / den).unwrap_or(u64::MAX)
    }

    /// A timescale in which one picture lasts a whole number of ticks, at least 10 000 per second.
    pub fn timescale(self) -> u32 {
        self.num * 10_000_u32.div_ceil(self.num).max(1)
    }

    /// Ticks of one picture in [`FrameRate::timescale`].
    pub fn ticks_per_frame(self) -> u32 {
        self.den * 10_000_u32.div_ceil(self.num).max(1)
    }

    fn distance(self, other: Self) -> f64 {
        (self.as_f64() - other.as_f64()).abs()
    }
}

impl std::fmt::Display for FrameRate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.num, self.den)
    }
}

const fn gcd(mut a: u32, mut b: u32) -> u32 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_lasts_a_whole_number_of_ticks() {
        for (num, den) in STANDARD {
            let rate = FrameRate::try_new(num, den).unwrap();
            assert!(rate.timescale() >= 10_000);
            assert_eq!(
                u64::from(rate.ticks_per_frame()) * u64::from(rate.num),
                u64::from(rate.timescale()) * u64::from(rate.den)
            );
        }
    }

    #[test]
    fn nearly_standard_rates_become_the_standard_one() {
        let rate = |text: &str| FrameRate::parse(text).unwrap().snapped();
        assert_eq!(rate("23976/1000"), FrameRate { num: 24_000, den: 1001 });
        assert_eq!(rate("30/1"), FrameRate { num: 30, den: 1 });
        assert_eq!(rate("2987/100"), FrameRate { num: 30_000, den: 1001 });
        assert_eq!(rate("17/1"), FrameRate { num: 17, den: 1 });
        assert_eq!(rate("1/3"), FrameRate { num: 1, den: 1 });
    }

    #[test]
    fn nonsense_is_no_rate() {
        for text in ["0/0", "", "25", "x/y", "90000/1", "1/0"] {
            assert_eq!(FrameRate::parse(text), None, "{text}");
        }
    }

    #[test]
    fn frames_of_a_long_film_do_not_drift() {
        let rate = FrameRate { num: 24_000, den: 1001 };
        assert_eq!(rate.frames_in_ms(1_001 * 3600), 24 * 3600);
    }
}
