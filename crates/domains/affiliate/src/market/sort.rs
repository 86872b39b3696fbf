//! The orders of the marketplace. Pure.

use serde::{Deserialize, Serialize};

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
    pub(super) fn of(asked: Option<Self>, words: &str) -> Self {
        match asked {
            None | Some(Self::Relevance) if words.is_empty() => Self::Newest,
            None => Self::Relevance,
            Some(sort) => sort,
        }
    }
}
