//! `/api/v1/admin/payments`: money that waits for a person, and what does not agree with a provider's statement.

mod body;

use axum::extract::State;
use http::StatusCode;
use payments::{AttemptId, BreakId, ProviderName};

use self::body::{BreakBody, ClearingBody, CloseBreak, Found, ImportedBody, StuckBody};
use crate::{ApiState, Json, Path, Problem, SignedInCaller, funding::body::Reason, problem::Refusal, view::Paged};

/// The largest statement, in bytes: twenty thousand lines.
pub(super) const STATEMENT_LIMIT: usize = 8 * 1024 * 1024;

pub(super) fn all<T, V: Into<T>>(items: Vec<V>) -> Json<Paged<T>> {
    Json(Paged { items: items.into_iter().map(Into::into).collect(), next: None })
}

fn provider(name: &str) -> Result<ProviderName, Problem> {
    Ok(ProviderName::parse(name).ok_or(Refusal::NotFound)?)
}

/// Orders of which nothing is decided for three days, the oldest first; at most two hundred. Needs `payment_manage`.
#[utoipa::path(get, path = "/api/v1/admin/payments/stuck", tag = "administration", responses((status = OK, body = Paged<StuckBody>)))]
pub(crate) async fn stuck(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
) -> Result<Json<Paged<StuckBody>>, Problem> {
    Ok(all(state.payments.stuck_attempts(&actor).await?))
}

/// Gives back what an attempt received that was not what was asked, all of it, to who paid. Needs `payment_manage`.
#[utoipa::path(post, path = "/api/v1/admin/payments/attempts/{id}/return", tag = "administration", params(("id" = Uuid, Path)),
    responses((status = NO_CONTENT)))]
pub(crate) async fn return_received(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<AttemptId>,
) -> Result<StatusCode, Problem> {
    state.payments.return_received(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Gives a payment up that waits for a person although nothing can be given back. Needs `payment_manage`.
#[utoipa::path(post, path = "/api/v1/admin/payments/attempts/{id}/close", tag = "administration", params(("id" = Uuid, Path)),
    request_body = Reason, responses((status = NO_CONTENT)))]
pub(crate) async fn close(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<AttemptId>,
    Json(body): Json<Reason>,
) -> Result<StatusCode, Problem> {
    state.payments.close_conflicted(&actor, id, &body.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Declares that money left although its provider does not say so: its statement has the line. Needs `payment_manage`.
#[utoipa::path(post, path = "/api/v1/admin/payments/attempts/{id}/declare-sent", tag = "administration",
    params(("id" = Uuid, Path)), responses((status = NO_CONTENT)))]
pub(crate) async fn declare_sent(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<AttemptId>,
) -> Result<StatusCode, Problem> {
    state.payments.declare_sent(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Declares that an order was never carried out: its provider's statement does not have it. Whoever declares it wrongly sends money
/// twice. Needs `payment_manage`.
#[utoipa::path(post, path = "/api/v1/admin/payments/attempts/{id}/declare-not-sent", tag = "administration",
    params(("id" = Uuid, Path)), request_body = Reason, responses((status = NO_CONTENT)))]
pub(crate) async fn declare_not_sent(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<AttemptId>,
    Json(body): Json<Reason>,
) -> Result<StatusCode, Problem> {
    state.payments.declare_not_sent(&actor, id, &body.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Differences with statements that wait for a person, the oldest first; at most two hundred. Needs `payment_manage`.
#[utoipa::path(get, path = "/api/v1/admin/reconciliation/breaks", tag = "administration",
    responses((status = OK, body = Paged<BreakBody>)))]
pub(crate) async fn breaks(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
) -> Result<Json<Paged<BreakBody>>, Problem> {
    Ok(all(state.payments.open_breaks(&actor).await?))
}

/// Closes a difference by a journal, for a reason that somebody reads later. Needs `payment_manage`.
#[utoipa::path(post, path = "/api/v1/admin/reconciliation/breaks/{id}/close", tag = "administration", params(("id" = Uuid, Path)),
    request_body = CloseBreak, responses((status = NO_CONTENT)))]
pub(crate) async fn close_break(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<BreakId>,
    Json(body): Json<CloseBreak>,
) -> Result<StatusCode, Problem> {
    state.payments.close_break(&actor, id, body.remedy(), &body.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Days on which a clearing account does not come to zero, the newest first; at most five hundred. Needs `payment_manage`.
#[utoipa::path(get, path = "/api/v1/admin/reconciliation/clearing", tag = "administration",
    responses((status = OK, body = Paged<ClearingBody>)))]
pub(crate) async fn clearing(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
) -> Result<Json<Paged<ClearingBody>>, Problem> {
    Ok(all(state.payments.clearing(&actor).await?))
}

/// Takes a provider's statement in, whole or not at all: CSV with
/// `line_id,settled_at,kind,provider_reference,merchant_reference,amount,fee,currency`. Sent twice it changes nothing. Of `bank` also
/// `camt.053.001.08`. Needs `payment_manage`.
#[utoipa::path(post, path = "/api/v1/admin/reconciliation/statements/{provider}", tag = "administration",
    params(("provider" = String, Path)), request_body(content = String, content_type = "text/csv"),
    responses((status = OK, body = ImportedBody)))]
pub(crate) async fn import(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(name): Path<String>,
    csv: String,
) -> Result<Json<ImportedBody>, Problem> {
    Ok(Json(state.payments.import_statement(&actor, provider(&name)?, &csv).await?.into()))
}

/// Opens a difference for everything that was booked and that the provider has not settled in three days. Needs `payment_manage`.
#[utoipa::path(post, path = "/api/v1/admin/reconciliation/missing/{provider}", tag = "administration",
    params(("provider" = String, Path)), responses((status = OK, body = Found)))]
pub(crate) async fn missing(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(name): Path<String>,
) -> Result<Json<Found>, Problem> {
    Ok(Json(Found { found: state.payments.find_missing(&actor, provider(&name)?).await? }))
}
