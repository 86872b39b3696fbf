//! What a merchant sells.

use axum::Router;

use crate::SalesState;

pub(crate) fn router() -> Router<SalesState> {
    Router::new()
}
