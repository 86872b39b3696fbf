//! Updates of a project, questions and comments on it.

use axum::extract::State;
use contracts::crowdfunding::ProjectId;
use crowdfunding::{AddProjectComment, PledgePass, PostUpdate, ProjectCommentId, UpdateId};
use http::StatusCode;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::body::{CommentBody, NewProjectComment, NewUpdate, Reason, ThreadBody, UpdateBody};
use crate::{
    ApiState, Caller, Json, PageQuery, Path, PaymentKey, Problem, Query, SignedInCaller, extract::page_request, view::Paged,
};

/// Who reads, and which page.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct UpdateQuery {
    /// A pledge of the reader's, whose key is in `Payment-Key`: for backers without an account.
    pledge: Option<Uuid>,
    /// The number of items, 1 to 100; 24 without it.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u16>,
    /// The `next` of the page before.
    #[param(max_length = 1000)]
    after: Option<String>,
}

/// What was told about a project, the newest first. What is for backers alone has no `text` for others.
#[utoipa::path(get, path = "/api/v1/projects/{id}/updates", tag = "projects", params(("id" = Uuid, Path), UpdateQuery, PaymentKey),
    responses((status = OK, body = Paged<UpdateBody>)))]
pub(super) async fn updates(
    State(state): State<ApiState>,
    caller: Caller,
    key: PaymentKey,
    Path(id): Path<ProjectId>,
    Query(query): Query<UpdateQuery>,
) -> Result<Json<Paged<UpdateBody>>, Problem> {
    let page = page_request(query.limit, query.after)?;
    let pass = query.pledge.map(|pledge| PledgePass { pledge_id: pledge.into(), key: key.as_str().to_owned() });
    Ok(Json(Paged::of(state.crowdfunding.updates(&caller.actor, id, pass.as_ref(), &page).await?)))
}

/// Tells something about one's own project; ten times a day.
#[utoipa::path(post, path = "/api/v1/projects/{id}/updates", tag = "studio", params(("id" = Uuid, Path)), request_body = NewUpdate,
    responses((status = CREATED, body = UpdateBody)))]
pub(super) async fn post_update(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<ProjectId>,
    Json(body): Json<NewUpdate>,
) -> Result<(StatusCode, Json<UpdateBody>), Problem> {
    let command = PostUpdate { project_id: id, audience: body.audience, title: body.title, text: body.text };
    Ok((StatusCode::CREATED, Json(state.crowdfunding.post_update(&actor, &command).await?.into())))
}

/// Takes one's own update away, for good.
#[utoipa::path(delete, path = "/api/v1/project-updates/{id}", tag = "studio", params(("id" = Uuid, Path)),
    responses((status = NO_CONTENT)))]
pub(super) async fn delete_update(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<UpdateId>,
) -> Result<StatusCode, Problem> {
    state.crowdfunding.delete_update(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Removes an update, for a reason that its creator reads.
#[utoipa::path(post, path = "/api/v1/moderation/project-updates/{id}/remove", tag = "moderation", params(("id" = Uuid, Path)),
    request_body = Reason, responses((status = NO_CONTENT)))]
pub(super) async fn remove_update(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<UpdateId>,
    Json(body): Json<Reason>,
) -> Result<StatusCode, Problem> {
    state.crowdfunding.remove_update(&actor, id, &body.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The questions and comments on a project, the newest first, each with its first answers.
#[utoipa::path(get, path = "/api/v1/projects/{id}/comments", tag = "projects", params(("id" = Uuid, Path), PageQuery),
    responses((status = OK, body = Paged<ThreadBody>)))]
pub(super) async fn discussion(
    State(state): State<ApiState>,
    caller: Caller,
    Path(id): Path<ProjectId>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Paged<ThreadBody>>, Problem> {
    Ok(Json(Paged::of(state.crowdfunding.discussion(&caller.actor, id, &page.request()?).await?)))
}

/// Asks, comments or answers; five times a minute.
#[utoipa::path(post, path = "/api/v1/projects/{id}/comments", tag = "projects", params(("id" = Uuid, Path)),
    request_body = NewProjectComment, responses((status = CREATED, body = CommentBody)))]
pub(super) async fn add_comment(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<ProjectId>,
    Json(body): Json<NewProjectComment>,
) -> Result<(StatusCode, Json<CommentBody>), Problem> {
    let command = AddProjectComment { project_id: id, parent_id: body.parent_id.map(Into::into), text: body.text };
    Ok((StatusCode::CREATED, Json(state.crowdfunding.add_project_comment(&actor, &command).await?.into())))
}

/// The answers to a question or comment, the oldest first.
#[utoipa::path(get, path = "/api/v1/project-comments/{id}/answers", tag = "projects", params(("id" = Uuid, Path), PageQuery),
    responses((status = OK, body = Paged<CommentBody>)))]
pub(super) async fn answers(
    State(state): State<ApiState>,
    caller: Caller,
    Path(id): Path<ProjectCommentId>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Paged<CommentBody>>, Problem> {
    Ok(Json(Paged::of(state.crowdfunding.answers(&caller.actor, id, &page.request()?).await?)))
}

/// Removes one's own question or comment. What was answered stays as an empty place above its answers.
#[utoipa::path(delete, path = "/api/v1/project-comments/{id}", tag = "projects", params(("id" = Uuid, Path)),
    responses((status = NO_CONTENT)))]
pub(super) async fn delete_comment(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<ProjectCommentId>,
) -> Result<StatusCode, Problem> {
    state.crowdfunding.delete_project_comment(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Hides a question or comment, for a reason that its author reads.
#[utoipa::path(post, path = "/api/v1/moderation/project-comments/{id}/hide", tag = "moderation", params(("id" = Uuid, Path)),
    request_body = Reason, responses((status = NO_CONTENT)))]
pub(super) async fn hide_comment(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<ProjectCommentId>,
    Json(body): Json<Reason>,
) -> Result<StatusCode, Problem> {
    state.crowdfunding.hide_project_comment(&actor, id, &body.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Shows a hidden question or comment again.
#[utoipa::path(post, path = "/api/v1/moderation/project-comments/{id}/show", tag = "moderation", params(("id" = Uuid, Path)),
    responses((status = NO_CONTENT)))]
pub(super) async fn show_comment(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<ProjectCommentId>,
) -> Result<StatusCode, Problem> {
    state.crowdfunding.show_project_comment(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
