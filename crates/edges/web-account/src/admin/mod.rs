//! Administration: accounts, the audit trail, background jobs, payments.

mod accounts;
mod audit;
pub(crate) mod jobs;
pub(crate) mod money;
mod one;

use axum::{
    Router,
    routing::{get, post},
};
use identity::Identity;

pub(crate) fn router() -> Router<Identity> {
    Router::new()
        .route("/admin/comptes", get(accounts::show))
        .route("/admin/comptes/{id}", get(one::show))
        .route("/admin/comptes/{id}/roles", post(one::change_role))
        .route("/admin/comptes/{id}/verrou", post(one::lock))
        .route("/admin/comptes/{id}/deverrouillage", post(one::unlock))
        .route("/admin/audit", get(audit::show))
}
