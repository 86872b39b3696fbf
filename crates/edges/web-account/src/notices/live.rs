//! What an open page hears: `GET /compte/notifications/direct` tells the number on the bell, and the toast of what has just arrived, as
//! server-sent events named `bell`; `GET /compte/notifications/etat` answers the number to who asks. 200; 303 to the sign-in page for
//! strangers; 429 beyond eight streams.

use axum::{
    Json,
    extract::State,
    response::{IntoResponse as _, Response},
};
use futures::{StreamExt as _, future};
use http::header;
use maud::Render as _;
use notifications::News;
use serde_json::Value;
use web_kit::{
    BellState, Visit, WebError, live,
    ui::{Button, Toast, Tone},
};

use super::NoticesState;

pub(super) async fn state(visit: Visit, State(state): State<NoticesState>) -> Result<Response, WebError> {
    let unread = state.notifications.unread(&visit.actor).await?;
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(BellState::new(visit.t, unread))).into_response())
}

pub(super) async fn stream(visit: Visit, State(state): State<NoticesState>) -> Result<Response, WebError> {
    let news = state.notifications.listen(&visit.actor, &state.bus)?;
    let told = news
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
    let unread = state.notifications.unread(&visit.actor).await?;
    let bell = BellState::new(visit.t, unread);
    let mut value = serde_json::json!({ "unread": bell.unread, "shown": bell.shown, "label": bell.label });
    if let News::Arrived(id) = news
        && let Some(notice) = state.notifications.notice(&visit.actor, id).await?
    {
        let link = Button::secondary(notice.action).href(visit.url(&notice.path)).small();
        value["toast"] = Toast::new(Tone::Info, notice.title).action(link).render().into_string().into();
    }
    Ok(Some(value))
}
