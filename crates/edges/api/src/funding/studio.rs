//! What creators do with their projects.

use axum::{
    extract::State,
    response::{IntoResponse as _, Response},
};
use contracts::crowdfunding::ProjectId;
use http::{HeaderValue, StatusCode, header};
use payments::{BankDetails, Destination, PaymentsError, Rail};
use serde::Deserialize;
use utoipa::ToSchema;

use super::body::{FundingBody, PayoutBody, PledgeRowBody, ProjectBody, ProjectCardBody, ProjectChange, ProjectDetailsBody};
use crate::{ApiState, Json, PageQuery, Path, Problem, Query, SignedInCaller, problem::Refusal, view::Paged, words};

/// Where the creator is paid.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPayout {
    #[schema(schema_with = words::rails)]
    rail: Rail,
    /// The country of the wallet (ISO 3166-1 alpha-2); of a bank account its number tells it.
    #[serde(default)]
    #[schema(pattern = "^([A-Za-z]{2})?$")]
    country: String,
    /// The number of the wallet.
    #[serde(default)]
    #[schema(max_length = 40)]
    phone: String,
    /// The account, for the rail `bank`.
    #[serde(default)]
    bank: BankAccountBody,
}

/// The bank account of somebody who is paid.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[schema(as = BankAccount)]
struct BankAccountBody {
    /// In whose name it is.
    #[schema(max_length = 70)]
    holder: String,
    /// IBAN, or a RIB of 24 characters.
    #[schema(max_length = 60)]
    account: String,
    /// The bank's BIC; may be empty.
    #[schema(max_length = 20)]
    bic: String,
}

impl NewPayout {
    pub(crate) fn destination(self) -> Result<Destination, PaymentsError> {
        if self.rail != Rail::Bank {
            return Ok(Destination { rail: self.rail, country: self.country, party: Some(self.phone) });
        }
        let BankAccountBody { holder, account, bic } = self.bank;
        Destination::bank(&BankDetails { holder, account, bic })
    }
}

/// Begins a project: a draft that only its creator sees.
#[utoipa::path(post, path = "/api/v1/projects", tag = "studio", request_body = ProjectBody,
    responses((status = CREATED, body = ProjectDetailsBody)))]
pub(super) async fn create(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Json(body): Json<ProjectBody>,
) -> Result<(StatusCode, Json<ProjectDetailsBody>), Problem> {
    let id = state.crowdfunding.create_project(&actor, &body.into()).await?;
    Ok((StatusCode::CREATED, Json(state.crowdfunding.project(&actor, id).await?.into())))
}

/// Changes a project. Online, only words and tiers that nobody has taken change: goal, currency, mode, days and country stay.
#[utoipa::path(put, path = "/api/v1/projects/{id}", tag = "studio", params(("id" = Uuid, Path)), request_body = ProjectChange,
    responses((status = OK, body = ProjectDetailsBody)))]
pub(super) async fn edit(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<ProjectId>,
    Json(body): Json<ProjectChange>,
) -> Result<Json<ProjectDetailsBody>, Problem> {
    state.crowdfunding.edit_project(&actor, id, body.version, &body.project.into()).await?;
    Ok(Json(state.crowdfunding.project(&actor, id).await?.into()))
}

/// The caller's projects, the newest first.
#[utoipa::path(get, path = "/api/v1/me/projects", tag = "studio", params(PageQuery),
    responses((status = OK, body = Paged<ProjectCardBody>)))]
pub(super) async fn mine(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Query(page): Query<PageQuery>,
) -> Result<Json<Paged<ProjectCardBody>>, Problem> {
    Ok(Json(Paged::of(state.crowdfunding.my_projects(&actor, &page.request()?).await?)))
}

/// Hands a project to the staff. What is missing is named.
#[utoipa::path(post, path = "/api/v1/projects/{id}/submit", tag = "studio", params(("id" = Uuid, Path)),
    responses((status = OK, body = ProjectDetailsBody)))]
pub(super) async fn submit(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<ProjectId>,
) -> Result<Json<ProjectDetailsBody>, Problem> {
    state.crowdfunding.submit_project(&actor, id).await?;
    Ok(Json(state.crowdfunding.project(&actor, id).await?.into()))
}

/// How the funding of a project goes, for its creator and the staff. 409 before it is online.
#[utoipa::path(get, path = "/api/v1/projects/{id}/funding", tag = "studio", params(("id" = Uuid, Path)),
    responses((status = OK, body = FundingBody)))]
pub(super) async fn funding(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<ProjectId>,
) -> Result<Json<FundingBody>, Problem> {
    Ok(Json(state.crowdfunding.funding(&actor, id).await?.into()))
}

/// The pledges of a project in every state, for its creator and the staff, the newest first.
#[utoipa::path(get, path = "/api/v1/projects/{id}/pledges", tag = "studio", params(("id" = Uuid, Path), PageQuery),
    responses((status = OK, body = Paged<PledgeRowBody>)))]
pub(super) async fn pledges(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<ProjectId>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Paged<PledgeRowBody>>, Problem> {
    Ok(Json(Paged::of(state.crowdfunding.pledges_of(&actor, id, &page.request()?).await?)))
}

/// The same as CSV (RFC 4180), whole.
#[utoipa::path(get, path = "/api/v1/projects/{id}/pledges/export", tag = "studio", params(("id" = Uuid, Path)),
    responses((status = OK, body = String, content_type = "text/csv")))]
pub(super) async fn export(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<ProjectId>,
) -> Result<Response, Problem> {
    let table = state.crowdfunding.export_pledges(&actor, id).await?;
    let head = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"pledges.csv\"")),
    ];
    Ok((head, table).into_response())
}

/// Pays a successful project out to its creator: once, and again to another wallet or account when the first took nothing.
#[utoipa::path(post, path = "/api/v1/projects/{id}/payout", tag = "studio", params(("id" = Uuid, Path)), request_body = NewPayout,
    responses((status = ACCEPTED, body = PayoutBody)))]
pub(super) async fn pay_out(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<ProjectId>,
    Json(body): Json<NewPayout>,
) -> Result<(StatusCode, Json<PayoutBody>), Problem> {
    state.crowdfunding.pay_out(&actor, id, body.destination()?).await?;
    let view = state.crowdfunding.payout(&actor, id).await?.ok_or(Refusal::NotFound)?;
    Ok((StatusCode::ACCEPTED, Json(view.into())))
}

/// What a successful project owes its creator, and how far that is: for the creator and the staff. 404 before it succeeded.
#[utoipa::path(get, path = "/api/v1/projects/{id}/payout", tag = "studio", params(("id" = Uuid, Path)),
    responses((status = OK, body = PayoutBody)))]
pub(super) async fn payout(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<ProjectId>,
) -> Result<Json<PayoutBody>, Problem> {
    Ok(Json(state.crowdfunding.payout(&actor, id).await?.ok_or(Refusal::NotFound)?.into()))
}
