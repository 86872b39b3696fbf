//! Webhooks and postbacks of the caller and of their organisations, and the log of what was sent. Only from a session: an API key decides
//! nothing about where others are told, and reads no secret.

mod body;
mod deliveries;

use axum::extract::State;
use contracts::{
    identity::OrganisationId,
    webhooks::{EndpointId, Owner},
};
use http::StatusCode;
use utoipa_axum::{router::OpenApiRouter, routes};

use self::body::{
    ChangeEndpointBody, EndpointBody, EndpointStateBody, EventTypeBody, NewEndpointBody, NewEndpointRef, SecretBody,
};
use crate::{ApiState, Json, Path, Problem, SignedInCaller};

pub(crate) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(event_types))
        .routes(routes!(own, create_own))
        .routes(routes!(of_organisation, create_of_organisation))
        .routes(routes!(show, change, delete))
        .routes(routes!(set_state))
        .routes(routes!(reveal))
        .routes(routes!(rotate))
        .routes(routes!(deliveries::test))
        .routes(routes!(deliveries::resend_failed))
        .routes(routes!(deliveries::list))
        .routes(routes!(deliveries::show))
        .routes(routes!(deliveries::resend))
}

/// What an endpoint can be told, with an example of each.
#[utoipa::path(get, path = "/api/v1/webhook-events", tag = "webhooks", responses((status = OK, body = Vec<EventTypeBody>)))]
async fn event_types(State(state): State<ApiState>, SignedInCaller(_actor): SignedInCaller) -> Json<Vec<EventTypeBody>> {
    Json(state.webhooks.catalogue().iter().map(Into::into).collect())
}

/// The caller's own endpoints, the oldest first; ten at most.
#[utoipa::path(get, path = "/api/v1/me/webhooks", tag = "webhooks", responses((status = OK, body = Vec<EndpointBody>)))]
async fn own(State(state): State<ApiState>, SignedInCaller(actor): SignedInCaller) -> Result<Json<Vec<EndpointBody>>, Problem> {
    let owner = Owner::Account(actor.require_account()?);
    Ok(Json(state.webhooks.list_endpoints(&actor, owner).await?.into_iter().map(Into::into).collect()))
}

/// Makes an endpoint of one's own
///
/// The answer has its secret; later it is shown on demand.
#[utoipa::path(post, path = "/api/v1/me/webhooks", tag = "webhooks", request_body = NewEndpointBody,
    responses((status = CREATED, body = NewEndpointRef)))]
async fn create_own(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Json(body): Json<NewEndpointBody>,
) -> Result<(StatusCode, Json<NewEndpointRef>), Problem> {
    let owner = Owner::Account(actor.require_account()?);
    let created = state.webhooks.create_endpoint(&actor, owner, body.kind, &body.draft()).await?;
    Ok((StatusCode::CREATED, Json(created.into())))
}

/// The endpoints of an organisation, for its members.
#[utoipa::path(get, path = "/api/v1/organisations/{id}/webhooks", tag = "webhooks", params(("id" = Uuid, Path)),
    responses((status = OK, body = Vec<EndpointBody>)))]
async fn of_organisation(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<OrganisationId>,
) -> Result<Json<Vec<EndpointBody>>, Problem> {
    let endpoints = state.webhooks.list_endpoints(&actor, Owner::Organisation(id)).await?;
    Ok(Json(endpoints.into_iter().map(Into::into).collect()))
}

/// Makes an endpoint of an organisation's, for its owners and administrators.
#[utoipa::path(post, path = "/api/v1/organisations/{id}/webhooks", tag = "webhooks", params(("id" = Uuid, Path)),
    request_body = NewEndpointBody, responses((status = CREATED, body = NewEndpointRef)))]
async fn create_of_organisation(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<OrganisationId>,
    Json(body): Json<NewEndpointBody>,
) -> Result<(StatusCode, Json<NewEndpointRef>), Problem> {
    let created = state.webhooks.create_endpoint(&actor, Owner::Organisation(id), body.kind, &body.draft()).await?;
    Ok((StatusCode::CREATED, Json(created.into())))
}

/// One endpoint. Its secret is not part of it.
#[utoipa::path(get, path = "/api/v1/webhooks/{id}", tag = "webhooks", params(("id" = Uuid, Path)),
    responses((status = OK, body = EndpointBody)))]
async fn show(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<EndpointId>,
) -> Result<Json<EndpointBody>, Problem> {
    Ok(Json(state.webhooks.get_endpoint(&actor, id).await?.into()))
}

/// Writes an endpoint anew; its kind stays. What is on its way goes to the new address.
#[utoipa::path(put, path = "/api/v1/webhooks/{id}", tag = "webhooks", params(("id" = Uuid, Path)),
    request_body = ChangeEndpointBody, responses((status = OK, body = EndpointBody)))]
async fn change(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<EndpointId>,
    Json(body): Json<ChangeEndpointBody>,
) -> Result<Json<EndpointBody>, Problem> {
    state.webhooks.update_endpoint(&actor, id, &body.draft()).await?;
    Ok(Json(state.webhooks.get_endpoint(&actor, id).await?.into()))
}

/// Deletes an endpoint, its secret at once, its log soon after.
#[utoipa::path(delete, path = "/api/v1/webhooks/{id}", tag = "webhooks", params(("id" = Uuid, Path)),
    responses((status = NO_CONTENT)))]
async fn delete(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<EndpointId>,
) -> Result<StatusCode, Problem> {
    state.webhooks.delete_endpoint(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Tells an endpoint again, or no more
///
/// What is on its way to a disabled one is held; enabling it sends nothing by itself.
#[utoipa::path(put, path = "/api/v1/webhooks/{id}/state", tag = "webhooks", params(("id" = Uuid, Path)),
    request_body = EndpointStateBody, responses((status = OK, body = EndpointBody)))]
async fn set_state(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<EndpointId>,
    Json(body): Json<EndpointStateBody>,
) -> Result<Json<EndpointBody>, Problem> {
    if body.enabled {
        state.webhooks.enable_endpoint(&actor, id).await?;
    } else {
        state.webhooks.disable_endpoint(&actor, id).await?;
    }
    Ok(Json(state.webhooks.get_endpoint(&actor, id).await?.into()))
}

/// Shows the secret of an endpoint. That it was shown is in the audit trail.
#[utoipa::path(post, path = "/api/v1/webhooks/{id}/secret/reveal", tag = "webhooks", params(("id" = Uuid, Path)),
    responses((status = OK, body = SecretBody)))]
async fn reveal(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<EndpointId>,
) -> Result<Json<SecretBody>, Problem> {
    Ok(Json(state.webhooks.reveal_secret(&actor, id).await?.into()))
}

/// Gives an endpoint a new secret; the one before signs beside it for 24 hours.
#[utoipa::path(post, path = "/api/v1/webhooks/{id}/secret/rotate", tag = "webhooks", params(("id" = Uuid, Path)),
    responses((status = OK, body = SecretBody)))]
async fn rotate(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<EndpointId>,
) -> Result<Json<SecretBody>, Problem> {
    Ok(Json(state.webhooks.rotate_secret(&actor, id).await?.into()))
}
