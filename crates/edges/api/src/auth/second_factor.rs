//! `/api/v1/me/second-factor`. Only from a session: a key manages no factors.

use axum::extract::State;
use http::StatusCode;
use identity::{SecondFactorView, TotpEnrolment};
use jiff::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{ApiState, Json, Problem, ProblemBody, SignedInCaller};

/// How the account is protected beyond its password.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SecondFactor)]
pub(crate) struct FactorBody {
    /// When the authenticator application was confirmed; null when there is none.
    #[schema(value_type = Option<String>, format = DateTime)]
    totp_since: Option<Timestamp>,
    /// How many recovery codes are left, of ten.
    recovery_codes_left: i64,
    /// How many passkeys are registered.
    passkeys: i64,
    /// Whether this session proved a second factor.
    proved: bool,
}

impl From<SecondFactorView> for FactorBody {
    fn from(view: SecondFactorView) -> Self {
        Self {
            totp_since: view.totp_since,
            recovery_codes_left: view.recovery_codes_left,
            passkeys: view.passkeys,
            proved: view.proved,
        }
    }
}

/// What to put into an authenticator application (RFC 6238: SHA-1, six digits, 30 seconds).
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TotpEnrolment)]
pub(crate) struct EnrolmentBody {
    /// The secret in base 32, for typing.
    secret: String,
    /// The `otpauth://` address.
    url: String,
    /// The same as a QR code, in SVG.
    qr_svg: String,
}

impl From<TotpEnrolment> for EnrolmentBody {
    fn from(enrolment: TotpEnrolment) -> Self {
        Self {
            secret: enrolment.secret.expose_secret().to_owned(),
            url: enrolment.url.expose_secret().to_owned(),
            qr_svg: enrolment.qr_svg,
        }
    }
}

/// A code.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CodeBody {
    /// Six digits of the application; a recovery code too, where a factor is removed.
    #[schema(value_type = String, max_length = 20)]
    code: SecretString,
}

/// Recovery codes, told this once.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RecoveryCodes)]
pub(crate) struct CodesBody {
    /// Ten codes; each works once, in place of the application.
    codes: Vec<String>,
}

/// Shows the caller's second factors
#[utoipa::path(
    get, path = "/api/v1/me/second-factor", tag = "account",
    responses(
        (status = 200, body = FactorBody, description = "As it stands"),
        (status = 401, body = ProblemBody, description = "Not signed in"),
        (status = 403, body = ProblemBody, description = "The caller is a key"),
    )
)]
pub(crate) async fn show(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
) -> Result<Json<FactorBody>, Problem> {
    Ok(Json(state.identity.get_second_factor(&actor).await?.into()))
}

/// Starts the enrolment of an authenticator application
///
/// Nothing is protected until `…/totp/confirm` got a code of it. Starting again forgets the secret before.
#[utoipa::path(
    post, path = "/api/v1/me/second-factor/totp", tag = "account",
    responses(
        (status = 201, body = EnrolmentBody, description = "The secret, told here only"),
        (status = 401, body = ProblemBody, description = "Not signed in"),
        (status = 403, body = ProblemBody, description = "The caller is a key, or the CSRF header is missing"),
        (status = 409, body = ProblemBody, description = "Enrolled already, or this session proved no second factor"),
    )
)]
pub(crate) async fn start(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
) -> Result<(StatusCode, Json<EnrolmentBody>), Problem> {
    Ok((StatusCode::CREATED, Json(state.identity.start_totp(&actor).await?.into())))
}

/// Finishes the enrolment by a first code
#[utoipa::path(
    post, path = "/api/v1/me/second-factor/totp/confirm", tag = "account",
    request_body = CodeBody,
    responses(
        (status = 200, body = CodesBody, description = "Enrolled; the recovery codes are told this once"),
        (status = 401, body = ProblemBody, description = "Not signed in"),
        (status = 403, body = ProblemBody, description = "The caller is a key, or the CSRF header is missing"),
        (status = 409, body = ProblemBody, description = "No enrolment was started"),
        (status = 422, body = ProblemBody, description = "Wrong code"),
        (status = 429, body = ProblemBody, description = "Too many tries"),
    )
)]
pub(crate) async fn confirm(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Json(body): Json<CodeBody>,
) -> Result<Json<CodesBody>, Problem> {
    Ok(Json(CodesBody { codes: state.identity.confirm_totp(&actor, &body.code).await? }))
}

/// Removes the authenticator application
///
/// By one of its codes, or a recovery code. Staff keep at least one second factor.
#[utoipa::path(
    post, path = "/api/v1/me/second-factor/totp/remove", tag = "account",
    request_body = CodeBody,
    responses(
        (status = 204, description = "Removed, and its recovery codes with it"),
        (status = 401, body = ProblemBody, description = "Not signed in"),
        (status = 403, body = ProblemBody, description = "The caller is a key, or the CSRF header is missing"),
        (status = 409, body = ProblemBody, description = "None is enrolled, or staff would be left without a factor"),
        (status = 422, body = ProblemBody, description = "Wrong code"),
        (status = 429, body = ProblemBody, description = "Too many tries"),
    )
)]
pub(crate) async fn remove(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Json(body): Json<CodeBody>,
) -> Result<StatusCode, Problem> {
    state.identity.remove_totp(&actor, &body.code).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Replaces the recovery codes
///
/// From a session that proved a second factor. The codes before stop working.
#[utoipa::path(
    post, path = "/api/v1/me/second-factor/recovery-codes", tag = "account",
    responses(
        (status = 200, body = CodesBody, description = "Ten new codes, told this once"),
        (status = 401, body = ProblemBody, description = "Not signed in"),
        (status = 403, body = ProblemBody, description = "The caller is a key, or the CSRF header is missing"),
        (status = 409, body = ProblemBody, description = "No application is enrolled, or this session proved no second factor"),
    )
)]
pub(crate) async fn renew_codes(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
) -> Result<Json<CodesBody>, Problem> {
    Ok(Json(CodesBody { codes: state.identity.renew_recovery_codes(&actor).await? }))
}
