//! `/api/v1/me/password`, `/api/v1/me/email`.

use axum::extract::State;
use http::StatusCode;
use identity::{ChangeEmail, ChangePassword};
use secrecy::SecretString;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{ApiState, Json, Problem, ProblemBody, SignedInCaller};

/// A new password.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangePasswordBody {
    /// The present password.
    #[schema(value_type = String, format = Password, max_length = 256)]
    current_password: SecretString,
    /// The new one: at least ten characters, none of the common ones, not the e-mail.
    #[schema(value_type = String, format = Password, min_length = 10, max_length = 256)]
    password: SecretString,
}

/// A new e-mail.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangeEmailBody {
    /// The new e-mail.
    #[schema(max_length = 254)]
    email: String,
    /// The present password.
    #[schema(value_type = String, format = Password, max_length = 256)]
    current_password: SecretString,
}

/// Changes the caller's password
///
/// The other sessions end, and a mail says so.
#[utoipa::path(
    post, path = "/api/v1/me/password", tag = "account",
    request_body = ChangePasswordBody,
    responses(
        (status = 204, description = "Changed"),
        (status = 401, body = ProblemBody, description = "Not signed in"),
        (status = 403, body = ProblemBody, description = "The caller is a key, or the CSRF header is missing"),
        (status = 409, body = ProblemBody, description = "The account has no password: ask for a link by `recover`"),
        (status = 422, body = ProblemBody, description = "The present password is wrong, or the new one too weak"),
        (status = 429, body = ProblemBody, description = "Too many tries"),
    )
)]
pub(crate) async fn change_password(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Json(body): Json<ChangePasswordBody>,
) -> Result<StatusCode, Problem> {
    let cmd = ChangePassword { current: body.current_password, new: body.password };
    state.identity.change_password(&actor, cmd).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Asks for another e-mail
///
/// A confirmation link goes to the new address; the account keeps the old one until it is followed. The answer does not tell
/// whether the address has another account.
#[utoipa::path(
    post, path = "/api/v1/me/email", tag = "account",
    request_body = ChangeEmailBody,
    responses(
        (status = 202, description = "A link is on its way"),
        (status = 401, body = ProblemBody, description = "Not signed in"),
        (status = 403, body = ProblemBody, description = "The caller is a key, or the CSRF header is missing"),
        (status = 409, body = ProblemBody, description = "The account has no password"),
        (status = 422, body = ProblemBody, description = "The input is wrong"),
        (status = 429, body = ProblemBody, description = "Too many tries"),
    )
)]
pub(crate) async fn change_email(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Json(body): Json<ChangeEmailBody>,
) -> Result<StatusCode, Problem> {
    state.identity.change_email(&actor, ChangeEmail { email: body.email, current: body.current_password }).await?;
    Ok(StatusCode::ACCEPTED)
}
