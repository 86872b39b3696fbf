//! `/api/v1/me/sessions`.

use axum::extract::State;
use http::StatusCode;
use identity::SessionView;
use jiff::Timestamp;
use kernel::SessionId;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{ApiState, Json, Path, Problem, ProblemBody, SignedInCaller};

/// A sign-in.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Session)]
pub(crate) struct SessionBody {
    /// The session.
    #[schema(value_type = uuid::Uuid)]
    id: SessionId,
    /// Whether it is the one that asks.
    current: bool,
    /// Whether it belongs to a program rather than to a browser.
    api: bool,
    /// What the program says it is.
    user_agent: String,
    /// Where it was last used from.
    address: Option<String>,
    /// When it began.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When it was last used, exact to a minute.
    #[schema(value_type = String, format = DateTime)]
    last_seen_at: Timestamp,
}

impl SessionBody {
    fn of(view: SessionView, own: Option<SessionId>) -> Self {
        Self {
            id: view.id,
            current: own == Some(view.id),
            api: view.is_api,
            user_agent: view.user_agent,
            address: view.address,
            created_at: view.created_at,
            last_seen_at: view.last_seen_at,
        }
    }
}

/// Lists the caller's live sessions
#[utoipa::path(
    get, path = "/api/v1/me/sessions", tag = "account",
    responses(
        (status = 200, body = Vec<SessionBody>, description = "The latest used first, at most 100"),
        (status = 401, body = ProblemBody, description = "Not signed in"),
        (status = 403, body = ProblemBody, description = "The caller is a key"),
    )
)]
pub(crate) async fn list(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
) -> Result<Json<Vec<SessionBody>>, Problem> {
    let own = actor.session_id();
    let sessions = state.identity.list_sessions(&actor).await?;
    Ok(Json(sessions.into_iter().map(|view| SessionBody::of(view, own)).collect()))
}

/// Ends one of the caller's sessions
#[utoipa::path(
    delete, path = "/api/v1/me/sessions/{id}", tag = "account",
    params(("id" = uuid::Uuid, Path, description = "The session")),
    responses(
        (status = 204, description = "Ended"),
        (status = 401, body = ProblemBody, description = "Not signed in"),
        (status = 403, body = ProblemBody, description = "The CSRF header is missing"),
        (status = 404, body = ProblemBody, description = "No such live session of this account"),
    )
)]
pub(crate) async fn revoke(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<SessionId>,
) -> Result<StatusCode, Problem> {
    state.identity.revoke_session(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends all the caller's sessions but this one
#[utoipa::path(
    delete, path = "/api/v1/me/sessions", tag = "account",
    responses(
        (status = 204, description = "Ended"),
        (status = 401, body = ProblemBody, description = "Not signed in"),
        (status = 403, body = ProblemBody, description = "The CSRF header is missing"),
    )
)]
pub(crate) async fn revoke_others(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
) -> Result<StatusCode, Problem> {
    state.identity.revoke_other_sessions(&actor).await?;
    Ok(StatusCode::NO_CONTENT)
}
