//! What administrators do: accounts, the audit trail, background jobs, money that waits for a person.

mod accounts;
mod audit;
mod bank;
mod jobs;
mod payments;

use axum::extract::DefaultBodyLimit;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::ApiState;

pub(crate) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(payments::import))
        .layer(DefaultBodyLimit::max(payments::STATEMENT_LIMIT))
        .routes(routes!(payments::stuck))
        .routes(routes!(payments::return_received))
        .routes(routes!(payments::close))
        .routes(routes!(payments::declare_sent))
        .routes(routes!(payments::declare_not_sent))
        .routes(routes!(payments::breaks))
        .routes(routes!(payments::close_break))
        .routes(routes!(payments::clearing))
        .routes(routes!(payments::missing))
        .routes(routes!(bank::queue))
        .routes(routes!(bank::waiting))
        .routes(routes!(bank::list, bank::make))
        .routes(routes!(bank::show))
        .routes(routes!(bank::file))
        .routes(routes!(bank::confirm))
        .routes(routes!(bank::send_back))
        .routes(routes!(accounts::list))
        .routes(routes!(accounts::show))
        .routes(routes!(accounts::grant, accounts::revoke))
        .routes(routes!(accounts::lock))
        .routes(routes!(accounts::unlock))
        .routes(routes!(audit::list))
        .routes(routes!(jobs::list))
        .routes(routes!(jobs::overview))
        .routes(routes!(jobs::show, jobs::cancel))
        .routes(routes!(jobs::retry))
}
