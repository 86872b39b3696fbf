//! How both sides are named on papers, the mandate of self-billing, monthly statements, tax rules.

use affiliate::TaxRegime;
use axum::{
    extract::State,
    response::{IntoResponse as _, Response},
};
use contracts::{
    affiliate::{PartnershipId, StatementId},
    identity::OrganisationId,
};
use http::{HeaderValue, StatusCode, header};
use utoipa_axum::{router::OpenApiRouter, routes};
use web_kit::Translator;

use super::body::{
    papers::{
        MandateAccepted, MandateBody, MandateGiven, MerchantTaxProfileBody, TaxPartyInput, TaxProfileBody, TaxProfileInput,
    },
    statement::{StatementBody, StatementRowBody, WaitingBody},
    tax::{TaxRuleBody, TaxYearBody},
};
use crate::{ApiState, Json, PageQuery, Path, Problem, Query, SignedInCaller, problem::Refusal, view::Paged};

pub(super) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(profile, set_profile))
        .routes(routes!(mandate, accept, withdraw))
        .routes(routes!(mine))
        .routes(routes!(my_waiting))
        .routes(routes!(merchant_profile, set_merchant_profile))
        .routes(routes!(of_merchant))
        .routes(routes!(waiting))
        .routes(routes!(of_partnership))
        .routes(routes!(year))
        .routes(routes!(one))
        .routes(routes!(document))
        .routes(routes!(export))
        .routes(routes!(rules))
}

/// How the caller pays tax and is named on papers. 404 before they said so.
#[utoipa::path(get, path = "/api/v1/me/tax-profile", tag = "sales", responses((status = OK, body = TaxProfileBody)))]
async fn profile(State(state): State<ApiState>, SignedInCaller(actor): SignedInCaller) -> Result<Json<TaxProfileBody>, Problem> {
    let found = state.affiliate.tax_profile(&actor).await?.ok_or(Refusal::NotFound)?;
    Ok(Json(found.into()))
}

/// Says how the caller pays tax, from now on; statements that were issued keep what was said then. Needs a profile of an influencer.
#[utoipa::path(put, path = "/api/v1/me/tax-profile", tag = "sales", request_body = TaxProfileInput,
    responses((status = OK, body = TaxProfileBody)))]
async fn set_profile(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Json(body): Json<TaxProfileInput>,
) -> Result<Json<TaxProfileBody>, Problem> {
    let regime = TaxRegime::parse(&body.regime).unwrap_or(TaxRegime::Unknown);
    state.affiliate.set_tax_profile(&actor, regime, &body.party.into()).await?;
    let found = state.affiliate.tax_profile(&actor).await?.ok_or(Refusal::NotFound)?;
    Ok(Json(found.into()))
}

/// Whether merchants may write invoices in the caller's name, and the text that is asked for now.
#[utoipa::path(get, path = "/api/v1/me/invoice-mandate", tag = "sales", responses((status = OK, body = MandateBody)))]
async fn mandate(State(state): State<ApiState>, SignedInCaller(actor): SignedInCaller) -> Result<Json<MandateBody>, Problem> {
    let given = state.affiliate.invoice_mandate(&actor).await?;
    Ok(Json(MandateBody::of(given, Translator::new(actor.locale))))
}

/// Lets merchants write invoices in the caller's name, by the text of this number; 409 when another one is asked for now.
#[utoipa::path(put, path = "/api/v1/me/invoice-mandate", tag = "sales", request_body = MandateAccepted,
    responses((status = OK, body = MandateGiven)))]
async fn accept(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Json(body): Json<MandateAccepted>,
) -> Result<Json<MandateGiven>, Problem> {
    Ok(Json(state.affiliate.accept_mandate(&actor, body.text_version).await?.into()))
}

/// Takes the mandate back, for what is issued from now on.
#[utoipa::path(delete, path = "/api/v1/me/invoice-mandate", tag = "sales", responses((status = NO_CONTENT)))]
async fn withdraw(State(state): State<ApiState>, SignedInCaller(actor): SignedInCaller) -> Result<StatusCode, Problem> {
    state.affiliate.withdraw_mandate(&actor).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The caller's own statements with every merchant, the newest first.
#[utoipa::path(get, path = "/api/v1/me/statements", tag = "sales", params(PageQuery),
    responses((status = OK, body = Paged<StatementRowBody>)))]
async fn mine(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Query(page): Query<PageQuery>,
) -> Result<Json<Paged<StatementRowBody>>, Problem> {
    Ok(Json(Paged::of(state.affiliate.my_statements(&actor, &page.request()?).await?)))
}

/// The caller's own statements that wait for somebody to say how they pay tax, the oldest month first, at most a hundred.
#[utoipa::path(get, path = "/api/v1/me/statements/waiting", tag = "sales", responses((status = OK, body = Paged<WaitingBody>)))]
async fn my_waiting(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
) -> Result<Json<Paged<WaitingBody>>, Problem> {
    let found = state.affiliate.my_waiting_statements(&actor).await?;
    Ok(Json(Paged { items: found.into_iter().map(Into::into).collect(), next: None }))
}

/// How papers name a merchant: for its members. 404 before they said so.
#[utoipa::path(get, path = "/api/v1/merchants/{id}/tax-profile", tag = "sales", params(("id" = Uuid, Path)),
    responses((status = OK, body = MerchantTaxProfileBody)))]
