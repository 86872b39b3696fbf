//! The caller's notices: listed, counted, marked as read, heard as they arrive.

use axum::{extract::State, response::Response};
use futures::StreamExt as _;
use http::StatusCode;
use kernel::Actor;
use notifications::{News, Notifications, NotificationsError};

use super::body::{EventBody, NoticeBody, NoticeEvent, ReadBody, UnreadBody};
use crate::{ApiState, Json, PageQuery, Problem, Query, SignedInCaller, view::Paged};

/// The most notices that one request marks.
const MARKED_MAX: usize = 100;

/// What the caller was told, the newest first. Reading the list marks nothing as read.
#[utoipa::path(get, path = "/api/v1/me/notifications", tag = "account", params(PageQuery),
    responses((status = OK, body = Paged<NoticeBody>)))]
pub(super) async fn list(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Query(page): Query<PageQuery>,
) -> Result<Json<Paged<NoticeBody>>, Problem> {
    Ok(Json(Paged::of(state.notifications.notices(&actor, &page.request()?).await?)))
}

/// How many notices the caller has not read.
#[utoipa::path(get, path = "/api/v1/me/notifications/unread", tag = "account", responses((status = OK, body = UnreadBody)))]
pub(super) async fn unread(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
) -> Result<Json<UnreadBody>, Problem> {
    Ok(Json(UnreadBody { unread: state.notifications.unread(&actor).await? }))
}

/// The caller has read these, or all of them. Others' notices are left alone.
#[utoipa::path(post, path = "/api/v1/me/notifications/read", tag = "account", request_body = ReadBody,
    responses((status = NO_CONTENT)))]
pub(super) async fn mark_read(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Json(body): Json<ReadBody>,
) -> Result<StatusCode, Problem> {
    match body.ids {
        Some(ids) if ids.len() > MARKED_MAX => return Err(Problem::field("ids", "api-field-too-many")),
        Some(ids) => state.notifications.mark_seen(&actor, &ids).await?,
        None => state.notifications.mark_read(&actor, None).await?,
    }
    Ok(StatusCode::NO_CONTENT)
}

/// What arrives, as it arrives
///
/// Server-sent events named `notice`; the first one tells the number of unread notices. A stream ends after a quarter of an hour:
/// open another. At most eight streams a person.
#[utoipa::path(get, path = "/api/v1/me/notifications/events", tag = "account",
    responses((status = OK, body = NoticeEvent, content_type = "text/event-stream")))]
pub(super) async fn events(State(state): State<ApiState>, SignedInCaller(actor): SignedInCaller) -> Result<Response, Problem> {
    let news = state.notifications.listen(&actor, &state.bus)?;
    let told = news.filter_map(move |news| {
        let (notifications, actor) = (state.notifications.clone(), actor.clone());
        async move { told(&notifications, &actor, news).await.ok() }
    });
    Ok(web_kit::live::values("notice", told))
}

async fn told(notifications: &Notifications, actor: &Actor, news: News) -> Result<serde_json::Value, NotificationsError> {
    let notice = match news {
        News::Arrived(id) => notifications.notice(actor, id).await?,
        News::Changed => None,
    };
    let event = EventBody { unread: notifications.unread(actor).await?, notice: notice.map(Into::into) };
    serde_json::to_value(&event).map_err(|_json| NotificationsError::Bug("an event that is no JSON"))
}
