//! Passkeys (WebAuthn level 3): `/api/v1/me/passkeys`, and signing in with one.
//!
//! The `options` go to `navigator.credentials`, the credential comes back as the browser serialises it (`toJSON()`). A
//! challenge works once and for five minutes.

use axum::extract::State;
use contracts::identity::PasskeyId;
use http::{HeaderMap, StatusCode};
use identity::{FinishPasskeyRegistration, FinishPasskeySignIn, PasskeyChallenge, PasskeyView};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::body::{TokensBody, client};
use crate::{ApiState, Caller, Json, Path, Problem, ProblemBody, SignedInCaller};

/// A passkey of the caller.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Passkey)]
pub(crate) struct PasskeyBody {
    /// Its id.
    #[schema(value_type = uuid::Uuid)]
    id: PasskeyId,
    /// What its owner calls it.
    name: String,
    /// When it was registered.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When it last signed in.
    #[schema(value_type = Option<String>, format = DateTime)]
    last_used_at: Option<Timestamp>,
}

impl From<PasskeyView> for PasskeyBody {
    fn from(view: PasskeyView) -> Self {
        Self { id: view.id, name: view.name, created_at: view.created_at, last_used_at: view.last_used_at }
    }
}

/// What the browser is asked.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PasskeyChallenge)]
pub(crate) struct ChallengeBody {
    /// To send back with the browser's answer.
    challenge: Uuid,
    /// `{"publicKey": …}` for `navigator.credentials`, binary values in base64url.
    #[schema(value_type = Object)]
    options: Value,
}

impl From<PasskeyChallenge> for ChallengeBody {
    fn from(challenge: PasskeyChallenge) -> Self {
        Self { challenge: challenge.id, options: challenge.options }
    }
}

/// The browser's answer to a registration.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RegisterPasskeyBody {
    /// The challenge.
    challenge: Uuid,
    /// What to call the passkey.
    #[schema(min_length = 1, max_length = 80)]
    name: String,
    /// The new credential (`RegistrationResponseJSON`).
    #[schema(value_type = Object)]
    credential: Value,
}

/// The browser's answer to a sign-in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PasskeyLoginBody {
    /// The challenge.
    challenge: Uuid,
    /// The signed credential (`AuthenticationResponseJSON`).
    #[schema(value_type = Object)]
    credential: Value,
}

/// A new name.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RenamePasskeyBody {
    /// What to call the passkey.
    #[schema(min_length = 1, max_length = 80)]
    name: String,
}

/// Lists the caller's passkeys
#[utoipa::path(
    get, path = "/api/v1/me/passkeys", tag = "account",
    responses(
        (status = 200, body = Vec<PasskeyBody>, description = "The newest first, at most ten"),
        (status = 401, body = ProblemBody, description = "Not signed in"),
        (status = 403, body = ProblemBody, description = "The caller is a key"),
    )
)]
pub(crate) async fn list(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
) -> Result<Json<Vec<PasskeyBody>>, Problem> {
    let passkeys = state.identity.list_passkeys(&actor).await?;
    Ok(Json(passkeys.into_iter().map(Into::into).collect()))
}

/// Starts the registration of a passkey
///
/// Only from a session; where a second factor exists, from one that proved it.
#[utoipa::path(
    post, path = "/api/v1/me/passkeys/challenge", tag = "account",
    responses(
        (status = 200, body = ChallengeBody, description = "What to ask the browser"),
        (status = 401, body = ProblemBody, description = "Not signed in"),
        (status = 403, body = ProblemBody, description = "The caller is a key, or the CSRF header is missing"),
        (status = 409, body = ProblemBody, description = "Not offered at this address, ten exist, or no second factor was proved"),
        (status = 429, body = ProblemBody, description = "Too many tries"),
    )
)]
pub(crate) async fn start_registration(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
) -> Result<Json<ChallengeBody>, Problem> {
    Ok(Json(state.identity.start_passkey_registration(&actor).await?.into()))
}

