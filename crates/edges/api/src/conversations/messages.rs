//! Messages of a conversation.

use std::time::Duration;

use axum::{body::Body, extract::State, response::Response};
use contracts::{
    media::AssetId,
    messaging::{ConversationId, MessageId},
};
use http::StatusCode;
use messaging::{ReportMessage, SendMessage};
use web_kit::to_save;

use super::body::{MessageBody, NewMessageBody, ReportMessageBody};
use crate::{ApiState, Json, PageQuery, Path, Problem, Query, SignedInCaller, view::Paged};

/// Who still wants to hear opens another stream, and proves again who they are.
pub(super) const STREAM_LASTS: Duration = Duration::from_mins(15);

/// The messages of a conversation, the newest first. Reading them marks nothing as read.
#[utoipa::path(get, path = "/api/v1/conversations/{id}/messages", tag = "messages", params(("id" = Uuid, Path), PageQuery),
    responses((status = OK, body = Paged<MessageBody>)))]
pub(super) async fn list(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<ConversationId>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Paged<MessageBody>>, Problem> {
    Ok(Json(Paged::of(state.messaging.messages(&actor, id, &page.request()?).await?)))
}

/// Writes to the other side
///
/// Telephone numbers, addresses, bank accounts and the like are masked before the text is stored: `masked` says which kinds. What is sent
/// twice under one `client_id` is one message.
#[utoipa::path(post, path = "/api/v1/conversations/{id}/messages", tag = "messages", params(("id" = Uuid, Path)),
    request_body = NewMessageBody, responses((status = CREATED, body = MessageBody)))]
pub(super) async fn send(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(conversation_id): Path<ConversationId>,
    Json(body): Json<NewMessageBody>,
) -> Result<(StatusCode, Json<MessageBody>), Problem> {
    let attachments = body.attachments.into_iter().map(AssetId::from_uuid).collect();
    let command = SendMessage { conversation_id, client_id: body.client_id, text: body.text, attachments };
    Ok((StatusCode::CREATED, Json(state.messaging.send(&actor, &command).await?.into())))
}

/// One message.
#[utoipa::path(get, path = "/api/v1/messages/{id}", tag = "messages", params(("id" = Uuid, Path)),
    responses((status = OK, body = MessageBody)))]
pub(super) async fn show(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<MessageId>,
) -> Result<Json<MessageBody>, Problem> {
    Ok(Json(state.messaging.message(&actor, id).await?.into()))
}

/// Takes one's own message back, within a quarter of an hour: its text and files go, its place stays.
#[utoipa::path(delete, path = "/api/v1/messages/{id}", tag = "messages", params(("id" = Uuid, Path)),
    responses((status = OK, body = MessageBody)))]
pub(super) async fn withdraw(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<MessageId>,
) -> Result<Json<MessageBody>, Problem> {
    Ok(Json(state.messaging.withdraw(&actor, id).await?.into()))
}

/// Reports a message of the other side to the staff, once.
#[utoipa::path(post, path = "/api/v1/messages/{id}/reports", tag = "messages", params(("id" = Uuid, Path)),
    request_body = ReportMessageBody, responses((status = NO_CONTENT)))]
pub(super) async fn report(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(message_id): Path<MessageId>,
    Json(body): Json<ReportMessageBody>,
) -> Result<StatusCode, Problem> {
    let command = ReportMessage { message_id, reason: body.reason, note: body.note };
    state.messaging.report(&actor, &command).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A file beside a message, to save.
#[utoipa::path(get, path = "/api/v1/messages/{id}/attachments/{asset}", tag = "messages",
    params(("id" = Uuid, Path), ("asset" = Uuid, Path)),
    responses((status = OK, body = Vec<u8>, content_type = "application/octet-stream")))]
pub(super) async fn file(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path((id, asset)): Path<(MessageId, AssetId)>,
) -> Result<Response, Problem> {
    state.messaging.require_attachment(&actor, id, asset).await?;
    let file = state.media.file(asset).await?;
    let name = format!("{asset}.{}", file.extension);
    Ok(to_save(&name, file.content_type, file.size_bytes, Body::from_stream(file.bytes)))
}
