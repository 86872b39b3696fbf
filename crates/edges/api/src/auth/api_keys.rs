//! `/api/v1/me/api-keys`.

use axum::extract::State;
use contracts::identity::ApiKeyId;
use http::StatusCode;
use identity::{ApiKeyView, CreateApiKey};
use jiff::Timestamp;
use kernel::Permission;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::body::scopes;
use crate::{ApiState, Json, Path, Problem, ProblemBody, SignedInCaller};

/// A key, without its secret.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ApiKey)]
pub(crate) struct ApiKeyBody {
    /// The key's id.
    #[schema(value_type = uuid::Uuid)]
    id: ApiKeyId,
    /// What it is for.
    name: String,
    /// Its last four characters.
    hint: String,
    /// What it may do.
    scopes: Vec<String>,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When it ends.
    #[schema(value_type = Option<String>, format = DateTime)]
    expires_at: Option<Timestamp>,
    /// When it was last used, exact to a minute.
    #[schema(value_type = Option<String>, format = DateTime)]
    last_used_at: Option<Timestamp>,
    /// When it was revoked.
    #[schema(value_type = Option<String>, format = DateTime)]
    revoked_at: Option<Timestamp>,
}

impl From<ApiKeyView> for ApiKeyBody {
    fn from(view: ApiKeyView) -> Self {
        Self {
            id: view.id,
            name: view.name,
            hint: view.hint,
            scopes: scopes(view.scopes),
            created_at: view.created_at,
            expires_at: view.expires_at,
            last_used_at: view.last_used_at,
            revoked_at: view.revoked_at,
        }
    }
}

/// A key to make.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CreateApiKeyBody {
    /// What it is for.
    #[schema(max_length = 80)]
    name: String,
    /// What it may do: permissions of the caller, such as `film_publish`.
    #[schema(value_type = Vec<String>, min_items = 1)]
    scopes: Vec<Permission>,
    /// After how many days it ends, 1 to 730; without it, never.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 730)]
    lifetime_days: Option<u16>,
}

/// A key just made.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NewApiKey)]
pub(crate) struct NewApiKeyBody {
    /// The key's id.
    #[schema(value_type = uuid::Uuid)]
    id: ApiKeyId,
    /// The key, told this once. Send it as `Authorization: Bearer …`.
    key: String,
    /// When it ends.
    #[schema(value_type = Option<String>, format = DateTime)]
    expires_at: Option<Timestamp>,
}

/// Lists the caller's API keys
#[utoipa::path(
    get, path = "/api/v1/me/api-keys", tag = "account",
    responses(
        (status = 200, body = Vec<ApiKeyBody>, description = "The newest first, at most 100"),
        (status = 401, body = ProblemBody, description = "Not signed in"),
        (status = 403, body = ProblemBody, description = "The caller is a key"),
    )
)]
pub(crate) async fn list(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
) -> Result<Json<Vec<ApiKeyBody>>, Problem> {
    let keys = state.identity.list_api_keys(&actor).await?;
    Ok(Json(keys.into_iter().map(ApiKeyBody::from).collect()))
}

/// Makes an API key
///
/// Only from a session: a key does not make keys.
#[utoipa::path(
    post, path = "/api/v1/me/api-keys", tag = "account",
    request_body = CreateApiKeyBody,
    responses(
        (status = 201, body = NewApiKeyBody, description = "Made; the key is told this once"),
        (status = 401, body = ProblemBody, description = "Not signed in"),
        (status = 403, body = ProblemBody, description = "A scope that the caller lacks, or the caller is a key"),
        (status = 409, body = ProblemBody, description = "Too many keys"),
        (status = 422, body = ProblemBody, description = "The input is wrong"),
    )
)]
pub(crate) async fn create(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Json(body): Json<CreateApiKeyBody>,
) -> Result<(StatusCode, Json<NewApiKeyBody>), Problem> {
    let cmd = CreateApiKey { name: body.name, scopes: body.scopes, lifetime_days: body.lifetime_days };
    let key = state.identity.create_api_key(&actor, cmd).await?;
    Ok((StatusCode::CREATED, Json(NewApiKeyBody { id: key.id, key: key.key, expires_at: key.expires_at })))
}

/// Revokes an API key
#[utoipa::path(
    delete, path = "/api/v1/me/api-keys/{id}", tag = "account",
    params(("id" = uuid::Uuid, Path, description = "The key")),
    responses(
        (status = 204, description = "Revoked"),
        (status = 401, body = ProblemBody, description = "Not signed in"),
        (status = 403, body = ProblemBody, description = "The caller is a key, or the CSRF header is missing"),
        (status = 404, body = ProblemBody, description = "No such live key of this account"),
    )
)]
pub(crate) async fn revoke(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<ApiKeyId>,
) -> Result<StatusCode, Problem> {
    state.identity.revoke_api_key(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
