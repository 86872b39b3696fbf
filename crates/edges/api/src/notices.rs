//! What a person is told, and what they want to be told: `/api/v1/me/notifications` and its neighbours.

mod body;
mod devices;
mod inbox;
mod mail;
mod phone;
mod preferences;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::ApiState;

pub(crate) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(inbox::list))
        .routes(routes!(inbox::unread))
        .routes(routes!(inbox::mark_read))
        .routes(routes!(inbox::events))
        .routes(routes!(preferences::list, preferences::set))
        .routes(routes!(preferences::cadences, preferences::set_cadence))
        .routes(routes!(mail::get))
        .routes(routes!(mail::resume))
        .routes(routes!(mail::of))
        .routes(routes!(phone::get, phone::ask, phone::remove))
        .routes(routes!(phone::confirm))
        .routes(routes!(devices::key))
        .routes(routes!(devices::list, devices::add))
        .routes(routes!(devices::remove))
}
