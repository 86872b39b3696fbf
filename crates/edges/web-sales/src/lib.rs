//! The pages of ShareYourSales: the marketplace, the desk of merchants, the desk of influencers.
//!
//! A page asks a service and renders a view; no decision is taken here. Invariants: every form works without scripts; every page exists in
//! French and English; data-saver shows no picture; what people wrote is escaped; every figure is a query and leads to its rows. See README.md
//! for the list of routes.

mod domains;
mod figures;
mod influencer;
mod market;
mod merchant;
mod papers;
mod parts;
mod products;
mod profile;
mod staff;
mod state;

use axum::Router;

pub use market::SITEMAPS;
pub use state::{SalesConfig, SalesState};

/// The routes of ShareYourSales.
pub fn router(state: SalesState) -> Router {
    market::router()
        .merge(profile::router())
        .merge(products::router())
        .merge(influencer::router())
        .merge(merchant::router())
        .merge(domains::router())
        .merge(papers::router())
        .merge(staff::router())
        .with_state(state)
}
