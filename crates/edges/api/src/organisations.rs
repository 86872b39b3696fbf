//! Organisations: founding, reading, renaming, members, invitations. A stranger is told that there is nothing.

mod body;
mod invitations;
mod members;

use axum::extract::State;
use contracts::identity::OrganisationId;
use http::StatusCode;
use identity::CreateOrganisation;
use utoipa_axum::{router::OpenApiRouter, routes};

use self::body::{CreateOrganisationBody, NewOrganisationBody, OrganisationBody, OrganisationCardBody, RenameOrganisationBody};
use crate::{ApiState, Json, Path, Problem, ProblemBody, SignedInCaller};

pub(crate) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(show, rename))
        .routes(routes!(members::change_role, members::remove))
        .routes(routes!(invitations::invite))
        .routes(routes!(invitations::withdraw))
        .routes(routes!(invitations::preview))
        .routes(routes!(invitations::accept))
}

/// Lists the organisations of the caller
#[utoipa::path(
    get, path = "/api/v1/organisations", tag = "organisations",
    responses(
        (status = 200, body = Vec<OrganisationCardBody>, description = "By name, at most 500"),
        (status = 401, body = ProblemBody, description = "Not signed in"),
    )
)]
async fn list(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
) -> Result<Json<Vec<OrganisationCardBody>>, Problem> {
    let cards = state.identity.list_organisations(&actor).await?;
    Ok(Json(cards.into_iter().map(Into::into).collect()))
}

/// Founds an organisation
///
/// Only from a session. The founder owns it.
#[utoipa::path(
    post, path = "/api/v1/organisations", tag = "organisations",
    request_body = CreateOrganisationBody,
    responses(
        (status = 201, body = NewOrganisationBody, description = "Founded"),
        (status = 401, body = ProblemBody, description = "Not signed in"),
        (status = 403, body = ProblemBody, description = "The caller is a key, or the CSRF header is missing"),
        (status = 409, body = ProblemBody, description = "The caller owns twenty already"),
        (status = 422, body = ProblemBody, description = "The input is wrong"),
    )
)]
async fn create(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Json(body): Json<CreateOrganisationBody>,
) -> Result<(StatusCode, Json<NewOrganisationBody>), Problem> {
    let cmd = CreateOrganisation { name: body.name, kind: body.kind };
    let id = state.identity.create_organisation(&actor, cmd).await?;
    Ok((StatusCode::CREATED, Json(NewOrganisationBody { id })))
}

/// Shows an organisation with its members
///
/// Invitations are shown to who may invite.
#[utoipa::path(
    get, path = "/api/v1/organisations/{id}", tag = "organisations",
    params(("id" = uuid::Uuid, Path, description = "The organisation")),
    responses(
        (status = 200, body = OrganisationBody, description = "The organisation"),
        (status = 401, body = ProblemBody, description = "Not signed in"),
        (status = 403, body = ProblemBody, description = "The caller is a key"),
        (status = 404, body = ProblemBody, description = "No such organisation, or the caller does not belong to it"),
    )
)]
async fn show(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<OrganisationId>,
) -> Result<Json<OrganisationBody>, Problem> {
    Ok(Json(state.identity.get_organisation(&actor, id).await?.into()))
}

/// Renames an organisation
///
/// Its owners may.
#[utoipa::path(
    put, path = "/api/v1/organisations/{id}", tag = "organisations",
    params(("id" = uuid::Uuid, Path, description = "The organisation")),
    request_body = RenameOrganisationBody,
    responses(
        (status = 204, description = "Renamed"),
        (status = 401, body = ProblemBody, description = "Not signed in"),
        (status = 403, body = ProblemBody, description = "Not an owner, or the caller is a key"),
        (status = 404, body = ProblemBody, description = "No such organisation, or the caller does not belong to it"),
        (status = 422, body = ProblemBody, description = "The input is wrong"),
    )
)]
async fn rename(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<OrganisationId>,
    Json(body): Json<RenameOrganisationBody>,
) -> Result<StatusCode, Problem> {
    state.identity.rename_organisation(&actor, id, &body.name).await?;
    Ok(StatusCode::NO_CONTENT)
}
