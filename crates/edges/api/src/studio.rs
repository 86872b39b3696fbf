//! What authors do with their films.

use axum::extract::State;
use catalog::{AttachAsset, CreateFilm, CreditInput, CreditPerson, CreditRole, EditFilm, FilmInput, FilmPart, SetCredits};
use contracts::catalog::FilmId;
use http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use crate::{
    ApiState, Json, PageQuery, Path, Problem, Query, SignedInCaller,
    problem::Refusal,
    view::{Paged, StudioDetails},
    words,
};

pub(crate) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(create))
        .routes(routes!(list))
        .routes(routes!(get))
        .routes(routes!(edit))
        .routes(routes!(delete))
        .routes(routes!(set_credits))
        .routes(routes!(attach))
        .routes(routes!(submit))
        .routes(routes!(withdraw))
        .routes(routes!(unpublish))
}

/// A new film.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewFilm {
    #[schema(min_length = 1, max_length = 200)]
    title: String,
    /// The production company whose film it is; the caller must be a member.
    #[serde(default)]
    organisation_id: Option<Uuid>,
}

/// The details of a film. Absent members become empty.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct FilmChange {
    /// The version that was read: refused with 409 when the film has changed since.
    #[serde(default)]
    version: Option<i32>,
    #[schema(min_length = 1, max_length = 200)]
    title: String,
    #[serde(default)]
    #[schema(max_length = 200)]
    original_title: String,
    #[serde(default)]
    #[schema(max_length = 4000)]
    synopsis_fr: String,
    #[serde(default)]
    #[schema(max_length = 4000)]
    synopsis_en: String,
    #[serde(default)]
    #[schema(minimum = 1888, maximum = 2100)]
    year: Option<i16>,
    /// Codes of genres.
    #[serde(default)]
    #[schema(max_items = 5)]
    genres: Vec<String>,
    /// ISO 3166-1 alpha-2.
    #[serde(default)]
    #[schema(max_items = 10)]
    countries: Vec<String>,
    /// BCP 47.
    #[serde(default)]
    #[schema(max_items = 10)]
    spoken_languages: Vec<String>,
    /// BCP 47.
    #[serde(default)]
    #[schema(max_items = 30)]
    subtitle_languages: Vec<String>,
    #[serde(default)]
    #[schema(schema_with = words::ages)]
    age_rating: String,
}

/// The credits of a film, in order.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Credits {
    #[schema(max_items = 200)]
    credits: Vec<NewCredit>,
}

/// One credit: a known person, or a name.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewCredit {
    /// A known person.
    #[serde(default)]
    person_id: Option<Uuid>,
    /// The name of somebody new; joins the person of that name when there is exactly one.
    #[serde(default)]
    #[schema(max_length = 120)]
    name: String,
    #[schema(schema_with = words::roles)]
    role: CreditRole,
    /// The character or the job.
    #[serde(default)]
    #[schema(max_length = 120)]
    detail: String,
}

/// The asset of a part; null takes it away.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PartAsset {
    asset_id: Option<Uuid>,
}

/// Starts a film: a draft that only its author sees.
#[utoipa::path(post, path = "/api/v1/films", tag = "studio", request_body = NewFilm, responses((status = CREATED, body = StudioDetails)))]
async fn create(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Json(body): Json<NewFilm>,
) -> Result<(StatusCode, Json<StudioDetails>), Problem> {
    let cmd = CreateFilm { title: body.title, organisation_id: body.organisation_id.map(Into::into) };
    Ok((StatusCode::CREATED, Json(state.catalog.create_film(&actor, cmd).await?.into())))
}

/// The caller's films and those of their organisations, newest first.
#[utoipa::path(get, path = "/api/v1/me/films", tag = "studio", params(PageQuery), responses((status = OK, body = Paged<StudioDetails>)))]
async fn list(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Query(page): Query<PageQuery>,
) -> Result<Json<Paged<StudioDetails>>, Problem> {
    Ok(Json(Paged::of(state.catalog.list_studio_films(&actor, &page.request()?).await?)))
}

/// A film as its author edits it.
#[utoipa::path(get, path = "/api/v1/films/{id}/studio", tag = "studio", params(("id" = Uuid, Path)),
    responses((status = OK, body = StudioDetails)))]
async fn get(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<FilmId>,
) -> Result<Json<StudioDetails>, Problem> {
    Ok(Json(state.catalog.get_studio_film(&actor, id).await?.into()))
}

