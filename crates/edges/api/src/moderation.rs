//! What moderators do.

use axum::extract::State;
use catalog::{Decide, Decision, PublishFilm, ReportSubject};
use contracts::catalog::{CommentId, FilmId};
use http::StatusCode;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    ApiState, Json, PageQuery, Path, Problem, Query, SignedInCaller,
    view::{Paged, ReportedItem, StudioDetails},
    words,
};

pub(crate) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(submitted))
        .routes(routes!(publish))
        .routes(routes!(refuse))
        .routes(routes!(reported))
        .routes(routes!(decide_film))
        .routes(routes!(decide_comment))
}

/// What the moderator saw.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct SeenQuery {
    /// The version that was read: refused with 409 when the film has changed since.
    version: Option<i32>,
}

/// Why a film is refused.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Refuse {
    /// Its author reads it.
    #[schema(min_length = 1, max_length = 1000)]
    reason: String,
}

/// What to do about reports.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewDecision {
    #[schema(schema_with = words::decisions)]
    decision: Decision,
    /// The author reads it, the audit trail keeps it.
    #[schema(min_length = 1, max_length = 500)]
    reason: String,
}

/// The films that wait for a decision, the longest waiting first.
#[utoipa::path(get, path = "/api/v1/moderation/films", tag = "moderation", params(PageQuery),
    responses((status = OK, body = Paged<StudioDetails>)))]
async fn submitted(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Query(page): Query<PageQuery>,
) -> Result<Json<Paged<StudioDetails>>, Problem> {
    Ok(Json(Paged::of(state.catalog.list_submitted_films(&actor, &page.request()?).await?)))
}

/// Publishes a submitted film.
#[utoipa::path(post, path = "/api/v1/films/{id}/publish", tag = "moderation", params(("id" = Uuid, Path), SeenQuery),
    responses((status = OK, body = StudioDetails)))]
async fn publish(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<FilmId>,
    Query(seen): Query<SeenQuery>,
) -> Result<Json<StudioDetails>, Problem> {
    let cmd = PublishFilm { film_id: id, version: seen.version };
    Ok(Json(state.catalog.publish_film(&actor, cmd).await?.into()))
}

/// Refuses a submitted film, or takes a published one away.
#[utoipa::path(post, path = "/api/v1/films/{id}/refuse", tag = "moderation", params(("id" = Uuid, Path)), request_body = Refuse,
    responses((status = OK, body = StudioDetails)))]
async fn refuse(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<FilmId>,
    Json(body): Json<Refuse>,
) -> Result<Json<StudioDetails>, Problem> {
    Ok(Json(state.catalog.refuse_film(&actor, id, &body.reason).await?.into()))
}

/// The films and comments with open reports, the longest waiting first.
#[utoipa::path(get, path = "/api/v1/moderation/reports", tag = "moderation", params(PageQuery),
    responses((status = OK, body = Paged<ReportedItem>)))]
async fn reported(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Query(page): Query<PageQuery>,
) -> Result<Json<Paged<ReportedItem>>, Problem> {
    Ok(Json(Paged::of(state.catalog.list_reported(&actor, &page.request()?).await?)))
}

/// Closes the reports on a film.
#[utoipa::path(post, path = "/api/v1/moderation/films/{id}/decision", tag = "moderation", params(("id" = Uuid, Path)),
    request_body = NewDecision, responses((status = NO_CONTENT)))]
async fn decide_film(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<FilmId>,
    Json(body): Json<NewDecision>,
) -> Result<StatusCode, Problem> {
    let cmd = Decide { subject: ReportSubject::Film(id), decision: body.decision, reason: body.reason };
    state.catalog.decide(&actor, cmd).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Closes the reports on a comment; hides it or shows it again.
#[utoipa::path(post, path = "/api/v1/moderation/comments/{id}/decision", tag = "moderation", params(("id" = Uuid, Path)),
    request_body = NewDecision, responses((status = NO_CONTENT)))]
async fn decide_comment(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<CommentId>,
    Json(body): Json<NewDecision>,
) -> Result<StatusCode, Problem> {
    let cmd = Decide { subject: ReportSubject::Comment(id), decision: body.decision, reason: body.reason };
    state.catalog.decide(&actor, cmd).await?;
    Ok(StatusCode::NO_CONTENT)
}
