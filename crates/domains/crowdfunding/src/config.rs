//! What an operator decides about funding.

use serde::{Deserialize, Serialize};

/// Funding: the fee, and how small a pledge may be.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CrowdfundingConfig {
    /// Our share of a successful project, in hundredths of a percent. Frozen for each project when it goes online.
    pub fee_bp: u16,
    /// The smallest pledge, in minor units.
    pub pledge_min_minor: i64,
    /// The largest pledge, in minor units.
    pub pledge_max_minor: i64,
    /// Where payers are charged on success only: days in which those pay themselves whose means did not.
    pub collect_days: u16,
}

impl Default for CrowdfundingConfig {
    fn default() -> Self {
        Self { fee_bp: 800, pledge_min_minor: 100, pledge_max_minor: 100_000_000, collect_days: 7 }
    }
}
