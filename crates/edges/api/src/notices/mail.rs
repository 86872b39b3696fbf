//! How letters to the caller fare.

use axum::extract::State;
use http::StatusCode;
use kernel::AccountId;

use super::body::MailBody;
use crate::{ApiState, Json, Path, Problem, SignedInCaller};

/// Whether letters to the caller's address arrive, and are wanted.
#[utoipa::path(get, path = "/api/v1/me/mail", tag = "account", responses((status = OK, body = MailBody)))]
pub(super) async fn get(State(state): State<ApiState>, SignedInCaller(actor): SignedInCaller) -> Result<Json<MailBody>, Problem> {
    Ok(Json(state.notifications.mail_state(&actor).await?.into()))
}

/// The caller's address is good, or letters are wanted after all: they are sent again. Three times a day.
#[utoipa::path(post, path = "/api/v1/me/mail/resume", tag = "account", responses((status = NO_CONTENT)))]
pub(super) async fn resume(State(state): State<ApiState>, SignedInCaller(actor): SignedInCaller) -> Result<StatusCode, Problem> {
    state.notifications.resume_letters(&actor).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// How letters to an account fare. Needs `account_read`.
#[utoipa::path(get, path = "/api/v1/admin/accounts/{id}/mail", tag = "administration",
    params(("id" = uuid::Uuid, Path, description = "The account")), responses((status = OK, body = MailBody)))]
pub(super) async fn of(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<AccountId>,
) -> Result<Json<MailBody>, Problem> {
    state.identity.get_account(&actor, id).await?;
    Ok(Json(state.notifications.mail_state_of(&actor, id).await?.into()))
}
