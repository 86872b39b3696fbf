//! The desk of a merchant.

use axum::Router;

use crate::SalesState;

pub(crate) fn router() -> Router<SalesState> {
    Router::new()
}
