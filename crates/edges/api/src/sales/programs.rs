//! Programs of merchants: their words, policies, groups and terms.

use axum::extract::State;
use contracts::{
    affiliate::{GroupId, ProgramId},
    identity::OrganisationId,
};
use http::StatusCode;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::body::{
    program::{
        NewGroup, NewProgram, PolicyVersionBody, ProgramBody, ProgramChange, ProgramStateBody, TermsChange, TermsVersionBody,
    },
    terms::PolicyBody,
};
use crate::{ApiState, Caller, Json, Path, Problem, SignedInCaller, problem::Refusal, view::Paged};

pub(super) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(of_merchant, create))
        .routes(routes!(get, edit))
        .routes(routes!(set_state))
        .routes(routes!(policies, set_policy))
        .routes(routes!(add_group))
        .routes(routes!(terms, set_terms))
}

/// The program of a merchant, for its members; 404 before it was begun.
#[utoipa::path(get, path = "/api/v1/merchants/{id}/program", tag = "sales", params(("id" = Uuid, Path)),
    responses((status = OK, body = ProgramBody)))]
async fn of_merchant(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<OrganisationId>,
) -> Result<Json<ProgramBody>, Problem> {
    let found = state.affiliate.program_of(&actor, id).await?;
    Ok(Json(found.ok_or(Refusal::NotFound)?.into()))
}

/// Begins the program of a merchant: a draft. A merchant has one.
#[utoipa::path(post, path = "/api/v1/merchants/{id}/program", tag = "sales", params(("id" = Uuid, Path)), request_body = NewProgram,
    responses((status = CREATED, body = ProgramBody)))]
async fn create(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<OrganisationId>,
    Json(body): Json<NewProgram>,
) -> Result<(StatusCode, Json<ProgramBody>), Problem> {
    let (policy, terms) = (body.policy.read()?, body.terms.read()?);
    let id = state.affiliate.create_program(&actor, id, &body.program.into(), &policy, &terms).await?;
    Ok((StatusCode::CREATED, Json(state.affiliate.program(&actor, id).await?.into())))
}

/// A program: once it was open for everybody.
#[utoipa::path(get, path = "/api/v1/programs/{id}", tag = "sales", params(("id" = Uuid, Path)),
    responses((status = OK, body = ProgramBody)))]
async fn get(State(state): State<ApiState>, caller: Caller, Path(id): Path<ProgramId>) -> Result<Json<ProgramBody>, Problem> {
    Ok(Json(state.affiliate.program(&caller.actor, id).await?.into()))
}

/// Changes the words of a program, where its links lead and who is taken. 409 when somebody changed it meanwhile.
#[utoipa::path(put, path = "/api/v1/programs/{id}", tag = "sales", params(("id" = Uuid, Path)), request_body = ProgramChange,
    responses((status = OK, body = ProgramBody)))]
async fn edit(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<ProgramId>,
    Json(body): Json<ProgramChange>,
) -> Result<Json<ProgramBody>, Problem> {
    state.affiliate.edit_program(&actor, id, body.version, &body.program.into()).await?;
    Ok(Json(state.affiliate.program(&actor, id).await?.into()))
}

/// Opens, pauses or closes a program.
#[utoipa::path(put, path = "/api/v1/programs/{id}/state", tag = "sales", params(("id" = Uuid, Path)), request_body = ProgramStateBody,
    responses((status = NO_CONTENT)))]
async fn set_state(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<ProgramId>,
    Json(body): Json<ProgramStateBody>,
) -> Result<StatusCode, Problem> {
    state.affiliate.set_program_state(&actor, id, body.state).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Every version of how a program attributes, the newest first, at most a hundred: for the members of its merchant.
#[utoipa::path(get, path = "/api/v1/programs/{id}/policies", tag = "sales", params(("id" = Uuid, Path)),
    responses((status = OK, body = Paged<PolicyVersionBody>)))]
async fn policies(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<ProgramId>,
) -> Result<Json<Paged<PolicyVersionBody>>, Problem> {
    let found = state.affiliate.policies_of(&actor, id).await?;
    Ok(Json(Paged { items: found.into_iter().map(Into::into).collect(), next: None }))
}

/// How conversions are attributed that happen from now on; those before stay as they are.
#[utoipa::path(post, path = "/api/v1/programs/{id}/policies", tag = "sales", params(("id" = Uuid, Path)), request_body = PolicyBody,
    responses((status = NO_CONTENT)))]
async fn set_policy(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<ProgramId>,
    Json(body): Json<PolicyBody>,
) -> Result<StatusCode, Problem> {
    state.affiliate.set_policy(&actor, id, &body.read()?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Adds a group of partners with terms of its own.
#[utoipa::path(post, path = "/api/v1/programs/{id}/groups", tag = "sales", params(("id" = Uuid, Path)), request_body = NewGroup,
    responses((status = CREATED, body = ProgramBody)))]
async fn add_group(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<ProgramId>,
    Json(body): Json<NewGroup>,
) -> Result<(StatusCode, Json<ProgramBody>), Problem> {
    state.affiliate.add_group(&actor, id, &body.name, &body.terms.read()?).await?;
    Ok((StatusCode::CREATED, Json(state.affiliate.program(&actor, id).await?.into())))
}

/// Every version of what a group earns, the newest first, at most a hundred: for the members of its merchant.
#[utoipa::path(get, path = "/api/v1/groups/{id}/terms", tag = "sales", params(("id" = Uuid, Path)),
    responses((status = OK, body = Paged<TermsVersionBody>)))]
async fn terms(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<GroupId>,
) -> Result<Json<Paged<TermsVersionBody>>, Problem> {
    let found = state.affiliate.terms_of(&actor, id).await?;
    Ok(Json(Paged { items: found.into_iter().map(Into::into).collect(), next: None }))
}

/// What a group earns with links that are followed from now on: what was promised before holds.
#[utoipa::path(post, path = "/api/v1/groups/{id}/terms", tag = "sales", params(("id" = Uuid, Path)), request_body = TermsChange,
    responses((status = NO_CONTENT)))]
async fn set_terms(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<GroupId>,
    Json(body): Json<TermsChange>,
) -> Result<StatusCode, Problem> {
    state.affiliate.set_terms(&actor, id, body.version, &body.terms.read()?).await?;
    Ok(StatusCode::NO_CONTENT)
}
