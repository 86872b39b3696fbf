//! What the staff does with submitted projects.

use axum::extract::State;
use contracts::crowdfunding::ProjectId;
use crowdfunding::Review;
use kernel::Actor;
use serde::Deserialize;
use utoipa::ToSchema;

use super::body::{ProjectCardBody, ProjectDetailsBody};
use crate::{ApiState, Json, PageQuery, Path, Problem, Query, SignedInCaller, view::Paged};

/// What is to be changed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SendBack {
    /// The creator reads it.
    #[schema(min_length = 3, max_length = 2000)]
    note: String,
}

/// The projects that wait for the staff, the longest waiting first.
#[utoipa::path(get, path = "/api/v1/moderation/projects", tag = "moderation", params(PageQuery),
    responses((status = OK, body = Paged<ProjectCardBody>)))]
pub(super) async fn waiting(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Query(page): Query<PageQuery>,
) -> Result<Json<Paged<ProjectCardBody>>, Problem> {
    Ok(Json(Paged::of(state.crowdfunding.projects_to_review(&actor, &page.request()?).await?)))
}

/// Puts a submitted project online: people can pledge from now on.
#[utoipa::path(post, path = "/api/v1/projects/{id}/approve", tag = "moderation", params(("id" = Uuid, Path)),
    responses((status = OK, body = ProjectDetailsBody)))]
pub(super) async fn approve(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<ProjectId>,
) -> Result<Json<ProjectDetailsBody>, Problem> {
    review(&state, &actor, id, &Review::Approve).await
}

/// Sends a submitted project back to its creator.
#[utoipa::path(post, path = "/api/v1/projects/{id}/send-back", tag = "moderation", params(("id" = Uuid, Path)),
    request_body = SendBack, responses((status = OK, body = ProjectDetailsBody)))]
pub(super) async fn send_back(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<ProjectId>,
    Json(body): Json<SendBack>,
) -> Result<Json<ProjectDetailsBody>, Problem> {
    review(&state, &actor, id, &Review::SendBack { note: body.note }).await
}

async fn review(state: &ApiState, actor: &Actor, id: ProjectId, review: &Review) -> Result<Json<ProjectDetailsBody>, Problem> {
    state.crowdfunding.review_project(actor, id, review).await?;
    Ok(Json(state.crowdfunding.project(actor, id).await?.into()))
}
