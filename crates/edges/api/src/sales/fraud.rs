//! Cases of fraud: who has them to decide, one with its reasons, deciding, answering.

use affiliate::{FraudGround, FraudQueue, FraudVerdict};
use axum::extract::State;
use contracts::affiliate::{FraudCaseId, PartnershipId, ProgramId};
use http::StatusCode;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use web_kit::Translator;

use super::{
    body::fraud::{CaseBody, CaseDetails},
    words,
};
use crate::{ApiState, Json, PageQuery, Path, Problem, Query, SignedInCaller, view::Paged};

pub(super) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(of_program))
        .routes(routes!(of_all))
        .routes(routes!(of_partnership))
        .routes(routes!(one))
        .routes(routes!(decide))
        .routes(routes!(dispute))
}

/// Which list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct QueueQuery {
    /// `open`: somebody must decide; `shown`: nothing follows by itself; `decided`. `open` without it.
    #[param(schema_with = words::fraud_queues, required = false)]
    queue: Option<FraudQueue>,
    /// The number of items, 1 to 100; 24 without it.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u16>,
    /// The `next` of the page before.
    #[param(max_length = 1000)]
    after: Option<String>,
}

impl QueueQuery {
    fn queue(&self) -> FraudQueue {
        self.queue.unwrap_or(FraudQueue::Open)
    }

    fn page(self) -> PageQuery {
        PageQuery { limit: self.limit, after: self.after }
    }
}

/// What somebody decides: `release`, or on which ground it is rejected: `fraud`, `own_purchase`.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum VerdictBody {
    /// It counts.
    Release,
    /// It was fraud.
    Fraud,
    /// The buyer is the partner.
    OwnPurchase,
}

impl From<VerdictBody> for FraudVerdict {
    fn from(verdict: VerdictBody) -> Self {
        match verdict {
            VerdictBody::Release => Self::Release,
            VerdictBody::Fraud => Self::Reject(FraudGround::Fraud),
            VerdictBody::OwnPurchase => Self::Reject(FraudGround::OwnPurchase),
        }
    }
}

/// A decision, on the version that was read.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = FraudDecision)]
#[serde(deny_unknown_fields)]
struct DecisionBody {
    version: i32,
    #[schema(inline)]
    verdict: VerdictBody,
    /// The partner reads it; it is kept.
    #[schema(min_length = 3, max_length = 500)]
    reason: String,
}

/// What the partner answers.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = FraudDispute)]
#[serde(deny_unknown_fields)]
struct DisputeBody {
    #[schema(min_length = 3, max_length = 2000)]
    text: String,
}

/// The cases of a program in one list, the newest first: for the members of its merchant, and the staff that moderates.
#[utoipa::path(get, path = "/api/v1/programs/{id}/fraud-cases", tag = "sales", params(("id" = Uuid, Path), QueueQuery),
    responses((status = OK, body = Paged<CaseBody>)))]
async fn of_program(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<ProgramId>,
    Query(query): Query<QueueQuery>,
) -> Result<Json<Paged<CaseBody>>, Problem> {
    let queue = query.queue();
    let found = state.affiliate.fraud_queue(&actor, id, queue, &query.page().request()?).await?;
    Ok(Json(CaseBody::page(found, Translator::new(actor.locale))))
}

/// The cases of every program in one list, the newest first: for the staff that moderates.
#[utoipa::path(get, path = "/api/v1/moderation/fraud-cases", tag = "moderation", params(QueueQuery),
    responses((status = OK, body = Paged<CaseBody>)))]
async fn of_all(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Query(query): Query<QueueQuery>,
) -> Result<Json<Paged<CaseBody>>, Problem> {
    let queue = query.queue();
    let found = state.affiliate.fraud_queue_of_all(&actor, queue, &query.page().request()?).await?;
    Ok(Json(CaseBody::page(found, Translator::new(actor.locale))))
}

/// What a partner is told of: what was held, rejected, released, ended. For the influencer, and the members of the merchant.
#[utoipa::path(get, path = "/api/v1/partnerships/{id}/fraud-cases", tag = "sales", params(("id" = Uuid, Path), PageQuery),
    responses((status = OK, body = Paged<CaseBody>)))]
async fn of_partnership(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<PartnershipId>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Paged<CaseBody>>, Problem> {
    let found = state.affiliate.my_fraud_cases(&actor, id, &page.request()?).await?;
    Ok(Json(CaseBody::page(found, Translator::new(actor.locale))))
}

/// A case with every reason in words and what became of it, the oldest first: for the members of the merchant, the staff that moderates, and
/// the partner once there is something to tell.
#[utoipa::path(get, path = "/api/v1/fraud-cases/{id}", tag = "sales", params(("id" = Uuid, Path)),
    responses((status = OK, body = CaseDetails)))]
async fn one(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<FraudCaseId>,
) -> Result<Json<CaseDetails>, Problem> {
    let (case, entries) = state.affiliate.fraud_case(&actor, id).await?;
    Ok(Json(CaseDetails::of(case, entries, Translator::new(actor.locale))))
}

/// Decides a case: those who manage the merchant, or the staff that moderates; never the partner. 409 when it changed since it was read, or
/// something of it is payable already.
#[utoipa::path(post, path = "/api/v1/fraud-cases/{id}/decision", tag = "sales", params(("id" = Uuid, Path)), request_body = DecisionBody,
    responses((status = NO_CONTENT)))]
async fn decide(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<FraudCaseId>,
    Json(body): Json<DecisionBody>,
) -> Result<StatusCode, Problem> {
    state.affiliate.decide_fraud_case(&actor, id, body.version, body.verdict.into(), &body.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The partner answers to what is held or rejected, at most twice. Somebody decides again.
#[utoipa::path(post, path = "/api/v1/fraud-cases/{id}/dispute", tag = "sales", params(("id" = Uuid, Path)), request_body = DisputeBody,
    responses((status = NO_CONTENT)))]
async fn dispute(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<FraudCaseId>,
    Json(body): Json<DisputeBody>,
) -> Result<StatusCode, Problem> {
    state.affiliate.dispute_fraud_case(&actor, id, &body.text).await?;
    Ok(StatusCode::NO_CONTENT)
}