async fn merchant_profile(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<OrganisationId>,
) -> Result<Json<MerchantTaxProfileBody>, Problem> {
    let found = state.affiliate.merchant_tax_profile(&actor, id).await?.ok_or(Refusal::NotFound)?;
    Ok(Json(found.into()))
}

/// Says how papers name a merchant, from now on.
#[utoipa::path(put, path = "/api/v1/merchants/{id}/tax-profile", tag = "sales", params(("id" = Uuid, Path)), request_body = TaxPartyInput,
    responses((status = OK, body = MerchantTaxProfileBody)))]
async fn set_merchant_profile(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<OrganisationId>,
    Json(body): Json<TaxPartyInput>,
) -> Result<Json<MerchantTaxProfileBody>, Problem> {
    state.affiliate.set_merchant_tax_profile(&actor, id, &body.into()).await?;
    let found = state.affiliate.merchant_tax_profile(&actor, id).await?.ok_or(Refusal::NotFound)?;
    Ok(Json(found.into()))
}

/// The statements of a merchant, the newest first: for its members.
#[utoipa::path(get, path = "/api/v1/merchants/{id}/statements", tag = "sales", params(("id" = Uuid, Path), PageQuery),
    responses((status = OK, body = Paged<StatementRowBody>)))]
async fn of_merchant(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<OrganisationId>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Paged<StatementRowBody>>, Problem> {
    Ok(Json(Paged::of(state.affiliate.merchant_statements(&actor, id, &page.request()?).await?)))
}

/// A merchant's statements that wait for somebody to say how they pay tax, the oldest month first, at most a hundred.
#[utoipa::path(get, path = "/api/v1/merchants/{id}/statements/waiting", tag = "sales", params(("id" = Uuid, Path)),
    responses((status = OK, body = Paged<WaitingBody>)))]
async fn waiting(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<OrganisationId>,
) -> Result<Json<Paged<WaitingBody>>, Problem> {
    let found = state.affiliate.waiting_statements(&actor, id).await?;
    Ok(Json(Paged { items: found.into_iter().map(Into::into).collect(), next: None }))
}

/// The statements of a partnership, the newest first: for the influencer and the members of the merchant.
#[utoipa::path(get, path = "/api/v1/partnerships/{id}/statements", tag = "sales", params(("id" = Uuid, Path), PageQuery),
    responses((status = OK, body = Paged<StatementRowBody>)))]
async fn of_partnership(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<PartnershipId>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Paged<StatementRowBody>>, Problem> {
    Ok(Json(Paged::of(state.affiliate.statements(&actor, id, &page.request()?).await?)))
}

/// This year of a partnership until now: what rules say of it, and how near a written contract is.
#[utoipa::path(get, path = "/api/v1/partnerships/{id}/tax-year", tag = "sales", params(("id" = Uuid, Path)),
    responses((status = OK, body = TaxYearBody)))]
async fn year(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<PartnershipId>,
) -> Result<Json<TaxYearBody>, Problem> {
    Ok(Json(state.affiliate.tax_year(&actor, id).await?.into()))
}

/// A statement with every line and what the rules said of it: for the influencer and the members of the merchant.
#[utoipa::path(get, path = "/api/v1/statements/{id}", tag = "sales", params(("id" = Uuid, Path)),
    responses((status = OK, body = StatementBody)))]
async fn one(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<StatementId>,
) -> Result<Json<StatementBody>, Problem> {
    Ok(Json(state.affiliate.statement(&actor, id).await?.into()))
}

/// The same as PDF, in the caller's language.
#[utoipa::path(get, path = "/api/v1/statements/{id}/document", tag = "sales", params(("id" = Uuid, Path)),
    responses((status = OK, body = Vec<u8>, content_type = "application/pdf")))]
async fn document(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<StatementId>,
) -> Result<Response, Problem> {
    let paper = state.sales_papers.statement(&actor, id).await?;
    let named = HeaderValue::from_str(&format!("attachment; filename=\"{}\"", paper.file_name));
    let head = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/pdf")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::CONTENT_DISPOSITION, named.unwrap_or_else(|_unnamed| HeaderValue::from_static("attachment"))),
    ];
    Ok((head, paper.pdf).into_response())
}

/// Its lines as a table.
#[utoipa::path(get, path = "/api/v1/statements/{id}/export", tag = "sales", params(("id" = Uuid, Path)),
    responses((status = OK, body = String, content_type = "text/csv")))]
async fn export(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<StatementId>,
) -> Result<Response, Problem> {
    let table = state.affiliate.export_statement(&actor, id).await?;
    let head = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"statement.csv\"")),
    ];
    Ok((head, table).into_response())
}

/// Every tax rule that there ever was, with where it was read and who looked at it.
#[utoipa::path(get, path = "/api/v1/tax-rules", tag = "sales", responses((status = OK, body = Paged<TaxRuleBody>)))]
async fn rules(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
) -> Result<Json<Paged<TaxRuleBody>>, Problem> {
    let found = state.affiliate.tax_rules(&actor).await?;
    Ok(Json(Paged { items: found.into_iter().map(Into::into).collect(), next: None }))
}
