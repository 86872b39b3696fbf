//! Documents of projects: quotes, permits, the script.

use axum::{body::Body, extract::State, response::Response};
use contracts::crowdfunding::ProjectId;
use crowdfunding::DocumentId;
use http::StatusCode;
use web_kit::to_save;

use super::body::{DocumentsBody, NewDocument, Reason};
use crate::{ApiState, Caller, Json, Path, Problem, SignedInCaller};

/// The documents of a project: those for everybody, and all of them for its creator and the staff.
#[utoipa::path(get, path = "/api/v1/projects/{id}/documents", tag = "projects", params(("id" = Uuid, Path)),
    responses((status = OK, body = DocumentsBody)))]
pub(super) async fn list(
    State(state): State<ApiState>,
    caller: Caller,
    Path(id): Path<ProjectId>,
) -> Result<Json<DocumentsBody>, Problem> {
    Ok(Json(state.crowdfunding.documents(&caller.actor, id).await?.into()))
}

/// Gives one's own project a document, whatever its state. Answers all of them.
#[utoipa::path(post, path = "/api/v1/projects/{id}/documents", tag = "studio", params(("id" = Uuid, Path)),
    request_body = NewDocument, responses((status = CREATED, body = DocumentsBody)))]
pub(super) async fn add(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<ProjectId>,
    Json(body): Json<NewDocument>,
) -> Result<(StatusCode, Json<DocumentsBody>), Problem> {
    state.crowdfunding.add_document(&actor, &body.command(id)).await?;
    Ok((StatusCode::CREATED, Json(state.crowdfunding.documents(&actor, id).await?.into())))
}

/// Takes a document away, before the project is handed in: 409 from then on.
#[utoipa::path(delete, path = "/api/v1/project-documents/{id}", tag = "studio", params(("id" = Uuid, Path)),
    responses((status = NO_CONTENT)))]
pub(super) async fn remove(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<DocumentId>,
) -> Result<StatusCode, Problem> {
    state.crowdfunding.remove_document(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The file of a document, to save.
#[utoipa::path(get, path = "/api/v1/project-documents/{id}/file", tag = "projects", params(("id" = Uuid, Path)),
    responses((status = OK, body = Vec<u8>, content_type = "application/octet-stream")))]
pub(super) async fn file(State(state): State<ApiState>, caller: Caller, Path(id): Path<DocumentId>) -> Result<Response, Problem> {
    let document = state.crowdfunding.document(&caller.actor, id).await?;
    let file = state.media.file(document.asset_id).await?;
    let name = format!("{}.{}", document.title, file.extension);
    Ok(to_save(&name, file.content_type, file.size_bytes, Body::from_stream(file.bytes)))
}

/// Hides a document from everybody but its creator and the staff, for a reason that its creator reads.
#[utoipa::path(post, path = "/api/v1/moderation/project-documents/{id}/hide", tag = "moderation", params(("id" = Uuid, Path)),
    request_body = Reason, responses((status = NO_CONTENT)))]
pub(super) async fn hide(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<DocumentId>,
    Json(why): Json<Reason>,
) -> Result<StatusCode, Problem> {
    state.crowdfunding.hide_document(&actor, id, &why.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}
