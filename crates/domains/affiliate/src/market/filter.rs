//! The filters of the marketplace, as they stand in a URL. Pure.

use contracts::identity::OrganisationId;
use kernel::{Country, Currency, FieldError, Locale, Money};
use serde::{Deserialize, Serialize};

use crate::{
    AffiliateError, Network, category,
    check::{Check, PRICE_MAX_MINOR},
    influencer,
};

/// The longest search that is looked at, in characters.
const WORDS_MAX: usize = 200;

/// In which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MarketSort {
    /// What fits the words best first; without words, as the newest.
    Relevance,
    /// Last listed first.
    Newest,
    /// Products, the cheapest first: in one currency.
    PriceUp,
    /// Products, the dearest first: in one currency.
    PriceDown,
    /// Influencers, the most followed first: on the network that is asked for, or on their largest.
    Followers,
}

impl MarketSort {
    /// The orders of products.
    pub const OF_PRODUCTS: [Self; 4] = [Self::Relevance, Self::Newest, Self::PriceUp, Self::PriceDown];
    /// The orders of merchants.
    pub const OF_MERCHANTS: [Self; 2] = [Self::Relevance, Self::Newest];
    /// The orders of influencers.
    pub const OF_INFLUENCERS: [Self; 3] = [Self::Relevance, Self::Newest, Self::Followers];

    /// The word of a URL.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Relevance => "relevance",
            Self::Newest => "newest",
            Self::PriceUp => "price-up",
            Self::PriceDown => "price-down",
            Self::Followers => "followers",
        }
    }

    /// The order of a word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Relevance, Self::Newest, Self::PriceUp, Self::PriceDown, Self::Followers]
            .into_iter()
            .find(|sort| sort.as_str() == word)
    }

    /// What the order is: nothing fits no words better than another.
    fn of(asked: Option<Self>, words: &str) -> Self {
        match asked {
            None | Some(Self::Relevance) if words.is_empty() => Self::Newest,
            None => Self::Relevance,
            Some(sort) => sort,
        }
    }
}

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
    /// At least this much, in minor units of the currency.
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
    pub fn from_pairs<'a>(
        locale: Locale,
        pairs: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, AffiliateError> {
        let (mut filter, mut check, mut prices) = (Self::default(), Check::default(), [("", ""); 2]);
        for (name, value) in given(pairs) {
            match name {
                "q" => value.clone_into(&mut filter.words),
                "category" => filter.category = Some(value.to_owned()),
                "country" => filter.country = Some(value.to_owned()),
                "currency" => filter.currency = known(&mut check, "currency", value, Currency::parse),
                "price_from" => prices[0] = ("price_from", value),
                "price_to" => prices[1] = ("price_to", value),
                "merchant" => filter.merchant = known(&mut check, "merchant", value, |value| value.parse().ok()),
                "sort" => filter.sort = known(&mut check, "sort", value, MarketSort::parse),
                _ => {}
            }
        }
        let currency = filter.currency;
        let mut price = |(field, value): (&'static str, &str)| match currency {
            Some(currency) if !value.is_empty() => match Money::parse_in(locale, value, currency) {
                Ok(money) => Some(money.amount_minor),
                Err(error) => {
                    check.refuse(FieldError::new(field, error.code()));
                    None
                }
            },
            _ => None,
        };
        let named = [("price_from", prices[0].1), ("price_to", prices[1].1)];
        [filter.price_from_minor, filter.price_to_minor] = named.map(&mut price);
        let priced = named.iter().any(|(_, value)| !value.is_empty());
        check.require(!priced || currency.is_some(), "currency", "field-required");
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
                "followers_from" => filter.followers_from = known(&mut check, "followers_from", value, |value| value.parse().ok()),
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
mod tests {
    use kernel::AppError as _;

    use super::*;

    fn fields<T: std::fmt::Debug>(read: Result<T, AffiliateError>) -> Vec<String> {
        read.unwrap_err().fields().iter().map(|error| error.field.clone().into_owned()).collect()
    }

    #[test]
    fn a_filter_of_products_is_read_from_a_url() {
        let pairs = [
            ("q", "  théière \u{0} cuivre "),
            ("category", "home"),
            ("country", "ma"),
            ("price_from", "1 234,50"),
            ("price_to", ""),
            ("currency", "MAD"),
            ("sort", "price-up"),
            ("page", "left to others"),
        ];
        let filter = ProductFilter::from_pairs(Locale::Fr, pairs).unwrap();
        assert_eq!((filter.words.as_str(), filter.country.as_deref()), ("théière cuivre", Some("MA")));
        assert_eq!((filter.price_from_minor, filter.price_to_minor, filter.sort()), (Some(123_450), None, MarketSort::PriceUp));
    }

    #[test]
    fn wrong_values_are_named_and_never_ignored() {
        let products = |pairs: &[(&'static str, &'static str)]| fields(ProductFilter::from_pairs(Locale::Fr, pairs.iter().copied()));
        assert_eq!(products(&[("currency", "USD"), ("merchant", "x"), ("sort", "best")]), ["currency", "merchant", "sort"]);
        assert_eq!(products(&[("category", "'; drop"), ("country", "Maroc")]), ["category", "country"]);
        assert_eq!(products(&[("price_from", "5")]), ["currency"]);
        assert_eq!(products(&[("price_to", "cinq"), ("currency", "MAD")]), ["price_to"]);
        assert_eq!(products(&[("sort", "price-down")]), ["currency"]);
        assert_eq!(products(&[("sort", "followers")]), ["sort"]);
        let influencers = [("network", "myspace"), ("followers_from", "many")];
        assert_eq!(fields(InfluencerFilter::from_pairs(influencers)), ["network", "followers_from"]);
        assert_eq!(fields(InfluencerFilter::from_pairs([("language", "xx"), ("followers_from", "-1")])), ["followers_from", "language"]);
        assert_eq!(fields(MerchantFilter::from_pairs([("sort", "price-up")])), ["sort"]);
    }

    #[test]
    fn without_words_nothing_fits_better() {
        assert_eq!(ProductFilter::default().sort(), MarketSort::Newest);
        let words = ProductFilter { words: "x".into(), ..ProductFilter::default() };
        assert_eq!(words.sort(), MarketSort::Relevance);
    }
}
