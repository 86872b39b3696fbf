//! Requests that move money: to pay, to be paid, to give back.

use std::time::Duration;

use axum::{body::Bytes, extract::State, http::HeaderMap, response::Response};
use serde_json::{Value, json};
use url::Url;
use uuid::Uuid;

use crate::{
    Failure, Kind, MtnCurrencies, Provider, answer, money,
    request::{bearer, header, json as body_of, text},
    server::Sim,
    world::{Fault, Opening, Plan, World},
};

use super::{Problem, authorize};

/// What differs between the three requests.
#[derive(Debug, Clone, Copy)]
pub(super) struct Operation {
    pub(super) product: &'static str,
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    /// The field of the body that names the other side.
    pub(super) party: Option<&'static str>,
}

pub(super) const REQUEST_TO_PAY: Operation =
    Operation { product: "collection", name: "requesttopay", kind: Kind::Collect, party: Some("payer") };
pub(super) const TRANSFER: Operation =
    Operation { product: "disbursement", name: "transfer", kind: Kind::Payout, party: Some("payee") };
pub(super) const REFUND: Operation = Operation { product: "disbursement", name: "refund", kind: Kind::Refund, party: None };

const MESSAGE_CHARACTERS: usize = 160;

/// `POST /collection/v1_0/requesttopay`
pub(super) async fn request_to_pay(State(sim): State<Sim>, headers: HeaderMap, body: Bytes) -> Result<Response, Problem> {
    ask(&mut sim.world(), &headers, &body_of(&body), REQUEST_TO_PAY)
}

/// `POST /disbursement/v1_0/transfer`
pub(super) async fn transfer(State(sim): State<Sim>, headers: HeaderMap, body: Bytes) -> Result<Response, Problem> {
    ask(&mut sim.world(), &headers, &body_of(&body), TRANSFER)
}

/// `POST /disbursement/v1_0/refund`
pub(super) async fn refund(State(sim): State<Sim>, headers: HeaderMap, body: Bytes) -> Result<Response, Problem> {
    ask(&mut sim.world(), &headers, &body_of(&body), REFUND)
}

fn ask(world: &mut World, headers: &HeaderMap, body: &Value, operation: Operation) -> Result<Response, Problem> {
    authorize(world, headers, operation.product)?;
    let reference_id = reference_id(headers)?;
    let fault = world.fault(Provider::MtnMomo, operation.name, &reference_id);
    if fault == Fault::ServerError {
        return Err(Problem::UNAVAILABLE);
    }
    if world.mtn.resources.contains_key(&(operation.name, reference_id.clone())) {
        return Err(Problem::DUPLICATE);
    }
    let (opening, plan) = opening(world, headers, body, operation, &reference_id)?;
    let index = world.open(opening, plan);
    world.mtn.resources.insert((operation.name, reference_id), index);
    match fault {
        Fault::Conflict => Err(Problem::DUPLICATE),
        Fault::Timeout => Ok(answer::gateway_timeout()),
        Fault::None | Fault::ServerError => Ok(answer::empty(202)),
    }
}

fn reference_id(headers: &HeaderMap) -> Result<String, Problem> {
    let id = Uuid::parse_str(header(headers, "x-reference-id")).or(Err(Problem::BAD_REQUEST))?;
    if id.get_version_num() == 4 { Ok(id.to_string()) } else { Err(Problem::BAD_REQUEST) }
}

fn opening(
    world: &mut World,
    headers: &HeaderMap,
    body: &Value,
    operation: Operation,
    reference_id: &str,
) -> Result<(Opening, Plan), Problem> {
    let currency = text(body, "/currency").ok_or(Problem::BAD_REQUEST)?;
    let known = currency == "EUR" || (currency == "XOF" && world.mtn_currencies == MtnCurrencies::Both);
    if !known {
        return Err(Problem::CURRENCY);
    }
    let amount = text(body, "/amount").ok_or(Problem::BAD_REQUEST)?;
    let amount_minor = money::parse(&amount, &currency).ok_or(Problem::BAD_REQUEST)?;
    messages(body)?;
    let callback_url = callback_url(world, headers)?;
    let (party, plan, parent) = other_side(world, body, operation, amount_minor)?;
    let mut detail = body.clone();
    if let Some(detail) = detail.as_object_mut() {
        detail.insert("reference_id".to_owned(), json!(reference_id));
    }
    let opening = Opening {
        provider: Provider::MtnMomo,
        kind: operation.kind,
        merchant_reference: text(body, "/externalId").unwrap_or_else(|| reference_id.to_owned()),
        provider_reference: world.fate.digits(&format!("mtn-momo/{}/{reference_id}", operation.name), 10),
        amount_minor,
        currency,
        party,
        callback_url,
        return_url: None,
        parent,
        detail,
    };
    Ok((opening, plan))
}

