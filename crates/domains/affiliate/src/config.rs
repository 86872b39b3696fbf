//! What an operator may say.

use serde::{Deserialize, Serialize};

/// The longest for which a click may count: an order may be told this long after it was placed, and credit a click of a window before it.
const CLICKS_KEPT_MIN: u16 = 770;
/// Ten years.
const CLICKS_KEPT_MAX: u16 = 3650;

/// Affiliation: for how long clicks are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AffiliateConfig {
    /// For how many days clicks are kept that no conversion was told with, by whole months. The figures stay.
    pub clicks_kept_days: u16,
}

impl Default for AffiliateConfig {
    fn default() -> Self {
        Self { clicks_kept_days: 800 }
    }
}

/// Clicks would be forgotten that can still count, or kept for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("affiliate.clicks_kept_days: {0} is not between {CLICKS_KEPT_MIN} and {CLICKS_KEPT_MAX}; what is younger can still earn")]
pub struct BadRetention(u16);

impl AffiliateConfig {
    /// Refuses what would lose a sale its click.
    pub fn check(&self) -> Result<(), BadRetention> {
        let days = self.clicks_kept_days;
        if (CLICKS_KEPT_MIN..=CLICKS_KEPT_MAX).contains(&days) { Ok(()) } else { Err(BadRetention(days)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_still_earn_is_never_forgotten() {
        assert_eq!(AffiliateConfig::default().check(), Ok(()));
        for days in [0, 769, 3651] {
            assert_eq!(AffiliateConfig { clicks_kept_days: days }.check(), Err(BadRetention(days)));
        }
    }
}
