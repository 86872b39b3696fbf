//! The streams: playlists, segments, subtitles and thumbnails below a token.
//!
//! Not in the OpenAPI document: players find them from the master playlist. The token in the path is the credential, so
//! nothing here is cached by others than the player, and no referrer leaves. A router of its own, for most of what a server
//! of films answers are segments: no cookie, no language and no form check on their way.

use axum::{
    Router,
    body::Body,
    extract::State,
    middleware,
    response::{IntoResponse, Response},
    routing::get,
};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use playback::{Playback, PlaybackError, StreamFile, VideoChoice};
use serde::Deserialize;
use tower_http::{catch_panic::CatchPanicLayer, set_header::SetResponseHeaderLayer};

use super::{
    header_value,
    range::{Part, requested},
};
use crate::{Path, Problem, Query, problem};

/// The streams, ready to be merged into the server.
pub fn router(playback: Playback) -> Router {
    Router::new()
        .route("/play/{token}/master.m3u8", get(master))
        .route("/play/{token}/{folder}/{file}", get(file))
        .layer(CatchPanicLayer::new())
        .layer(SetResponseHeaderLayer::if_not_present(header::CACHE_CONTROL, HeaderValue::from_static("no-store")))
        .layer(middleware::from_fn(problem::render))
        .with_state(playback)
}

/// What a player may ask of the master playlist.
#[derive(Debug, Deserialize)]
struct MasterQuery {
    /// `av1` or `avc`: only this picture codec.
    video: Option<String>,
}

/// `GET /play/{token}/master.m3u8`.
async fn master(
    State(playback): State<Playback>,
    Path(token): Path<String>,
    Query(query): Query<MasterQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let file = playback.master(&token, VideoChoice::parse(query.video.as_deref())).await?;
    answer(file, &headers).await
}

/// `GET /play/{token}/{folder}/{file}`.
async fn file(
    State(playback): State<Playback>,
    Path((token, folder, file)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let file = playback.file(&token, &folder, &file).await?;
    answer(file, &headers).await
}

async fn answer(file: StreamFile, headers: &HeaderMap) -> Result<Response, Problem> {
    let (size_bytes, etag) = (file.size_bytes, file.etag.clone());
    let lasting = if file.immutable { "private, max-age=31536000, immutable" } else { "private, no-cache" };
    let head = [
        (header::CONTENT_TYPE, HeaderValue::from_static(file.content_type)),
        (header::CACHE_CONTROL, HeaderValue::from_static(lasting)),
        (header::ETAG, header_value(&etag)),
        (header::ACCEPT_RANGES, HeaderValue::from_static("bytes")),
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    if headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == etag.as_bytes()) {
        return Ok((StatusCode::NOT_MODIFIED, head).into_response());
    }
    let (status, range) = match requested(headers, size_bytes, &etag) {
        Part::Whole => (StatusCode::OK, 0..size_bytes),
        Part::Some(range) => (StatusCode::PARTIAL_CONTENT, range),
        Part::Outside => {
            let size = header_value(&format!("bytes */{size_bytes}"));
            return Ok((StatusCode::RANGE_NOT_SATISFIABLE, [(header::CONTENT_RANGE, size)]).into_response());
        }
    };
    let length = HeaderValue::from(range.end - range.start);
    let place = header_value(&format!("bytes {}-{}/{size_bytes}", range.start, range.end.saturating_sub(1)));
    let pieces = file.read(range).await.map_err(PlaybackError::from)?;
    let mut response = (status, head, [(header::CONTENT_LENGTH, length)], Body::from_stream(pieces)).into_response();
    if status == StatusCode::PARTIAL_CONTENT {
        response.headers_mut().insert(header::CONTENT_RANGE, place);
    }
    Ok(response)
}
