//! `/api/auth/register`, `verify`, `recover`, `reset`.

use axum::extract::State;
use http::StatusCode;
use identity::{ProfileKind, ResetPassword, SignUp};
use kernel::Locale;
use secrecy::SecretString;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{ApiState, Caller, Json, Problem, ProblemBody};

/// A new account.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RegisterBody {
    /// The e-mail, to be confirmed by a mailed link.
    #[schema(max_length = 254)]
    email: String,
    /// At least ten characters, none of the common ones, not the e-mail.
    #[schema(value_type = String, format = Password, min_length = 10, max_length = 256)]
    password: SecretString,
    /// The name that others see.
    #[schema(max_length = 80)]
    display_name: String,
    /// `viewer` (the default), `director` or `producer`.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    kind: ProfileKind,
    /// The language of mails, `fr` or `en`; by default the one of `Accept-Language`.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    locale: Option<Locale>,
}

/// The token of a mailed link.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct VerifyBody {
    /// The `jeton` of the link.
    #[schema(max_length = 100)]
    token: String,
}

/// Whose password is forgotten.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RecoverBody {
    /// The e-mail.
    #[schema(max_length = 254)]
    email: String,
}

/// A new password by a mailed link.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ResetBody {
    /// The `jeton` of the link.
    #[schema(max_length = 100)]
    token: String,
    /// The new password.
    #[schema(value_type = String, format = Password, min_length = 10, max_length = 256)]
    password: SecretString,
}

/// Creates an account
///
/// The answer is the same when the e-mail has an account already; its owner is told by mail.
#[utoipa::path(
    post, path = "/api/auth/register", tag = "auth",
    request_body = RegisterBody,
    responses(
        (status = 202, description = "A confirmation link is on its way"),
        (status = 401, body = ProblemBody, description = "The credentials sent along are not valid"),
        (status = 422, body = ProblemBody, description = "The input is wrong"),
        (status = 429, body = ProblemBody, description = "Too many tries"),
    )
)]
pub(crate) async fn register(
    State(state): State<ApiState>,
    caller: Caller,
    Json(body): Json<RegisterBody>,
) -> Result<StatusCode, Problem> {
    let cmd = SignUp {
        kind: body.kind,
        display_name: body.display_name,
        email: body.email,
        password: body.password,
        locale: body.locale.unwrap_or(caller.actor.locale),
    };
    state.identity.sign_up(&caller.actor, cmd).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Confirms an e-mail
///
/// By the mailed link, which works once.
#[utoipa::path(
    post, path = "/api/auth/verify", tag = "auth",
    request_body = VerifyBody,
    responses(
        (status = 204, description = "Confirmed"),
        (status = 401, body = ProblemBody, description = "The credentials sent along are not valid"),
        (status = 409, body = ProblemBody, description = "The e-mail has another account by now"),
        (status = 410, body = ProblemBody, description = "The link is unknown, used or too old"),
        (status = 422, body = ProblemBody, description = "The input is wrong"),
        (status = 429, body = ProblemBody, description = "Too many tries"),
    )
)]
pub(crate) async fn verify(
    State(state): State<ApiState>,
    caller: Caller,
    Json(body): Json<VerifyBody>,
) -> Result<StatusCode, Problem> {
    state.identity.verify_email(&caller.actor, &body.token).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Asks for a link to set a new password
///
/// The answer does not tell whether the e-mail has an account.
#[utoipa::path(
    post, path = "/api/auth/recover", tag = "auth",
    request_body = RecoverBody,
    responses(
        (status = 202, description = "If there is an account, a link is on its way"),
        (status = 401, body = ProblemBody, description = "The credentials sent along are not valid"),
        (status = 422, body = ProblemBody, description = "The input is wrong"),
        (status = 429, body = ProblemBody, description = "Too many tries"),
    )
)]
pub(crate) async fn recover(
    State(state): State<ApiState>,
    caller: Caller,
    Json(body): Json<RecoverBody>,
) -> Result<StatusCode, Problem> {
    state.identity.recover(&caller.actor, &body.email).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Sets a new password
///
/// By the mailed link, which works once. Every session of the account ends.
#[utoipa::path(
    post, path = "/api/auth/reset", tag = "auth",
    request_body = ResetBody,
    responses(
        (status = 204, description = "The password is set"),
        (status = 401, body = ProblemBody, description = "The credentials sent along are not valid"),
        (status = 410, body = ProblemBody, description = "The link is unknown, used or too old"),
        (status = 422, body = ProblemBody, description = "The input is wrong"),
        (status = 429, body = ProblemBody, description = "Too many tries"),
    )
)]
pub(crate) async fn reset(
    State(state): State<ApiState>,
    caller: Caller,
    Json(body): Json<ResetBody>,
) -> Result<StatusCode, Problem> {
    state.identity.reset_password(&caller.actor, ResetPassword { token: body.token, password: body.password }).await?;
    Ok(StatusCode::NO_CONTENT)
}
