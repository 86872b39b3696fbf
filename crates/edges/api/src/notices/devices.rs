//! The devices of the caller that are told by web push.

use axum::extract::State;
use http::{HeaderMap, StatusCode};
use notifications::NewSubscription;
use uuid::Uuid;

use super::body::{DeviceBody, NewDeviceBody, PushKeyBody};
use crate::{ApiState, Json, Path, Problem, SignedInCaller};

/// The key by which a browser subscribes: its `applicationServerKey`.
#[utoipa::path(get, path = "/api/v1/push-key", tag = "account", responses((status = OK, body = PushKeyBody)))]
pub(super) async fn key(State(state): State<ApiState>) -> Json<PushKeyBody> {
    Json(PushKeyBody { key: state.notifications.push_key().to_owned() })
}

/// The caller's devices that are told, the newest first.
#[utoipa::path(get, path = "/api/v1/me/devices", tag = "account", responses((status = OK, body = Vec<DeviceBody>)))]
pub(super) async fn list(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
) -> Result<Json<Vec<DeviceBody>>, Problem> {
    Ok(Json(state.notifications.devices(&actor).await?.into_iter().map(Into::into).collect()))
}

/// A device wants to be told, for as long as the caller's sign-in lives; at most ten. The same endpoint again changes its keys.
#[utoipa::path(post, path = "/api/v1/me/devices", tag = "account", request_body = NewDeviceBody,
    responses((status = CREATED, body = DeviceBody)))]
pub(super) async fn add(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    headers: HeaderMap,
    Json(body): Json<NewDeviceBody>,
) -> Result<(StatusCode, Json<DeviceBody>), Problem> {
    let device = web_kit::device::label(&headers);
    let new = NewSubscription { endpoint: body.endpoint, p256dh: body.keys.p256dh, auth: body.keys.auth, device };
    let id = state.notifications.add_device(&actor, &new).await?;
    let devices = state.notifications.devices(&actor).await?;
    let added = devices.into_iter().find(|device| device.id == id).ok_or(crate::problem::Refusal::NotFound)?;
    Ok((StatusCode::CREATED, Json(added.into())))
}

/// A device is told no more.
#[utoipa::path(delete, path = "/api/v1/me/devices/{id}", tag = "account", params(("id" = Uuid, Path)),
    responses((status = NO_CONTENT)))]
pub(super) async fn remove(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, Problem> {
    state.notifications.remove_device(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
