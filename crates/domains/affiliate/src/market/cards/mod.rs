//! What a list shows of a product, a merchant, an influencer.

mod queries;

use contracts::{affiliate::ProductId, identity::OrganisationId, media::AssetId};
use jiff::Timestamp;
use kernel::{AccountId, Money};
use serde::Serialize;

pub(super) use self::queries::{influencers, merchants, products};
use crate::AudienceView;

/// A product in lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProductCard {
    /// The product.
    pub id: ProductId,
    /// The last part of its address.
    pub slug: String,
    /// How it is called.
    pub title: String,
    /// Whose it is.
    pub organisation_id: OrganisationId,
    /// How its merchant is called.
    pub merchant_name: String,
    /// The last part of the merchant's address.
    pub merchant_slug: String,
    /// Its category's word.
    pub category: String,
    /// For how much.
    pub price: Money,
    /// What there is to say about how many there are.
    pub stock_note: String,
    /// Its page in the shop.
    pub landing_url: String,
    /// Its first picture.
    pub picture: Option<AssetId>,
    /// In how many variants it comes.
    pub variants: i64,
    /// When it was listed first.
    pub listed_at: Timestamp,
}

/// A merchant in lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MerchantCard {
    /// The organisation.
    pub organisation_id: OrganisationId,
    /// The last part of its address.
    pub slug: String,
    /// How it is called.
    pub name: String,
    /// Where it is.
    pub country: String,
    /// Where it delivers.
    pub countries: Vec<String>,
    /// What it sells, in words.
    pub categories: Vec<String>,
    /// Its picture.
    pub picture: Option<AssetId>,
    /// How many products it shows.
    pub products: i64,
    /// When it was listed first.
    pub listed_at: Timestamp,
}

/// An influencer in lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InfluencerCard {
    /// Who it is.
    pub account_id: AccountId,
    /// The last part of their address.
    pub slug: String,
    /// How they are called.
    pub name: String,
    /// Where they are.
    pub country: String,
    /// Where those are who follow them.
    pub countries: Vec<String>,
    /// In which languages they speak.
    pub languages: Vec<String>,
    /// What they speak of, in words.
    pub categories: Vec<String>,
    /// Their picture.
    pub picture: Option<AssetId>,
    /// Where they are followed.
    pub audiences: Vec<AudienceView>,
    /// The largest of these.
    pub followers: i32,
    /// When they were listed first.
    pub listed_at: Timestamp,
}
