//! The way in: sign-up, confirmation, sign-in with its second step, providers, recovery.

mod oidc;
mod passkey;
mod recovery;
mod second_step;
mod sign_in;
mod sign_up;
mod verification;

use axum::{
    Router,
    routing::{get, post},
};
use identity::Identity;

pub(crate) fn router() -> Router<Identity> {
    Router::new()
        .route("/inscription", get(sign_up::show).post(sign_up::submit))
        .route("/verification", get(verification::show).post(verification::submit))
        .route("/connexion", get(sign_in::show).post(sign_in::submit))
        .route("/connexion/double", get(second_step::show).post(second_step::submit))
        .route("/connexion/cle/debut", post(passkey::start))
        .route("/connexion/cle/fin", post(passkey::finish))
        .route("/connexion/oidc/{provider}", get(oidc::start))
        .route("/connexion/oidc/{provider}/retour", get(oidc::finish))
        .route("/deconnexion", post(sign_in::leave))
        .route("/mot-de-passe/oubli", get(recovery::show_request).post(recovery::submit_request))
        .route("/mot-de-passe/nouveau", get(recovery::show_reset).post(recovery::submit_reset))
        .route("/.well-known/change-password", get(recovery::change_password))
}
