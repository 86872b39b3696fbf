//! `/api/auth/login`, its second step, `refresh`, `logout`.

use axum::{
    extract::State,
    response::{IntoResponse as _, Response},
};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use identity::{Challenge, SecondStep, SignIn, SignInOutcome};
use jiff::Timestamp;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web_kit::Translator;

use super::body::{TokensBody, client};
use crate::{ApiState, Caller, Json, Problem, ProblemBody, problem};

/// E-mail and password.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LoginBody {
    /// The e-mail, in any spelling.
    #[schema(max_length = 254)]
    email: String,
    /// The password.
    #[schema(value_type = String, format = Password, max_length = 256)]
    password: SecretString,
}

/// The code after the password.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SecondFactorBody {
    /// The `challenge` of the refused login.
    #[schema(max_length = 100)]
    challenge: String,
    /// Six digits of the authenticator application, or a recovery code.
    #[schema(value_type = String, max_length = 20)]
    code: SecretString,
}

/// A refresh token.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct RefreshBody {
    /// The refresh token of the last answer.
    #[schema(max_length = 100)]
    refresh_token: String,
}

/// The password was right; a code is still needed (RFC 9457 with two more members).
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SecondFactorRequired)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ChallengeBody {
    #[serde(rename = "type")]
    kind: String,
    title: &'static str,
    status: u16,
    detail: String,
    code: &'static str,
    /// To send to `POST /api/auth/login/second-factor` with the code.
    challenge: String,
    /// When the sign-in must start again.
    #[schema(value_type = String, format = DateTime)]
    challenge_expires_at: Timestamp,
}

/// Signs in
///
/// Five failed tries a minute are allowed per account and per address. A staff account, or one with an authenticator
/// application, is answered 401 with the code `identity-second-factor-required` and a `challenge`.
#[utoipa::path(
    post, path = "/api/auth/login", tag = "auth",
    request_body = LoginBody,
    responses(
        (status = 200, body = TokensBody, description = "Signed in"),
        (status = 401, body = ChallengeBody, description = "Wrong e-mail or password, or a code is needed"),
        (status = 403, body = ProblemBody, description = "The e-mail is not verified, or the account is locked"),
        (status = 422, body = ProblemBody, description = "The input is wrong"),
        (status = 429, body = ProblemBody, description = "Too many tries"),
    )
)]
pub(crate) async fn login(
    State(state): State<ApiState>,
    caller: Caller,
    headers: HeaderMap,
    Json(body): Json<LoginBody>,
) -> Result<Response, Problem> {
    let cmd = SignIn { email: body.email, password: body.password, client: client(&headers) };
    match state.identity.sign_in(&caller.actor, cmd).await? {
        SignInOutcome::Open(grant) => Ok(Json(TokensBody::of(&state.identity, *grant)?).into_response()),
        SignInOutcome::SecondFactor(challenge) => Ok(code_needed(&headers, challenge)),
    }
}

fn code_needed(headers: &HeaderMap, challenge: Challenge) -> Response {
    const CODE: &str = "identity-second-factor-required";
    let body = ChallengeBody {
        kind: format!("/api/docs#problem-{CODE}"),
        title: "Unauthorized",
        status: StatusCode::UNAUTHORIZED.as_u16(),
        detail: Translator::new(problem::locale(headers)).get(CODE),
        code: CODE,
        challenge: challenge.token,
        challenge_expires_at: challenge.expires_at,
    };
    let mut response = (StatusCode::UNAUTHORIZED, Json(body)).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    response
}

/// Finishes a sign-in by a code
///
/// A code works once; five wrong ones end the challenge.
#[utoipa::path(
    post, path = "/api/auth/login/second-factor", tag = "auth",
    request_body = SecondFactorBody,
    responses(
        (status = 200, body = TokensBody, description = "Signed in"),
        (status = 401, body = ProblemBody, description = "Wrong code, or the challenge is over"),
        (status = 403, body = ProblemBody, description = "The account is locked"),
        (status = 422, body = ProblemBody, description = "The input is wrong"),
        (status = 429, body = ProblemBody, description = "Too many tries"),
    )
)]
pub(crate) async fn second_factor(
    State(state): State<ApiState>,
    caller: Caller,
    headers: HeaderMap,
    Json(body): Json<SecondFactorBody>,
) -> Result<Json<TokensBody>, Problem> {
    let cmd = SecondStep { challenge: body.challenge, code: body.code, client: client(&headers) };
    let grant = state.identity.complete_sign_in(&caller.actor, cmd).await?;
    Ok(Json(TokensBody::of(&state.identity, grant)?))
}

/// Exchanges a refresh token
///
/// Each works once. A second use ends the session and every token of its family.
#[utoipa::path(
    post, path = "/api/auth/refresh", tag = "auth",
    request_body = RefreshBody,
    responses(
        (status = 200, body = TokensBody, description = "The next pair of tokens"),
        (status = 401, body = ProblemBody, description = "Unknown, expired, revoked or used twice"),
        (status = 403, body = ProblemBody, description = "The account is locked"),
        (status = 422, body = ProblemBody, description = "The input is wrong"),
        (status = 429, body = ProblemBody, description = "Too many tries"),
    )
)]
pub(crate) async fn refresh(
    State(state): State<ApiState>,
    caller: Caller,
    Json(body): Json<RefreshBody>,
) -> Result<Json<TokensBody>, Problem> {
    let grant = state.identity.refresh(&caller.actor, &body.refresh_token).await?;
    Ok(Json(TokensBody::of(&state.identity, grant)?))
}

/// Signs out
///
/// Ends the session of this refresh token, its access tokens included. An unknown token is no error.
#[utoipa::path(
    post, path = "/api/auth/logout", tag = "auth",
    request_body = RefreshBody,
    responses(
        (status = 204, description = "Signed out"),
        (status = 401, body = ProblemBody, description = "The credentials sent along are not valid"),
        (status = 422, body = ProblemBody, description = "The input is wrong"),
        (status = 429, body = ProblemBody, description = "Too many tries"),
    )
)]
pub(crate) async fn logout(
    State(state): State<ApiState>,
    caller: Caller,
    Json(body): Json<RefreshBody>,
) -> Result<StatusCode, Problem> {
    state.identity.log_out(&caller.actor, &body.refresh_token).await?;
    Ok(StatusCode::NO_CONTENT)
}
