//! `FedaPay`: transactions, their page and push, payouts, signed events.
//!
//! A declined or expired transaction may still become approved. Numbers 64000001 and 66000001 pay and 64000000 and
//! 66000000 do not, as in its sandbox; those that end in `0450` to `0455` have the fate that MTN gives to its own. Refunds
//! are made in the back office only (`POST /control/refund`). Customers and currencies are taken as they are sent.

use axum::{
    Router,
    body::Bytes,
    extract::{Path, State},
    http::HeaderMap,
    response::Response,
    routing::{get, post, put},
};
use serde_json::{Value, json};

use crate::{
    Failure, Kind, Provider, TransactionState, answer, credentials as keys,
    delivery::{About, Callback, Stamp},
    money, pages,
    providers::Claim,
    request::{bearer, json as body_of, text, whole},
    server::Sim,
    world::{Entry, Fault, Opening, Plan, World, plan_of_number},
};

const MODES: [&str; 10] =
    ["mtn", "moov", "mtn_ci", "moov_tg", "togocel", "mtn_open", "momo_test", "mtn_open_ci", "moov_bj", "orange_sn"];

/// The routes below `/fedapay`.
pub(super) fn router() -> Router<Sim> {
    Router::new()
        .route("/v1/transactions", post(create))
        .route("/v1/transactions/{id}", get(show))
        .route("/v1/transactions/merchant/{reference}", get(show_by_merchant))
        .route("/v1/transactions/{id}/token", post(token))
        .route("/v1/payouts", post(create_payout))
        .route("/v1/payouts/start", put(start_payouts))
        .route("/v1/payouts/{id}", get(show_payout))
        .route("/v1/balances", get(balances))
        .route("/v1/{mode}", post(push))
}

async fn create(State(sim): State<Sim>, headers: HeaderMap, body: Bytes) -> Response {
    let body = body_of(&body);
    make(&sim, &headers, &body, Kind::Collect)
}

async fn create_payout(State(sim): State<Sim>, headers: HeaderMap, body: Bytes) -> Response {
    let body = body_of(&body);
    make(&sim, &headers, &body, Kind::Payout)
}

fn make(sim: &Sim, headers: &HeaderMap, body: &Value, kind: Kind) -> Response {
    if let Some(refusal) = stranger(headers) {
        return refusal;
    }
    let mut world = sim.world();
    let opening = match opening(&mut world, body, kind) {
        Ok(opening) => opening,
        Err((field, why)) => return invalid(field, why),
    };
    let fault = world.fault(Provider::FedaPay, kind.name(), &opening.merchant_reference);
    if fault == Fault::ServerError {
        return answer::json(500, json!({ "message": "Internal Server Error" }));
    }
    if world.find(Provider::FedaPay, kind, &opening.merchant_reference).is_some() {
        return invalid("merchant_reference", "has already been taken");
    }
    let plan = if kind == Kind::Payout { Plan::Stay } else { plan_of(&opening.party) };
    let index = world.open(opening, plan);
    match fault {
        Fault::Timeout => answer::gateway_timeout(),
        Fault::Conflict => invalid("merchant_reference", "has already been taken"),
        Fault::None | Fault::ServerError => answer::json(200, wrapped(world.entry(index))),
    }
}

fn plan_of(number: &str) -> Plan {
    let soon = std::time::Duration::ZERO;
    match number.get(number.len().saturating_sub(8)..) {
        Some("64000001" | "66000001") => Plan::Succeed(soon),
        Some("64000000" | "66000000") => Plan::Fail(soon, Failure::Refused),
        _ => plan_of_number(number),
    }
}

fn opening(world: &mut World, body: &Value, kind: Kind) -> Result<Opening, (&'static str, &'static str)> {
    let amount_minor =
        whole(body, "/amount").filter(|amount| money::is_amount(*amount)).ok_or(("amount", "must be greater than 0"))?;
    let currency = text(body, "/currency/iso").ok_or(("currency", "can't be blank"))?;
    if !["XOF", "GNF"].contains(&currency.as_str()) {
        return Err(("currency", "is not supported"));
    }
    if kind == Kind::Collect {
        text(body, "/description").ok_or(("description", "can't be blank"))?;
    }
    let number = world.next();
    let id = 100_000 + number;
    let merchant_reference = text(body, "/merchant_reference").unwrap_or_else(|| format!("fedapay-{id}"));
    Ok(Opening {
        provider: Provider::FedaPay,
        kind,
        merchant_reference,
        provider_reference: id.to_string(),
        amount_minor,
        currency,
        party: text(body, "/customer/phone_number/number").unwrap_or_default(),
        callback_url: None,
        return_url: text(body, "/callback_url"),
        parent: None,
        detail: json!({
            "description": text(body, "/description"), "mode": text(body, "/mode"), "custom_metadata": body["custom_metadata"],
            "reference": format!("trx_{}_{}", world.fate.hex(&format!("fedapay/{id}"), 4), world.now.as_millisecond()),
        }),
    })
}