/// Registers a passkey
#[utoipa::path(
    post, path = "/api/v1/me/passkeys", tag = "account",
    request_body = RegisterPasskeyBody,
    responses(
        (status = 201, body = NewPasskeyBody, description = "Registered; this session proved a second factor by it"),
        (status = 401, body = ProblemBody, description = "Not signed in, or the credential does not answer the challenge"),
        (status = 403, body = ProblemBody, description = "The caller is a key, or the CSRF header is missing"),
        (status = 409, body = ProblemBody, description = "Registered already, or not offered at this address"),
        (status = 422, body = ProblemBody, description = "The input is wrong"),
    )
)]
pub(crate) async fn finish_registration(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Json(body): Json<RegisterPasskeyBody>,
) -> Result<(StatusCode, Json<NewPasskeyBody>), Problem> {
    let cmd = FinishPasskeyRegistration { challenge_id: body.challenge, name: body.name, credential: body.credential };
    let id = state.identity.finish_passkey_registration(&actor, cmd).await?;
    Ok((StatusCode::CREATED, Json(NewPasskeyBody { id })))
}

/// A passkey just registered.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NewPasskey)]
pub(crate) struct NewPasskeyBody {
    /// Its id.
    #[schema(value_type = uuid::Uuid)]
    id: PasskeyId,
}

/// Renames a passkey
#[utoipa::path(
    put, path = "/api/v1/me/passkeys/{id}", tag = "account",
    params(("id" = uuid::Uuid, Path, description = "The passkey")),
    request_body = RenamePasskeyBody,
    responses(
        (status = 204, description = "Renamed"),
        (status = 401, body = ProblemBody, description = "Not signed in"),
        (status = 403, body = ProblemBody, description = "The caller is a key, or the CSRF header is missing"),
        (status = 404, body = ProblemBody, description = "No such passkey of this account"),
        (status = 422, body = ProblemBody, description = "The input is wrong"),
    )
)]
pub(crate) async fn rename(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<PasskeyId>,
    Json(body): Json<RenamePasskeyBody>,
) -> Result<StatusCode, Problem> {
    state.identity.rename_passkey(&actor, id, &body.name).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Removes a passkey
///
/// From a session that proved a second factor. Staff keep at least one.
#[utoipa::path(
    delete, path = "/api/v1/me/passkeys/{id}", tag = "account",
    params(("id" = uuid::Uuid, Path, description = "The passkey")),
    responses(
        (status = 204, description = "Removed"),
        (status = 401, body = ProblemBody, description = "Not signed in"),
        (status = 403, body = ProblemBody, description = "The caller is a key, or the CSRF header is missing"),
        (status = 404, body = ProblemBody, description = "No such passkey of this account"),
        (status = 409, body = ProblemBody, description = "No second factor was proved, or staff would be left without one"),
    )
)]
pub(crate) async fn remove(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<PasskeyId>,
) -> Result<StatusCode, Problem> {
    state.identity.remove_passkey(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Starts a sign-in by passkey
///
/// No e-mail is asked for: the passkey says whose it is.
#[utoipa::path(
    post, path = "/api/auth/passkey/challenge", tag = "auth",
    responses(
        (status = 200, body = ChallengeBody, description = "What to ask the browser"),
        (status = 401, body = ProblemBody, description = "The credentials sent along are not valid"),
        (status = 409, body = ProblemBody, description = "Passkeys are not offered at this address"),
        (status = 429, body = ProblemBody, description = "Too many tries"),
    )
)]
pub(crate) async fn start_sign_in(State(state): State<ApiState>, caller: Caller) -> Result<Json<ChallengeBody>, Problem> {
    Ok(Json(state.identity.start_passkey_sign_in(&caller.actor).await?.into()))
}

/// Signs in by passkey
///
/// The passkey verified its user itself, so no second factor is asked for.
#[utoipa::path(
    post, path = "/api/auth/passkey", tag = "auth",
    request_body = PasskeyLoginBody,
    responses(
        (status = 200, body = TokensBody, description = "Signed in"),
        (status = 401, body = ProblemBody, description = "Unknown passkey, or the credential does not answer the challenge"),
        (status = 403, body = ProblemBody, description = "The account is locked"),
        (status = 409, body = ProblemBody, description = "Passkeys are not offered at this address"),
        (status = 422, body = ProblemBody, description = "The input is wrong"),
        (status = 429, body = ProblemBody, description = "Too many tries"),
    )
)]
pub(crate) async fn finish_sign_in(
    State(state): State<ApiState>,
    caller: Caller,
    headers: HeaderMap,
    Json(body): Json<PasskeyLoginBody>,
) -> Result<Json<TokensBody>, Problem> {
    let cmd = FinishPasskeySignIn { challenge_id: body.challenge, credential: body.credential, client: client(&headers) };
    let grant = state.identity.finish_passkey_sign_in(&caller.actor, cmd).await?;
    Ok(Json(TokensBody::of(&state.identity, grant)?))
}
