//! What an open page hears: `GET /messages/direct` the list, `GET /messages/{id}/direct` the thread, as server-sent events, whenever
//! something in them is not as it was. A stream ends after a quarter of an hour; the browser opens another, and proves again who reads.

use std::time::Duration;

use axum::{
    extract::{Path, State},
    response::Response,
};
use contracts::messaging::ConversationId;
use futures::{Stream, StreamExt as _, future, stream};
use maud::Markup;
use platform::Bus;
use web_kit::{Visit, WebError, live};

use super::{MessagesState, list, thread::Thread};

const STREAM_LASTS: Duration = Duration::from_mins(15);

pub(super) async fn list(visit: Visit, State(state): State<MessagesState>) -> Result<Response, WebError> {
    visit.require_account()?;
    let channels = state.messaging.list_channels(&visit.actor).await?;
    let told = heard(&state.bus, &channels);
    let fragments =
        told.then(move |()| {
            let (visit, state) = (visit.clone(), state.clone());
            async move {
                if visit.is_still_signed_in().await? { list::newest(&visit, &state).await } else { Err(WebError::not_found()) }
            }
        });
    Ok(live::fragments("liste", while_readable(fragments)))
}

pub(super) async fn thread(
    visit: Visit,
    State(state): State<MessagesState>,
    Path(id): Path<ConversationId>,
) -> Result<Response, WebError> {
    visit.require_account()?;
    let channel = state.messaging.channel(&visit.actor, id).await?;
    let told = heard(&state.bus, &[channel]);
    let fragments = told.then(move |()| {
        let (visit, state) = (visit.clone(), state.clone());
        async move {
            if visit.is_still_signed_in().await? {
                Ok(Thread::load(&visit, &state, id, None).await?.fragment(&visit))
            } else {
                Err(WebError::not_found())
            }
        }
    });
    Ok(live::fragments("fil", while_readable(fragments)))
}

/// Once at the beginning, so that nothing between the page and the stream is missed, and then with each word of the bus.
fn heard(bus: &Bus, channels: &[String]) -> impl Stream<Item = ()> + Send + use<> {
    let told: Vec<_> = channels.iter().map(|channel| bus.subscribe_with_gaps(channel).map(|_heard| ())).collect();
    let first = stream::once(future::ready(()));
    first.chain(stream::select_all(told)).take_until(tokio::time::sleep(STREAM_LASTS))
}

/// What cannot be read any more, by a session that is over or a side that was left, ends the stream; what fails for a moment is told with
/// the next word.
fn while_readable(
    fragments: impl Stream<Item = Result<Markup, WebError>> + Send + 'static,
) -> impl Stream<Item = Markup> + Send + 'static {
    fragments
        .take_while(|told| future::ready(!matches!(told, Err(error) if error.status_code().is_client_error())))
        .filter_map(|told| future::ready(told.ok()))
}