async fn show(State(sim): State<Sim>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    read(&sim, &headers, &id, |world| {
        world.find_by_provider(Provider::FedaPay, &id).filter(|it| world.entry(*it).kind == Kind::Collect)
    })
}

async fn show_by_merchant(State(sim): State<Sim>, Path(reference): Path<String>, headers: HeaderMap) -> Response {
    read(&sim, &headers, &reference, |world| world.find(Provider::FedaPay, Kind::Collect, &reference))
}

async fn show_payout(State(sim): State<Sim>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    read(&sim, &headers, &id, |world| {
        world.find_by_provider(Provider::FedaPay, &id).filter(|it| world.entry(*it).kind == Kind::Payout)
    })
}

fn read(sim: &Sim, headers: &HeaderMap, about: &str, find: impl Fn(&World) -> Option<usize>) -> Response {
    if let Some(refusal) = stranger(headers) {
        return refusal;
    }
    let mut world = sim.world();
    if world.reading_fails(Provider::FedaPay, about) {
        return answer::json(500, json!({ "message": "Internal Server Error" }));
    }
    find(&world).map_or_else(not_found, |index| answer::json(200, wrapped(world.entry(index))))
}

/// `POST /v1/transactions/{id}/token`: the page of the payer.
async fn token(State(sim): State<Sim>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    if let Some(refusal) = stranger(&headers) {
        return refusal;
    }
    let world = sim.world();
    let Some(index) = world.find_by_provider(Provider::FedaPay, &id) else { return not_found() };
    let url = pages::pay_url(&world.root, &world.entry(index).id);
    answer::json(200, json!({ "token": token_of(&world, &id), "url": url }))
}

fn token_of(world: &World, id: &str) -> String {
    format!("{}.{id}", world.fate.hex(&format!("fedapay/token/{id}"), 40))
}

/// `POST /v1/{mode}` with a token: asks on the payer's phone, without the page.
async fn push(State(sim): State<Sim>, Path(mode): Path<String>, headers: HeaderMap, body: Bytes) -> Response {
    if let Some(refusal) = stranger(&headers) {
        return refusal;
    }
    if !MODES.contains(&mode.as_str()) {
        return not_found();
    }
    let body = body_of(&body);
    let mut world = sim.world();
    let token = text(&body, "/token").unwrap_or_default();
    let id = token.rsplit('.').next().unwrap_or_default().to_owned();
    let index = world.find_by_provider(Provider::FedaPay, &id).filter(|_| token == token_of(&world, &id));
    let Some(index) = index else { return answer::json(401, json!({ "message": "Invalid token" })) };
    let number = text(&body, "/phone_number/number").unwrap_or_else(|| world.entry(index).party.clone());
    world.entry_mut(index).party.clone_from(&number);
    world.entry_mut(index).detail["mode"] = json!(mode);
    if plan_of(&number) != Plan::Ordinary {
        world.plan(index, plan_of(&number));
    }
    answer::json(
        200,
        json!({ "v1/payment_intent": { "klass": "v1/payment_intent", "id": world.next(), "status": "pending", "transaction_id": id } }),
    )
}

/// `PUT /v1/payouts/start`, with the list itself or with `{payouts: […]}` around it, as people meet both.
async fn start_payouts(State(sim): State<Sim>, headers: HeaderMap, body: Bytes) -> Response {
    if let Some(refusal) = stranger(&headers) {
        return refusal;
    }
    let body = body_of(&body);
    let mut world = sim.world();
    let items = body.as_array().or_else(|| body["payouts"].as_array());
    let wanted: Vec<String> = items.into_iter().flatten().filter_map(|item| text(item, "/id")).collect();
    let mut started = Vec::new();
    for id in wanted {
        let Some(index) = world.find_by_provider(Provider::FedaPay, &id).filter(|it| world.entry(*it).kind == Kind::Payout)
        else {
            return not_found();
        };
        if world.entry(index).detail["started"].is_null() {
            world.entry_mut(index).detail["started"] = json!(true);
            let plan = plan_of(&world.entry(index).party.clone());
            world.plan(index, plan);
        }
        started.push(object(world.entry(index), Claim::Truth));
    }
    answer::json(200, json!({ "v1/payouts": started }))
}

