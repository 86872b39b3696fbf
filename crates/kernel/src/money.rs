//! Money: whole minor units and an ISO 4217 currency. Floats never touch it.
//!
//! Sums that do not fit are none, never wrapped; a division never loses or makes a minor unit ([`Money::split`]).

mod parse;

use serde::{Deserialize, Serialize};

pub use parse::AmountError;

/// The currencies of our users (ISO 4217).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Currency {
    /// West African CFA franc, without decimals.
    Xof,
    /// Moroccan dirham.
    Mad,
    /// Euro.
    Eur,
}

impl Currency {
    /// Every currency.
    pub const ALL: [Self; 3] = [Self::Xof, Self::Mad, Self::Eur];

    /// The ISO 4217 code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Xof => "XOF",
            Self::Mad => "MAD",
            Self::Eur => "EUR",
        }
    }

    /// The currency of a code.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|currency| currency.code() == code)
    }

    /// The number of decimals of the minor unit.
    pub const fn decimals(self) -> u32 {
        match self {
            Self::Xof => 0,
            Self::Mad | Self::Eur => 2,
        }
    }
}

/// An amount in the minor unit of its currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// Minor units: francs for XOF, cents for EUR.
    pub amount_minor: i64,
    /// The currency.
    pub currency: Currency,
}

impl Money {
    /// So many minor units.
    pub const fn new(amount_minor: i64, currency: Currency) -> Self {
        Self { amount_minor, currency }
    }

    /// Nothing.
    pub const fn zero(currency: Currency) -> Self {
        Self::new(0, currency)
    }

    /// Whether it is more than nothing.
    pub const fn is_positive(self) -> bool {
        self.amount_minor > 0
    }

    /// The sum; none of two currencies, or beyond what fits.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        let sum = self.amount_minor.checked_add(other.amount_minor)?;
        (self.currency == other.currency).then_some(Self::new(sum, self.currency))
    }

    /// The difference; none of two currencies, or beyond what fits.
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        let difference = self.amount_minor.checked_sub(other.amount_minor)?;
        (self.currency == other.currency).then_some(Self::new(difference, self.currency))
    }

    /// Parts in the proportion of the weights, whose sum is exactly the whole (largest remainder method, Hamilton's; of equal
    /// remainders the earlier part is given the minor unit). None when all weights are zero or the amount is negative.
    pub fn split(self, weights: &[u32]) -> Option<Vec<Self>> {
        let whole = i128::from(self.amount_minor);
        let total: i128 = weights.iter().copied().map(i128::from).sum();
        if total == 0 || whole < 0 {
            return None;
        }
        let shares = weights.iter().map(|weight| whole * i128::from(*weight));
        let (mut parts, remainders): (Vec<i128>, Vec<i128>) = shares.map(|share| (share / total, share % total)).unzip();
        let left = usize::try_from(whole - parts.iter().sum::<i128>()).ok()?;
        let mut order: Vec<usize> = (0..parts.len()).collect();
        order.sort_by_key(|index| std::cmp::Reverse(remainders.get(*index).copied()));
        for index in order.into_iter().take(left) {
            *parts.get_mut(index)? += 1;
        }
        parts.into_iter().map(|part| Some(Self::new(i64::try_from(part).ok()?, self.currency))).collect()
    }
}

#[cfg(test)]
mod tests;
