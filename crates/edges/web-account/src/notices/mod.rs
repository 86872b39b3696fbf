//! What a person was told, and what they want to be told: `/compte/notifications`, `/desabonnement`.

mod devices;
mod inbox;
mod live;
mod mail;
mod phone;
mod preferences;
mod refusal;

use axum::{
    Router,
    extract::FromRef,
    routing::{get, post},
};
use messaging::Messaging;
use notifications::Notifications;
use platform::Bus;

/// What the pages of notifications work with. Cheap to clone.
#[derive(Debug, Clone)]
pub struct NoticesState {
    /// Notices, and what people want to be told.
    pub notifications: Notifications,
    /// How many messages wait: the envelope beside the bell.
    pub messaging: Messaging,
    /// Live messages: what has just arrived.
    pub bus: Bus,
}

impl FromRef<NoticesState> for Notifications {
    fn from_ref(state: &NoticesState) -> Self {
        state.notifications.clone()
    }
}

/// The pages of notifications.
pub fn notices(state: NoticesState) -> Router {
    Router::new()
        .route("/compte/notifications", get(inbox::show))
        .route("/compte/notifications/direct", get(live::stream))
        .route("/compte/notifications/etat", get(live::state))
        .route("/compte/notifications/lues", post(inbox::mark_read))
        .route("/compte/notifications/reglages", post(preferences::save))
        .route("/compte/notifications/courrier", post(mail::resume))
        .route("/compte/notifications/appareils", post(devices::add))
        .route("/compte/notifications/appareils/{id}/retrait", post(devices::remove))
        .route("/compte/notifications/telephone", post(phone::ask))
        .route("/compte/notifications/telephone/code", post(phone::confirm))
        .route("/compte/notifications/telephone/retrait", post(phone::remove))
        .route("/desabonnement", get(refusal::ask).post(refusal::refuse))
        .with_state(state)
}
