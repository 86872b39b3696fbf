//! The marketplace: products, merchants, influencers, programs.

use axum::Router;

use crate::SalesState;

pub(crate) fn router() -> Router<SalesState> {
    Router::new()
}
