//! The desk of an influencer.

use axum::Router;

use crate::SalesState;

pub(crate) fn router() -> Router<SalesState> {
    Router::new()
}
