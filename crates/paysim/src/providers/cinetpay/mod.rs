//! `CinetPay`: the payment page of API v2, its check, its notification; transfers in `transfer`.
//!
//! Amounts are whole and multiples of 5 (USD excepted). The notification is a form whose header `x-token` covers sixteen of its
//! fields; it says nothing reliable about the outcome. There are no documented test numbers: those that end in `0450` to `0455`
//! have the fate that MTN gives to its own. The API of 2026 (`api.cinetpay.net`) is not here.

mod transfer;

use axum::{
    Router,
    body::Bytes,
    extract::State,
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
    request::{json_or_form, text, whole},
    server::Sim,
    sign,
    world::{Entry, Fault, Opening, World, plan_of_number},
};

/// The routes below `/cinetpay`: `v2` of the checkout host and `v1` of the client host.
pub(super) fn router() -> Router<Sim> {
    Router::new()
        .route("/v2/payment", post(create))
        .route("/v2/payment/check", post(check))
        .route("/v1/auth/login", post(transfer::login))
        .route("/v1/transfer/check/balance", get(transfer::balance))
        .route("/v1/transfer/contact", post(transfer::contact))
        .route("/v1/transfer/money/send/contact", post(transfer::send))
        .route("/v1/transfer/check/money", get(transfer::check))
}

async fn create(State(sim): State<Sim>, headers: HeaderMap, body: Bytes) -> Response {
    let body = json_or_form(&headers, &body);
    let mut world = sim.world();
    if let Some(refusal) = stranger(&world, &body) {
        return refusal;
    }
    let opening = match opening(&world, &body) {
        Ok(opening) => opening,
        Err((code, message, why)) => return refused(&world, code, message, why),
    };
    let fault = world.fault(Provider::CinetPay, "payment", &opening.merchant_reference);
    if fault == Fault::ServerError {
        return answer::bad_gateway();
    }
    let taken = world.find(Provider::CinetPay, Kind::Collect, &opening.merchant_reference).is_some();
    if !taken {
        let plan = plan_of_number(&opening.party);
        let index = world.open(opening, plan);
        if fault == Fault::None {
            return created(&world, index);
        }
    }
    if fault == Fault::Timeout && !taken {
        return answer::gateway_timeout();
    }
    refused(&world, "624", "ERROR_OCCURED", "This transaction_id was used before")
}

fn created(world: &World, index: usize) -> Response {
    let entry = world.entry(index);
    let url = pages::pay_url(&world.root, &entry.id);
    let data = json!({ "payment_token": entry.detail("payment_token"), "payment_url": url });
    let body = json!({ "code": "201", "message": "CREATED", "description": "Transaction created with success", "data": data, "api_response_id": response_id(world) });
    answer::json(200, body)
}

