//! `GET /sitemap/marche.xml|produits.xml|marchands.xml|influenceurs.xml|programmes.xml`: what of the market everybody sees. 200, an hour for
//! everybody. The index that names them is Karangou's.

use axum::{extract::State, response::Response};
use web_kit::{WebError, sitemap};

use super::{INFLUENCERS, MERCHANTS, PATH, influencer, merchant, product};
use crate::SalesState;

/// The maps of the marketplace, for the index of the server.
pub const SITEMAPS: &[&str] = &[
    "/sitemap/marche.xml",
    "/sitemap/produits.xml",
    "/sitemap/marchands.xml",
    "/sitemap/influenceurs.xml",
    "/sitemap/programmes.xml",
];

/// The three lists, and one address for each category of them.
pub(super) async fn pages(State(state): State<SalesState>) -> Result<Response, WebError> {
    let categories = state.affiliate.category_ids().await?;
    let lists = [PATH, MERCHANTS, INFLUENCERS].into_iter();
    let paths = lists.flat_map(|list| {
        let of_categories = categories.iter().map(move |(_, word)| format!("{list}?category={word}"));
        std::iter::once(list.to_owned()).chain(of_categories)
    });
    Ok(sitemap::map(&state.public_url, paths.map(|path| (path, None))))
}

pub(super) async fn products(State(state): State<SalesState>) -> Result<Response, WebError> {
    let found = state.affiliate.product_addresses().await?.into_iter();
    Ok(sitemap::map(&state.public_url, found.map(|(slug, changed)| (product::path(&slug), Some(changed)))))
}

pub(super) async fn merchants(State(state): State<SalesState>) -> Result<Response, WebError> {
    let found = state.affiliate.merchant_addresses().await?.into_iter();
    Ok(sitemap::map(&state.public_url, found.map(|(slug, changed)| (merchant::path(&slug), Some(changed)))))
}

pub(super) async fn influencers(State(state): State<SalesState>) -> Result<Response, WebError> {
    let found = state.affiliate.influencer_addresses().await?.into_iter();
    Ok(sitemap::map(&state.public_url, found.map(|(slug, changed)| (influencer::path(&slug), Some(changed)))))
}

pub(super) async fn programs(State(state): State<SalesState>) -> Result<Response, WebError> {
    let found = state.affiliate.program_addresses().await?.into_iter();
    Ok(sitemap::map(&state.public_url, found.map(|(id, changed)| (format!("/marche/programmes/{id}"), Some(changed)))))
}
