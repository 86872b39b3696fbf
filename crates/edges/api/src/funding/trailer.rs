//! The trailer of a project.

use axum::{extract::State, response::Response};
use contracts::{crowdfunding::ProjectId, media::AssetId};
use http::{HeaderMap, StatusCode};
use playback::Shown;
use serde::Deserialize;
use utoipa::ToSchema;

use super::body::{ProjectDetailsBody, Reason};
use crate::{
    ApiState, Caller, Json, Path, Problem, ProblemBody, SignedInCaller,
    playback::{BusyBody, OpenBody, OpenedBody, open_stream},
};

/// The video of a trailer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewTrailer {
    /// A video that the caller uploaded.
    #[schema(value_type = Uuid)]
    asset_id: AssetId,
}

/// Gives one's own draft a trailer, or another one. 409 once the project was handed in.
#[utoipa::path(put, path = "/api/v1/projects/{id}/trailer", tag = "studio", params(("id" = Uuid, Path)), request_body = NewTrailer,
    responses((status = OK, body = ProjectDetailsBody)))]
pub(super) async fn put(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<ProjectId>,
    Json(body): Json<NewTrailer>,
) -> Result<Json<ProjectDetailsBody>, Problem> {
    state.crowdfunding.set_trailer(&actor, id, Some(body.asset_id)).await?;
    Ok(Json(state.crowdfunding.project(&actor, id).await?.into()))
}

/// Takes the trailer away from one's own draft. 409 once the project was handed in.
#[utoipa::path(delete, path = "/api/v1/projects/{id}/trailer", tag = "studio", params(("id" = Uuid, Path)),
    responses((status = NO_CONTENT)))]
pub(super) async fn remove(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<ProjectId>,
) -> Result<StatusCode, Problem> {
    state.crowdfunding.set_trailer(&actor, id, None).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Hides the trailer of a project from everybody but its creator and the staff, for a reason that its creator reads.
#[utoipa::path(post, path = "/api/v1/moderation/projects/{id}/trailer/hide", tag = "moderation", params(("id" = Uuid, Path)),
    request_body = Reason, responses((status = NO_CONTENT)))]
pub(super) async fn hide(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<ProjectId>,
    Json(why): Json<Reason>,
) -> Result<StatusCode, Problem> {
    state.crowdfunding.hide_trailer(&actor, id, &why.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Opens the trailer of a project
///
/// The same answer as for a film; no place in it is kept.
#[utoipa::path(post, path = "/api/v1/projects/{id}/trailer/playback", tag = "playback", params(("id" = Uuid, Path)),
    request_body = OpenBody,
    responses(
        (status = CREATED, body = OpenedBody, description = "The stream"),
        (status = NOT_FOUND, body = ProblemBody, description = "No such project, or no trailer"),
        (status = CONFLICT, body = BusyBody, description = "Every place is taken, or nothing can be played yet"),
    ))]
pub(super) async fn open(
    State(state): State<ApiState>,
    caller: Caller,
    Path(id): Path<ProjectId>,
    headers: HeaderMap,
    Json(body): Json<OpenBody>,
) -> Result<Response, Problem> {
    let asset_id = state.crowdfunding.trailer(&caller.actor, id).await?;
    open_stream(&state, &caller, &headers, &body, (Shown::Clip, asset_id)).await
}
