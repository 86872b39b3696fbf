//! Webhooks and postbacks: `/compte/webhooks` for oneself, `/compte/organisations/{id}/webhooks` for an organisation; one endpoint with its
//! log; one delivery with what was sent and answered.

mod acts;
mod delivery;
mod form;
mod list;
mod one;
mod words;

use axum::{
    Router,
    routing::{get, post},
};
use identity::Identity;
use webhooks::Webhooks;

/// What the pages of endpoints work with. Cheap to clone.
#[derive(Debug, Clone)]
pub struct EndpointsState {
    /// What organisations are called.
    pub identity: Identity,
    /// Endpoints and deliveries.
    pub webhooks: Webhooks,
}

/// The pages of endpoints.
pub fn endpoints(state: EndpointsState) -> Router {
    Router::new()
        .route("/compte/webhooks", get(list::own).post(list::create_own))
        .route("/compte/organisations/{id}/webhooks", get(list::of_organisation).post(list::create_of_organisation))
        .route("/compte/webhooks/{id}", get(one::show).post(one::save))
        .route("/compte/webhooks/{id}/cle", post(acts::reveal))
        .route("/compte/webhooks/{id}/renouvellement", post(acts::rotate))
        .route("/compte/webhooks/{id}/etat", post(acts::set_state))
        .route("/compte/webhooks/{id}/suppression", post(acts::delete))
        .route("/compte/webhooks/{id}/essai", post(acts::test))
        .route("/compte/webhooks/{id}/renvois", post(acts::resend_failed))
        .route("/compte/webhooks/envois/{id}", get(delivery::show))
        .route("/compte/webhooks/envois/{id}/renvoi", post(delivery::resend))
        .with_state(state)
}
