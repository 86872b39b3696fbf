//! Conversations: listed, read, written, searched, heard live; blocking, sharing, reports; and what the staff does about reports.

mod body;
mod messages;
mod staff;

use axum::{extract::State, response::Response};
use contracts::{affiliate::PartnershipId, messaging::ConversationId};
use futures::StreamExt as _;
use messaging::Sharing;
use utoipa_axum::{router::OpenApiRouter, routes};

use self::body::{
    ChangedBody, ConversationBody, ConversationRef, HitsBody, ReadUpToBody, SharingBody, UnreadMessages, WordsQuery,
};
use crate::{ApiState, Json, PageQuery, Path, Problem, Query, SignedInCaller, view::Paged};

pub(crate) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(unread))
        .routes(routes!(search))
        .routes(routes!(of_partnership))
        .routes(routes!(show))
        .routes(routes!(read))
        .routes(routes!(events))
        .routes(routes!(block, unblock))
        .routes(routes!(share))
        .routes(routes!(messages::list, messages::send))
        .routes(routes!(messages::show, messages::withdraw))
        .routes(routes!(messages::report))
        .routes(routes!(messages::file))
        .routes(routes!(staff::reports))
        .routes(routes!(staff::decide))
        .routes(routes!(staff::conversation))
}

/// The conversations of the caller and of their organisations, the latest active first.
#[utoipa::path(get, path = "/api/v1/conversations", tag = "messages", params(PageQuery),
    responses((status = OK, body = Paged<ConversationBody>)))]
async fn list(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Query(page): Query<PageQuery>,
) -> Result<Json<Paged<ConversationBody>>, Problem> {
    Ok(Json(Paged::of(state.messaging.conversations(&actor, &page.request()?).await?)))
}

/// How many messages the caller has not read.
#[utoipa::path(get, path = "/api/v1/conversations/unread", tag = "messages", responses((status = OK, body = UnreadMessages)))]
async fn unread(State(state): State<ApiState>, SignedInCaller(actor): SignedInCaller) -> Result<Json<UnreadMessages>, Problem> {
    Ok(Json(state.messaging.unread(&actor).await?.into()))
}

/// Messages of the caller's conversations that have these words, the newest first, or that resemble them.
#[utoipa::path(get, path = "/api/v1/conversations/search", tag = "messages", params(WordsQuery),
    responses((status = OK, body = HitsBody)))]
async fn search(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Query(words): Query<WordsQuery>,
) -> Result<Json<HitsBody>, Problem> {
    Ok(Json(state.messaging.search(&actor, &words.q).await?.into()))
}

/// The conversation of a partnership, opened if there is none
///
/// For the influencer and the members of the merchant. The second time the same one is answered.
#[utoipa::path(post, path = "/api/v1/partnerships/{id}/conversation", tag = "messages", params(("id" = Uuid, Path)),
    responses((status = OK, body = ConversationRef)))]
async fn of_partnership(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<PartnershipId>,
) -> Result<Json<ConversationRef>, Problem> {
    Ok(Json(ConversationRef { id: state.conversations.of_partnership(&actor, id).await? }))
}

/// One conversation.
#[utoipa::path(get, path = "/api/v1/conversations/{id}", tag = "messages", params(("id" = Uuid, Path)),
    responses((status = OK, body = ConversationBody)))]
async fn show(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<ConversationId>,
) -> Result<Json<ConversationBody>, Problem> {
    Ok(Json(state.messaging.conversation(&actor, id).await?.into()))
}

/// The caller has read up to this number; a lower one than before does no harm.
#[utoipa::path(post, path = "/api/v1/conversations/{id}/read", tag = "messages", params(("id" = Uuid, Path)),
    request_body = ReadUpToBody, responses((status = OK, body = ConversationBody)))]
async fn read(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<ConversationId>,
    Json(body): Json<ReadUpToBody>,
) -> Result<Json<ConversationBody>, Problem> {
    Ok(Json(state.messaging.mark_read(&actor, id, body.number).await?.into()))
}

/// That something in a conversation changed, as it does
///
/// Server-sent events named `conversation`, without what was written: ask for the messages then.
#[utoipa::path(get, path = "/api/v1/conversations/{id}/events", tag = "messages", params(("id" = Uuid, Path)),
    responses((status = OK, body = ChangedBody, content_type = "text/event-stream")))]
async fn events(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<ConversationId>,
) -> Result<Response, Problem> {
    let channel = state.messaging.channel(&actor, id).await?;
    let told = state.bus.subscribe_with_gaps(&channel).filter_map(move |_heard| {
        let (messaging, actor) = (state.messaging.clone(), actor.clone());
        async move {
            let view = messaging.conversation(&actor, id).await.ok()?;
            Some(serde_json::json!({ "last_number": view.last_number, "unread": view.unread }))
        }
    });
    Ok(web_kit::live::values("conversation", told.take_until(tokio::time::sleep(messages::STREAM_LASTS))))
}

/// Blocks the other side, in the name of one's own.
#[utoipa::path(put, path = "/api/v1/conversations/{id}/block", tag = "messages", params(("id" = Uuid, Path)),
    responses((status = OK, body = ConversationBody)))]
async fn block(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<ConversationId>,
) -> Result<Json<ConversationBody>, Problem> {
    Ok(Json(state.messaging.block(&actor, id).await?.into()))
}

/// Lets the other side write again.
#[utoipa::path(delete, path = "/api/v1/conversations/{id}/block", tag = "messages", params(("id" = Uuid, Path)),
    responses((status = OK, body = ConversationBody)))]
async fn unblock(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<ConversationId>,
) -> Result<Json<ConversationBody>, Problem> {
    Ok(Json(state.messaging.unblock(&actor, id).await?.into()))
}

/// Whether contact details pass
///
/// `offered` offers it to the other side, `shared` accepts what it offered, `masked` takes back, declines or ends.
#[utoipa::path(put, path = "/api/v1/conversations/{id}/sharing", tag = "messages", params(("id" = Uuid, Path)),
    request_body = SharingBody, responses((status = OK, body = ConversationBody)))]
async fn share(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<ConversationId>,
    Json(body): Json<SharingBody>,
) -> Result<Json<ConversationBody>, Problem> {
    let view = match body.sharing {
        Sharing::Offered => state.messaging.offer_sharing(&actor, id).await?,
        Sharing::Shared => state.messaging.accept_sharing(&actor, id).await?,
        Sharing::Masked => state.messaging.stop_sharing(&actor, id).await?,
        Sharing::Proposed => return Err(Problem::field("sharing", "field-unknown-value")),
    };
    Ok(Json(view.into()))
}
