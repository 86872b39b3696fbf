//! Forgetting what one watched.

use axum::extract::State;
use contracts::catalog::FilmId;
use http::StatusCode;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use crate::{ApiState, Path, Problem, ProblemBody, SignedInCaller};

pub(super) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(forget)).routes(routes!(forget_all))
}

/// Takes a film out of the caller's history
#[utoipa::path(
    delete, path = "/api/v1/me/history/{film_id}", tag = "playback",
    params(("film_id" = Uuid, Path, description = "The film")),
    responses(
        (status = 204, description = "It is not in the history (any more)"),
        (status = 401, body = ProblemBody, description = "Not signed in"),
        (status = 404, body = ProblemBody, description = "Not the id of a film"),
    )
)]
async fn forget(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(film_id): Path<Uuid>,
) -> Result<StatusCode, Problem> {
    state.playback.forget(&actor, FilmId::from(film_id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Empties the caller's history
#[utoipa::path(
    delete, path = "/api/v1/me/history", tag = "playback",
    responses(
        (status = 204, description = "The history is empty"),
        (status = 401, body = ProblemBody, description = "Not signed in"),
    )
)]
async fn forget_all(State(state): State<ApiState>, SignedInCaller(actor): SignedInCaller) -> Result<StatusCode, Problem> {
    state.playback.forget_all(&actor).await?;
    Ok(StatusCode::NO_CONTENT)
}
