//! Products, merchants and influencers as everybody finds them.

use affiliate::{
    AudienceView, Found, InfluencerCard, InfluencerView, MerchantCard, MerchantView, Network, ProductCard, ProductState,
    ProductView, ProfileState, VariantView,
};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{funding::body::Amount, sales::words};

/// A page of what was found.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::sales) struct MarketPage<T> {
    items: Vec<T>,
    /// What to give as `after` for the next page; null on the last one.
    next: Option<String>,
    /// The words that were looked for instead, when nothing has those that were given.
    resembling: Option<String>,
}

impl<T> MarketPage<T> {
    pub(in crate::sales) fn of<V: Into<T>>(found: Found<V>) -> Self {
        Self {
            next: found.page.next.map(|cursor| cursor.as_str().to_owned()),
            items: found.page.items.into_iter().map(Into::into).collect(),
            resembling: found.resembling,
        }
    }
}

/// A product in lists.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProductCard)]
pub(in crate::sales) struct ProductCardBody {
    id: Uuid,
    slug: String,
    title: String,
    organisation_id: Uuid,
    merchant_name: String,
    category: String,
    price: Amount,
    stock_note: String,
    /// Its first picture.
    picture_id: Option<Uuid>,
    variants: i64,
    listed_at: Timestamp,
}

impl From<ProductCard> for ProductCardBody {
    fn from(card: ProductCard) -> Self {
        Self {
            id: card.id.as_uuid(),
            slug: card.slug,
            title: card.title,
            organisation_id: card.organisation_id.as_uuid(),
            merchant_name: card.merchant_name,
            category: card.category,
            price: card.price.into(),
            stock_note: card.stock_note,
            picture_id: card.picture.map(|id| id.as_uuid()),
            variants: card.variants,
            listed_at: card.listed_at,
        }
    }
}

/// What a product comes in.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProductVariant)]
struct VariantBody {
    id: Uuid,
    title: String,
    sku: Option<String>,
    price: Amount,
}

impl From<VariantView> for VariantBody {
    fn from(view: VariantView) -> Self {
        Self { id: view.id.as_uuid(), title: view.title, sku: view.sku, price: view.price.into() }
    }
}

/// A product.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Product)]
pub(in crate::sales) struct ProductBody {
    id: Uuid,
    slug: String,
    organisation_id: Uuid,
    merchant_name: String,
    /// Where the merchant delivers.
    countries: Vec<String>,
    title: String,
    description: String,
    category: String,
    price: Amount,
    sku: Option<String>,
    stock_note: String,
    /// Its page in the shop.
    landing_url: String,
    picture_ids: Vec<Uuid>,
    variants: Vec<VariantBody>,
    #[schema(schema_with = words::product_states)]
    state: ProductState,
    version: i32,
    listed_at: Option<Timestamp>,
    updated_at: Timestamp,
}

impl From<ProductView> for ProductBody {
    fn from(view: ProductView) -> Self {
        Self {
            id: view.id.as_uuid(),
            slug: view.slug,
            organisation_id: view.organisation_id.as_uuid(),
            merchant_name: view.merchant_name,
            countries: view.countries,
            title: view.title,
            description: view.description,
            category: view.category,
            price: view.price.into(),
            sku: view.sku,
            stock_note: view.stock_note,
            landing_url: view.landing_url,
            picture_ids: view.pictures.iter().map(kernel::Id::as_uuid).collect(),
            variants: view.variants.into_iter().map(Into::into).collect(),
            state: view.state,
            version: view.version,
            listed_at: view.listed_at,
            updated_at: view.updated_at,
        }
    }
}

/// A merchant in lists.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MerchantCard)]
pub(in crate::sales) struct MerchantCardBody {
    organisation_id: Uuid,
    slug: String,
    name: String,
    country: String,
    countries: Vec<String>,
    categories: Vec<String>,
    picture_id: Option<Uuid>,
    /// How many products it shows.
    products: i64,
    listed_at: Timestamp,
}

impl From<MerchantCard> for MerchantCardBody {
    fn from(card: MerchantCard) -> Self {
        Self {
            organisation_id: card.organisation_id.as_uuid(),
            slug: card.slug,
            name: card.name,
            country: card.country,
            countries: card.countries,
            categories: card.categories,
            picture_id: card.picture.map(|id| id.as_uuid()),
            products: card.products,
            listed_at: card.listed_at,
        }
    }
}

/// A merchant.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Merchant)]
pub(in crate::sales) struct MerchantBody {
    organisation_id: Uuid,
    slug: String,
    name: String,
    about: String,
    website: Option<String>,
    country: String,
    /// Where it delivers.
    countries: Vec<String>,
    categories: Vec<String>,
    picture_id: Option<Uuid>,
    #[schema(schema_with = words::profile_states)]
    state: ProfileState,
    listed_at: Option<Timestamp>,
    updated_at: Timestamp,
}

impl From<MerchantView> for MerchantBody {
    fn from(view: MerchantView) -> Self {
        Self {
            organisation_id: view.organisation_id.as_uuid(),
            slug: view.slug,
            name: view.name,
            about: view.about,
            website: view.website,
            country: view.country,
            countries: view.countries,
            categories: view.categories,
            picture_id: view.picture.map(|id| id.as_uuid()),
            state: view.state,
            listed_at: view.listed_at,
            updated_at: view.updated_at,
        }
    }
}

/// Where somebody is followed, as they say themselves.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = InfluencerAudience)]
struct AudienceBody {
    #[schema(schema_with = words::networks)]
    network: Network,
    handle: String,
    followers: i32,
}

impl From<AudienceView> for AudienceBody {
    fn from(view: AudienceView) -> Self {
        Self { network: view.network, handle: view.handle, followers: view.followers }
    }
}

/// An influencer.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Influencer)]
pub(in crate::sales) struct InfluencerBody {
    account_id: Uuid,
    slug: String,
    name: String,
    country: String,
    /// Where those are who follow them.
    countries: Vec<String>,
    languages: Vec<String>,
    categories: Vec<String>,
    picture_id: Option<Uuid>,
    audiences: Vec<AudienceBody>,
    /// On the network where they have the most.
    followers: i32,
    listed_at: Option<Timestamp>,
}

impl From<InfluencerCard> for InfluencerBody {
    fn from(card: InfluencerCard) -> Self {
        Self {
            account_id: card.account_id.as_uuid(),
            slug: card.slug,
            name: card.name,
            country: card.country,
            countries: card.countries,
            languages: card.languages,
            categories: card.categories,
            picture_id: card.picture.map(|id| id.as_uuid()),
            audiences: card.audiences.into_iter().map(Into::into).collect(),
            followers: card.followers,
            listed_at: Some(card.listed_at),
        }
    }
}

impl From<InfluencerView> for InfluencerBody {
    fn from(view: InfluencerView) -> Self {
        Self {
            account_id: view.account_id.as_uuid(),
            slug: view.slug,
            name: view.name,
            country: view.country,
            countries: view.countries,
            languages: view.languages,
            categories: view.categories,
            picture_id: view.picture.map(|id| id.as_uuid()),
            audiences: view.audiences.into_iter().map(Into::into).collect(),
            followers: view.followers,
            listed_at: view.listed_at,
        }
    }
}