/// Message and note are required, at most 160 characters, and MTN breaks on apostrophes and on what is not ASCII.
fn messages(body: &Value) -> Result<(), Problem> {
    for field in ["/payerMessage", "/payeeNote"] {
        let message = text(body, field).ok_or(Problem::INTERNAL)?;
        if message.chars().count() > MESSAGE_CHARACTERS || !message.is_ascii() || message.contains('\'') {
            return Err(Problem::INTERNAL);
        }
    }
    Ok(())
}

fn callback_url(world: &World, headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let given = header(headers, "x-callback-url");
    if given.is_empty() {
        return Ok(world.callback_url(Provider::MtnMomo));
    }
    let url = Url::parse(given).or(Err(Problem::HOST))?;
    let token = bearer(headers).unwrap_or_default();
    let host = url.host_str().ok_or(Problem::HOST)?;
    if world.mtn.allows_host(token, host) { Ok(Some(given.to_owned())) } else { Err(Problem::HOST) }
}

/// Who is on the other side, with the fate of the number; of a refund, the payer of what is given back.
fn other_side(
    world: &mut World,
    body: &Value,
    operation: Operation,
    amount_minor: i64,
) -> Result<(String, Plan, Option<usize>), Problem> {
    let Some(field) = operation.party else { return refunded(world, body, amount_minor) };
    let party = party(body, field)?;
    let plan = fate_of_number(&party, operation.kind)?;
    Ok((party, plan, None))
}

fn party(body: &Value, field: &str) -> Result<String, Problem> {
    let kind = text(body, &format!("/{field}/partyIdType")).ok_or(Problem::BAD_REQUEST)?;
    if !["MSISDN", "EMAIL", "PARTY_CODE"].contains(&kind.as_str()) {
        return Err(Problem::BAD_REQUEST);
    }
    let id = text(body, &format!("/{field}/partyId")).ok_or(Problem::BAD_REQUEST)?;
    let digits = id.bytes().all(|byte| byte.is_ascii_digit()) && (8..=15).contains(&id.len());
    if kind == "MSISDN" && !digits { Err(Problem::BAD_REQUEST) } else { Ok(id) }
}

fn refunded(world: &mut World, body: &Value, amount_minor: i64) -> Result<(String, Plan, Option<usize>), Problem> {
    let id = text(body, "/referenceIdToRefund").ok_or(Problem::BAD_REQUEST)?;
    let index = *world.mtn.resources.get(&(REQUEST_TO_PAY.name, id)).ok_or(Problem::NOT_FOUND)?;
    if !world.reserve_refund(index, amount_minor) {
        return Err(Problem::NOT_ALLOWED);
    }
    Ok((world.entry(index).party.clone(), Plan::Ordinary, Some(index)))
}

/// The numbers of the sandbox. Some are refused at once, others end badly later.
fn fate_of_number(number: &str, kind: Kind) -> Result<Plan, Problem> {
    let soon = Duration::ZERO;
    let Some(last) = number.strip_prefix("467331234") else { return Ok(Plan::Ordinary) };
    Ok(match (last, kind) {
        ("50", _) => Plan::Fail(soon, Failure::Internal),
        ("51", _) => Plan::Fail(soon, Failure::Refused),
        ("52", _) => Plan::Fail(soon, Failure::Expired),
        ("53", _) => Plan::Succeed(Duration::from_secs(30)),
        ("54", _) => Plan::Stay,
        ("55", Kind::Collect) => Plan::Fail(soon, Failure::PayerNotFound),
        ("55", _) => Plan::Fail(soon, Failure::InsufficientFunds),
        ("57", Kind::Payout) => Plan::Fail(soon, Failure::PayeeNotFound),
        ("58", _) => return Err(Problem::ENVIRONMENT),
        ("59", _) => return Err(Problem::HOST),
        ("60", _) => return Err(Problem::CURRENCY),
        ("61", _) => return Err(Problem::INTERNAL),
        ("63", _) => Plan::Fail(soon, Failure::CouldNotPerform),
        _ => Plan::Ordinary,
    })
}
