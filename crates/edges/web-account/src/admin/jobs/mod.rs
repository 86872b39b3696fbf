//! `/admin/taches`: the background jobs, who runs them, what the clock queues; trying again, taking away.

mod list;
mod one;
mod parts;

use axum::{
    Router,
    routing::{get, post},
};
use platform::Db;

pub(crate) fn router() -> Router<Db> {
    Router::new()
        .route("/admin/taches", get(list::show))
        .route("/admin/taches/{id}", get(one::show))
        .route("/admin/taches/{id}/relance", post(one::retry))
        .route("/admin/taches/{id}/retrait", post(one::cancel))
}
