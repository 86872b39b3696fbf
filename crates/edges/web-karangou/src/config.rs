//! What an operator may set for the pages of Karangou.

use kernel::{Currency, Money};
use serde::{Deserialize, Serialize};

/// The section `[karangou]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct KarangouConfig {
    /// What a gigabyte of mobile data costs most visitors, in minor units (francs for XOF, cents for EUR). The pages
    /// estimate by it what a film costs to watch; 0 says nothing of cost.
    pub data_price_per_gb_minor: i64,
    /// The currency of that price: XOF, MAD or EUR.
    pub data_price_currency: Currency,
    /// The country where that price is paid (ISO 3166-1), shown beside the estimate.
    pub data_price_country: String,
}

impl Default for KarangouConfig {
    /// A prepaid bundle in Togo.
    fn default() -> Self {
        Self { data_price_per_gb_minor: 600, data_price_currency: Currency::Xof, data_price_country: "TG".into() }
    }
}

/// A setting that makes no sense.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KarangouConfigError {
    /// A price is paid, not given.
    #[error("karangou.data_price_per_gb_minor: the price of data cannot be negative")]
    NegativePrice,
    /// Not a country.
    #[error("karangou.data_price_country: {0:?} is not a country (ISO 3166-1, two capital letters)")]
    UnknownCountry(String),
}

impl KarangouConfig {
    /// Says what is wrong with it.
    pub fn check(&self) -> Result<(), KarangouConfigError> {
        if self.data_price_per_gb_minor < 0 {
            return Err(KarangouConfigError::NegativePrice);
        }
        if !catalog::Country::all().any(|code| code == self.data_price_country) {
            return Err(KarangouConfigError::UnknownCountry(self.data_price_country.clone()));
        }
        Ok(())
    }

    /// The price of a gigabyte, where one is set.
    pub(crate) const fn data_price(&self) -> Option<Money> {
        if self.data_price_per_gb_minor <= 0 {
            return None;
        }
        Some(Money { amount_minor: self.data_price_per_gb_minor, currency: self.data_price_currency })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_of_nothing_says_nothing_and_nonsense_is_refused() {
        let usual = KarangouConfig::default();
        assert_eq!(usual.check(), Ok(()));
        assert_eq!(usual.data_price().map(|price| price.amount_minor), Some(600));
        assert_eq!(KarangouConfig { data_price_per_gb_minor: 0, ..usual.clone() }.data_price(), None);
        let negative = KarangouConfig { data_price_per_gb_minor: -1, ..usual.clone() };
        assert_eq!(negative.check(), Err(KarangouConfigError::NegativePrice));
        let nowhere = KarangouConfig { data_price_country: "Togo".into(), ..usual };
        assert!(matches!(nowhere.check(), Err(KarangouConfigError::UnknownCountry(_))));
    }
}
