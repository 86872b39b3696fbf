//! What partners earned and are paid, and what merchants pay in.

use affiliate::PayoutEvery;
use axum::extract::State;
use contracts::{
    affiliate::{CommissionId, PartnershipId},
    identity::OrganisationId,
};
use http::StatusCode;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use super::{
    body::{
        commission::{CommissionBody, EarningsBody, EntryBody},
        conversion::{MoveBody, WalletBody},
        wallet::MovementBody,
    },
    words,
};
use crate::{
    ApiState, Json, PageQuery, Path, Problem, Query, SignedInCaller,
    funding::{body::Amount, studio::NewPayout},
    view::Paged,
};

pub(super) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(earnings))
        .routes(routes!(commissions))
        .routes(routes!(entries))
        .routes(routes!(payouts, pay_out))
        .routes(routes!(schedule, set_schedule))
        .routes(routes!(wallet))
        .routes(routes!(movements))
        .routes(routes!(deposits, deposit))
}

/// A deposit that waits for its payment.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NewDeposit)]
struct DepositBody {
    payment_id: Uuid,
    /// What opens the payment: sent as `Payment-Key`.
    key: String,
}

/// A payout on its way.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NewCommissionPayout)]
struct PayoutBody {
    /// The disbursement.
    id: Uuid,
}

/// When a partner is paid without asking.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PayoutSchedule)]
struct ScheduleBody {
    /// `week` on Mondays, `month` on the first, or `never`.
    #[schema(schema_with = words::payout_schedules)]
    every: PayoutEvery,
    /// The next time (UTC), if enough is payable then.
    #[schema(value_type = Option<String>, format = Date)]
    next_on: Option<Date>,
}

/// How often a partner is to be paid without asking.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewPayoutSchedule)]
struct NewSchedule {
    /// `week` on Mondays, `month` on the first, or `never`.
    #[schema(schema_with = words::payout_schedules)]
    every: PayoutEvery,
}

/// What a partner has, by the ledger: for the influencer and the members of the merchant.
#[utoipa::path(get, path = "/api/v1/partnerships/{id}/earnings", tag = "sales", params(("id" = Uuid, Path)),
    responses((status = OK, body = EarningsBody)))]
async fn earnings(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<PartnershipId>,
) -> Result<Json<EarningsBody>, Problem> {
    Ok(Json(state.affiliate.earnings(&actor, id).await?.into()))
}

/// The commissions of a partnership, the newest first: for the influencer and the members of the merchant.
#[utoipa::path(get, path = "/api/v1/partnerships/{id}/commissions", tag = "sales", params(("id" = Uuid, Path), PageQuery),
    responses((status = OK, body = Paged<CommissionBody>)))]
async fn commissions(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<PartnershipId>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Paged<CommissionBody>>, Problem> {
    Ok(Json(Paged::of(state.affiliate.commissions(&actor, id, &page.request()?).await?)))
}

/// The journals of a commission, the oldest first, at most two hundred.
#[utoipa::path(get, path = "/api/v1/commissions/{id}/entries", tag = "sales", params(("id" = Uuid, Path)),
    responses((status = OK, body = Paged<EntryBody>)))]
async fn entries(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<CommissionId>,
) -> Result<Json<Paged<EntryBody>>, Problem> {
    let found = state.affiliate.commission_entries(&actor, id).await?;
    Ok(Json(Paged { items: found.into_iter().map(Into::into).collect(), next: None }))
}

/// What a partner was paid, the newest first, at most a hundred: for the influencer.
#[utoipa::path(get, path = "/api/v1/partnerships/{id}/payouts", tag = "sales", params(("id" = Uuid, Path)),
    responses((status = OK, body = Paged<MoveBody>)))]
async fn payouts(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<PartnershipId>,
) -> Result<Json<Paged<MoveBody>>, Problem> {
    let found = state.affiliate.payouts(&actor, id).await?;
    Ok(Json(Paged { items: found.into_iter().map(Into::into).collect(), next: None }))
}

