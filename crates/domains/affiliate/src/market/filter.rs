//! The filters of the marketplace, as they stand in a URL. Pure.

use contracts::identity::OrganisationId;
use kernel::{Country, Currency, FieldError, Locale, Money};
use serde::{Deserialize, Serialize};

use super::MarketSort;
use crate::{
    AffiliateError, Network, category,
    check::{Check, PRICE_MAX_MINOR},
    influencer,
};

/// The longest search that is looked at, in characters.
const WORDS_MAX: usize = 200;

/// Which products.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProductFilter {
    /// Words of its title, its merchant's name, its variants, its description; empty for all.
    pub words: String,
    /// A category's word.
    pub category: Option<String>,
    /// Delivered to this country.
    pub country: Option<String>,
    /// Priced in this currency.
    pub currency: Option<Currency>,
    /// At least this much, in minor units of the currency: the product's own price, whatever its variants cost.
    pub price_from_minor: Option<i64>,
    /// At most this much, in minor units of the currency.
    pub price_to_minor: Option<i64>,
    /// Of this merchant.
    pub merchant: Option<OrganisationId>,
    /// The order.
    pub sort: Option<MarketSort>,
}

/// Which merchants.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MerchantFilter {
    /// Words of its name, or of what it says of itself; empty for all.
    pub words: String,
    /// A category's word.
    pub category: Option<String>,
    /// That delivers to this country.
    pub country: Option<String>,
    /// The order.
    pub sort: Option<MarketSort>,
}

/// Which influencers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct InfluencerFilter {
    /// Words of their name, their handles, or of what they say of themselves; empty for all.
    pub words: String,
    /// A category's word.
    pub category: Option<String>,
    /// Who are in this country, or are followed there.
    pub country: Option<String>,
    /// Who speak this language (ISO 639-1).
    pub language: Option<String>,
    /// Who are followed on this network.
    pub network: Option<Network>,
    /// By at least so many: on the network that is asked for, or on their largest.
    pub followers_from: Option<i32>,
    /// The order.
    pub sort: Option<MarketSort>,
}

impl ProductFilter {
    /// Reads the parameters of a URL (`q`, `category`, `country`, `currency`, `price_from`, `price_to`, `merchant`, `sort`); prices are as
    /// people write them. Unknown names are left to others, empty values count as absent.
    pub fn from_pairs<'a>(locale: Locale, pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, AffiliateError> {
        let (mut filter, mut check, mut prices) = (Self::default(), Check::default(), Vec::new());
        for (name, value) in given(pairs) {
            match name {
                "q" => value.clone_into(&mut filter.words),
                "category" => filter.category = Some(value.to_owned()),
                "country" => filter.country = Some(value.to_owned()),
                "currency" => filter.currency = known(&mut check, "currency", value, Currency::parse),
                "price_from" => prices.push(("price_from", value)),
                "price_to" => prices.push(("price_to", value)),
                "merchant" => filter.merchant = known(&mut check, "merchant", value, |value| value.parse().ok()),
                "sort" => filter.sort = known(&mut check, "sort", value, MarketSort::parse),
                _ => {}
            }
        }
        check.require(prices.is_empty() || filter.currency.is_some(), "currency", "field-required");
        for (field, text) in prices {
            let Some(currency) = filter.currency else { continue };
            let price = Money::parse_in(locale, text, currency).map(|money| money.amount_minor);
            match (field, price) {
                (_, Err(error)) => check.refuse(FieldError::new(field, error.code())),
                ("price_from", Ok(price)) => filter.price_from_minor = Some(price),
                (_, Ok(price)) => filter.price_to_minor = Some(price),
            }
        }
        check.finish(filter)?.checked()
    }

    /// The order.
    pub fn sort(&self) -> MarketSort {
        MarketSort::of(self.sort, &self.words)
    }

    /// The same, clean, or what is wrong with it.
    pub(super) fn checked(&self) -> Result<Self, AffiliateError> {
        let mut check = Check::default();
        let sort = self.sort();
        check.require(MarketSort::OF_PRODUCTS.contains(&sort), "sort", "field-unknown-value");
        for (field, price) in [("price_from", self.price_from_minor), ("price_to", self.price_to_minor)] {
            check.require(price.is_none_or(|price| (0..=PRICE_MAX_MINOR).contains(&price)), field, "field-amount-too-large");
        }
        // Amounts of two currencies are not compared.
        let priced = self.price_from_minor.is_some() || self.price_to_minor.is_some();
        let compared = priced || matches!(sort, MarketSort::PriceUp | MarketSort::PriceDown);
        check.require(!compared || self.currency.is_some(), "currency", "field-required");
        let filter = Self {
            words: cleaned(&self.words),
            category: word(&mut check, self.category.as_deref()),
            country: country(&mut check, self.country.as_deref()),
            ..self.clone()
        };
        check.finish(filter)
    }
}

