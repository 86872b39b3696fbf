//! `/api/v1/admin/accounts`.

use axum::extract::State;
use http::StatusCode;
use identity::{AccountCard, AccountSearch};
use jiff::Timestamp;
use kernel::{AccountId, Role};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{ApiState, Json, Path, Problem, ProblemBody, Query, SignedInCaller, extract::page_request, view::Paged, words};

/// An account, as staff see it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Account)]
pub(crate) struct AccountBody {
    /// The account.
    #[schema(value_type = uuid::Uuid)]
    id: AccountId,
    /// The e-mail.
    email: String,
    /// The name that others see.
    display_name: String,
    /// What it is: `viewer`, `director`, `producer`, `moderator`, `admin`.
    roles: Vec<&'static str>,
    /// Whether the e-mail was confirmed.
    email_verified: bool,
    /// Whether a second factor is enrolled.
    has_second_factor: bool,
    /// Whether it is locked: no sign-in, no session, no key.
    locked: bool,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When one of its sessions was last used, exact to a minute.
    #[schema(value_type = Option<String>, format = DateTime)]
    last_seen_at: Option<Timestamp>,
}

impl From<AccountCard> for AccountBody {
    fn from(card: AccountCard) -> Self {
        Self {
            id: card.id,
            email: card.email,
            display_name: card.display_name,
            roles: card.roles.iter().map(|role| role.as_str()).collect(),
            email_verified: card.email_verified,
            has_second_factor: card.has_second_factor,
            locked: card.locked,
            created_at: card.created_at,
            last_seen_at: card.last_seen_at,
        }
    }
}

/// Which accounts.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct AccountQuery {
    /// Letters in the name or the e-mail.
    #[param(max_length = 100)]
    q: Option<String>,
    /// Only those with this role.
    #[param(required = false, schema_with = words::account_roles)]
    role: Option<Role>,
    /// `true`: only locked ones.
    #[serde(default)]
    locked: bool,
    /// The number of items, 1 to 100; 24 without it.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u16>,
    /// The `next` of the page before.
    #[param(max_length = 1000)]
    after: Option<String>,
}

/// Why an account is locked.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LockBody {
    /// The audit trail keeps it.
    #[schema(min_length = 1, max_length = 300)]
    reason: String,
}

/// Searches accounts
///
/// Needs `account_read`.
#[utoipa::path(
    get, path = "/api/v1/admin/accounts", tag = "administration", params(AccountQuery),
    responses(
        (status = 200, body = Paged<AccountBody>, description = "The newest first"),
        (status = 401, body = ProblemBody, description = "Not signed in"),
        (status = 403, body = ProblemBody, description = "Not allowed"),
        (status = 422, body = ProblemBody, description = "A parameter is wrong"),
    )
)]
pub(crate) async fn list(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Query(query): Query<AccountQuery>,
) -> Result<Json<Paged<AccountBody>>, Problem> {
    let search = AccountSearch { text: query.q, role: query.role, locked_only: query.locked };
    let page = page_request(query.limit, query.after)?;
    Ok(Json(Paged::of(state.identity.list_accounts(&actor, &search, &page).await?)))
}

/// Shows an account
///
/// Needs `account_read`.
#[utoipa::path(
    get, path = "/api/v1/admin/accounts/{id}", tag = "administration",
    params(("id" = uuid::Uuid, Path, description = "The account")),
    responses(
        (status = 200, body = AccountBody, description = "The account"),
        (status = 401, body = ProblemBody, description = "Not signed in"),
        (status = 403, body = ProblemBody, description = "Not allowed"),
        (status = 404, body = ProblemBody, description = "No such account"),
    )
)]
pub(crate) async fn show(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<AccountId>,
) -> Result<Json<AccountBody>, Problem> {
    Ok(Json(state.identity.get_account(&actor, id).await?.into()))
}

/// Gives an account a role
///
/// Needs `account_manage`. Its rights change with its next request; a role it has already changes nothing.
#[utoipa::path(
    put, path = "/api/v1/admin/accounts/{id}/roles/{role}", tag = "administration",
    params(
        ("id" = uuid::Uuid, Path, description = "The account"),
        ("role" = String, Path, description = "`viewer`, `director`, `producer`, `moderator` or `admin`"),
    ),
    responses(
        (status = 204, description = "The account has the role"),
        (status = 401, body = ProblemBody, description = "Not signed in"),
        (status = 403, body = ProblemBody, description = "Not allowed"),
        (status = 404, body = ProblemBody, description = "No such account or role"),
    )
)]
pub(crate) async fn grant(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path((id, role)): Path<(AccountId, Role)>,
) -> Result<StatusCode, Problem> {
    state.identity.grant_role(&actor, id, role).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes a role from an account
///
/// Needs `account_manage`. The last administrator stays one.
#[utoipa::path(
    delete, path = "/api/v1/admin/accounts/{id}/roles/{role}", tag = "administration",
    params(
        ("id" = uuid::Uuid, Path, description = "The account"),
        ("role" = String, Path, description = "`viewer`, `director`, `producer`, `moderator` or `admin`"),
    ),
    responses(
        (status = 204, description = "The account does not have the role"),
        (status = 401, body = ProblemBody, description = "Not signed in"),
        (status = 403, body = ProblemBody, description = "Not allowed"),
        (status = 404, body = ProblemBody, description = "No such account or role"),
        (status = 409, body = ProblemBody, description = "The last administrator"),
    )
)]
pub(crate) async fn revoke(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path((id, role)): Path<(AccountId, Role)>,
) -> Result<StatusCode, Problem> {
    state.identity.revoke_role(&actor, id, role).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Locks an account
///
/// Needs `account_manage`. Its sessions, keys and open streams end at once.
#[utoipa::path(
    post, path = "/api/v1/admin/accounts/{id}/lock", tag = "administration",
    params(("id" = uuid::Uuid, Path, description = "The account")),
    request_body = LockBody,
    responses(
        (status = 204, description = "Locked"),
        (status = 401, body = ProblemBody, description = "Not signed in"),
        (status = 403, body = ProblemBody, description = "Not allowed"),
        (status = 404, body = ProblemBody, description = "No such account"),
        (status = 409, body = ProblemBody, description = "One's own account, or the last administrator"),
        (status = 422, body = ProblemBody, description = "No reason"),
    )
)]
pub(crate) async fn lock(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<AccountId>,
    Json(body): Json<LockBody>,
) -> Result<StatusCode, Problem> {
    state.identity.lock_account(&actor, id, &body.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Unlocks an account
///
/// Needs `account_manage`. What ended stays ended.
#[utoipa::path(
    post, path = "/api/v1/admin/accounts/{id}/unlock", tag = "administration",
    params(("id" = uuid::Uuid, Path, description = "The account")),
    responses(
        (status = 204, description = "Unlocked"),
        (status = 401, body = ProblemBody, description = "Not signed in"),
        (status = 403, body = ProblemBody, description = "Not allowed"),
        (status = 404, body = ProblemBody, description = "No such account"),
    )
)]
pub(crate) async fn unlock(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<AccountId>,
) -> Result<StatusCode, Problem> {
    state.identity.unlock_account(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
