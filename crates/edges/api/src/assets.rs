//! Assets: how far they are, live progress, subtitles, derived pictures.

mod body;

use axum::{
    body::Bytes,
    extract::{DefaultBodyLimit, State},
    response::{IntoResponse, Response},
    routing::get,
};
use contracts::media::AssetId;
use futures::{StreamExt as _, stream};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use kernel::Actor;
use media::{AttachSubtitle, InvalidSubtitle, Media, MediaError, Progress, subtitle::SUBTITLE_BYTES_MAX};
use platform::bus::Heard;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;
use web_kit::Translator;

use self::body::{AssetBody, ProgressBody, ProgressEvent, SubtitleBody, SubtitleQuery};
use crate::{ApiState, Json, PageQuery, Path, Problem, ProblemBody, Query, SignedInCaller, problem, view::Paged};

pub(crate) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(show))
        .routes(routes!(events))
        .routes(routes!(attach_subtitle))
        .layer(DefaultBodyLimit::max(SUBTITLE_BYTES_MAX + 1))
        .routes(routes!(remove_subtitle))
        .route("/media/images/{asset_id}/{variant}", get(image))
}

/// One's own assets
///
/// Newest first.
#[utoipa::path(
    get, path = "/api/v1/assets", tag = "assets", params(PageQuery),
    responses(
        (status = 200, body = Paged<AssetBody>, description = "A page of them"),
        (status = 401, body = ProblemBody, description = "Not signed in"),
        (status = 422, body = ProblemBody, description = "The input is wrong"),
    )
)]
async fn list(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Query(page): Query<PageQuery>,
) -> Result<Json<Paged<AssetBody>>, Problem> {
    Ok(Json(Paged::of(state.media.list_assets(&actor, &page.request()?).await?)))
}

/// An asset and how far it is
#[utoipa::path(
    get, path = "/api/v1/assets/{id}", tag = "assets", params(("id" = Uuid, Path, description = "The asset")),
    responses(
        (status = 200, body = AssetBody, description = "The asset"),
        (status = 401, body = ProblemBody, description = "Not signed in"),
        (status = 404, body = ProblemBody, description = "No such asset of yours"),
    )
)]
async fn show(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<Uuid>,
) -> Result<Json<AssetBody>, Problem> {
    Ok(Json(state.media.asset(&actor, AssetId::from_uuid(id)).await?.into()))
}

/// Progress as it happens
///
/// Server-sent events named `progress`; the stream ends when the asset is ready or has failed.
#[utoipa::path(
    get, path = "/api/v1/assets/{id}/events", tag = "assets", params(("id" = Uuid, Path, description = "The asset")),
    responses(
        (status = 200, body = ProgressEvent, content_type = "text/event-stream", description = "One event for each step; its data is an `AssetProgress`"),
        (status = 401, body = ProblemBody, description = "Not signed in"),
        (status = 404, body = ProblemBody, description = "No such asset of yours"),
    )
)]
async fn events(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (asset_id, t) = (AssetId::from_uuid(id), Translator::new(problem::locale(&headers)));
    // Subscribed before the state is read: no step falls between the two.
    let heard = state.bus.subscribe_with_gaps(&Media::progress_channel(asset_id));
    let first = Progress::from(&state.media.asset(&actor, asset_id).await?);
    let media = state.media;
    let later = heard.filter_map(move |heard| step(media.clone(), actor.clone(), asset_id, heard));
    let steps = web_kit::live::until(stream::once(async { first }).chain(later), |progress| progress.state.is_final());
    Ok(web_kit::live::values("progress", steps.map(move |progress| ProgressBody::of(t, &progress))))
}

/// What was heard, or the state itself where something may have been missed.
async fn step(media: Media, actor: Actor, asset_id: AssetId, heard: Heard) -> Option<Progress> {
    match heard {
        Heard::Message(value) => serde_json::from_value(value).ok(),
        Heard::Gap => media.asset(&actor, asset_id).await.ok().as_ref().map(Progress::from),
    }
}

/// Attaches subtitles
///
/// The body is a SubRip or WebVTT file of at most 2 MB; it replaces the one of the same language and purpose.
#[utoipa::path(
    post, path = "/api/v1/assets/{id}/subtitles", tag = "assets",
    params(("id" = Uuid, Path, description = "The asset"), SubtitleQuery),
    request_body(content = String, content_type = "text/vtt"),
    responses(
        (status = 201, body = SubtitleBody, description = "Attached"),
        (status = 401, body = ProblemBody, description = "Not signed in"),
        (status = 403, body = ProblemBody, description = "The account may not upload"),
        (status = 404, body = ProblemBody, description = "No such asset of yours"),
        (status = 409, body = ProblemBody, description = "Images have no subtitles"),
        (status = 413, body = ProblemBody, description = "Above 2 MB"),
        (status = 422, body = ProblemBody, description = "No subtitles in it, or not a language"),
    )
)]
async fn attach_subtitle(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<Uuid>,
    Query(query): Query<SubtitleQuery>,
    file: Bytes,
) -> Result<Response, Problem> {
    let cmd = AttachSubtitle::try_new(AssetId::from_uuid(id), &query.language, &query.name, query.purpose, &file);
    let track = state.media.attach_subtitle(&actor, cmd.map_err(subtitle_problem)?).await?;
    Ok((StatusCode::CREATED, Json(SubtitleBody::from(track))).into_response())
}

fn subtitle_problem(error: InvalidSubtitle) -> Problem {
    match error {
        InvalidSubtitle::Language => Problem::field("language", error.code()),
        other => MediaError::from(other).into(),
    }
}

/// Removes subtitles
#[utoipa::path(
    delete, path = "/api/v1/assets/{id}/subtitles/{subtitle_id}", tag = "assets",
    params(("id" = Uuid, Path, description = "The asset"), ("subtitle_id" = Uuid, Path, description = "The track")),
    responses(
        (status = 204, description = "Removed"),
        (status = 401, body = ProblemBody, description = "Not signed in"),
        (status = 403, body = ProblemBody, description = "The account may not upload"),
        (status = 404, body = ProblemBody, description = "No such track of yours"),
    )
)]
async fn remove_subtitle(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path((id, subtitle_id)): Path<(Uuid, Uuid)>,
) -> Result<StatusCode, Problem> {
    state.media.remove_subtitle(&actor, AssetId::from_uuid(id), subtitle_id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /media/images/{asset_id}/{variant}`: a derived picture, which never changes.
async fn image(State(state): State<ApiState>, Path((id, variant)): Path<(Uuid, String)>) -> Result<Response, Problem> {
    let image = state.media.image(AssetId::from_uuid(id), &variant).await?;
    let head = [
        (header::CONTENT_TYPE, HeaderValue::from_static(image.content_type)),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    Ok((head, image.bytes).into_response())
}
