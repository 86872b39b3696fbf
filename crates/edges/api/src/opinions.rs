//! Ratings, comments, reports.

use axum::extract::State;
use catalog::{AddComment, EditComment, Rate, Report, ReportReason, ReportSubject, Stars};
use contracts::catalog::{CommentId, FilmId};
use http::StatusCode;
use kernel::FieldError;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use crate::{
    ApiState, Caller, Json, PageQuery, Path, Problem, Query, SignedInCaller,
    problem::Refusal,
    view::{Comment, Paged, Rating, Thread},
    words,
};

pub(crate) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(rate))
        .routes(routes!(unrate))
        .routes(routes!(comments))
        .routes(routes!(add_comment))
        .routes(routes!(get_comment))
        .routes(routes!(edit_comment))
        .routes(routes!(delete_comment))
        .routes(routes!(replies))
        .routes(routes!(report_film))
        .routes(routes!(report_comment))
}

/// A rating.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewRating {
    #[schema(minimum = 1, maximum = 5)]
    stars: i16,
}

/// A comment or a reply.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewComment {
    #[schema(min_length = 1, max_length = 2000)]
    text: String,
    /// The comment to answer.
    #[serde(default)]
    parent_id: Option<Uuid>,
}

/// A new text.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CommentChange {
    #[schema(min_length = 1, max_length = 2000)]
    text: String,
}

/// What is wrong.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewReport {
    #[schema(schema_with = words::reasons)]
    reason: ReportReason,
    #[serde(default)]
    #[schema(max_length = 500)]
    note: String,
}

/// Rates a film, or changes the rating; the ratings afterwards.
#[utoipa::path(put, path = "/api/v1/films/{id}/rating", tag = "opinions", params(("id" = Uuid, Path)), request_body = NewRating,
    responses((status = OK, body = Rating)))]
async fn rate(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<FilmId>,
    Json(body): Json<NewRating>,
) -> Result<Json<Rating>, Problem> {
    let out_of_range = || FieldError::new("stars", "field-out-of-range").with("min", 1).with("max", 5);
    let stars = Stars::try_new(body.stars).ok_or_else(|| Refusal::Invalid(vec![out_of_range()]))?;
    Ok(Json(state.catalog.rate(&actor, Rate { film_id: id, stars }).await?.into()))
}

/// Takes the rating back; the ratings afterwards.
#[utoipa::path(delete, path = "/api/v1/films/{id}/rating", tag = "opinions", params(("id" = Uuid, Path)),
    responses((status = OK, body = Rating)))]
async fn unrate(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<FilmId>,
) -> Result<Json<Rating>, Problem> {
    Ok(Json(state.catalog.unrate(&actor, id).await?.into()))
}

/// The comments of a film, newest first, each with its first replies.
#[utoipa::path(get, path = "/api/v1/films/{id}/comments", tag = "opinions", params(("id" = Uuid, Path), PageQuery),
    responses((status = OK, body = Paged<Thread>)))]
async fn comments(
    State(state): State<ApiState>,
    caller: Caller,
    Path(id): Path<FilmId>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Paged<Thread>>, Problem> {
    Ok(Json(Paged::of(state.catalog.list_comments(&caller.actor, id, &page.request()?).await?)))
}

/// Writes a comment or a reply.
#[utoipa::path(post, path = "/api/v1/films/{id}/comments", tag = "opinions", params(("id" = Uuid, Path)), request_body = NewComment,
    responses((status = CREATED, body = Comment)))]
async fn add_comment(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<FilmId>,
    Json(body): Json<NewComment>,
) -> Result<(StatusCode, Json<Comment>), Problem> {
    let cmd = AddComment { film_id: id, parent_id: body.parent_id.map(Into::into), text: body.text };
    Ok((StatusCode::CREATED, Json(state.catalog.add_comment(&actor, cmd).await?.into())))
}

/// One comment.
#[utoipa::path(get, path = "/api/v1/comments/{id}", tag = "opinions", params(("id" = Uuid, Path)), responses((status = OK, body = Comment)))]
async fn get_comment(State(state): State<ApiState>, caller: Caller, Path(id): Path<CommentId>) -> Result<Json<Comment>, Problem> {
    Ok(Json(state.catalog.get_comment(&caller.actor, id).await?.into()))
}

/// Changes one's own comment.
#[utoipa::path(put, path = "/api/v1/comments/{id}", tag = "opinions", params(("id" = Uuid, Path)), request_body = CommentChange,
    responses((status = OK, body = Comment)))]
async fn edit_comment(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<CommentId>,
    Json(body): Json<CommentChange>,
) -> Result<Json<Comment>, Problem> {
    Ok(Json(state.catalog.edit_comment(&actor, EditComment { comment_id: id, text: body.text }).await?.into()))
}

/// Removes one's own comment.
#[utoipa::path(delete, path = "/api/v1/comments/{id}", tag = "opinions", params(("id" = Uuid, Path)), responses((status = NO_CONTENT)))]
async fn delete_comment(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<CommentId>,
) -> Result<StatusCode, Problem> {
    state.catalog.delete_comment(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The replies to a comment, oldest first.
#[utoipa::path(get, path = "/api/v1/comments/{id}/replies", tag = "opinions", params(("id" = Uuid, Path), PageQuery),
    responses((status = OK, body = Paged<Comment>)))]
async fn replies(
    State(state): State<ApiState>,
    caller: Caller,
    Path(id): Path<CommentId>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Paged<Comment>>, Problem> {
    Ok(Json(Paged::of(state.catalog.list_replies(&caller.actor, id, &page.request()?).await?)))
}

/// Reports a film to the moderators.
#[utoipa::path(post, path = "/api/v1/films/{id}/reports", tag = "opinions", params(("id" = Uuid, Path)), request_body = NewReport,
    responses((status = NO_CONTENT)))]
async fn report_film(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<FilmId>,
    Json(body): Json<NewReport>,
) -> Result<StatusCode, Problem> {
    state.catalog.report(&actor, Report { subject: ReportSubject::Film(id), reason: body.reason, note: body.note }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Reports a comment to the moderators.
#[utoipa::path(post, path = "/api/v1/comments/{id}/reports", tag = "opinions", params(("id" = Uuid, Path)), request_body = NewReport,
    responses((status = NO_CONTENT)))]
async fn report_comment(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<CommentId>,
    Json(body): Json<NewReport>,
) -> Result<StatusCode, Problem> {
    state.catalog.report(&actor, Report { subject: ReportSubject::Comment(id), reason: body.reason, note: body.note }).await?;
    Ok(StatusCode::NO_CONTENT)
}
