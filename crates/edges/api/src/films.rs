//! Films for everybody: home, filters, lists, search, pages.

use axum::{
    extract::{RawQuery, State},
    response::Response,
};
use catalog::FilmFilter;
use contracts::catalog::FilmId;
use http::HeaderMap;
use serde::Deserialize;
use url::form_urlencoded;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use crate::{
    ApiState, Caller, Json, Path, Problem, Query, etag,
    extract::page_request,
    problem::Refusal,
    view::{Film, FilmDetails, FilterChoices, HomeView, Paged, Searched},
    words,
};

pub(crate) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(home))
        .routes(routes!(filters))
        .routes(routes!(list))
        .routes(routes!(search))
        .routes(routes!(get))
}

/// Which films, in which order.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "most are here for the document: the filter itself reads the same query")]
struct FilmQuery {
    /// The code of a genre.
    #[param(max_length = 30, pattern = "^[a-z-]+$")]
    genre: Option<String>,
    /// ISO 3166-1 alpha-2.
    #[param(pattern = "^[A-Za-z]{2}$")]
    country: Option<String>,
    /// Spoken in the film (BCP 47).
    #[param(pattern = "^[A-Za-z]{2,3}$")]
    language: Option<String>,
    /// Of its subtitles (BCP 47).
    #[param(pattern = "^[A-Za-z]{2,3}$")]
    subtitles: Option<String>,
    /// The first year.
    #[param(minimum = 1, maximum = 9999)]
    year_from: Option<i16>,
    /// The last year.
    #[param(minimum = 1, maximum = 9999)]
    year_to: Option<i16>,
    /// At least this long.
    #[param(minimum = 0, maximum = 100_000)]
    minutes_from: Option<i32>,
    /// At most this long.
    #[param(minimum = 0, maximum = 100_000)]
    minutes_to: Option<i32>,
    /// The id of a director.
    director: Option<Uuid>,
    /// Below this many megabytes in the lightest quality.
    #[param(minimum = 1, maximum = 1_000_000)]
    max_mb: Option<i32>,
    /// The order.
    #[param(schema_with = words::sorts, required = false)]
    sort: Option<String>,
    /// The number of items, 1 to 100; 24 without it.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u16>,
    /// The `next` of the page before.
    #[param(max_length = 1000)]
    after: Option<String>,
}

/// What to look for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct SearchQuery {
    /// The words; accents and small mistakes do not matter.
    #[param(max_length = 200)]
    q: String,
}

/// The filter of a query string.
fn filter(query: Option<&str>) -> Result<FilmFilter, Problem> {
    let pairs: Vec<_> = form_urlencoded::parse(query.unwrap_or_default().as_bytes()).into_owned().collect();
    let pairs = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    FilmFilter::from_pairs(pairs).map_err(|wrong| Refusal::Invalid(wrong).into())
}

/// The home page: a film on top and rows of films.
#[utoipa::path(get, path = "/api/v1/home", tag = "films", responses((status = OK, body = HomeView)))]
async fn home(State(state): State<ApiState>) -> Result<Json<HomeView>, Problem> {
    Ok(Json(state.catalog.home().await?.as_ref().into()))
}

/// What the filters can offer: only values that listed films have, and every genre.
#[utoipa::path(get, path = "/api/v1/filters", tag = "films", responses((status = OK, body = FilterChoices)))]
async fn filters(State(state): State<ApiState>) -> Result<Json<FilterChoices>, Problem> {
    Ok(Json(state.catalog.filter_options().await?.as_ref().into()))
}

/// Listed films that pass the filter.
#[utoipa::path(get, path = "/api/v1/films", tag = "films", params(FilmQuery), responses((status = OK, body = Paged<Film>)))]
async fn list(
    State(state): State<ApiState>,
    caller: Caller,
    RawQuery(raw): RawQuery,
    Query(query): Query<FilmQuery>,
) -> Result<Json<Paged<Film>>, Problem> {
    let page = page_request(query.limit, query.after)?;
    Ok(Json(Paged::of(state.catalog.list_films(&caller.actor, &filter(raw.as_deref())?, &page).await?)))
}

/// Listed films with these words in titles, people or synopses, best first; then what resembles them.
#[utoipa::path(get, path = "/api/v1/search", tag = "films", params(SearchQuery, FilmQuery), responses((status = OK, body = Searched)))]
async fn search(
    State(state): State<ApiState>,
    caller: Caller,
    RawQuery(raw): RawQuery,
    Query(words): Query<SearchQuery>,
    Query(query): Query<FilmQuery>,
) -> Result<Json<Searched>, Problem> {
    if words.q.chars().count() > 200 {
        return Err(Problem::field("q", "api-field-query-length"));
    }
    let page = page_request(query.limit, query.after)?;
    Ok(Json(state.catalog.search(&caller.actor, &words.q, &filter(raw.as_deref())?, &page).await?.into()))
}

/// A film, by its id or its slug. Others than its author and the staff see it once it is published.
#[utoipa::path(get, path = "/api/v1/films/{id}", tag = "films",
    params(("id" = String, Path, description = "The id or the slug", max_length = 100)),
    responses((status = OK, body = FilmDetails, headers(("ETag" = String))), (status = NOT_MODIFIED, description = "The caller has it")))]
async fn get(
    State(state): State<ApiState>,
    caller: Caller,
    headers: HeaderMap,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    let page = match name.parse::<FilmId>() {
        Ok(film_id) => state.catalog.get_film_by_id(&caller.actor, film_id).await?,
        Err(_slug) => state.catalog.get_film(&caller.actor, &name).await?,
    };
    Ok(etag::tagged(&headers, &FilmDetails::from(page)))
}