impl MerchantFilter {
    /// Reads the parameters of a URL (`q`, `category`, `country`, `sort`), as [`ProductFilter::from_pairs`].
    pub fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, AffiliateError> {
        let (mut filter, mut check) = (Self::default(), Check::default());
        for (name, value) in given(pairs) {
            match name {
                "q" => value.clone_into(&mut filter.words),
                "category" => filter.category = Some(value.to_owned()),
                "country" => filter.country = Some(value.to_owned()),
                "sort" => filter.sort = known(&mut check, "sort", value, MarketSort::parse),
                _ => {}
            }
        }
        check.finish(filter)?.checked()
    }

    /// The order.
    pub fn sort(&self) -> MarketSort {
        MarketSort::of(self.sort, &self.words)
    }

    /// The same, clean, or what is wrong with it.
    pub(super) fn checked(&self) -> Result<Self, AffiliateError> {
        let mut check = Check::default();
        check.require(MarketSort::OF_MERCHANTS.contains(&self.sort()), "sort", "field-unknown-value");
        let filter = Self {
            words: cleaned(&self.words),
            category: word(&mut check, self.category.as_deref()),
            country: country(&mut check, self.country.as_deref()),
            sort: self.sort,
        };
        check.finish(filter)
    }
}

impl InfluencerFilter {
    /// Reads the parameters of a URL (`q`, `category`, `country`, `language`, `network`, `followers_from`, `sort`), as
    /// [`ProductFilter::from_pairs`].
    pub fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, AffiliateError> {
        let (mut filter, mut check) = (Self::default(), Check::default());
        for (name, value) in given(pairs) {
            match name {
                "q" => value.clone_into(&mut filter.words),
                "category" => filter.category = Some(value.to_owned()),
                "country" => filter.country = Some(value.to_owned()),
                "language" => filter.language = Some(value.to_owned()),
                "network" => filter.network = known(&mut check, "network", value, Network::parse),
                "followers_from" => {
                    filter.followers_from = known(&mut check, "followers_from", value, |value| value.parse().ok());
                }
                "sort" => filter.sort = known(&mut check, "sort", value, MarketSort::parse),
                _ => {}
            }
        }
        check.finish(filter)?.checked()
    }

    /// The order.
    pub fn sort(&self) -> MarketSort {
        MarketSort::of(self.sort, &self.words)
    }

    /// The same, clean, or what is wrong with it.
    pub(super) fn checked(&self) -> Result<Self, AffiliateError> {
        let mut check = Check::default();
        check.require(MarketSort::OF_INFLUENCERS.contains(&self.sort()), "sort", "field-unknown-value");
        check.require(self.followers_from.is_none_or(|from| from >= 0), "followers_from", "field-unknown-value");
        let language = self.language.as_deref().and_then(|code| known(&mut check, "language", code, influencer::language));
        let filter = Self {
            words: cleaned(&self.words),
            category: word(&mut check, self.category.as_deref()),
            country: country(&mut check, self.country.as_deref()),
            language,
            ..self.clone()
        };
        check.finish(filter)
    }
}

fn given<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> impl Iterator<Item = (&'a str, &'a str)> {
    pairs.into_iter().map(|(name, value)| (name, value.trim())).filter(|(_, value)| !value.is_empty())
}

fn known<T>(check: &mut Check, field: &'static str, value: &str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
    let read = read(value);
    if read.is_none() {
        let shown: String = value.chars().take(40).collect();
        check.refuse(FieldError::new(field, "field-unknown-value").with("value", shown));
    }
    read
}

fn word(check: &mut Check, given: Option<&str>) -> Option<String> {
    given.and_then(|given| known(check, "category", given, category::word))
}

fn country(check: &mut Check, given: Option<&str>) -> Option<String> {
    let read = |code: &str| Country::parse(code).map(|country| country.as_str().to_owned());
    given.and_then(|given| known(check, "country", given, read))
}

/// The words of a search: one line, no control characters, at most 200 characters.
fn cleaned(words: &str) -> String {
    let words = words.split(|letter: char| letter.is_whitespace() || letter.is_control()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ").chars().take(WORDS_MAX).collect()
}

#[cfg(test)]
mod tests;
