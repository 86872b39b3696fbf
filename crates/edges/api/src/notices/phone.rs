//! The number of the caller that texts go to.

use axum::extract::State;
use http::StatusCode;

use super::body::{CodeBody, NewPhoneBody, PhoneBody};
use crate::{ApiState, Json, Problem, SignedInCaller};

/// The caller's number, and the one that waits for its code.
#[utoipa::path(get, path = "/api/v1/me/phone", tag = "account", responses((status = OK, body = PhoneBody)))]
pub(super) async fn get(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
) -> Result<Json<PhoneBody>, Problem> {
    Ok(Json(state.notifications.phone(&actor).await?.into()))
}

/// Gives a number; a code of six digits goes there by SMS. Three codes an hour. 404 where no SMS is sent.
#[utoipa::path(put, path = "/api/v1/me/phone", tag = "account", request_body = NewPhoneBody,
    responses((status = ACCEPTED)))]
pub(super) async fn ask(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Json(body): Json<NewPhoneBody>,
) -> Result<StatusCode, Problem> {
    state.notifications.ask_phone(&actor, &body.phone).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Gives the code back: the number is the caller's. Five tries a code.
#[utoipa::path(post, path = "/api/v1/me/phone/confirm", tag = "account", request_body = CodeBody,
    responses((status = NO_CONTENT)))]
pub(super) async fn confirm(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Json(body): Json<CodeBody>,
) -> Result<StatusCode, Problem> {
    state.notifications.confirm_phone(&actor, &body.code).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Forgets the caller's number.
#[utoipa::path(delete, path = "/api/v1/me/phone", tag = "account", responses((status = NO_CONTENT)))]
pub(super) async fn remove(State(state): State<ApiState>, SignedInCaller(actor): SignedInCaller) -> Result<StatusCode, Problem> {
    state.notifications.remove_phone(&actor).await?;
    Ok(StatusCode::NO_CONTENT)
}
