//! `PayGate` Global: Flooz and Mixx by Yas (T-Money) in Togo.
//!
//! Two enums with the same figures: 0 means "registered" in the answer of a request and "paid" in a status. Callbacks are unsigned
//! and say nothing about success: they only come after one. There is no sandbox at `PayGate`, hence no test numbers of
//! its own: those that end in `0450` to `0455` have the fate that MTN gives to its own.

use axum::{
    Router,
    body::Bytes,
    extract::{Query, State},
    http::HeaderMap,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::{
    Failure, Kind, Provider, TransactionState, answer, credentials as keys,
    delivery::{About, Callback},
    money, pages,
    providers::Claim,
    request::{json_or_form, text, whole},
    server::Sim,
    world::{Entry, Fault, Opening, World, plan_of_number},
};

const REGISTERED: i64 = 0;
const BAD_TOKEN: i64 = 2;
const BAD_PARAMETERS: i64 = 4;
const DUPLICATE: i64 = 6;

/// The routes below `/paygate`.
pub(super) fn router() -> Router<Sim> {
    Router::new()
        .route("/api/v1/pay", post(pay))
        .route("/v1/page", get(page))
        .route("/api/v1/status", post(status_by_tx))
        .route("/api/v2/status", post(status_by_identifier))
        .route("/api/v1/check-balance", post(balance))
        .route("/api/v1/disburse", post(disburse))
}

async fn pay(State(sim): State<Sim>, headers: HeaderMap, body: Bytes) -> Response {
    let body = json_or_form(&headers, &body);
    let mut world = sim.world();
    if let Some(refusal) = unauthorized(&body, "/auth_token") {
        return refusal;
    }
    let Some(opening) = opening(&world, &body, ["/phone_number", "/identifier", "/network"], Kind::Collect) else {
        return answer::json(200, json!({ "status": BAD_PARAMETERS }));
    };
    register(&mut world, opening)
}

fn register(world: &mut World, opening: Opening) -> Response {
    let fault = world.fault(Provider::PayGate, opening.kind.name(), &opening.merchant_reference);
    if fault == Fault::ServerError {
        return answer::bad_gateway();
    }
    if world.find(Provider::PayGate, opening.kind, &opening.merchant_reference).is_some() {
        return answer::json(200, json!({ "status": DUPLICATE }));
    }
    let (reference, kind) = (opening.provider_reference.clone(), opening.kind);
    let plan = plan_of_number(&opening.party);
    world.open(opening, plan);
    let status = if kind == Kind::Payout { 200 } else { REGISTERED };
    match fault {
        Fault::Timeout => answer::gateway_timeout(),
        Fault::Conflict => answer::json(200, json!({ "status": DUPLICATE })),
        Fault::None | Fault::ServerError => answer::json(200, json!({ "tx_reference": reference, "status": status })),
    }
}

/// `GET /v1/page?token&amount&description&identifier&url&phone&network`: registers and shows where the payer chooses.
async fn page(State(sim): State<Sim>, Query(fields): Query<Vec<(String, String)>>) -> Response {
    let body: Value =
        fields.into_iter().map(|(name, value)| (name, Value::String(value))).collect::<serde_json::Map<_, _>>().into();
    if unauthorized(&body, "/token").is_some() {
        return (axum::http::StatusCode::FORBIDDEN, pages::message("PayGate", "Invalid token.")).into_response();
    }
    let mut world = sim.world();
    let known = text(&body, "/identifier").and_then(|identifier| world.find(Provider::PayGate, Kind::Collect, &identifier));
    let index = match known {
        Some(index) => index,
        None => match opening(&world, &body, ["/phone", "/identifier", "/network"], Kind::Collect) {
            Some(opening) => {
                let plan = plan_of_number(&opening.party);
                world.open(opening, plan)
            }
            None => {
                return (axum::http::StatusCode::BAD_REQUEST, pages::message("PayGate", "Invalid parameters.")).into_response();
            }
        },
    };
    answer::see_other(&pages::pay_url(&world.root, &world.entry(index).id))
}

fn opening(world: &World, body: &Value, [phone, identifier, network]: [&str; 3], kind: Kind) -> Option<Opening> {
    let by_page = phone == "/phone";
    let party = text(body, phone).or_else(|| by_page.then(String::new))?;
    let plain = party.trim_start_matches('+');
    let is_phone = plain.bytes().all(|byte| byte.is_ascii_digit()) && [8, 11].contains(&plain.len());
    let network = text(body, network).or_else(|| by_page.then(|| "FLOOZ".to_owned()))?;
    let amount_minor = whole(body, "/amount").filter(|amount| money::is_amount(*amount))?;
    let merchant_reference = text(body, identifier)?;
    if !(is_phone || by_page && party.is_empty()) || !["FLOOZ", "TMONEY"].contains(&network.as_str()) {
        return None;
    }
    Some(Opening {
        provider: Provider::PayGate,
        kind,
        provider_reference: world.fate.digits(&format!("paygate/{}/{merchant_reference}", kind.name()), 8),
        amount_minor,
        currency: "XOF".to_owned(),
        party,
        callback_url: world.callback_url(Provider::PayGate),
        return_url: text(body, "/url"),
        parent: None,
        detail: json!({ "network": network, "payment_reference": world.fate.digits(&format!("{merchant_reference}/operator"), 12) }),
        merchant_reference,
    })
}

async fn status_by_tx(State(sim): State<Sim>, headers: HeaderMap, body: Bytes) -> Response {
    let body = json_or_form(&headers, &body);
    status(&mut sim.world(), &body, "/tx_reference", |world, reference| world.find_by_provider(Provider::PayGate, reference))
}

async fn status_by_identifier(State(sim): State<Sim>, headers: HeaderMap, body: Bytes) -> Response {
    let body = json_or_form(&headers, &body);
    let find = |world: &World, reference: &str| {
        let collect = world.find(Provider::PayGate, Kind::Collect, reference);
        collect.or_else(|| world.find(Provider::PayGate, Kind::Payout, reference))
    };
    status(&mut sim.world(), &body, "/identifier", find)
}

fn status(world: &mut World, body: &Value, field: &str, find: impl Fn(&World, &str) -> Option<usize>) -> Response {
    if let Some(refusal) = unauthorized(body, "/auth_token") {
        return refusal;
    }
    let Some(reference) = text(body, field) else { return answer::json(200, json!({ "status": BAD_PARAMETERS })) };
    if world.reading_fails(Provider::PayGate, &reference) {
        return answer::bad_gateway();
    }
    let Some(index) = find(world, &reference) else {
        return answer::json(200, json!({ "error_code": 404, "error_message": "transaction not found" }));
    };
    let entry = world.entry(index);
    let mut answer = facts(entry);
    answer["status"] = json!(status_code(entry));
    if field == "/tx_reference"
        && let Some(answer) = answer.as_object_mut()
    {
        answer.remove("identifier");
    }
    answer::json(200, answer)
}

/// 0 paid, 2 in progress, 4 expired, 6 cancelled.
fn status_code(entry: &Entry) -> i64 {
    match (entry.state, entry.failure) {
        (TransactionState::Succeeded, _) => 0,
        (TransactionState::Pending | TransactionState::Authorized, _) => 2,
        (TransactionState::Expired, _) | (_, Some(Failure::Expired)) => 4,
        (TransactionState::Failed, _) => 6,
    }
}

fn facts(entry: &Entry) -> Value {
    json!({
        "tx_reference": entry.provider_reference,
        "identifier": entry.merchant_reference,
        "payment_reference": entry.detail("payment_reference"),
        "datetime": stamp(entry.settled_at.unwrap_or(entry.created_at)),
        "payment_method": entry.detail("network"),
    })
}

fn stamp(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M:%S").to_string()
}

async fn balance(State(sim): State<Sim>, headers: HeaderMap, body: Bytes) -> Response {
    let body = json_or_form(&headers, &body);
    if let Some(refusal) = unauthorized(&body, "/auth_token") {
        return refusal;
    }
    let all = sim.world().balance(Provider::PayGate, "XOF");
    answer::json(200, json!({ "flooz": all / 2, "tmoney": all - all / 2 }))
}

async fn disburse(State(sim): State<Sim>, headers: HeaderMap, body: Bytes) -> Response {
    let body = json_or_form(&headers, &body);
    if let Some(refusal) = unauthorized(&body, "/auth_token") {
        return refusal;
    }
    let mut world = sim.world();
    let reason = text(&body, "/reason");
    let opening = opening(&world, &body, ["/phone_number", "/reference", "/network"], Kind::Payout);
    match opening.filter(|_| reason.is_some()) {
        Some(opening) => register(&mut world, opening),
        None => answer::json(200, json!({ "status": BAD_PARAMETERS })),
    }
}

fn unauthorized(body: &Value, field: &str) -> Option<Response> {
    match text(body, field).as_deref() {
        Some(keys::PAYGATE_TOKEN) => None,
        Some(keys::PAYGATE_INACTIVE) => {
            Some(answer::json(200, json!({ "error_code": 403, "error_message": "account not active" })))
        }
        _ => Some(answer::json(200, json!({ "status": BAD_TOKEN }))),
    }
}

/// Only a success is told, and without a word on it.
pub(super) fn callback(world: &World, index: usize, claim: Claim) -> Option<Callback> {
    let entry = world.entry(index);
    let paid = entry.kind == Kind::Collect && entry.state == TransactionState::Succeeded;
    if !paid && claim == Claim::Truth {
        return None;
    }
    let mut body = facts(entry);
    body["amount"] = json!(if paid { entry.received_minor } else { entry.amount_minor });
    body["phone_number"] = json!(entry.party);
    let url = entry.callback_url.clone().or_else(|| world.callback_url(Provider::PayGate))?;
    Some(Callback::json(Provider::PayGate, About::Transaction(index), "paid", url, &body))
}
