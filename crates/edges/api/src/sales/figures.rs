//! Figures of an influencer, a program, a partner, everybody: of a period, beside the one before, by day, and told apart.

use affiliate::{FigureBy, FigurePeriod, FigureScope};
use axum::extract::State;
use contracts::affiliate::{PartnershipId, ProgramId};
use kernel::Actor;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::body::figures::{FigureTableBody, FiguresBody, PeriodQuery};
use crate::{ApiState, Json, Path, Problem, Query, SignedInCaller};

pub(super) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(mine))
        .routes(routes!(mine_by))
        .routes(routes!(of_program))
        .routes(routes!(of_program_by))
        .routes(routes!(of_partnership))
        .routes(routes!(of_partnership_by))
        .routes(routes!(of_all))
        .routes(routes!(of_all_by))
}

fn period(state: &ApiState, query: PeriodQuery) -> Result<FigurePeriod, Problem> {
    Ok(FigurePeriod::read(&query.into(), state.db.now())?)
}

async fn figures(state: &ApiState, actor: &Actor, scope: FigureScope, query: PeriodQuery) -> Result<Json<FiguresBody>, Problem> {
    let period = period(state, query)?;
    Ok(Json(state.affiliate.figures(actor, scope, &period).await?.into()))
}

async fn table(
    state: &ApiState,
    actor: &Actor,
    (scope, by): (FigureScope, FigureBy),
    query: PeriodQuery,
) -> Result<Json<FigureTableBody>, Problem> {
    let period = period(state, query)?;
    let found = state.affiliate.figure_table(actor, scope, &period, by).await?;
    Ok(Json(FigureTableBody::of(found, &period)))
}

/// The caller's own figures in all the programs they are or were a partner in: of a period, of as many days before, and of each day.
#[utoipa::path(get, path = "/api/v1/me/figures", tag = "sales", params(PeriodQuery), responses((status = OK, body = FiguresBody)))]
async fn mine(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Query(query): Query<PeriodQuery>,
) -> Result<Json<FiguresBody>, Problem> {
    figures(&state, &actor, FigureScope::Mine, query).await
}

/// The same told apart by `link`, `post`, `origin`, `program`, `product`, `country` or `device`.
#[utoipa::path(get, path = "/api/v1/me/figures/by/{dimension}", tag = "sales", params(("dimension" = String, Path), PeriodQuery),
    responses((status = OK, body = FigureTableBody)))]
async fn mine_by(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(by): Path<FigureBy>,
    Query(query): Query<PeriodQuery>,
) -> Result<Json<FigureTableBody>, Problem> {
    table(&state, &actor, (FigureScope::Mine, by), query).await
}

/// The figures of a program: for the members of its merchant, and the staff that sees money.
#[utoipa::path(get, path = "/api/v1/programs/{id}/figures", tag = "sales", params(("id" = Uuid, Path), PeriodQuery),
    responses((status = OK, body = FiguresBody)))]
async fn of_program(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<ProgramId>,
    Query(query): Query<PeriodQuery>,
) -> Result<Json<FiguresBody>, Problem> {
    figures(&state, &actor, FigureScope::Program(id), query).await
}

/// The same told apart by `partner`, `link`, `origin`, `product`, `country` or `device`.
#[utoipa::path(get, path = "/api/v1/programs/{id}/figures/by/{dimension}", tag = "sales",
    params(("id" = Uuid, Path), ("dimension" = String, Path), PeriodQuery), responses((status = OK, body = FigureTableBody)))]
async fn of_program_by(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path((id, by)): Path<(ProgramId, FigureBy)>,
    Query(query): Query<PeriodQuery>,
) -> Result<Json<FigureTableBody>, Problem> {
    table(&state, &actor, (FigureScope::Program(id), by), query).await
}

/// The figures of a partner in a program: for the influencer, the members of the merchant, and the staff that sees money.
#[utoipa::path(get, path = "/api/v1/partnerships/{id}/figures", tag = "sales", params(("id" = Uuid, Path), PeriodQuery),
    responses((status = OK, body = FiguresBody)))]
async fn of_partnership(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<PartnershipId>,
    Query(query): Query<PeriodQuery>,
) -> Result<Json<FiguresBody>, Problem> {
    figures(&state, &actor, FigureScope::Partnership(id), query).await
}

/// The same told apart by `link`, `post`, `origin`, `product`, `country` or `device`.
#[utoipa::path(get, path = "/api/v1/partnerships/{id}/figures/by/{dimension}", tag = "sales",
    params(("id" = Uuid, Path), ("dimension" = String, Path), PeriodQuery), responses((status = OK, body = FigureTableBody)))]
async fn of_partnership_by(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path((id, by)): Path<(PartnershipId, FigureBy)>,
    Query(query): Query<PeriodQuery>,
) -> Result<Json<FigureTableBody>, Problem> {
    table(&state, &actor, (FigureScope::Partnership(id), by), query).await
}

/// The figures of every program together: for the staff that sees money.
#[utoipa::path(get, path = "/api/v1/admin/sales/figures", tag = "admin", params(PeriodQuery),
    responses((status = OK, body = FiguresBody)))]
async fn of_all(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Query(query): Query<PeriodQuery>,
) -> Result<Json<FiguresBody>, Problem> {
    figures(&state, &actor, FigureScope::Platform, query).await
}

/// The same told apart by `program`, `product`, `country` or `device`.
#[utoipa::path(get, path = "/api/v1/admin/sales/figures/by/{dimension}", tag = "admin",
    params(("dimension" = String, Path), PeriodQuery), responses((status = OK, body = FigureTableBody)))]
async fn of_all_by(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(by): Path<FigureBy>,
    Query(query): Query<PeriodQuery>,
) -> Result<Json<FigureTableBody>, Problem> {
    table(&state, &actor, (FigureScope::Platform, by), query).await
}
