//! Semoa `CashPay` (Togo: wallets, cards, cash at an agency by QR).
//!
//! An order has its merchant's reference, its own and a short code. Its states are Pending, Paid, Error, Canceled, Partial and
//! Excess: the last two when the payer did not pay what was asked. The callback is a JWT signed HS256 with the API key.
//! Requests are let in by a token of `/auth`, or by the four headers of the older way. There are no documented test
//! numbers: those that end in `0450` to `0455` have the fate that MTN gives to its own.

use std::time::Duration;

use axum::{
    Router,
    body::Bytes,
    extract::{Path, State},
    http::HeaderMap,
    response::Response,
    routing::{get, post},
};
use serde_json::{Value, json};

use crate::{
    Failure, Kind, Provider, TransactionState, answer, credentials as keys,
    delivery::{About, Callback},
    money, pages,
    providers::Claim,
    request::{bearer, header, json as body_of, json_or_form, text, whole},
    server::Sim,
    sign,
    world::{Entry, Fault, Opening, TokenState, World, plan_of_number},
};

const TOKEN_LIFETIME: Duration = Duration::from_secs(30 * 60);
const SCOPE: &str = "cashpay";

/// The routes below `/cashpay`.
pub(super) fn router() -> Router<Sim> {
    Router::new().route("/auth", post(auth)).route("/orders", post(create)).route("/orders/{reference}", get(show))
}

async fn auth(State(sim): State<Sim>, headers: HeaderMap, body: Bytes) -> Response {
    let body = json_or_form(&headers, &body);
    let expected = [
        ("/grant_type", "password"),
        ("/username", keys::CASHPAY_USERNAME),
        ("/password", keys::CASHPAY_PASSWORD),
        ("/client_id", keys::CASHPAY_CLIENT_ID),
        ("/client_secret", keys::CASHPAY_CLIENT_SECRET),
    ];
    if expected.iter().any(|(field, value)| text(&body, field).as_deref() != Some(value)) {
        return answer::json(401, json!({ "error": "invalid_grant", "error_description": "Invalid user credentials" }));
    }
    let token = sim.world().issue_token(SCOPE, TOKEN_LIFETIME);
    let expires_in = TOKEN_LIFETIME.as_secs();
    answer::json(200, json!({ "access_token": token, "expires_in": expires_in, "token_type": "Bearer" }))
}

fn may(world: &mut World, headers: &HeaderMap) -> bool {
    if let Some(token) = bearer(headers) {
        return world.use_token(token, SCOPE) == TokenState::Valid;
    }
    let (login, salt) = (header(headers, "login"), header(headers, "salt"));
    let secure = sign::sha256_hex(&format!("{login}{}{salt}", keys::CASHPAY_API_KEY));
    let known = login == keys::CASHPAY_USERNAME && header(headers, "apireference") == keys::CASHPAY_API_REFERENCE;
    known && !salt.is_empty() && header(headers, "apisecure") == secure
}

async fn create(State(sim): State<Sim>, headers: HeaderMap, body: Bytes) -> Response {
    let body = body_of(&body);
    let mut world = sim.world();
    if !may(&mut world, &headers) {
        return unauthorized();
    }
    let opening = match opening(&world, &body) {
        Ok(opening) => opening,
        Err(field) => return answer::json(400, json!({ "message": format!("{field} is missing or invalid") })),
    };
    let fault = world.fault(Provider::CashPay, "order", &opening.merchant_reference);
    if fault == Fault::ServerError {
        return answer::json(500, json!({ "message": "Internal server error" }));
    }
    if world.find(Provider::CashPay, Kind::Collect, &opening.merchant_reference).is_some() {
        return duplicate();
    }
    let plan = plan_of_number(&opening.party);
    let index = world.open(opening, plan);
    match fault {
        Fault::Timeout => answer::gateway_timeout(),
        Fault::Conflict => duplicate(),
        Fault::None | Fault::ServerError => answer::json(201, order(&world, world.entry(index))),
    }
}

