//! Playback sessions: opening a film, signs of life, stopping; and the streams themselves under `/play`.

mod body;
mod history;
mod range;
mod stream;

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use contracts::{catalog::FilmId, media::AssetId, playback::PlaybackId};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use playback::{Device, OpenPlayback, PlaybackError, RungClass, Shown};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;
use web_kit::device;

use self::body::{ActiveBody, BeatBody, SignBody};
pub(crate) use self::body::{BusyBody, OpenBody, OpenedBody};
pub use self::stream::router as streams;
use crate::{ApiState, Caller, Json, Path, Problem, ProblemBody, SignedInCaller};

pub(crate) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(open))
        .routes(routes!(heartbeat))
        .routes(routes!(end))
        .routes(routes!(active))
        .routes(routes!(stop))
        .merge(history::router())
}

/// Opens a film
///
/// Answers the signed master playlist and what can be chosen in it. Without an account a visitor is told apart by a cookie
/// that this request sets.
#[utoipa::path(
    post, path = "/api/v1/films/{film_id}/playback", tag = "playback",
    params(("film_id" = Uuid, Path, description = "The film")),
    request_body = OpenBody,
    responses(
        (status = 201, body = OpenedBody, description = "The stream"),
        (status = 401, body = ProblemBody, description = "The credentials are not valid"),
        (status = 403, body = ProblemBody, description = "The key may not watch"),
        (status = 404, body = ProblemBody, description = "No such film"),
        (status = 409, body = BusyBody, description = "Every place is taken, or nothing can be played yet"),
        (status = 422, body = ProblemBody, description = "The input is wrong"),
    )
)]
async fn open(
    State(state): State<ApiState>,
    caller: Caller,
    Path(film_id): Path<Uuid>,
    headers: HeaderMap,
    Json(body): Json<OpenBody>,
) -> Result<Response, Problem> {
    let film = state.catalog.get_watchable(&caller.actor, FilmId::from(film_id)).await?;
    open_stream(&state, &caller, &headers, &body, (Shown::Film(film.film_id), film.asset_id)).await
}

/// Opens the stream of a film or a clip that the caller may see, for this device.
pub(crate) async fn open_stream(
    state: &ApiState,
    caller: &Caller,
    headers: &HeaderMap,
    body: &OpenBody,
    (shown, asset_id): (Shown, AssetId),
) -> Result<Response, Problem> {
    let guest = device::guest(headers, &caller.actor);
    let asked_to_save = headers.get("save-data").is_some_and(|value| value == "on");
    let class = if body.lite.unwrap_or(asked_to_save) { RungClass::Lite } else { RungClass::Full };
    let device = Device::try_new(body.device_key.clone(), &device::label(headers), guest.value.clone())?;
    let mut response = match state.playback.open(&caller.actor, OpenPlayback { shown, asset_id, class, device }).await {
        Ok(opened) => (StatusCode::CREATED, Json(OpenedBody::from(opened))).into_response(),
        Err(PlaybackError::Busy(taken)) => body::busy(taken, headers),
        Err(error) => return Err(error.into()),
    };
    if let Some(cookie) = guest.cookie(state.public_url.scheme() == "https") {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// Gives a sign of life
///
/// Holds the stream's place and keeps the position, as far as it lies within what was served. Gives no watch time by
/// itself. Needs nothing but the token.
#[utoipa::path(
    post, path = "/api/v1/playback/heartbeat", tag = "playback",
    request_body = SignBody,
    responses(
        (status = 200, body = BeatBody, description = "Go on"),
        (status = 403, body = ProblemBody, description = "Not a token of ours"),
        (status = 404, body = ProblemBody, description = "No such stream"),
        (status = 410, body = ProblemBody, description = "The stream was stopped, or its token is over"),
        (status = 422, body = ProblemBody, description = "The input is wrong"),
    )
)]
async fn heartbeat(State(state): State<ApiState>, Json(body): Json<SignBody>) -> Result<Json<BeatBody>, Problem> {
    let beat = state.playback.heartbeat(&body.token, body.position_ms).await?;
    Ok(Json(BeatBody { heartbeat_s: beat.heartbeat_s, credited_ms: beat.credited_ms }))
}

/// Closes a stream
///
/// Frees its place at once and keeps the last position.
#[utoipa::path(
    post, path = "/api/v1/playback/end", tag = "playback",
    request_body = SignBody,
    responses(
        (status = 204, description = "Closed"),
        (status = 403, body = ProblemBody, description = "Not a token of ours"),
        (status = 404, body = ProblemBody, description = "No such stream"),
        (status = 410, body = ProblemBody, description = "It was over already"),
        (status = 422, body = ProblemBody, description = "The input is wrong"),
    )
)]
async fn end(State(state): State<ApiState>, Json(body): Json<SignBody>) -> Result<StatusCode, Problem> {
    state.playback.end(&body.token, body.position_ms).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Lists the account's streams that hold a place
#[utoipa::path(
    get, path = "/api/v1/me/playback", tag = "playback",
    responses(
        (status = 200, body = [ActiveBody], description = "The streams, oldest first"),
        (status = 401, body = ProblemBody, description = "Not signed in"),
    )
)]
async fn active(State(state): State<ApiState>, SignedInCaller(actor): SignedInCaller) -> Result<Json<Vec<ActiveBody>>, Problem> {
    let streams = state.playback.active(&actor).await?;
    Ok(Json(streams.into_iter().map(Into::into).collect()))
}

/// Stops one of one's own streams, on whatever device it plays
#[utoipa::path(
    delete, path = "/api/v1/playback/{playback_id}", tag = "playback",
    params(("playback_id" = Uuid, Path, description = "The stream")),
    responses(
        (status = 204, description = "Stopped"),
        (status = 401, body = ProblemBody, description = "The credentials are not valid"),
        (status = 404, body = ProblemBody, description = "None of one's own streams"),
    )
)]
async fn stop(
    State(state): State<ApiState>,
    caller: Caller,
    Path(playback_id): Path<Uuid>,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    let guest = device::guest(&headers, &caller.actor);
    state.playback.stop(&caller.actor, guest.value.as_deref(), PlaybackId::from(playback_id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A header value of text that we made.
fn header_value(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).unwrap_or_else(|_unprintable| HeaderValue::from_static(""))
}
