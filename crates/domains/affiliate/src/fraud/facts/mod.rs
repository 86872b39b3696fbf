//! What is known before something is weighed: read in one transaction, in a few queries however many conversions there are.

mod queries;

pub(crate) use self::queries::faults;
pub(super) use self::queries::{facts, policy, standing};
