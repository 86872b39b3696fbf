//! The board as it changes: `…/etat` is the fragment, `…/direct` the same as server-sent events whenever something was counted. 200; 404 for
//! whom the figures are not for; 422 for a period that cannot be.

use std::time::Duration;

use axum::{
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use futures::{StreamExt as _, stream};
use web_kit::{Visit, WebError, live};

use super::{Asked, Board, Desk};
use crate::SalesState;

/// For how long a stream is open.
const OPEN: Duration = Duration::from_secs(15 * 60);
/// How long what was counted is gathered before figures are asked again.
const GATHERED: Duration = Duration::from_millis(700);

pub(crate) async fn fragment(visit: &Visit, state: &SalesState, desk: &Desk, asked: &Asked) -> Result<Response, WebError> {
    let board = Board::load(visit, state, desk, asked).await?;
    if board.is_refused() {
        return Ok(StatusCode::UNPROCESSABLE_ENTITY.into_response());
    }
    Ok(board.figures(visit).into_response())
}

pub(crate) async fn stream(visit: Visit, state: SalesState, desk: Desk, asked: Asked) -> Result<Response, WebError> {
    if asked.period(&visit, &desk)?.1.is_empty() {
        // Listening starts before the first reading: nothing between the two is lost.
        let told = state.affiliate.watch_figures(&visit.actor, desk.scope).await?;
        let ticks = stream::once(async {}).chain(live::gathered(told, GATHERED));
        let boards = ticks.then(move |()| {
            let (visit, state, desk, asked) = (visit.clone(), state.clone(), desk.clone(), asked.clone());
            async move {
                // A stream outlives a session: whoever signed out, or lost the right, is told nothing more.
                if !visit.is_still_signed_in().await.ok()? {
                    return None;
                }
                match Board::load(&visit, &state, &desk, &asked).await {
                    Ok(board) => Some(board.figures(&visit)),
                    Err(error) => {
                        tracing::warn!(?error, "a board could not be read again: its page asks by itself");
                        None
                    }
                }
            }
        });
        let fragments = boards.take_while(|board| std::future::ready(board.is_some())).filter_map(std::future::ready);
        // The page asks for another stream then: a day that has begun meanwhile is in it.
        return Ok(live::fragments("etat", fragments.take_until(Box::pin(tokio::time::sleep(OPEN)))));
    }
    Ok(StatusCode::UNPROCESSABLE_ENTITY.into_response())
}
