//! What merchants and influencers say of themselves.

use axum::Router;

use crate::SalesState;

pub(crate) fn router() -> Router<SalesState> {
    Router::new()
}
