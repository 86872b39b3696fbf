//! The pages of ShareYourSales: the marketplace, the desk of merchants, the desk of influencers.
//!
//! A page asks a service and renders a view; no decision is taken here. Invariants: every form works without scripts; every page exists in
//! French and English; data-saver shows no picture; what people wrote is escaped; every figure is a query and leads to its rows. See README.md
//! for the list of routes.

mod figures;
mod influencer;
mod market;
mod merchant;
mod parts;
mod products;
mod profile;
mod state;

use axum::Router;

pub use state::SalesState;

/// The routes of ShareYourSales.
pub fn router(state: SalesState) -> Router {
    market::router()
        .merge(profile::router())
        .merge(products::router())
        .merge(influencer::router())
        .merge(merchant::router())
        .with_state(state)
}
