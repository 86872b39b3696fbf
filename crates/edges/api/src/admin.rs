//! What administrators do: accounts, the audit trail, background jobs.

mod accounts;
mod audit;
mod jobs;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::ApiState;

pub(crate) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
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
