//! Influencers in programs.

use affiliate::{Answer, PartnershipState};
use axum::extract::State;
use contracts::affiliate::{GroupId, PartnershipId, ProgramId};
use http::StatusCode;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    body::partnership::{PartnershipAnswer, PartnershipBody, PartnershipGroup, PartnershipRequest},
    words,
};
use crate::{ApiState, Json, PageQuery, Path, Problem, Query, SignedInCaller, extract::page_request, view::Paged};

pub(super) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(of_program, ask))
        .routes(routes!(mine))
        .routes(routes!(get))
        .routes(routes!(answer))
        .routes(routes!(set_group))
        .routes(routes!(end))
}

/// Which partnerships.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct PartnershipQuery {
    /// All without it.
    #[param(schema_with = words::partnership_states, required = false)]
    state: Option<PartnershipState>,
    /// The number of items, 1 to 100; 24 without it.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u16>,
    /// The `next` of the page before.
    #[param(max_length = 1000)]
    after: Option<String>,
}

/// The partnerships of a program, the newest request first: for the members of its merchant.
#[utoipa::path(get, path = "/api/v1/programs/{id}/partnerships", tag = "sales", params(("id" = Uuid, Path), PartnershipQuery),
    responses((status = OK, body = Paged<PartnershipBody>)))]
async fn of_program(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<ProgramId>,
    Query(query): Query<PartnershipQuery>,
) -> Result<Json<Paged<PartnershipBody>>, Problem> {
    let page = page_request(query.limit, query.after)?;
    Ok(Json(Paged::of(state.affiliate.partnerships(&actor, id, query.state, &page).await?)))
}

/// Asks to take part in a program; who fits its rule is taken at once. Needs a profile of an influencer.
#[utoipa::path(post, path = "/api/v1/programs/{id}/partnerships", tag = "sales", params(("id" = Uuid, Path)),
    request_body = PartnershipRequest, responses((status = CREATED, body = PartnershipBody)))]
async fn ask(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<ProgramId>,
    Json(body): Json<PartnershipRequest>,
) -> Result<(StatusCode, Json<PartnershipBody>), Problem> {
    let id = state.affiliate.ask(&actor, id, &body.message).await?;
    Ok((StatusCode::CREATED, Json(state.affiliate.partnership(&actor, id).await?.into())))
}

/// The caller's own partnerships, the newest request first.
#[utoipa::path(get, path = "/api/v1/me/partnerships", tag = "sales", params(PageQuery),
    responses((status = OK, body = Paged<PartnershipBody>)))]
async fn mine(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Query(page): Query<PageQuery>,
) -> Result<Json<Paged<PartnershipBody>>, Problem> {
    Ok(Json(Paged::of(state.affiliate.my_partnerships(&actor, &page.request()?).await?)))
}

/// A partnership, for its influencer and the members of its merchant.
#[utoipa::path(get, path = "/api/v1/partnerships/{id}", tag = "sales", params(("id" = Uuid, Path)),
    responses((status = OK, body = PartnershipBody)))]
async fn get(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<PartnershipId>,
) -> Result<Json<PartnershipBody>, Problem> {
    Ok(Json(state.affiliate.partnership(&actor, id).await?.into()))
}

/// Takes an influencer who asked, or not.
#[utoipa::path(post, path = "/api/v1/partnerships/{id}/answer", tag = "sales", params(("id" = Uuid, Path)),
    request_body = PartnershipAnswer, responses((status = OK, body = PartnershipBody)))]
async fn answer(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<PartnershipId>,
    Json(body): Json<PartnershipAnswer>,
) -> Result<Json<PartnershipBody>, Problem> {
    let answer = if body.accept { Answer::Accept(body.group_id.map(GroupId::from_uuid)) } else { Answer::Refuse };
    state.affiliate.answer(&actor, id, answer, &body.message).await?;
    Ok(Json(state.affiliate.partnership(&actor, id).await?.into()))
}

/// Moves a partner into another group: links that are followed from now on earn by its terms.
#[utoipa::path(put, path = "/api/v1/partnerships/{id}/group", tag = "sales", params(("id" = Uuid, Path)),
    request_body = PartnershipGroup, responses((status = NO_CONTENT)))]
async fn set_group(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<PartnershipId>,
    Json(body): Json<PartnershipGroup>,
) -> Result<StatusCode, Problem> {
    state.affiliate.move_to_group(&actor, id, GroupId::from_uuid(body.group_id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends a partnership, by either side. What was earned stays earned.
#[utoipa::path(post, path = "/api/v1/partnerships/{id}/end", tag = "sales", params(("id" = Uuid, Path)),
    responses((status = NO_CONTENT)))]
async fn end(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<PartnershipId>,
) -> Result<StatusCode, Problem> {
    state.affiliate.end_partnership(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
