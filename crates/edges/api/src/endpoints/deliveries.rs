//! What was sent to an endpoint, and sending it again.

use axum::extract::State;
use contracts::webhooks::{DeliveryId, EndpointId};
use http::StatusCode;
use webhooks::DeliveryFilter;

use super::body::{DeliveriesQuery, DeliveryBody, DeliveryCardBody, DeliveryRef, ResendBody, ResentBody, TestBody};
use crate::{ApiState, Json, Path, Problem, Query, SignedInCaller, extract::page_request, view::Paged};

/// What an endpoint was told, the newest first; kept for thirty days.
#[utoipa::path(get, path = "/api/v1/webhooks/{id}/deliveries", tag = "webhooks", params(("id" = Uuid, Path), DeliveriesQuery),
    responses((status = OK, body = Paged<DeliveryCardBody>)))]
pub(super) async fn list(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<EndpointId>,
    Query(asked): Query<DeliveriesQuery>,
) -> Result<Json<Paged<DeliveryCardBody>>, Problem> {
    let filter = DeliveryFilter { state: asked.state };
    let page = page_request(asked.limit, asked.after)?;
    Ok(Json(Paged::of(state.webhooks.list_deliveries(&actor, id, filter, &page).await?)))
}

/// One delivery: what was sent, and what was answered each time.
#[utoipa::path(get, path = "/api/v1/webhook-deliveries/{id}", tag = "webhooks", params(("id" = Uuid, Path)),
    responses((status = OK, body = DeliveryBody)))]
pub(super) async fn show(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<DeliveryId>,
) -> Result<Json<DeliveryBody>, Problem> {
    Ok(Json(state.webhooks.get_delivery(&actor, id).await?.into()))
}

/// Sends a delivery once more, with all its retries.
#[utoipa::path(post, path = "/api/v1/webhook-deliveries/{id}/resend", tag = "webhooks", params(("id" = Uuid, Path)),
    responses((status = ACCEPTED)))]
pub(super) async fn resend(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<DeliveryId>,
) -> Result<StatusCode, Problem> {
    state.webhooks.resend(&actor, id).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Sends the example of a type of event, marked as a test, whatever the endpoint wants to hear.
#[utoipa::path(post, path = "/api/v1/webhooks/{id}/test", tag = "webhooks", params(("id" = Uuid, Path)),
    request_body = TestBody, responses((status = ACCEPTED, body = DeliveryRef)))]
pub(super) async fn test(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<EndpointId>,
    Json(body): Json<TestBody>,
) -> Result<(StatusCode, Json<DeliveryRef>), Problem> {
    let delivery_id = state.webhooks.send_test(&actor, id, &body.event).await?;
    Ok((StatusCode::ACCEPTED, Json(DeliveryRef { id: delivery_id })))
}

/// Sends again what was given up or held since then, the oldest first; five hundred at once.
#[utoipa::path(post, path = "/api/v1/webhooks/{id}/resend-failed", tag = "webhooks", params(("id" = Uuid, Path)),
    request_body = ResendBody, responses((status = ACCEPTED, body = ResentBody)))]
pub(super) async fn resend_failed(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<EndpointId>,
    Json(body): Json<ResendBody>,
) -> Result<(StatusCode, Json<ResentBody>), Problem> {
    let resent = state.webhooks.resend_failed(&actor, id, body.since).await?;
    Ok((StatusCode::ACCEPTED, Json(resent.into())))
}
