//! What the caller wants to be told, and how.

use axum::extract::State;
use http::StatusCode;

use super::body::{CadenceBody, PreferenceBody, WishBody};
use crate::{ApiState, Json, Problem, SignedInCaller};

/// Every topic and way, as the caller wants it.
#[utoipa::path(get, path = "/api/v1/me/notification-preferences", tag = "account",
    responses((status = OK, body = Vec<PreferenceBody>)))]
pub(super) async fn list(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
) -> Result<Json<Vec<PreferenceBody>>, Problem> {
    Ok(Json(state.notifications.preferences(&actor).await?.into_iter().map(Into::into).collect()))
}

/// Wants to hear of a topic by a way, or not.
#[utoipa::path(put, path = "/api/v1/me/notification-preferences", tag = "account", request_body = WishBody,
    responses((status = NO_CONTENT)))]
pub(super) async fn set(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Json(body): Json<WishBody>,
) -> Result<StatusCode, Problem> {
    state.notifications.set_preference(&actor, body.topic, body.channel, body.wanted).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// How often letters about each topic leave, for topics that can wait; receipts, refunds and what concerns money never do.
#[utoipa::path(get, path = "/api/v1/me/notification-cadences", tag = "account",
    responses((status = OK, body = Vec<CadenceBody>)))]
pub(super) async fn cadences(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
) -> Result<Json<Vec<CadenceBody>>, Problem> {
    Ok(Json(state.notifications.cadences(&actor).await?.into_iter().map(Into::into).collect()))
}

/// Wants letters about a topic at once, or in a digest. What waits already leaves when the new cadence says. 422 for a topic that
/// cannot wait.
#[utoipa::path(put, path = "/api/v1/me/notification-cadences", tag = "account", request_body = CadenceBody,
    responses((status = NO_CONTENT)))]
pub(super) async fn set_cadence(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Json(body): Json<CadenceBody>,
) -> Result<StatusCode, Problem> {
    state.notifications.set_cadence(&actor, body.topic, body.cadence).await?;
    Ok(StatusCode::NO_CONTENT)
}
