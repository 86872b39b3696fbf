//! Signing in and out, accounts, keys, for programs.
//!
//! A program signs in by `POST /api/auth/login` and gets a 15-minute token and a refresh token; each refresh token works
//! once, and a second use ends the whole family.

mod account;
mod api_keys;
mod body;
mod credentials;
mod deletion;
mod login;
mod me;
mod passkeys;
mod providers;
mod second_factor;
mod sessions;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::ApiState;

pub(crate) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(login::login))
        .routes(routes!(login::second_factor))
        .routes(routes!(login::refresh))
        .routes(routes!(login::logout))
        .routes(routes!(account::register))
        .routes(routes!(account::verify))
        .routes(routes!(account::recover))
        .routes(routes!(account::reset))
        .routes(routes!(passkeys::start_sign_in))
        .routes(routes!(passkeys::finish_sign_in))
        .routes(routes!(providers::list))
        .routes(routes!(me::show, me::change))
        .routes(routes!(deletion::show, deletion::ask, deletion::take_back))
        .routes(routes!(deletion::export))
        .routes(routes!(credentials::change_password))
        .routes(routes!(credentials::change_email))
        .routes(routes!(second_factor::show))
        .routes(routes!(second_factor::start))
        .routes(routes!(second_factor::confirm))
        .routes(routes!(second_factor::remove))
        .routes(routes!(second_factor::renew_codes))
        .routes(routes!(passkeys::list, passkeys::finish_registration))
        .routes(routes!(passkeys::start_registration))
        .routes(routes!(passkeys::rename, passkeys::remove))
        .routes(routes!(sessions::list, sessions::revoke_others))
        .routes(routes!(sessions::revoke))
        .routes(routes!(api_keys::list, api_keys::create))
        .routes(routes!(api_keys::revoke))
}
