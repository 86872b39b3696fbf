//! Invitations: a mailed link makes its reader a member, if the account has the invited e-mail.

use axum::extract::State;
use contracts::identity::{InvitationId, OrganisationId};
use http::StatusCode;
use identity::Invite;

use super::body::{InvitationTokenBody, InviteBody, NewOrganisationBody, PreviewBody};
use crate::{ApiState, Caller, Json, Path, Problem, ProblemBody, SignedInCaller};

/// Invites somebody by e-mail
///
/// Owners and admins may, up to their own role; nobody is invited as owner. The link works for two weeks; a second invitation
/// to the same e-mail replaces the first.
#[utoipa::path(
    post, path = "/api/v1/organisations/{id}/invitations", tag = "organisations",
    params(("id" = uuid::Uuid, Path, description = "The organisation")),
    request_body = InviteBody,
    responses(
        (status = 202, description = "A link is on its way"),
        (status = 401, body = ProblemBody, description = "Not signed in"),
        (status = 403, body = ProblemBody, description = "The caller's role does not allow it, or the caller is a key"),
        (status = 404, body = ProblemBody, description = "No such organisation, or the caller does not belong to it"),
        (status = 422, body = ProblemBody, description = "The input is wrong, or a member already"),
        (status = 429, body = ProblemBody, description = "Too many invitations"),
    )
)]
pub(super) async fn invite(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<OrganisationId>,
    Json(body): Json<InviteBody>,
) -> Result<StatusCode, Problem> {
    state.identity.invite(&actor, Invite { organisation_id: id, email: body.email, role: body.role }).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Withdraws an invitation
#[utoipa::path(
    delete, path = "/api/v1/organisations/{id}/invitations/{invitation_id}", tag = "organisations",
    params(
        ("id" = uuid::Uuid, Path, description = "The organisation"),
        ("invitation_id" = uuid::Uuid, Path, description = "The invitation"),
    ),
    responses(
        (status = 204, description = "Withdrawn: its link works no more"),
        (status = 401, body = ProblemBody, description = "Not signed in"),
        (status = 403, body = ProblemBody, description = "The caller's role does not allow it, or the caller is a key"),
        (status = 404, body = ProblemBody, description = "No such organisation or open invitation"),
    )
)]
pub(super) async fn withdraw(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path((id, invitation)): Path<(OrganisationId, InvitationId)>,
) -> Result<StatusCode, Problem> {
    state.identity.withdraw_invitation(&actor, id, invitation).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Reads what an invitation says
///
/// The token is the proof; no account is needed.
#[utoipa::path(
    post, path = "/api/v1/organisations/invitations/preview", tag = "organisations",
    request_body = InvitationTokenBody,
    responses(
        (status = 200, body = PreviewBody, description = "What it says"),
        (status = 401, body = ProblemBody, description = "The credentials sent along are not valid"),
        (status = 410, body = ProblemBody, description = "Unknown, used, withdrawn or too old"),
        (status = 422, body = ProblemBody, description = "The input is wrong"),
        (status = 429, body = ProblemBody, description = "Too many tries"),
    )
)]
pub(super) async fn preview(
    State(state): State<ApiState>,
    caller: Caller,
    Json(body): Json<InvitationTokenBody>,
) -> Result<Json<PreviewBody>, Problem> {
    Ok(Json(state.identity.preview_invitation(&caller.actor, &body.token).await?.into()))
}

/// Accepts an invitation
///
/// For the account with the invited e-mail only.
#[utoipa::path(
    post, path = "/api/v1/organisations/invitations/accept", tag = "organisations",
    request_body = InvitationTokenBody,
    responses(
        (status = 200, body = NewOrganisationBody, description = "The caller is a member"),
        (status = 401, body = ProblemBody, description = "Not signed in"),
        (status = 403, body = ProblemBody, description = "The caller is a key, or the CSRF header is missing"),
        (status = 409, body = ProblemBody, description = "The invitation is for another e-mail"),
        (status = 410, body = ProblemBody, description = "Unknown, used, withdrawn or too old"),
        (status = 422, body = ProblemBody, description = "The input is wrong"),
        (status = 429, body = ProblemBody, description = "Too many tries"),
    )
)]
pub(super) async fn accept(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Json(body): Json<InvitationTokenBody>,
) -> Result<Json<NewOrganisationBody>, Problem> {
    let id = state.identity.accept_invitation(&actor, &body.token).await?;
    Ok(Json(NewOrganisationBody { id }))
}
