//! Projects for everybody.

use axum::extract::State;
use contracts::{catalog::FilmId, crowdfunding::ProjectId};
use crowdfunding::ProjectShelf;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::body::{BackerBody, ProjectCardBody, ProjectDetailsBody, RefundsBody, TotalBody};
use crate::{ApiState, Caller, Json, PageQuery, Path, Problem, Query, extract::page_request, problem::Refusal, view::Paged};

/// Which projects.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Shelf {
    /// Those that take pledges, or wait for the last payments.
    #[default]
    Open,
    /// Those that were decided.
    Ended,
}

/// Which projects, and which page of them.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct ProjectQuery {
    /// `open` without it.
    #[serde(default)]
    #[param(inline, required = false)]
    shelf: Shelf,
    /// The number of items, 1 to 100; 24 without it.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u16>,
    /// The `next` of the page before.
    #[param(max_length = 1000)]
    after: Option<String>,
}

/// The projects of a shelf: open ones by their deadline, the nearest first; ended ones the newest first.
#[utoipa::path(get, path = "/api/v1/projects", tag = "projects", params(ProjectQuery),
    responses((status = OK, body = Paged<ProjectCardBody>)))]
pub(super) async fn list(
    State(state): State<ApiState>,
    _caller: Caller,
    Query(query): Query<ProjectQuery>,
) -> Result<Json<Paged<ProjectCardBody>>, Problem> {
    let page = page_request(query.limit, query.after)?;
    let shelf = match query.shelf {
        Shelf::Open => ProjectShelf::Open,
        Shelf::Ended => ProjectShelf::Ended,
    };
    Ok(Json(Paged::of(state.crowdfunding.projects(shelf, &page).await?)))
}

/// A project, by its id or its slug. Others than its creator and the staff see it once it is online.
#[utoipa::path(get, path = "/api/v1/projects/{id}", tag = "projects",
    params(("id" = String, Path, description = "The id or the slug", max_length = 100)),
    responses((status = OK, body = ProjectDetailsBody)))]
pub(super) async fn get(
    State(state): State<ApiState>,
    caller: Caller,
    Path(name): Path<String>,
) -> Result<Json<ProjectDetailsBody>, Problem> {
    let view = match name.parse::<ProjectId>() {
        Ok(id) => state.crowdfunding.project(&caller.actor, id).await?,
        Err(_slug) => state.crowdfunding.project_by_slug(&caller.actor, &name).await?,
    };
    Ok(Json(view.into()))
}

/// What a project has raised.
#[utoipa::path(get, path = "/api/v1/projects/{id}/total", tag = "projects", params(("id" = Uuid, Path)),
    responses((status = OK, body = TotalBody)))]
pub(super) async fn total(
    State(state): State<ApiState>,
    _caller: Caller,
    Path(id): Path<ProjectId>,
) -> Result<Json<TotalBody>, Problem> {
    Ok(Json(state.crowdfunding.total(id).await?.into()))
}

/// Who paid for a project, the newest first. What went back, or is on its way back, is not among them.
#[utoipa::path(get, path = "/api/v1/projects/{id}/backers", tag = "projects", params(("id" = Uuid, Path), PageQuery),
    responses((status = OK, body = Paged<BackerBody>)))]
pub(super) async fn backers(
    State(state): State<ApiState>,
    _caller: Caller,
    Path(id): Path<ProjectId>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Paged<BackerBody>>, Problem> {
    Ok(Json(Paged::of(state.crowdfunding.backers(id, &page.request()?).await?)))
}

/// How many pledges of a failed project are back. 404 for one that has nothing to give back.
#[utoipa::path(get, path = "/api/v1/projects/{id}/refunds", tag = "projects", params(("id" = Uuid, Path)),
    responses((status = OK, body = RefundsBody)))]
pub(super) async fn refunds(
    State(state): State<ApiState>,
    _caller: Caller,
    Path(id): Path<ProjectId>,
) -> Result<Json<RefundsBody>, Problem> {
    Ok(Json(state.crowdfunding.refunds(id).await?.ok_or(Refusal::NotFound)?.into()))
}

/// The projects that a film helps to finance: the open ones first; at most twenty.
#[utoipa::path(get, path = "/api/v1/films/{id}/projects", tag = "projects", params(("id" = Uuid, Path)),
    responses((status = OK, body = Paged<ProjectCardBody>)))]
pub(super) async fn of_film(
    State(state): State<ApiState>,
    _caller: Caller,
    Path(id): Path<FilmId>,
) -> Result<Json<Paged<ProjectCardBody>>, Problem> {
    let cards = state.crowdfunding.projects_of_films(&[id]).await?;
    Ok(Json(Paged { items: cards.into_iter().map(Into::into).collect(), next: None }))
}
