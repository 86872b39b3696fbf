//! What refunds take back.

use kernel::Money;

/// An order whose refunds are summed up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reversal {
    /// What was paid for the order.
    pub sale: Money,
    /// What was given back until now.
    pub refunded: Money,
}

/// More was given back than was paid, or in another currency: the shop is asked, nothing is taken from anybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("more is given back than was paid")]
pub struct RefundTooLarge;

impl Reversal {
    /// What of an earning of this order is still owed after the refunds, rounded half up: all of it without refunds, nothing once
    /// everything was given back. What a further refund takes back is the difference to what was owed before it, so that parts never
    /// add up to more or less than the whole.
    pub fn owed(self, earned: Money) -> Result<Money, RefundTooLarge> {
        let (paid, refunded) = (self.sale.amount_minor, self.refunded.amount_minor);
        if self.sale.currency != self.refunded.currency || refunded < 0 || refunded > paid {
            return Err(RefundTooLarge);
        }
        if paid == 0 {
            return Ok(earned);
        }
        let (kept, paid) = (i128::from(paid - refunded), i128::from(paid));
        let owed = (i128::from(earned.amount_minor) * kept * 2 + paid) / (paid * 2);
        i64::try_from(owed).map(|owed| Money::new(owed, earned.currency)).map_err(|_beyond| RefundTooLarge)
    }
}
