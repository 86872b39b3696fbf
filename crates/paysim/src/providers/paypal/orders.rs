//! Orders: made, approved by the payer on the page, captured by the merchant.

use axum::{
    body::Bytes,
    extract::{Path, State as Shared},
    http::HeaderMap,
    response::Response,
};
use serde_json::{Value, json};

use crate::{
    Failure, Kind, Provider, TransactionState, money,
    request::{json as body_of, text},
    server::Sim,
    world::{Entry, Opening, Plan, World},
};

use super::{Made, Reply, once, payments, read};

const CURRENCIES: [&str; 8] = ["EUR", "USD", "GBP", "CAD", "CHF", "AUD", "JPY", "SEK"];

/// `POST /v2/checkout/orders`
pub(super) async fn create(Shared(sim): Shared<Sim>, headers: HeaderMap, body: Bytes) -> Response {
    let body = body_of(&body);
    once(&mut sim.world(), &headers, "orders", |world, request_id| {
        let opening = opening(world, &body, request_id)?;
        Ok(Made::Order(world.open(opening, Plan::Ordinary)))
    })
}

/// Currency and minor units of an amount object.
pub(super) fn amount(body: &Value, pointer: &str) -> Result<(String, i64), Reply> {
    let currency = text(body, &format!("{pointer}/currency_code")).ok_or_else(|| Reply::invalid("currency_code is required"))?;
    if !CURRENCIES.contains(&currency.as_str()) {
        return Err(Reply::unprocessable("CURRENCY_NOT_SUPPORTED", "Currency code is not currently supported."));
    }
    let value = body.pointer(&format!("{pointer}/value")).and_then(Value::as_str);
    let value = value.ok_or_else(|| Reply::invalid("value has to be a string"))?;
    let minor = money::parse(value, &currency);
    let minor = minor.ok_or_else(|| {
        Reply::unprocessable("DECIMAL_PRECISION", "If the currency supports decimals, only two decimal places are supported.")
    })?;
    Ok((currency, minor))
}

fn opening(world: &mut World, body: &Value, request_id: &str) -> Result<Opening, Reply> {
    if text(body, "/intent").as_deref() != Some("CAPTURE") {
        return Err(Reply::invalid("The simulator knows the intent CAPTURE only"));
    }
    let units = body["purchase_units"].as_array().map_or(0, Vec::len);
    if units != 1 {
        return Err(Reply::invalid("The simulator knows orders of one purchase unit only"));
    }
    let (currency, amount_minor) = amount(body, "/purchase_units/0/amount")?;
    let number = world.next();
    let id = world.fate.hex(&format!("paypal/order/{number}"), 17).to_uppercase();
    let named = ["custom_id", "invoice_id"].iter().find_map(|name| text(body, &format!("/purchase_units/0/{name}")));
    let contexts = ["/payment_source/paypal/experience_context", "/application_context"];
    let url = |name: &str| contexts.iter().find_map(|context| text(body, &format!("{context}/{name}")));
    Ok(Opening {
        provider: Provider::PayPal,
        kind: Kind::Collect,
        merchant_reference: named.unwrap_or_else(|| if request_id.is_empty() { id.clone() } else { request_id.to_owned() }),
        provider_reference: id,
        amount_minor,
        currency,
        party: "paypal".to_owned(),
        callback_url: None,
        return_url: url("return_url"),
        parent: None,
        detail: json!({ "unit": body["purchase_units"][0], "cancel_url": url("cancel_url"), "named_source": !body["payment_source"].is_null() }),
    })
}

/// `GET /v2/checkout/orders/{id}`
pub(super) async fn show(Shared(sim): Shared<Sim>, Path(id): Path<String>, headers: HeaderMap) -> Reply {
    read(&mut sim.world(), &headers, &id, |world| find(world, &id).map(|index| order(world, world.entry(index))))
}

/// The transaction of an order, unless it is gone.
pub(super) fn find(world: &World, id: &str) -> Option<usize> {
    world
        .find_by_provider(Provider::PayPal, id)
        .filter(|index| world.entry(*index).kind == Kind::Collect)
        .filter(|index| world.entry(*index).state != TransactionState::Expired)
}

/// `POST /v2/checkout/orders/{id}/capture`
pub(super) async fn capture(Shared(sim): Shared<Sim>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    once(&mut sim.world(), &headers, &format!("orders/{id}/capture"), |world, _| {
        let index = find(world, &id).ok_or_else(Reply::not_found)?;
        match world.entry(index).state {
            TransactionState::Authorized => {}
            TransactionState::Succeeded => {
                let why = "Order already captured. If 'intent=CAPTURE' only one capture per order is allowed.";
                return Err(Reply::unprocessable("ORDER_ALREADY_CAPTURED", why));
            }
            _ => return Err(Reply::unprocessable("ORDER_NOT_APPROVED", "Payer has not yet approved the Order for payment.")),
        }
        take(world, index);
        Ok(Made::Order(index))
    })
}

fn take(world: &mut World, index: usize) {
    let id = world.fate.hex(&format!("paypal/capture/{}", world.entry(index).provider_reference), 17).to_uppercase();
    world.paypal.captures.insert(id.clone(), index);
    let entry = world.entry_mut(index);
    entry.detail["capture_id"] = json!(id);
    if entry.detail["declines"] == json!(true) {
        entry.state = TransactionState::Pending;
        world.fail(index, Failure::InsufficientFunds);
    } else {
        world.succeed(index);
    }
}

/// An order as it is answered.
pub(super) fn order(world: &World, entry: &Entry) -> Value {
    let captured = !entry.detail("capture_id").is_empty();
    let waiting = if entry.detail["named_source"] == json!(true) { "PAYER_ACTION_REQUIRED" } else { "CREATED" };
    let status = match entry.state {
        TransactionState::Pending => waiting,
        TransactionState::Authorized => "APPROVED",
        TransactionState::Succeeded => "COMPLETED",
        TransactionState::Failed if captured => "COMPLETED",
        TransactionState::Failed | TransactionState::Expired => "VOIDED",
    };
    let mut unit = entry.detail["unit"].clone();
    if unit["reference_id"].is_null() {
        unit["reference_id"] = json!("default");
    }
    if captured {
        unit["payments"] = json!({ "captures": [payments::capture(entry)] });
    }
    let base = format!("{}/paypal/v2/checkout/orders/{}", world.root, entry.provider_reference);
    let page = format!("{}/paypal/checkoutnow?token={}", world.root, entry.provider_reference);
    let approve = if waiting == "CREATED" { "approve" } else { "payer-action" };
    json!({
        "id": entry.provider_reference, "intent": "CAPTURE", "status": status, "purchase_units": [unit],
        "create_time": time(entry.created_at),
        "links": [
            { "href": base, "rel": "self", "method": "GET" },
            { "href": page, "rel": approve, "method": "GET" },
            { "href": format!("{base}/capture"), "rel": "capture", "method": "POST" },
        ],
    })
}

/// A time in whole seconds, as `PayPal` writes it.
pub(super) fn time(at: jiff::Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
