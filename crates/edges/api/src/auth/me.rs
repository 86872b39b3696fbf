//! `/api/v1/me`.

use axum::extract::State;
use http::StatusCode;
use identity::ChangeProfile;
use kernel::{Forbidden, Locale};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::body::{UserBody, scopes};
use crate::{ApiState, Caller, Json, Problem, ProblemBody, SignedInCaller};

/// The caller's account, and what this sign-in may do.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Me)]
pub(crate) struct MeBody {
    #[serde(flatten)]
    user: UserBody,
    /// A few words about oneself; may be empty.
    bio: String,
    /// Whether a password is set; an account made by an outside provider has none.
    has_password: bool,
    /// What this token or key may do.
    permissions: Vec<String>,
}

/// A new profile.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangeMeBody {
    /// The name that others see.
    #[schema(max_length = 80)]
    display_name: String,
    /// A few words about oneself.
    #[serde(default)]
    #[schema(max_length = 600)]
    bio: String,
    /// The language of mails: `fr` or `en`.
    #[schema(value_type = String)]
    locale: Locale,
}

/// Shows the caller's account
#[utoipa::path(
    get, path = "/api/v1/me", tag = "account",
    responses(
        (status = 200, body = MeBody, description = "The account"),
        (status = 401, body = ProblemBody, description = "Not signed in"),
    )
)]
pub(crate) async fn show(State(state): State<ApiState>, caller: Caller) -> Result<Json<MeBody>, Problem> {
    let account = caller.account.as_ref().ok_or(Forbidden::NotSignedIn)?;
    let profile = state.identity.get_profile(&caller.actor).await?;
    let permissions = kernel::Permission::ALL.into_iter().filter(|permission| caller.actor.may(*permission));
    Ok(Json(MeBody {
        user: UserBody::from(account),
        bio: profile.bio,
        has_password: profile.has_password,
        permissions: scopes(permissions),
    }))
}

/// Changes the caller's profile
#[utoipa::path(
    put, path = "/api/v1/me", tag = "account",
    request_body = ChangeMeBody,
    responses(
        (status = 204, description = "Changed"),
        (status = 401, body = ProblemBody, description = "Not signed in"),
        (status = 403, body = ProblemBody, description = "The caller is a key, or the CSRF header is missing"),
        (status = 422, body = ProblemBody, description = "The input is wrong"),
    )
)]
pub(crate) async fn change(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Json(body): Json<ChangeMeBody>,
) -> Result<StatusCode, Problem> {
    let cmd = ChangeProfile { display_name: body.display_name, bio: body.bio, locale: body.locale };
    state.identity.change_profile(&actor, cmd).await?;
    Ok(StatusCode::NO_CONTENT)
}
