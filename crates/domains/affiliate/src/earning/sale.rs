//! An order, as far as it earns.

use contracts::affiliate::{CategoryId, ProductId};
use kernel::{Currency, Money};

/// The most lines of an order.
const LINES_MAX: usize = 500;
/// The largest amount of an order, in minor units: sums of lines and products with percentages stay far below 2^127.
const AMOUNT_MAX: i64 = 1_000_000_000_000_000;

/// One line of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaleLine {
    /// The product, where the merchant's shop names one of theirs.
    pub product_id: Option<ProductId>,
    /// Its category.
    pub category_id: Option<CategoryId>,
    /// How many.
    pub quantity: u32,
    /// What was paid for all of them, after discounts, without shipping; in the minor unit of the order's currency.
    pub amount_minor: i64,
}

/// An order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sale {
    currency: Currency,
    lines: Vec<SaleLine>,
}

/// Why an order cannot be counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidSale {
    /// No line, or more than 500.
    #[error("an order has 1 to 500 lines")]
    Lines,
    /// A line of less than nothing, or of none.
    #[error("a line has a quantity of at least one and an amount of at least nothing")]
    Line,
    /// Beyond what is believable.
    #[error("the order is larger than any")]
    TooLarge,
}

impl Sale {
    /// An order of these lines.
    pub fn try_new(currency: Currency, lines: Vec<SaleLine>) -> Result<Self, InvalidSale> {
        if !(1..=LINES_MAX).contains(&lines.len()) {
            return Err(InvalidSale::Lines);
        }
        if lines.iter().any(|line| line.quantity == 0 || line.amount_minor < 0) {
            return Err(InvalidSale::Line);
        }
        let sum = lines.iter().try_fold(0_i64, |sum, line| sum.checked_add(line.amount_minor));
        match sum {
            Some(sum) if sum <= AMOUNT_MAX => Ok(Self { currency, lines }),
            _ => Err(InvalidSale::TooLarge),
        }
    }

    /// An order of which only the amount is known.
    pub fn whole(amount: Money) -> Result<Self, InvalidSale> {
        let line = SaleLine { product_id: None, category_id: None, quantity: 1, amount_minor: amount.amount_minor };
        Self::try_new(amount.currency, vec![line])
    }

    /// In which currency it was paid.
    pub const fn currency(&self) -> Currency {
        self.currency
    }

    /// Its lines.
    pub fn lines(&self) -> &[SaleLine] {
        &self.lines
    }

    /// What was paid.
    pub fn amount(&self) -> Money {
        Money::new(self.lines.iter().map(|line| line.amount_minor).sum(), self.currency)
    }
}