async fn balances(State(sim): State<Sim>, headers: HeaderMap) -> Response {
    if let Some(refusal) = stranger(&headers) {
        return refusal;
    }
    let amount = sim.world().balance(Provider::FedaPay, "XOF");
    answer::json(200, json!({ "v1/balances": [{ "klass": "v1/balance", "id": 1, "amount": amount, "mode": "mtn" }] }))
}

fn status(entry: &Entry) -> &'static str {
    let (refunded, started) = (entry.refunded_minor, !entry.detail["started"].is_null());
    match (entry.kind, entry.state) {
        (Kind::Payout, TransactionState::Pending | TransactionState::Authorized) if started => "started",
        (_, TransactionState::Pending | TransactionState::Authorized) => "pending",
        (Kind::Payout, TransactionState::Succeeded) => "sent",
        (Kind::Payout, _) => "failed",
        (_, TransactionState::Succeeded) if refunded == 0 => "approved",
        (_, TransactionState::Succeeded) if refunded == entry.received_minor => "refunded",
        (_, TransactionState::Succeeded) => "approved_partially_refunded",
        (_, TransactionState::Expired) => "expired",
        (_, TransactionState::Failed) if entry.failure == Some(Failure::Cancelled) => "canceled",
        (_, TransactionState::Failed) => "declined",
    }
}

fn klass(entry: &Entry) -> &'static str {
    if entry.kind == Kind::Payout { "v1/payout" } else { "v1/transaction" }
}

fn object(entry: &Entry, claim: Claim) -> Value {
    let paid = entry.state == TransactionState::Succeeded;
    json!({
        "klass": klass(entry), "id": entry.provider_reference.parse::<u64>().ok(), "reference": entry.detail("reference"),
        "merchant_reference": entry.merchant_reference, "amount": if paid { entry.received_minor } else { entry.amount_minor },
        "description": entry.detail["description"], "callback_url": entry.return_url, "mode": entry.detail["mode"],
        "status": if claim == Claim::Forged { "approved" } else { status(entry) }, "custom_metadata": entry.detail["custom_metadata"],
        "currency": { "iso": entry.currency }, "created_at": entry.created_at.to_string(), "updated_at": entry.created_at.to_string(),
        "approved_at": entry.settled_at.map(|at| at.to_string()),
    })
}

fn wrapped(entry: &Entry) -> Value {
    json!({ klass(entry): object(entry, Claim::Truth) })
}

/// An event; that of a refund tells of the transaction that was paid back.
pub(super) fn callback(world: &World, index: usize, claim: Claim) -> Option<Callback> {
    let mut entry = world.entry(index);
    if entry.kind == Kind::Refund {
        entry = world.entry(entry.parent?);
    }
    let body = object(entry, claim);
    let (_, noun) = klass(entry).split_once('/')?;
    let name = format!("{noun}.{}", body["status"].as_str()?);
    let event_id = world.fate.digits(&format!("{}/{name}/{}", entry.key(), entry.refunded_minor), 9);
    let event = json!({ "id": event_id.parse::<u64>().ok(), "name": name, "object": noun, "entity": body, "created_at": world.now.to_string() });
    let url = world.callback_url(Provider::FedaPay)?;
    let mut callback = Callback::json(Provider::FedaPay, About::Transaction(index), &name, url, &event);
    let key = if claim == Claim::Forged { keys::STRANGERS_KEY } else { keys::FEDAPAY_WEBHOOK_SECRET };
    callback.stamp = Some(Stamp { header: "x-fedapay-signature", name: "s", key });
    Some(callback)
}

fn stranger(headers: &HeaderMap) -> Option<Response> {
    let known = bearer(headers) == Some(keys::FEDAPAY_KEY);
    (!known).then(|| answer::json(401, json!({ "message": "Erreur d'authentification" })))
}

fn invalid(field: &str, why: &str) -> Response {
    answer::json(422, json!({ "message": "Validation failed", "errors": { field: [why] } }))
}

fn not_found() -> Response {
    answer::json(404, json!({ "message": "Not found" }))
}
