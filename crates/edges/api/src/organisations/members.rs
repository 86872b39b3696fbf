//! `/api/v1/organisations/{id}/members`.

use axum::extract::State;
use contracts::identity::OrganisationId;
use http::StatusCode;
use identity::ChangeMemberRole;
use kernel::AccountId;

use super::body::MemberRoleBody;
use crate::{ApiState, Json, Path, Problem, ProblemBody, SignedInCaller};

/// Gives a member another role
///
/// Owners may. The last owner stays owner.
#[utoipa::path(
    put, path = "/api/v1/organisations/{id}/members/{account_id}", tag = "organisations",
    params(
        ("id" = uuid::Uuid, Path, description = "The organisation"),
        ("account_id" = uuid::Uuid, Path, description = "The member"),
    ),
    request_body = MemberRoleBody,
    responses(
        (status = 204, description = "Changed"),
        (status = 401, body = ProblemBody, description = "Not signed in"),
        (status = 403, body = ProblemBody, description = "Not an owner, or the caller is a key"),
        (status = 404, body = ProblemBody, description = "No such organisation or member"),
        (status = 409, body = ProblemBody, description = "The last owner"),
        (status = 422, body = ProblemBody, description = "The input is wrong"),
    )
)]
pub(super) async fn change_role(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path((organisation_id, account_id)): Path<(OrganisationId, AccountId)>,
    Json(body): Json<MemberRoleBody>,
) -> Result<StatusCode, Problem> {
    state.identity.change_member_role(&actor, ChangeMemberRole { organisation_id, account_id, role: body.role }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Removes a member, or leaves
///
/// With the caller's own account it leaves the organisation. Owners remove anybody, admins mere members; the last owner stays.
#[utoipa::path(
    delete, path = "/api/v1/organisations/{id}/members/{account_id}", tag = "organisations",
    params(
        ("id" = uuid::Uuid, Path, description = "The organisation"),
        ("account_id" = uuid::Uuid, Path, description = "The member"),
    ),
    responses(
        (status = 204, description = "Gone"),
        (status = 401, body = ProblemBody, description = "Not signed in"),
        (status = 403, body = ProblemBody, description = "The caller's role does not allow it, or the caller is a key"),
        (status = 404, body = ProblemBody, description = "No such organisation or member"),
        (status = 409, body = ProblemBody, description = "The last owner"),
    )
)]
pub(super) async fn remove(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path((id, account_id)): Path<(OrganisationId, AccountId)>,
) -> Result<StatusCode, Problem> {
    state.identity.remove_member(&actor, id, account_id).await?;
    Ok(StatusCode::NO_CONTENT)
}
