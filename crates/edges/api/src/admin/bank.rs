//! `/api/v1/admin/bank`: payouts that wait for a bank transfer, and the files that are made of them.

mod body;

use axum::{
    extract::State,
    response::{IntoResponse as _, Response},
};
use http::{HeaderValue, StatusCode, header};
use payments::{AttemptId, BatchId};

use self::body::{BatchBody, BatchDetailBody, NewBatchBody, QueueBody, TransferBody};
use super::payments::all;
use crate::{ApiState, Json, Path, Problem, SignedInCaller, funding::body::Reason, problem::Refusal, view::Paged};

/// What waits for a batch, by currency. Needs `payment_manage`.
#[utoipa::path(get, path = "/api/v1/admin/bank/queue", tag = "administration", responses((status = OK, body = Paged<QueueBody>)))]
pub(crate) async fn queue(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
) -> Result<Json<Paged<QueueBody>>, Problem> {
    Ok(all(state.payments.bank_queue(&actor).await?))
}

/// The payouts that wait for a batch, the oldest first; at most two hundred. Needs `payment_manage`.
#[utoipa::path(get, path = "/api/v1/admin/bank/payouts", tag = "administration",
    responses((status = OK, body = Paged<TransferBody>)))]
pub(crate) async fn waiting(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
) -> Result<Json<Paged<TransferBody>>, Problem> {
    Ok(all(state.payments.waiting_transfers(&actor).await?))
}

/// Batches, the newest first; at most a hundred. Needs `payment_manage`.
#[utoipa::path(get, path = "/api/v1/admin/bank/batches", tag = "administration",
    responses((status = OK, body = Paged<BatchBody>)))]
pub(crate) async fn list(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
) -> Result<Json<Paged<BatchBody>>, Problem> {
    Ok(all(state.payments.batches(&actor).await?))
}

/// Makes a batch of what waits in a currency: from then on it is sent. The same id again gives the first result. Needs
/// `payment_manage`.
#[utoipa::path(post, path = "/api/v1/admin/bank/batches", tag = "administration", request_body = NewBatchBody,
    responses((status = CREATED, body = BatchDetailBody)))]
pub(crate) async fn make(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Json(body): Json<NewBatchBody>,
) -> Result<(StatusCode, Json<BatchDetailBody>), Problem> {
    Ok((StatusCode::CREATED, Json(state.payments.make_batch(&actor, &body.into()).await?.into())))
}

/// A batch and what became of each of its payouts. Needs `payment_manage`.
#[utoipa::path(get, path = "/api/v1/admin/bank/batches/{id}", tag = "administration", params(("id" = Uuid, Path)),
    responses((status = OK, body = BatchDetailBody)))]
pub(crate) async fn show(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<BatchId>,
) -> Result<Json<BatchDetailBody>, Problem> {
    Ok(Json(state.payments.batch(&actor, id).await?.into()))
}

/// The file of a batch, byte for byte as it was made: `pain.001.001.09`, or CSV. Who takes it is noted. Needs `payment_manage`.
#[utoipa::path(get, path = "/api/v1/admin/bank/batches/{id}/file", tag = "administration", params(("id" = Uuid, Path)),
    responses((status = OK, body = String, content_type = "application/xml")))]
pub(crate) async fn file(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<BatchId>,
) -> Result<Response, Problem> {
    let file = state.payments.batch_file(&actor, id).await?;
    let name = HeaderValue::try_from(format!("attachment; filename=\"{}\"", file.name)).map_err(|_name| Refusal::NotFound)?;
    let head = [
        (header::CONTENT_TYPE, HeaderValue::from_static(file.format.media_type())),
        (header::CONTENT_DISPOSITION, name),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((head, file.bytes).into_response())
}

/// Says that a transfer arrived although no statement has it. Needs `payment_manage`.
#[utoipa::path(post, path = "/api/v1/admin/bank/payouts/{id}/confirm", tag = "administration", params(("id" = Uuid, Path)),
    request_body = Reason, responses((status = NO_CONTENT)))]
pub(crate) async fn confirm(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<AttemptId>,
    Json(body): Json<Reason>,
) -> Result<StatusCode, Problem> {
    state.payments.confirm_transfer(&actor, id, &body.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Says that a transfer came back, or was never paid: the money is owed again. Needs `payment_manage`.
#[utoipa::path(post, path = "/api/v1/admin/bank/payouts/{id}/return", tag = "administration", params(("id" = Uuid, Path)),
    request_body = Reason, responses((status = NO_CONTENT)))]
pub(crate) async fn send_back(
    State(state): State<ApiState>,
    SignedInCaller(actor): SignedInCaller,
    Path(id): Path<AttemptId>,
    Json(body): Json<Reason>,
) -> Result<StatusCode, Problem> {
    state.payments.return_transfer(&actor, id, &body.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}
