//! Money: whole minor units and an ISO 4217 currency. Floats never touch it.

use serde::{Deserialize, Serialize};

/// The currencies of our users (ISO 4217).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
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
    /// The ISO 4217 code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Xof => "XOF",
            Self::Mad => "MAD",
            Self::Eur => "EUR",
        }
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