type Refusal = (&'static str, &'static str, &'static str);

fn opening(world: &World, body: &Value) -> Result<Opening, Refusal> {
    let missing = |why: &'static str| ("608", "MINIMUM_REQUIRED_FIELDS", why);
    let merchant_reference = text(body, "/transaction_id").ok_or(missing("transaction_id is required"))?;
    text(body, "/description").ok_or(missing("description is required"))?;
    let notify_url = text(body, "/notify_url").ok_or(missing("notify_url is required"))?;
    let return_url = text(body, "/return_url").ok_or(missing("return_url is required"))?;
    let currency = text(body, "/currency").filter(|code| ["XOF", "XAF", "CDF", "GNF", "USD"].contains(&code.as_str()));
    let currency = currency.ok_or(("612", "CURRENCY_NOT_VALID", "currency is not valid"))?;
    let whole_amount =
        whole(body, "/amount").filter(|amount| money::is_amount(*amount) && (currency == "USD" || amount % 5 == 0));
    let whole_amount = whole_amount.ok_or(("641", "ERROR_AMOUNT_INVALID", "amount must be a whole multiple of 5"))?;
    let scale = 10_i64.pow(money::exponent(&currency));
    let amount_minor = whole_amount.checked_mul(scale).ok_or(("641", "ERROR_AMOUNT_INVALID", "amount is too large"))?;
    let about = format!("cinetpay/{merchant_reference}");
    Ok(Opening {
        provider: Provider::CinetPay,
        kind: Kind::Collect,
        provider_reference: format!("MP{}", world.fate.digits(&about, 12)),
        amount_minor,
        currency,
        party: text(body, "/customer_phone_number").unwrap_or_default(),
        callback_url: Some(notify_url),
        return_url: Some(return_url),
        parent: None,
        detail: json!({
            "payment_token": world.fate.hex(&about, 48), "description": text(body, "/description"), "metadata": text(body, "/metadata"),
        }),
        merchant_reference,
    })
}

async fn check(State(sim): State<Sim>, headers: HeaderMap, body: Bytes) -> Response {
    let body = json_or_form(&headers, &body);
    let mut world = sim.world();
    if let Some(refusal) = stranger(&world, &body) {
        return refusal;
    }
    let reference = text(&body, "/transaction_id").unwrap_or_default();
    if world.reading_fails(Provider::CinetPay, &reference) {
        return answer::bad_gateway();
    }
    let Some(index) = world.find(Provider::CinetPay, Kind::Collect, &reference) else {
        return refused(&world, "627", "TRANSACTION_NOT_FOUND", "No transaction has this transaction_id");
    };
    let entry = world.entry(index);
    let (code, message, status) = outcome(entry);
    let data = json!({
        "amount": money::text(paid_minor(entry), &entry.currency).trim_end_matches(".00"), "currency": entry.currency, "status": status,
        "payment_method": if code == "00" { json!("FLOOZ") } else { Value::Null }, "description": entry.detail["description"],
        "metadata": entry.detail["metadata"], "operator_id": if code == "00" { json!(entry.provider_reference) } else { Value::Null },
        "payment_date": entry.settled_at.map(stamp), "fund_availability_date": entry.settled_at.map(stamp),
    });
    answer::json(200, json!({ "code": code, "message": message, "data": data, "api_response_id": response_id(&world) }))
}

fn outcome(entry: &Entry) -> Refusal {
    match (entry.state, entry.failure) {
        (TransactionState::Succeeded, _) => ("00", "SUCCES", "ACCEPTED"),
        (TransactionState::Pending | TransactionState::Authorized, _) => {
            ("662", "WAITING_CUSTOMER_PAYMENT", "WAITING_FOR_CUSTOMER")
        }
        (_, Some(Failure::InsufficientFunds)) => ("602", "INSUFFICIENT_BALANCE", "REFUSED"),
        (_, Some(Failure::Expired | Failure::Cancelled)) => ("627", "TRANSACTION_CANCEL", "CANCELED"),
        _ => ("600", "PAYMENT_FAILED", "REFUSED"),
    }
}

fn paid_minor(entry: &Entry) -> i64 {
    if entry.state == TransactionState::Succeeded { entry.received_minor } else { entry.amount_minor }
}

fn stamp(at: jiff::Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// The fields that `x-token` covers, in its order.
const SIGNED: [&str; 16] = [
    "cpm_site_id",
    "cpm_trans_id",
    "cpm_trans_date",
    "cpm_amount",
    "cpm_currency",
    "signature",
    "payment_method",
    "cel_phone_num",
    "cpm_phone_prefixe",
    "cpm_language",
    "cpm_version",
    "cpm_payment_config",
    "cpm_page_action",
    "cpm_custom",
    "cpm_designation",
    "cpm_error_message",
];

/// The notification; of a transfer that of `transfer`.
pub(super) fn callback(world: &World, index: usize, claim: Claim) -> Option<Callback> {
    let entry = world.entry(index);
    match entry.kind {
        Kind::Collect => {}
        Kind::Payout => return transfer::callback(world, index),
        Kind::Refund => return None,
    }
    let succeeded = entry.state == TransactionState::Succeeded || claim == Claim::Forged;
    let values = [
        keys::CINETPAY_SITE_ID.to_owned(),
        entry.merchant_reference.clone(),
        stamp(entry.created_at),
        money::text(paid_minor(entry), &entry.currency).trim_end_matches(".00").to_owned(),
        entry.currency.clone(),
        entry.detail("payment_token").to_owned(),
        "FLOOZ".to_owned(),
        entry.party.trim_start_matches("+228").to_owned(),
        "228".to_owned(),
        "fr".to_owned(),
        "V4".to_owned(),
        "SINGLE".to_owned(),
        "PAYMENT".to_owned(),
        entry.detail("metadata").to_owned(),
        entry.detail("description").to_owned(),
        if succeeded { "SUCCES".to_owned() } else { outcome(entry).1.to_owned() },
    ];
    let key = if claim == Claim::Forged { keys::STRANGERS_KEY } else { keys::CINETPAY_SECRET };
    let token = sign::hmac_hex(key, &values.concat());
    let fields: Vec<(&str, String)> = SIGNED.into_iter().zip(values).collect();
    let event = if succeeded { "accepted" } else { "refused" };
    let mut callback = Callback::form(Provider::CinetPay, About::Transaction(index), event, entry.callback_url.clone()?, &fields);
    callback.headers.push(("x-token", token));
    Some(callback)
}

fn stranger(world: &World, body: &Value) -> Option<Response> {
    if text(body, "/apikey").as_deref() != Some(keys::CINETPAY_API_KEY) {
        return Some(refused(world, "609", "AUTH_NOT_FOUND", "apikey is not valid"));
    }
    let site = text(body, "/site_id").as_deref() == Some(keys::CINETPAY_SITE_ID);
    (!site).then(|| refused(world, "613", "ERROR_SITE_ID_NOTVALID", "site_id is not valid"))
}

fn refused(world: &World, code: &str, message: &str, why: &str) -> Response {
    answer::json(400, json!({ "code": code, "message": message, "description": why, "api_response_id": response_id(world) }))
}

fn response_id(world: &World) -> String {
    format!("{}.{}", world.now.as_second(), world.fate.digits(&world.now.to_string(), 4))
}
