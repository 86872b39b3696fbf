//! Trying again what failed for want of money, or because two waited for each other.

use crate::{
    AffiliateError,
    commission::{Funding, is_short},
};

/// How often a report is taken again that gave way to another.
const TRIES: u32 = 3;

/// The same again: asking the merchant's wallet, and where it is short, without it. What was told is never lost for want of money, nor
/// because two waited for each other. No closure takes the work: what waits in a handler must be able to go to another thread.
#[derive(Debug)]
pub(crate) struct Tries {
    pub(crate) funding: Funding,
    made: u32,
}

impl Default for Tries {
    fn default() -> Self {
        Self { funding: Funding::Now, made: 0 }
    }
}

impl Tries {
    /// Whether what failed so is to be tried again.
    pub(crate) fn again(&mut self, error: &AffiliateError) -> bool {
        if is_short(error) && self.funding == Funding::Now {
            self.funding = Funding::Later;
            return true;
        }
        self.made += 1;
        error.gave_way() && self.made <= TRIES
    }
}
