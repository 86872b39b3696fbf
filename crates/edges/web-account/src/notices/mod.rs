//! What a person was told, and what they want to be told: `/compte/notifications`, `/desabonnement`.

mod inbox;
mod preferences;
mod refusal;

use axum::{
    Router,
    routing::{get, post},
};
use notifications::Notifications;

/// The pages of notifications.
pub fn notices(notifications: Notifications) -> Router {
    Router::new()
        .route("/compte/notifications", get(inbox::show))
        .route("/compte/notifications/lues", post(inbox::mark_read))
        .route("/compte/notifications/reglages", post(preferences::save))
        .route("/desabonnement", get(refusal::ask).post(refusal::refuse))
        .with_state(notifications)
}
