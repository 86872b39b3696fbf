//! How a request stands: the status that is asked for, and the callback.

use axum::{
    extract::{Path, State},
    http::HeaderMap,
    response::Response,
};
use serde_json::{Map, Value, json};

use crate::{
    Failure, Kind, Provider, TransactionState, answer,
    delivery::{About, Callback},
    money,
    providers::Claim,
    server::Sim,
    world::{Entry, World},
};

use super::{
    Problem,
    ask::{Operation, REFUND, REQUEST_TO_PAY, TRANSFER},
    authorize,
};

/// `GET /collection/v1_0/requesttopay/{id}`
pub(super) async fn request_to_pay(
    State(sim): State<Sim>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    status(&mut sim.world(), &headers, &id, REQUEST_TO_PAY)
}

/// `GET /disbursement/v1_0/transfer/{id}`
pub(super) async fn transfer(State(sim): State<Sim>, Path(id): Path<String>, headers: HeaderMap) -> Result<Response, Problem> {
    status(&mut sim.world(), &headers, &id, TRANSFER)
}

/// `GET /disbursement/v1_0/refund/{id}`
pub(super) async fn refund(State(sim): State<Sim>, Path(id): Path<String>, headers: HeaderMap) -> Result<Response, Problem> {
    status(&mut sim.world(), &headers, &id, REFUND)
}

fn status(world: &mut World, headers: &HeaderMap, id: &str, operation: Operation) -> Result<Response, Problem> {
    authorize(world, headers, operation.product)?;
    if world.reading_fails(Provider::MtnMomo, id) {
        return Err(Problem::UNAVAILABLE);
    }
    let index = *world.mtn.resources.get(&(operation.name, id.to_owned())).ok_or(Problem::NOT_FOUND)?;
    let entry = world.entry(index);
    let mut body = object(entry, entry.state);
    if let Some(failure) = entry.failure.filter(|_| status_word(entry.state) == "FAILED") {
        body.insert("reason".to_owned(), json!(reason(failure).0));
    }
    Ok(answer::json(200, Value::Object(body)))
}

/// The callback: the status without any id of ours, its reason as an object.
pub(crate) fn callback(world: &World, index: usize, claim: Claim) -> Option<Callback> {
    let entry = world.entry(index);
    let url = entry.callback_url.clone()?;
    let state = if claim == Claim::Forged { TransactionState::Succeeded } else { entry.state };
    let mut body = object(entry, state);
    if let Some(failure) = entry.failure.filter(|_| status_word(state) == "FAILED") {
        let (code, message) = reason(failure);
        body.insert("reason".to_owned(), json!({ "code": code, "message": message }));
    }
    let mut callback =
        Callback::json(Provider::MtnMomo, About::Transaction(index), status_word(state), url, &Value::Object(body));
    let by_put = world.fate.below(&entry.key(), "callback_method", 2) == 0;
    callback.method = if by_put { "PUT" } else { "POST" };
    Some(callback)
}

fn object(entry: &Entry, state: TransactionState) -> Map<String, Value> {
    let mut body = Map::new();
    let mut put = |name: &str, value: Value| body.insert(name.to_owned(), value);
    let paid_minor = if entry.state == TransactionState::Succeeded { entry.received_minor } else { entry.amount_minor };
    let same = paid_minor == entry.amount_minor;
    put("amount", if same { entry.detail["amount"].clone() } else { json!(money::text(paid_minor, &entry.currency)) });
    put("currency", json!(entry.currency));
    put("externalId", json!(entry.merchant_reference));
    let party = if entry.kind == Kind::Collect { "payer" } else { "payee" };
    for name in [party, "payerMessage", "payeeNote"] {
        if let Some(value) = entry.detail.get(name) {
            put(name, value.clone());
        }
    }
    put("status", json!(status_word(state)));
    if state == TransactionState::Succeeded {
        put("financialTransactionId", json!(entry.provider_reference));
    }
    body
}

fn status_word(state: TransactionState) -> &'static str {
    match state {
        TransactionState::Pending | TransactionState::Authorized => "PENDING",
        TransactionState::Succeeded => "SUCCESSFUL",
        TransactionState::Failed | TransactionState::Expired => "FAILED",
    }
}

fn reason(failure: Failure) -> (&'static str, &'static str) {
    match failure {
        Failure::Refused => ("APPROVAL_REJECTED", "The payer rejected the request."),
        Failure::Expired => ("EXPIRED", "The request was not approved in time."),
        Failure::Cancelled => ("TRANSACTION_CANCELED", "The transaction was cancelled."),
        Failure::InsufficientFunds => ("NOT_ENOUGH_FUNDS", "The payer does not have enough funds."),
        Failure::PayerNotFound => ("PAYER_NOT_FOUND", "The payer does not exist."),
        Failure::PayeeNotFound => ("PAYEE_NOT_FOUND", "The payee does not exist."),
        Failure::Internal => ("INTERNAL_PROCESSING_ERROR", "An internal error occurred while processing."),
        Failure::CouldNotPerform => ("COULD_NOT_PERFORM_TRANSACTION", "The transaction could not be performed."),
    }
}
