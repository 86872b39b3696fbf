//! What is done to members and invitations of an organisation.

use axum::{
    extract::{Path, State},
    response::{IntoResponse as _, Response},
};
use contracts::identity::{AccountId, InvitationId, OrganisationId};
use identity::{ChangeMemberRole, Identity, IdentityError, Invite, OrganisationRole};
use serde::Deserialize;
use web_kit::{CsrfForm, FormErrors, Visit, WebError};

use super::one::refused;

/// What was typed to invite somebody.
#[derive(Debug, Deserialize)]
pub(super) struct InviteForm {
    #[serde(default)]
    email: String,
    #[serde(default)]
    role: String,
}

/// The chosen role.
#[derive(Debug, Deserialize)]
pub(super) struct RoleForm {
    #[serde(default)]
    role: String,
}

pub(super) async fn invite(
    State(identity): State<Identity>,
    visit: Visit,
    Path(organisation_id): Path<OrganisationId>,
    CsrfForm(typed): CsrfForm<InviteForm>,
) -> Result<Response, WebError> {
    let role = OrganisationRole::parse(&typed.role).unwrap_or(OrganisationRole::Member);
    let done = identity.invite(&visit.actor, Invite { organisation_id, email: typed.email, role }).await;
    answer(&identity, &visit, organisation_id, done, "account-organisation-invited").await
}

pub(super) async fn withdraw(
    State(identity): State<Identity>,
    visit: Visit,
    Path((organisation_id, id)): Path<(OrganisationId, InvitationId)>,
) -> Result<Response, WebError> {
    let done = identity.withdraw_invitation(&visit.actor, organisation_id, id).await;
    answer(&identity, &visit, organisation_id, done, "account-saved").await
}

pub(super) async fn change_role(
    State(identity): State<Identity>,
    visit: Visit,
    Path((organisation_id, account_id)): Path<(OrganisationId, AccountId)>,
    CsrfForm(typed): CsrfForm<RoleForm>,
) -> Result<Response, WebError> {
    let role = OrganisationRole::parse(&typed.role).ok_or_else(WebError::not_found)?;
    let done = identity.change_member_role(&visit.actor, ChangeMemberRole { organisation_id, account_id, role }).await;
    answer(&identity, &visit, organisation_id, done, "account-saved").await
}

pub(super) async fn remove(
    State(identity): State<Identity>,
    visit: Visit,
    Path((organisation_id, member)): Path<(OrganisationId, AccountId)>,
) -> Result<Response, WebError> {
    let done = identity.remove_member(&visit.actor, organisation_id, member).await;
    if done.is_ok() && visit.actor.is(member) {
        return Ok(visit.redirect("/compte/organisations").saying("account-organisation-left").into_response());
    }
    answer(&identity, &visit, organisation_id, done, "account-saved").await
}

async fn answer(
    identity: &Identity,
    visit: &Visit,
    id: OrganisationId,
    done: Result<(), IdentityError>,
    saying: &'static str,
) -> Result<Response, WebError> {
    match done {
        Ok(()) => Ok(visit.redirect(&format!("/compte/organisations/{id}")).saying(saying).into_response()),
        Err(error) => refused(identity, visit, id, FormErrors::of(error, visit.t)?).await,
    }
}
