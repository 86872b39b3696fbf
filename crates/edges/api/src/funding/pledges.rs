//! Pledges, with an account or without: who has none shows the key that the pledge came with.

use axum::extract::State;
use contracts::crowdfunding::{PledgeId, ProjectId};
use http::StatusCode;

use super::body::{NewPledge, PledgeBody, PledgeLineBody};
use crate::{ApiState, Caller, Json, PageQuery, Path, PaymentKey, Problem, Query, SignedInCaller, view::Paged};

/// Promises something to a project and opens its payment. Anybody may. Sent again, it is the same pledge.
#[utoipa::path(post, path = "/api/v1/projects/{id}/pledges", tag = "pledges", params(("id" = Uuid, Path)), request_body = NewPledge,
    responses((status = CREATED, body = PledgeBody)))]
pub(super) async fn make(
    State(state): State<ApiState>,
    caller: Caller,
    Path(id): Path<ProjectId>,
    Json(body): Json<NewPledge>,
) -> Result<(StatusCode, Json<PledgeBody>), Problem> {
    let pledge = state.crowdfunding.pledge(&caller.actor, &body.command(id)?).await?;
    Ok((StatusCode::CREATED, Json(pledge.into())))
}

/// A pledge, for who made it signed in, or has its key.
#[utoipa::path(get, path = "/api/v1/pledges/{id}", tag = "pledges", params(("id" = Uuid, Path), PaymentKey),
    responses((status = OK, body = PledgeBody)))]
pub(super) async fn get(
    State(state): State<ApiState>,
    caller: Caller,
    key: PaymentKey,
    Path(id): Path<PledgeId>,
) -> Result<Json<PledgeBody>, Problem> {
    Ok(Json(state.crowdfunding.find_pledge(&caller.actor, id, key.as_str()).await?.into()))
}

/// Takes a pledge back while its project is online: what was paid goes back whole.
#[utoipa::path(post, path = "/api/v1/pledges/{id}/cancel", tag = "pledges", params(("id" = Uuid, Path), PaymentKey),
    responses((status = OK, body = PledgeBody)))]
pub(super) async fn cancel(
    State(state): State<ApiState>,
    caller: Caller,
    key: PaymentKey,
    Path(id): Path<PledgeId>,
) -> Result<Json<PledgeBody>, Problem> {
    Ok(Json(state.crowdfunding.cancel_pledge(&caller.actor, id, key.as_str()).await?.into()))
}

/// What the caller pledged while signed in, the newest first.
#[utoipa::path(get, path = "/api/v1/me/pledges", tag = "pledges", params(PageQuery),
    responses((status = OK, body = Paged<PledgeLineBody>)))]
pub(super) async fn mine(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Query(page): Query<PageQuery>,
) -> Result<Json<Paged<PledgeLineBody>>, Problem> {
    Ok(Json(Paged::of(state.crowdfunding.my_pledges(&actor, &page.request()?).await?)))
}
