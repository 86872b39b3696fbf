//! The marketplace, for everybody: products, merchants, influencers.

use affiliate::{InfluencerFilter, MarketSort, MerchantFilter, Network, ProductFilter};
use axum::extract::State;
use contracts::{affiliate::ProductId, identity::OrganisationId};
use kernel::{AccountId, Currency};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    body::market::{InfluencerBody, MarketPage, MerchantBody, MerchantCardBody, ProductBody, ProductCardBody},
    words,
};
use crate::{ApiState, Caller, Json, Path, Problem, Query, extract::page_request};

pub(super) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(categories))
        .routes(routes!(products))
        .routes(routes!(merchants))
        .routes(routes!(influencers))
        .routes(routes!(product))
        .routes(routes!(merchant))
        .routes(routes!(influencer))
}

/// Which products.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ProductQuery {
    /// Words; accents do not count, and typing errors are forgiven.
    #[serde(default)]
    #[param(required = false, max_length = 200)]
    q: String,
    /// A word of `GET /api/v1/market/categories`.
    category: Option<String>,
    /// Delivered to this country (ISO 3166-1 alpha-2).
    country: Option<String>,
    /// Priced in this currency.
    #[param(schema_with = crate::words::currencies, required = false)]
    currency: Option<Currency>,
    /// At least this much, in minor units: needs `currency`.
    price_from_minor: Option<i64>,
    /// At most this much, in minor units: needs `currency`.
    price_to_minor: Option<i64>,
    /// Of this merchant.
    #[param(value_type = Option<Uuid>)]
    merchant_id: Option<OrganisationId>,
    #[param(schema_with = words::product_sorts, required = false)]
    sort: Option<MarketSort>,
    /// The number of items, 1 to 100; 24 without it.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u16>,
    /// The `next` of the page before.
    #[param(max_length = 1000)]
    after: Option<String>,
}

/// Which merchants.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct MerchantQuery {
    /// Words.
    #[serde(default)]
    #[param(required = false, max_length = 200)]
    q: String,
    /// A word of `GET /api/v1/market/categories`.
    category: Option<String>,
    /// That delivers to this country (ISO 3166-1 alpha-2).
    country: Option<String>,
    #[param(schema_with = words::merchant_sorts, required = false)]
    sort: Option<MarketSort>,
    /// The number of items, 1 to 100; 24 without it.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u16>,
    /// The `next` of the page before.
    #[param(max_length = 1000)]
    after: Option<String>,
}

/// Which influencers.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct InfluencerQuery {
    /// Words.
    #[serde(default)]
    #[param(required = false, max_length = 200)]
    q: String,
    /// A word of `GET /api/v1/market/categories`.
    category: Option<String>,
    /// Who are in this country, or are followed there (ISO 3166-1 alpha-2).
    country: Option<String>,
    /// Who speak this language (ISO 639-1).
    language: Option<String>,
    #[param(schema_with = words::networks, required = false)]
    network: Option<Network>,
    /// Followed by at least so many: on the network that is asked for, or on their largest.
    followers_from: Option<i32>,
    #[param(schema_with = words::influencer_sorts, required = false)]
    sort: Option<MarketSort>,
    /// The number of items, 1 to 100; 24 without it.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u16>,
    /// The `next` of the page before.
    #[param(max_length = 1000)]
    after: Option<String>,
}

/// The words of all categories, in the order of a menu.
#[utoipa::path(get, path = "/api/v1/market/categories", tag = "market", responses((status = OK, body = Vec<String>)))]
async fn categories(State(state): State<ApiState>) -> Result<Json<Vec<String>>, Problem> {
    Ok(Json(state.affiliate.categories().await?))
}

/// Products of merchants that are found by words and filters.
#[utoipa::path(get, path = "/api/v1/market/products", tag = "market", params(ProductQuery),
    responses((status = OK, body = MarketPage<ProductCardBody>)))]
async fn products(
    State(state): State<ApiState>,
    caller: Caller,
    Query(query): Query<ProductQuery>,
) -> Result<Json<MarketPage<ProductCardBody>>, Problem> {
    let page = page_request(query.limit, query.after)?;
    let filter = ProductFilter {
        words: query.q,
        category: query.category,
        country: query.country,
        currency: query.currency,
        price_from_minor: query.price_from_minor,
        price_to_minor: query.price_to_minor,
        merchant: query.merchant_id,
        sort: query.sort,
    };
    Ok(Json(MarketPage::of(state.affiliate.search_products(&caller.actor, &filter, &page).await?)))
}

/// Merchants that are found by words and filters.
#[utoipa::path(get, path = "/api/v1/market/merchants", tag = "market", params(MerchantQuery),
    responses((status = OK, body = MarketPage<MerchantCardBody>)))]
async fn merchants(
    State(state): State<ApiState>,
    caller: Caller,
    Query(query): Query<MerchantQuery>,
) -> Result<Json<MarketPage<MerchantCardBody>>, Problem> {
    let page = page_request(query.limit, query.after)?;
    let filter = MerchantFilter { words: query.q, category: query.category, country: query.country, sort: query.sort };
    Ok(Json(MarketPage::of(state.affiliate.search_merchants(&caller.actor, &filter, &page).await?)))
}

/// Influencers that are found by words and filters.
#[utoipa::path(get, path = "/api/v1/market/influencers", tag = "market", params(InfluencerQuery),
    responses((status = OK, body = MarketPage<InfluencerBody>)))]
async fn influencers(
    State(state): State<ApiState>,
    caller: Caller,
    Query(query): Query<InfluencerQuery>,
) -> Result<Json<MarketPage<InfluencerBody>>, Problem> {
    let page = page_request(query.limit, query.after)?;
    let filter = InfluencerFilter {
        words: query.q,
        category: query.category,
        country: query.country,
        language: query.language,
        network: query.network,
        followers_from: query.followers_from,
        sort: query.sort,
    };
    Ok(Json(MarketPage::of(state.affiliate.search_influencers(&caller.actor, &filter, &page).await?)))
}

/// A product: a listed one for everybody, another for its merchant's members.
#[utoipa::path(get, path = "/api/v1/products/{id}", tag = "market", params(("id" = Uuid, Path)),
    responses((status = OK, body = ProductBody)))]
async fn product(State(state): State<ApiState>, caller: Caller, Path(id): Path<ProductId>) -> Result<Json<ProductBody>, Problem> {
    Ok(Json(state.affiliate.product(&caller.actor, id).await?.into()))
}

/// A merchant, by the id of its organisation: a listed one for everybody, another for its members.
#[utoipa::path(get, path = "/api/v1/merchants/{id}", tag = "market", params(("id" = Uuid, Path)),
    responses((status = OK, body = MerchantBody)))]
async fn merchant(
    State(state): State<ApiState>,
    caller: Caller,
    Path(id): Path<OrganisationId>,
) -> Result<Json<MerchantBody>, Problem> {
    Ok(Json(state.affiliate.merchant(&caller.actor, id).await?.into()))
}

/// An influencer, by their account: a listed one for everybody, another for themselves.
#[utoipa::path(get, path = "/api/v1/influencers/{id}", tag = "market", params(("id" = Uuid, Path)),
    responses((status = OK, body = InfluencerBody)))]
async fn influencer(
    State(state): State<ApiState>,
    caller: Caller,
    Path(id): Path<AccountId>,
) -> Result<Json<InfluencerBody>, Problem> {
    Ok(Json(state.affiliate.influencer(&caller.actor, id).await?.into()))
}
