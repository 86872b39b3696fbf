//! Cash at agencies: vouchers for agents, what agents hold, and for the staff caps and deposits.

use axum::extract::State;
use http::StatusCode;
use jiff::Timestamp;
use kernel::AccountId;
use payments::{
    AcceptVoucher, Acceptance, AcceptanceView, AgentView, DepositId, DepositView, NewDeposit, PaymentsError, Presented,
    VoucherStanding, VoucherView,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use crate::{ApiState, Json, PageQuery, Path, Problem, Query, SignedInCaller, funding::body::Amount, view::Paged};

pub(crate) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(look))
        .routes(routes!(accept))
        .routes(routes!(my_float))
        .routes(routes!(my_acceptances))
        .routes(routes!(agents))
        .routes(routes!(agent_acceptances))
        .routes(routes!(set_cap))
        .routes(routes!(deposits, book_deposit))
}

/// A voucher as it was shown.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ShownVoucher {
    /// The text of its QR code, or its short code.
    #[schema(min_length = 8, max_length = 500)]
    voucher: String,
}

/// A voucher for which cash was taken.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TakenVoucher {
    /// The text of its QR code, or its short code.
    #[schema(min_length = 8, max_length = 500)]
    voucher: String,
    /// When the cash was handed over, if it was before now: the agent had no network.
    #[serde(default)]
    taken_at: Option<Timestamp>,
}

/// A voucher for which cash may be taken, or was by this agent.
#[derive(Debug, Serialize, ToSchema)]
struct VoucherBody {
    id: Uuid,
    /// What is paid for, as a word: `pledge`.
    purpose: String,
    /// Which.
    purpose_id: Uuid,
    amount: Amount,
    /// Until when the cash may be handed over.
    expires_at: Timestamp,
    /// When this agent took the cash, if it was taken.
    accepted_at: Option<Timestamp>,
}

/// The cash is booked.
#[derive(Debug, Serialize, ToSchema)]
struct AcceptanceBody {
    voucher_id: Uuid,
    /// What stands on the payer's receipt.
    reference: String,
    amount: Amount,
    /// When it was booked, the first time.
    accepted_at: Timestamp,
}

/// What an agent holds in one currency.
#[derive(Debug, Serialize, ToSchema)]
struct FloatBody {
    agent_id: Uuid,
    /// The most.
    cap: Amount,
    /// Taken and not deposited.
    held: Amount,
    /// What may still be taken.
    left: Amount,
    /// When the agent last took cash.
    last_at: Option<Timestamp>,
}

/// A voucher that an agent took.
#[derive(Debug, Serialize, ToSchema)]
struct AcceptanceLine {
    voucher_id: Uuid,
    /// What stands on the payer's receipt.
    reference: String,
    amount: Amount,
    /// When the cash was handed over, as the agent's device said.
    taken_at: Timestamp,
    /// When it was booked.
    accepted_at: Timestamp,
}

/// Cash to be noted as deposited.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DepositCommand {
    /// Made by the caller: the same deposit sent twice is one.
    id: Uuid,
    amount: Amount,
    /// The bank's: one slip is booked once.
    #[schema(min_length = 1, max_length = 100)]
    reference: String,
    /// Why, for whoever reads it later.
    #[schema(min_length = 3, max_length = 500)]
    reason: String,
}

/// Cash that an agent brought to the bank.
#[derive(Debug, Serialize, ToSchema)]
struct DepositBody {
    id: Uuid,
    amount: Amount,
    reference: String,
    reason: String,
    booked_at: Timestamp,
}

impl VoucherBody {
    fn of(view: VoucherView) -> Result<Self, PaymentsError> {
        let accepted_at = match view.standing {
            VoucherStanding::Open => None,
            VoucherStanding::Accepted(at) => Some(at),
            VoucherStanding::Refused(refusal) => return Err(refusal.into()),
        };
        let (id, purpose_id) = (view.id.as_uuid(), view.purpose.id);
        let amount = view.amount.into();
        Ok(Self { id, purpose: view.purpose.kind, purpose_id, amount, expires_at: view.expires_at, accepted_at })
    }
}

impl From<Acceptance> for AcceptanceBody {
    fn from(taken: Acceptance) -> Self {
        let (voucher_id, amount) = (taken.voucher_id.as_uuid(), taken.amount.into());
        Self { voucher_id, reference: taken.reference, amount, accepted_at: taken.accepted_at }
    }
}

impl From<AgentView> for FloatBody {
    fn from(view: AgentView) -> Self {
        let float = view.float;
        Self {
            agent_id: view.agent_id.as_uuid(),
            cap: float.cap.into(),
            held: float.held.into(),
            left: float.left.into(),
            last_at: view.last_at,
        }
    }
}

impl From<AcceptanceView> for AcceptanceLine {
    fn from(line: AcceptanceView) -> Self {
        let (voucher_id, amount) = (line.voucher_id.as_uuid(), line.amount.into());
        Self { voucher_id, reference: line.reference, amount, taken_at: line.taken_at, accepted_at: line.accepted_at }
    }
}

impl From<DepositView> for DepositBody {
    fn from(view: DepositView) -> Self {
        let (id, amount) = (view.id.as_uuid(), view.amount.into());
        Self { id, amount, reference: view.reference, reason: view.reason, booked_at: view.booked_at }
    }
}