/// Replaces the details of a film.
#[utoipa::path(put, path = "/api/v1/films/{id}", tag = "studio", params(("id" = Uuid, Path)), request_body = FilmChange,
    responses((status = OK, body = StudioDetails)))]
async fn edit(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<FilmId>,
    Json(body): Json<FilmChange>,
) -> Result<Json<StudioDetails>, Problem> {
    let details = FilmInput {
        title: body.title,
        original_title: body.original_title,
        synopsis_fr: body.synopsis_fr,
        synopsis_en: body.synopsis_en,
        year: body.year,
        genres: body.genres,
        countries: body.countries,
        spoken_languages: body.spoken_languages,
        subtitle_languages: body.subtitle_languages,
        age_rating: body.age_rating,
    };
    Ok(Json(state.catalog.edit_film(&actor, EditFilm { film_id: id, version: body.version, details }).await?.into()))
}

/// Deletes a film that was never published.
#[utoipa::path(delete, path = "/api/v1/films/{id}", tag = "studio", params(("id" = Uuid, Path)), responses((status = NO_CONTENT)))]
async fn delete(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<FilmId>,
) -> Result<StatusCode, Problem> {
    state.catalog.delete_film(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Replaces the credits of a film, in this order.
#[utoipa::path(put, path = "/api/v1/films/{id}/credits", tag = "studio", params(("id" = Uuid, Path)), request_body = Credits,
    responses((status = OK, body = StudioDetails)))]
async fn set_credits(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<FilmId>,
    Json(body): Json<Credits>,
) -> Result<Json<StudioDetails>, Problem> {
    let credits = body.credits.into_iter().map(|credit| CreditInput {
        person: credit.person_id.map_or(CreditPerson::Named(credit.name), |id| CreditPerson::Known(id.into())),
        role: credit.role,
        detail: credit.detail,
    });
    let cmd = SetCredits { film_id: id, credits: credits.collect() };
    Ok(Json(state.catalog.set_credits(&actor, cmd).await?.into()))
}

/// Gives a film its video, poster or trailer. The video of a submitted or published film does not change (409): the film is
/// taken back first.
#[utoipa::path(put, path = "/api/v1/films/{id}/assets/{part}", tag = "studio", request_body = PartAsset,
    params(("id" = Uuid, Path), ("part" = String, Path, description = "`video`, `poster` or `trailer`", pattern = "^(video|poster|trailer)$")),
    responses((status = OK, body = StudioDetails)))]
async fn attach(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path((id, part)): Path<(FilmId, String)>,
    Json(body): Json<PartAsset>,
) -> Result<Json<StudioDetails>, Problem> {
    let part = match part.as_str() {
        "video" => FilmPart::Video,
        "poster" => FilmPart::Poster,
        "trailer" => FilmPart::Trailer,
        _ => return Err(Refusal::NotFound.into()),
    };
    let cmd = AttachAsset { film_id: id, part, asset_id: body.asset_id.map(Into::into) };
    Ok(Json(state.catalog.attach_asset(&actor, cmd).await?.into()))
}

/// Asks the moderators to publish a film.
#[utoipa::path(post, path = "/api/v1/films/{id}/submit", tag = "studio", params(("id" = Uuid, Path)),
    responses((status = OK, body = StudioDetails)))]
async fn submit(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<FilmId>,
) -> Result<Json<StudioDetails>, Problem> {
    Ok(Json(state.catalog.submit_film(&actor, id).await?.into()))
}

/// Takes a submission back.
#[utoipa::path(post, path = "/api/v1/films/{id}/withdraw", tag = "studio", params(("id" = Uuid, Path)),
    responses((status = OK, body = StudioDetails)))]
async fn withdraw(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<FilmId>,
) -> Result<Json<StudioDetails>, Problem> {
    Ok(Json(state.catalog.withdraw_film(&actor, id).await?.into()))
}

/// Takes a published film off the catalogue.
#[utoipa::path(post, path = "/api/v1/films/{id}/unpublish", tag = "studio", params(("id" = Uuid, Path)),
    responses((status = OK, body = StudioDetails)))]
async fn unpublish(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<FilmId>,
) -> Result<Json<StudioDetails>, Problem> {
    Ok(Json(state.catalog.unpublish_film(&actor, id).await?.into()))
}
