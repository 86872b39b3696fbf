//! Favourites, lists, history.

use axum::extract::State;
use catalog::{ChangeList, CreateList, ListPlace, MoveInList, Visibility};
use contracts::catalog::{FilmId, ListId};
use http::StatusCode;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use crate::{
    ApiState, Caller, Json, PageQuery, Path, Problem, Query, SignedInCaller,
    view::{ContinueFilm, Film, FilmList, FilmListCard, HistoryFilm, Paged},
    words,
};

pub(crate) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(favourites))
        .routes(routes!(add_favourite))
        .routes(routes!(remove_favourite))
        .routes(routes!(own))
        .routes(routes!(create))
        .routes(routes!(get))
        .routes(routes!(change))
        .routes(routes!(delete))
        .routes(routes!(add))
        .routes(routes!(remove))
        .routes(routes!(move_film))
        .routes(routes!(go_on))
        .routes(routes!(history))
}

/// What is told of a list.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ListChange {
    #[schema(min_length = 1, max_length = 120)]
    title: String,
    #[serde(default)]
    #[schema(max_length = 1000)]
    description: String,
    #[schema(schema_with = words::visibilities)]
    visibility: Visibility,
}

/// A film and its new place: before or after another film of the list, at the end with neither.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ListMove {
    film_id: Uuid,
    /// The film that stands after it then.
    #[serde(default)]
    before: Option<Uuid>,
    /// The film that stands before it then.
    #[serde(default)]
    after: Option<Uuid>,
}

impl ListMove {
    fn place(&self) -> Result<ListPlace, Problem> {
        match (self.before, self.after) {
            (Some(_), Some(_)) => Err(Problem::field("after", "api-field-two-places")),
            (Some(film_id), None) => Ok(ListPlace::Before(film_id.into())),
            (None, Some(film_id)) => Ok(ListPlace::After(film_id.into())),
            (None, None) => Ok(ListPlace::Last),
        }
    }
}

/// Whether the lists have this film.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct OwnListsQuery {
    /// A film: `has_film` tells of it.
    film: Option<Uuid>,
}

/// The caller's favourites, last added first.
#[utoipa::path(get, path = "/api/v1/me/favourites", tag = "lists", params(PageQuery), responses((status = OK, body = Paged<Film>)))]
async fn favourites(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Query(page): Query<PageQuery>,
) -> Result<Json<Paged<Film>>, Problem> {
    Ok(Json(Paged::of(state.catalog.list_favourites(&actor, &page.request()?).await?)))
}

/// Adds a film to the favourites.
#[utoipa::path(put, path = "/api/v1/me/favourites/{id}", tag = "lists", params(("id" = Uuid, Path)), responses((status = NO_CONTENT)))]
async fn add_favourite(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<FilmId>,
) -> Result<StatusCode, Problem> {
    state.catalog.add_favourite(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes a film from the favourites.
#[utoipa::path(delete, path = "/api/v1/me/favourites/{id}", tag = "lists", params(("id" = Uuid, Path)), responses((status = NO_CONTENT)))]
async fn remove_favourite(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<FilmId>,
) -> Result<StatusCode, Problem> {
    state.catalog.remove_favourite(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The caller's lists, newest first.
#[utoipa::path(get, path = "/api/v1/me/lists", tag = "lists", params(OwnListsQuery), responses((status = OK, body = Paged<FilmListCard>)))]
async fn own(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Query(query): Query<OwnListsQuery>,
) -> Result<Json<Paged<FilmListCard>>, Problem> {
    let lists = state.catalog.list_own_lists(&actor, query.film.map(Into::into)).await?;
    Ok(Json(Paged { items: lists.into_iter().map(Into::into).collect(), next: None }))
}

/// Starts a list.
#[utoipa::path(post, path = "/api/v1/lists", tag = "lists", request_body = ListChange, responses((status = CREATED, body = FilmList)))]
async fn create(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Json(body): Json<ListChange>,
) -> Result<(StatusCode, Json<FilmList>), Problem> {
    let cmd = CreateList { title: body.title, description: body.description, visibility: body.visibility };
    Ok((StatusCode::CREATED, Json(state.catalog.create_list(&actor, cmd).await?.into())))
}

/// A list: everybody's when public, else its owner's.
#[utoipa::path(get, path = "/api/v1/lists/{id}", tag = "lists", params(("id" = Uuid, Path), PageQuery),
    responses((status = OK, body = FilmList)))]
async fn get(
    State(state): State<ApiState>,
    caller: Caller,
    Path(id): Path<ListId>,
    Query(page): Query<PageQuery>,
) -> Result<Json<FilmList>, Problem> {
    Ok(Json(state.catalog.get_list(&caller.actor, id, &page.request()?).await?.into()))
}

/// Replaces what is told of a list.
#[utoipa::path(put, path = "/api/v1/lists/{id}", tag = "lists", params(("id" = Uuid, Path)), request_body = ListChange,
    responses((status = OK, body = FilmList)))]