fn floats(views: Vec<AgentView>) -> Json<Paged<FloatBody>> {
    Json(Paged { items: views.into_iter().map(Into::into).collect(), next: None })
}

/// A voucher before cash is taken for it; a problem says why none may be. Needs `cash_collect`.
#[utoipa::path(post, path = "/api/v1/vouchers/look", tag = "payments", request_body = ShownVoucher,
    responses((status = OK, body = VoucherBody)))]
async fn look(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Json(body): Json<ShownVoucher>,
) -> Result<Json<VoucherBody>, Problem> {
    let found = state.payments.find_voucher(&actor, &Presented::read(&body.voucher)).await?;
    Ok(Json(VoucherBody::of(found)?))
}

/// Books the cash that the caller took for a voucher, once; the same caller gets the first answer again. A problem whose code begins
/// with `payments-voucher-` says that the cash goes back, but for `payments-voucher-over-cap`: deposit, then send it again. Needs
/// `cash_collect`.
#[utoipa::path(post, path = "/api/v1/vouchers/accept", tag = "payments", request_body = TakenVoucher,
    responses((status = OK, body = AcceptanceBody)))]
async fn accept(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Json(body): Json<TakenVoucher>,
) -> Result<Json<AcceptanceBody>, Problem> {
    let command = AcceptVoucher { presented: Presented::read(&body.voucher), taken_at: body.taken_at };
    Ok(Json(state.payments.accept_voucher(&actor, &command).await?.into()))
}

/// What the caller holds and may still take, by currency. Needs `cash_collect`.
#[utoipa::path(get, path = "/api/v1/me/float", tag = "payments", responses((status = OK, body = Paged<FloatBody>)))]
async fn my_float(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
) -> Result<Json<Paged<FloatBody>>, Problem> {
    let agent_id = actor.require_account()?;
    Ok(floats(state.payments.agent(&actor, agent_id).await?))
}

/// The vouchers that the caller took, the newest first. Needs `cash_collect`.
#[utoipa::path(get, path = "/api/v1/me/acceptances", tag = "payments", params(PageQuery),
    responses((status = OK, body = Paged<AcceptanceLine>)))]
async fn my_acceptances(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Query(page): Query<PageQuery>,
) -> Result<Json<Paged<AcceptanceLine>>, Problem> {
    let agent_id = actor.require_account()?;
    Ok(Json(Paged::of(state.payments.acceptances(&actor, agent_id, &page.request()?).await?)))
}

/// Every agent who has a cap, at most a thousand, with what each holds. Needs `payment_manage`.
#[utoipa::path(get, path = "/api/v1/admin/agents", tag = "administration", responses((status = OK, body = Paged<FloatBody>)))]
async fn agents(State(state): State<ApiState>, SignedInCaller(actor): SignedInCaller) -> Result<Json<Paged<FloatBody>>, Problem> {
    Ok(floats(state.payments.agents(&actor).await?))
}

/// The vouchers that an agent took, the newest first. Needs `payment_manage`.
#[utoipa::path(get, path = "/api/v1/admin/agents/{id}/acceptances", tag = "administration", params(("id" = Uuid, Path), PageQuery),
    responses((status = OK, body = Paged<AcceptanceLine>)))]
async fn agent_acceptances(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<AccountId>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Paged<AcceptanceLine>>, Problem> {
    Ok(Json(Paged::of(state.payments.acceptances(&actor, id, &page.request()?).await?)))
}

/// Sets how much cash an agent may hold, in one currency. Refused below what the agent holds already. Needs `payment_manage`.
#[utoipa::path(put, path = "/api/v1/admin/agents/{id}/cap", tag = "administration", params(("id" = Uuid, Path)),
    request_body = Amount, responses((status = NO_CONTENT)))]
async fn set_cap(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<AccountId>,
    Json(cap): Json<Amount>,
) -> Result<StatusCode, Problem> {
    actor.require(kernel::Permission::PaymentManage)?;
    // Nobody else may hold a cap.
    state.identity.get_account(&actor, id).await?;
    state.payments.set_agent_cap(&actor, id, cap.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What an agent deposited, the newest first. Needs `payment_manage`.
#[utoipa::path(get, path = "/api/v1/admin/agents/{id}/deposits", tag = "administration", params(("id" = Uuid, Path), PageQuery),
    responses((status = OK, body = Paged<DepositBody>)))]
async fn deposits(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<AccountId>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Paged<DepositBody>>, Problem> {
    Ok(Json(Paged::of(state.payments.deposits(&actor, id, &page.request()?).await?)))
}

/// Books cash that an agent brought to the bank: no more than the agent holds. Needs `payment_manage`.
#[utoipa::path(post, path = "/api/v1/admin/agents/{id}/deposits", tag = "administration", params(("id" = Uuid, Path)),
    request_body = DepositCommand, responses((status = NO_CONTENT)))]
async fn book_deposit(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<AccountId>,
    Json(body): Json<DepositCommand>,
) -> Result<StatusCode, Problem> {
    let amount = body.amount.into();
    let new =
        NewDeposit { id: DepositId::from_uuid(body.id), agent_id: id, amount, reference: body.reference, reason: body.reason };
    state.payments.book_deposit(&actor, &new).await?;
    Ok(StatusCode::NO_CONTENT)
}
