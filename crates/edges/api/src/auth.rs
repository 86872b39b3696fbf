//! Signing in and out, accounts, keys, for programs.
//!
//! A program signs in by `POST /api/auth/login` and gets a 15-minute token and a refresh token; each refresh token works
//! once, and a second use ends the whole family.

mod account;
mod api_keys;
mod body;
mod login;
mod me;
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
        .routes(routes!(me::show, me::change))
        .routes(routes!(sessions::list, sessions::revoke_others))
        .routes(routes!(sessions::revoke))
        .routes(routes!(api_keys::list, api_keys::create))
        .routes(routes!(api_keys::revoke))
}