/// Pays the caller all that is payable of a partnership: at least what its terms say, one payout at a time. Needs a session: keys may not.
#[utoipa::path(post, path = "/api/v1/partnerships/{id}/payouts", tag = "sales", params(("id" = Uuid, Path)), request_body = NewPayout,
    responses((status = CREATED, body = PayoutBody)))]
async fn pay_out(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<PartnershipId>,
    Json(body): Json<NewPayout>,
) -> Result<(StatusCode, Json<PayoutBody>), Problem> {
    let id = state.affiliate.pay_out(&actor, id, body.destination()?).await?;
    Ok((StatusCode::CREATED, Json(PayoutBody { id: id.as_uuid() })))
}

/// When the caller is paid without asking: for the influencer.
#[utoipa::path(get, path = "/api/v1/partnerships/{id}/payout-schedule", tag = "sales", params(("id" = Uuid, Path)),
    responses((status = OK, body = ScheduleBody)))]
async fn schedule(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<PartnershipId>,
) -> Result<Json<ScheduleBody>, Problem> {
    let view = state.affiliate.payout_schedule(&actor, id).await?;
    Ok(Json(ScheduleBody { every: view.every, next_on: view.next_on }))
}

/// Pays the caller without asking, to where their last payout went, or not any more. 409 before the first payout. Needs a session: keys may not.
#[utoipa::path(put, path = "/api/v1/partnerships/{id}/payout-schedule", tag = "sales", params(("id" = Uuid, Path)),
    request_body = NewSchedule, responses((status = NO_CONTENT)))]
async fn set_schedule(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<PartnershipId>,
    Json(body): Json<NewSchedule>,
) -> Result<StatusCode, Problem> {
    state.affiliate.schedule_payouts(&actor, id, body.every).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What a merchant has for commissions: for its members.
#[utoipa::path(get, path = "/api/v1/merchants/{id}/wallet", tag = "sales", params(("id" = Uuid, Path)),
    responses((status = OK, body = WalletBody)))]
async fn wallet(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<OrganisationId>,
) -> Result<Json<WalletBody>, Problem> {
    Ok(Json(state.affiliate.wallet(&actor, id).await?.into()))
}

/// What moved on a merchant's wallet, the newest first; its sum is the balance: for its members.
#[utoipa::path(get, path = "/api/v1/merchants/{id}/wallet/movements", tag = "sales", params(("id" = Uuid, Path), PageQuery),
    responses((status = OK, body = Paged<MovementBody>)))]
async fn movements(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<OrganisationId>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Paged<MovementBody>>, Problem> {
    Ok(Json(Paged::of(state.affiliate.wallet_moves(&actor, id, &page.request()?).await?)))
}

/// What a merchant paid in, or began to, the newest first, at most a hundred: for its members.
#[utoipa::path(get, path = "/api/v1/merchants/{id}/deposits", tag = "sales", params(("id" = Uuid, Path)),
    responses((status = OK, body = Paged<MoveBody>)))]
async fn deposits(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<OrganisationId>,
) -> Result<Json<Paged<MoveBody>>, Problem> {
    let found = state.affiliate.deposits(&actor, id).await?;
    Ok(Json(Paged { items: found.into_iter().map(Into::into).collect(), next: None }))
}

/// Opens the payment by which a merchant fills its wallet, in the program's currency; it is paid like any other, for a day. Needs a
/// session: keys may not.
#[utoipa::path(post, path = "/api/v1/merchants/{id}/deposits", tag = "sales", params(("id" = Uuid, Path)), request_body = Amount,
    responses((status = CREATED, body = DepositBody)))]
async fn deposit(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<OrganisationId>,
    Json(amount): Json<Amount>,
) -> Result<(StatusCode, Json<DepositBody>), Problem> {
    let opened = state.affiliate.deposit(&actor, id, amount.into()).await?;
    Ok((StatusCode::CREATED, Json(DepositBody { payment_id: opened.intent_id.as_uuid(), key: opened.key })))
}