async fn change(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<ListId>,
    Json(body): Json<ListChange>,
) -> Result<Json<FilmList>, Problem> {
    let cmd = ChangeList { list_id: id, title: body.title, description: body.description, visibility: body.visibility };
    Ok(Json(state.catalog.change_list(&actor, cmd).await?.into()))
}

/// Deletes a list.
#[utoipa::path(delete, path = "/api/v1/lists/{id}", tag = "lists", params(("id" = Uuid, Path)), responses((status = NO_CONTENT)))]
async fn delete(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<ListId>,
) -> Result<StatusCode, Problem> {
    state.catalog.delete_list(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Adds a film at the end of a list.
#[utoipa::path(put, path = "/api/v1/lists/{id}/films/{film_id}", tag = "lists",
    params(("id" = Uuid, Path), ("film_id" = Uuid, Path)), responses((status = NO_CONTENT)))]
async fn add(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path((id, film_id)): Path<(ListId, FilmId)>,
) -> Result<StatusCode, Problem> {
    state.catalog.add_to_list(&actor, id, film_id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes a film from a list.
#[utoipa::path(delete, path = "/api/v1/lists/{id}/films/{film_id}", tag = "lists",
    params(("id" = Uuid, Path), ("film_id" = Uuid, Path)), responses((status = NO_CONTENT)))]
async fn remove(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path((id, film_id)): Path<(ListId, FilmId)>,
) -> Result<StatusCode, Problem> {
    state.catalog.remove_from_list(&actor, id, film_id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Puts a film of a list elsewhere in it.
#[utoipa::path(post, path = "/api/v1/lists/{id}/moves", tag = "lists", params(("id" = Uuid, Path)), request_body = ListMove,
    responses((status = NO_CONTENT)))]
async fn move_film(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<ListId>,
    Json(body): Json<ListMove>,
) -> Result<StatusCode, Problem> {
    let cmd = MoveInList { list_id: id, film_id: body.film_id.into(), place: body.place()? };
    state.catalog.move_in_list(&actor, cmd).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The films the caller began and did not finish, last watched first; at most 18.
#[utoipa::path(get, path = "/api/v1/me/continue", tag = "lists", responses((status = OK, body = Paged<ContinueFilm>)))]
async fn go_on(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
) -> Result<Json<Paged<ContinueFilm>>, Problem> {
    let films = state.catalog.continue_watching(&actor).await?;
    Ok(Json(Paged { items: films.into_iter().map(Into::into).collect(), next: None }))
}

/// Everything the caller watched, last first.
#[utoipa::path(get, path = "/api/v1/me/history", tag = "lists", params(PageQuery), responses((status = OK, body = Paged<HistoryFilm>)))]
async fn history(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Query(page): Query<PageQuery>,
) -> Result<Json<Paged<HistoryFilm>>, Problem> {
    Ok(Json(Paged::of(state.catalog.list_history(&actor, &page.request()?).await?)))
}
