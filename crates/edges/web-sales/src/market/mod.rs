//! The marketplace: products, merchants, influencers, programs. For everybody.

mod cards;
mod catalogue;
mod filters;
mod hero;
mod influencer;
mod invite;
mod json_ld;
mod merchant;
mod offer;
mod palette;
mod product;
mod program;
mod sitemap;
mod staff;

use axum::{
    Router,
    routing::{get, post},
};

pub use self::sitemap::SITEMAPS;
pub(crate) use self::{
    filters::currencies, influencer::path as influencer_path, merchant::path as merchant_path, product::path as product_path,
    staff::Nothing,
};
use crate::SalesState;

/// The products.
pub(crate) const PATH: &str = "/marche";
const MERCHANTS: &str = "/marche/marchands";
const INFLUENCERS: &str = "/marche/influenceurs";

pub(crate) fn router() -> Router<SalesState> {
    Router::new()
        .route(PATH, get(catalogue::products))
        .route(MERCHANTS, get(catalogue::merchants))
        .route(INFLUENCERS, get(catalogue::influencers))
        .route("/marche/produits/{slug}", get(product::show))
        .route("/marche/marchands/{slug}", get(merchant::show))
        .route("/marche/marchands/{slug}/suspendre", post(staff::suspend_merchant))
        .route("/marche/marchands/{slug}/retablir", post(staff::reinstate_merchant))
        .route("/marche/influenceurs/{slug}", get(influencer::show))
        .route("/marche/influenceurs/{slug}/suspendre", post(staff::suspend_influencer))
        .route("/marche/influenceurs/{slug}/retablir", post(staff::reinstate_influencer))
        .route("/marche/programmes/{id}", get(program::show).post(program::ask))
        .route("/sitemap/marche.xml", get(sitemap::pages))
        .route("/sitemap/produits.xml", get(sitemap::products))
        .route("/sitemap/marchands.xml", get(sitemap::merchants))
        .route("/sitemap/influenceurs.xml", get(sitemap::influencers))
        .route("/sitemap/programmes.xml", get(sitemap::programs))
}