fn opening(world: &World, body: &Value) -> Result<Opening, &'static str> {
    let amount_minor = whole(body, "/amount").filter(|amount| money::is_amount(*amount)).ok_or("amount")?;
    let merchant_reference = text(body, "/merchant_reference").ok_or("merchant_reference")?;
    let currency = text(body, "/currency").filter(|code| code == "XOF").ok_or("currency")?;
    let party = text(body, "/client/phone").ok_or("client.phone")?;
    let about = format!("cashpay/{merchant_reference}");
    Ok(Opening {
        provider: Provider::CashPay,
        kind: Kind::Collect,
        provider_reference: world.fate.uuid(&about).to_string(),
        amount_minor,
        currency,
        party,
        callback_url: text(body, "/callback_url").or_else(|| world.callback_url(Provider::CashPay)),
        return_url: text(body, "/redirect_url"),
        parent: None,
        detail: json!({
            "code": world.fate.hex(&about, 6).to_uppercase(),
            "gateway": text(body, "/gateway/reference"),
            "description": text(body, "/description"),
            "client": body["client"],
        }),
        merchant_reference,
    })
}

async fn show(State(sim): State<Sim>, Path(reference): Path<String>, headers: HeaderMap) -> Response {
    let mut world = sim.world();
    if !may(&mut world, &headers) {
        return unauthorized();
    }
    if world.reading_fails(Provider::CashPay, &reference) {
        return answer::json(500, json!({ "message": "Internal server error" }));
    }
    let by_merchant = world.find(Provider::CashPay, Kind::Collect, &reference);
    match world.find_by_provider(Provider::CashPay, &reference).or(by_merchant) {
        Some(index) => answer::json(200, order(&world, world.entry(index))),
        None => answer::json(404, json!({ "message": "Order not found" })),
    }
}

fn order(world: &World, entry: &Entry) -> Value {
    let bill_url = pages::pay_url(&world.root, &entry.id);
    let method = if entry.detail["gateway"].is_null() { "REDIRECT_URL" } else { "PUSH_USSD" };
    json!({
        "order_reference": entry.provider_reference, "merchant_reference": entry.merchant_reference, "code": entry.detail("code"),
        "amount": entry.amount_minor, "received_amount": entry.received_minor, "currency": entry.currency,
        "description": entry.detail["description"], "client": entry.detail["client"], "state": state(entry, Claim::Truth),
        "bill_url": bill_url, "qrcode_bill_url": format!("{bill_url}?qrcode={}", entry.detail("code")),
        "payments_method": [{ "method": method, "action": bill_url }], "payments": payments(entry, Claim::Truth),
        "created_at": entry.created_at.to_string(),
    })
}

fn state(entry: &Entry, claim: Claim) -> &'static str {
    match (entry.state, entry.failure) {
        _ if claim == Claim::Forged => "Paid",
        (TransactionState::Pending | TransactionState::Authorized, _) => "Pending",
        (TransactionState::Succeeded, _) if entry.received_minor < entry.amount_minor => "Partial",
        (TransactionState::Succeeded, _) if entry.received_minor > entry.amount_minor => "Excess",
        (TransactionState::Succeeded, _) => "Paid",
        (TransactionState::Expired, _) | (_, Some(Failure::Refused | Failure::Cancelled | Failure::Expired)) => "Canceled",
        (TransactionState::Failed, _) => "Error",
    }
}

fn payments(entry: &Entry, claim: Claim) -> Value {
    if entry.received_minor == 0 && claim == Claim::Truth {
        return json!([]);
    }
    json!([{ "thirdparty_reference": format!("TP{}", entry.detail("code")), "gateway": entry.detail["gateway"], "amount": received(entry, claim) }])
}

fn received(entry: &Entry, claim: Claim) -> i64 {
    if claim == Claim::Forged { entry.amount_minor } else { entry.received_minor }
}

/// `{"token": JWT}` with the order in short.
pub(super) fn callback(world: &World, index: usize, claim: Claim) -> Option<Callback> {
    let entry = world.entry(index);
    let url = entry.callback_url.clone()?;
    let state = state(entry, claim);
    let claims = json!({
        "merchant_reference": entry.merchant_reference, "order_reference": entry.provider_reference, "state": state,
        "amount": entry.amount_minor, "received_amount": received(entry, claim), "currency": entry.currency,
        "payments": payments(entry, claim), "iat": world.now.as_second(),
    });
    let key = if claim == Claim::Forged { keys::STRANGERS_KEY } else { keys::CASHPAY_API_KEY };
    let body = json!({ "token": sign::jwt_hs256(key, &claims) });
    Some(Callback::json(Provider::CashPay, About::Transaction(index), state, url, &body))
}

fn duplicate() -> Response {
    answer::json(409, json!({ "message": "An order with this merchant_reference already exists" }))
}

fn unauthorized() -> Response {
    answer::json(401, json!({ "message": "Unauthorized" }))
}
