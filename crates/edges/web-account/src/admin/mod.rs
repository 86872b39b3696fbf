//! Administration: accounts, the audit trail, background jobs, payments.

mod accounts;
mod audit;
pub(crate) mod jobs;
pub(crate) mod money;
mod one;

use axum::{
    Router,
    extract::FromRef,
    routing::{get, post},
};
use identity::Identity;
use notifications::Notifications;

/// What the pages about accounts work with.
#[derive(Debug, Clone)]
pub(crate) struct AdminState {
    pub(crate) identity: Identity,
    pub(crate) notifications: Notifications,
}

impl FromRef<AdminState> for Identity {
    fn from_ref(state: &AdminState) -> Self {
        state.identity.clone()
    }
}

pub(crate) fn router() -> Router<AdminState> {
    Router::new()
        .route("/admin/comptes", get(accounts::show))
        .route("/admin/comptes/{id}", get(one::show))
        .route("/admin/comptes/{id}/roles", post(one::change_role))
        .route("/admin/comptes/{id}/verrou", post(one::lock))
        .route("/admin/comptes/{id}/deverrouillage", post(one::unlock))
        .route("/admin/audit", get(audit::show))
}
