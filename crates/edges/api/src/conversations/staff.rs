//! Reported messages, for the staff. Each look into a conversation is in the audit trail.

use axum::extract::State;
use contracts::messaging::{ConversationId, MessageReportId};
use http::StatusCode;

use super::body::{DecisionBody, MessageBody, MessageReportBody};
use crate::{ApiState, Json, PageQuery, Path, Problem, Query, SignedInCaller, view::Paged};

/// The open reports of messages, the longest waiting first.
#[utoipa::path(get, path = "/api/v1/moderation/message-reports", tag = "moderation", params(PageQuery),
    responses((status = OK, body = Paged<MessageReportBody>)))]
pub(super) async fn reports(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Query(page): Query<PageQuery>,
) -> Result<Json<Paged<MessageReportBody>>, Problem> {
    Ok(Json(Paged::of(state.messaging.reports(&actor, &page.request()?).await?)))
}

/// Decides on a report, and with it on every open report of the message.
#[utoipa::path(post, path = "/api/v1/moderation/message-reports/{id}/decision", tag = "moderation", params(("id" = Uuid, Path)),
    request_body = DecisionBody, responses((status = NO_CONTENT)))]
pub(super) async fn decide(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<MessageReportId>,
    Json(body): Json<DecisionBody>,
) -> Result<StatusCode, Problem> {
    state.messaging.decide(&actor, id, &body.command()?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The messages of a conversation in which one was reported, the newest first: while a report is open and thirty days after.
#[utoipa::path(get, path = "/api/v1/moderation/conversations/{id}/messages", tag = "moderation",
    params(("id" = Uuid, Path), PageQuery), responses((status = OK, body = Paged<MessageBody>)))]
pub(super) async fn conversation(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<ConversationId>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Paged<MessageBody>>, Problem> {
    Ok(Json(Paged::of(state.messaging.reported_conversation(&actor, id, &page.request()?).await?)))
}
