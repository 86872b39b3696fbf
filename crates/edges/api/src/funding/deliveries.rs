//! Where backers want what they chose, and what its creator asks them about it.

use axum::extract::State;
use contracts::crowdfunding::{PledgeId, ProjectId};
use http::StatusCode;

use super::body::{DeliveriesBody, DeliveryBody, DeliveryStateBody};
use crate::{ApiState, Caller, Json, Path, PaymentKey, Problem, SignedInCaller, problem::Refusal};

/// What is asked about a paid pledge, for who made it signed in, or has its key. 404 when nothing is.
#[utoipa::path(get, path = "/api/v1/pledges/{id}/delivery", tag = "pledges", params(("id" = Uuid, Path), PaymentKey),
    responses((status = OK, body = DeliveryStateBody)))]
pub(super) async fn get(
    State(state): State<ApiState>,
    caller: Caller,
    key: PaymentKey,
    Path(id): Path<PledgeId>,
) -> Result<Json<DeliveryStateBody>, Problem> {
    let view = state.crowdfunding.delivery(&caller.actor, id, key.as_str()).await?.ok_or(Refusal::NotFound)?;
    Ok(Json(view.into()))
}

/// Answers, or changes the answer, until the creator sends things out: 409 from then on.
#[utoipa::path(put, path = "/api/v1/pledges/{id}/delivery", tag = "pledges", params(("id" = Uuid, Path), PaymentKey),
    request_body = DeliveryBody, responses((status = OK, body = DeliveryStateBody)))]
pub(super) async fn put(
    State(state): State<ApiState>,
    caller: Caller,
    key: PaymentKey,
    Path(id): Path<PledgeId>,
    Json(body): Json<DeliveryBody>,
) -> Result<Json<DeliveryStateBody>, Problem> {
    state.crowdfunding.give_delivery(&caller.actor, id, key.as_str(), &body.into()).await?;
    let view = state.crowdfunding.delivery(&caller.actor, id, key.as_str()).await?.ok_or(Refusal::NotFound)?;
    Ok(Json(view.into()))
}

/// Forgets what was answered.
#[utoipa::path(delete, path = "/api/v1/pledges/{id}/delivery", tag = "pledges", params(("id" = Uuid, Path), PaymentKey),
    responses((status = NO_CONTENT)))]
pub(super) async fn erase(
    State(state): State<ApiState>,
    caller: Caller,
    key: PaymentKey,
    Path(id): Path<PledgeId>,
) -> Result<StatusCode, Problem> {
    state.crowdfunding.erase_delivery(&caller.actor, id, key.as_str()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// How many backers answered, for the project's creator and the staff. 404 for a project that asks nothing of who paid. What they
/// answered stands with the pledges, for the creator alone.
#[utoipa::path(get, path = "/api/v1/projects/{id}/deliveries", tag = "studio", params(("id" = Uuid, Path)),
    responses((status = OK, body = DeliveriesBody)))]
pub(super) async fn progress(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<ProjectId>,
) -> Result<Json<DeliveriesBody>, Problem> {
    Ok(Json(state.crowdfunding.deliveries(&actor, id).await?.ok_or(Refusal::NotFound)?.into()))
}

/// From now on no answer changes: the creator of a project that succeeded sends things out.
#[utoipa::path(post, path = "/api/v1/projects/{id}/deliveries/close", tag = "studio", params(("id" = Uuid, Path)),
    responses((status = NO_CONTENT)))]
pub(super) async fn close(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<ProjectId>,
) -> Result<StatusCode, Problem> {
    state.crowdfunding.close_deliveries(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Answers change again.
#[utoipa::path(post, path = "/api/v1/projects/{id}/deliveries/reopen", tag = "studio", params(("id" = Uuid, Path)),
    responses((status = NO_CONTENT)))]
pub(super) async fn reopen(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<ProjectId>,
) -> Result<StatusCode, Problem> {
    state.crowdfunding.reopen_deliveries(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
