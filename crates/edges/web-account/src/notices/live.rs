//! What an open page hears: `GET /compte/notifications/direct` tells the number on the bell and on the envelope beside it, and the toast of
//! what has just arrived, as server-sent events named `bell`; `GET /compte/notifications/etat` answers the numbers to who asks. 200; 303 to the sign-in page for
//! strangers; 429 beyond eight streams.

use axum::{
    Json,
    extract::State,
    response::{IntoResponse as _, Response},
};
use futures::{StreamExt as _, future, stream};
use http::header;
use kernel::Permission;
use maud::Render as _;
use notifications::News;
use serde_json::Value;
use web_kit::{
    BellState, Visit, WebError, live,
    ui::{Button, Toast, Tone},
};

use super::NoticesState;

pub(super) async fn state(visit: Visit, State(state): State<NoticesState>) -> Result<Response, WebError> {
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(bell(&visit, &state).await?)).into_response())
}

pub(super) async fn stream(visit: Visit, State(state): State<NoticesState>) -> Result<Response, WebError> {
    let news = state.notifications.listen(&visit.actor, &state.bus)?;
    // What happens to conversations goes on with the notices, and ends with them: a browser opens few connections to one server.
    let mut channels = Vec::new();
    if visit.actor.may(Permission::Participate) {
        channels = state.messaging.list_channels(&visit.actor).await?;
    }
    let heard: Vec<_> =
        channels.iter().map(|channel| state.bus.subscribe_with_gaps(channel).map(|_heard| Some(News::Changed))).collect();
    let ending = news.map(Some).chain(stream::once(future::ready(None)));
    let told = stream::select(ending, stream::select_all(heard))
        .take_while(|news| future::ready(news.is_some()))
        .filter_map(future::ready)
        .then(move |news| {
            let (visit, state) = (visit.clone(), state.clone());
            async move { told(&visit, &state, news).await }
        })
        // What cannot be told now is told with the next word; a session that is over hears no more.
        .take_while(|told| future::ready(!matches!(told, Ok(None))))
        .filter_map(|told| future::ready(told.ok().flatten()));
    Ok(live::values("bell", told))
}

/// What a piece of news means on the page; none when the reader has left.
async fn told(visit: &Visit, state: &NoticesState, news: News) -> Result<Option<Value>, WebError> {
    if !visit.is_still_signed_in().await? {
        return Ok(None);
    }
    let mut value = bell(visit, state).await?;
    if let News::Arrived(id) = news
        && let Some(notice) = state.notifications.notice(&visit.actor, id).await?
    {
        let link = Button::secondary(notice.action).href(visit.url(&notice.path)).small();
        value["toast"] = Toast::new(Tone::Info, notice.title).action(link).render().into_string().into();
    }
    Ok(Some(value))
}

/// The number on the bell, and the one on the envelope, as scripts read them.
async fn bell(visit: &Visit, state: &NoticesState) -> Result<Value, WebError> {
    let bell = BellState::new(visit.t, state.notifications.unread(&visit.actor).await?);
    let mut value = serde_json::json!({ "unread": bell.unread, "shown": bell.shown, "label": bell.label });
    if visit.actor.may(Permission::Participate) {
        let unread = state.messaging.unread(&visit.actor).await?;
        value["messages"] = serde_json::json!(BellState::of_messages(visit.t, unread.count + i64::from(unread.more)));
    }
    Ok(value)
}
