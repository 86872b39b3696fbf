//! One's own account: the hub, profile, security, sessions, keys, its end.

mod api_keys;
mod credentials;
mod deletion;
mod factors;
mod hub;
mod left_behind;
mod passkeys;
mod profile;
mod security;
mod sessions;

use axum::{
    Router,
    routing::{get, post},
};
use identity::Identity;

pub use self::deletion::{LeavingState, leaving};

pub(crate) fn router() -> Router<Identity> {
    Router::new()
        .route("/compte", get(hub::show))
        .route("/compte/profil", get(profile::show).post(profile::submit))
        .route("/compte/donnees", get(deletion::export))
        .route("/compte/securite", get(security::show))
        .route("/compte/securite/mot-de-passe", get(credentials::show_password).post(credentials::submit_password))
        .route("/compte/securite/adresse", get(credentials::show_email).post(credentials::submit_email))
        .route("/compte/securite/application", get(factors::show).post(factors::confirm))
        .route("/compte/securite/application/debut", post(factors::start))
        .route("/compte/securite/application/retrait", get(factors::show_removal).post(factors::remove))
        .route("/compte/securite/codes", post(factors::renew_codes))
        .route("/compte/securite/cles/debut", post(passkeys::start))
        .route("/compte/securite/cles/fin", post(passkeys::finish))
        .route("/compte/securite/cles/{id}/nom", post(passkeys::rename))
        .route("/compte/securite/cles/{id}/retrait", post(passkeys::remove))
        .route("/compte/sessions", get(sessions::show))
        .route("/compte/sessions/autres", post(sessions::revoke_others))
        .route("/compte/sessions/{id}/fin", post(sessions::revoke))
        .route("/compte/cles", get(api_keys::show).post(api_keys::create))
        .route("/compte/cles/{id}/fin", post(api_keys::revoke))
}
