//! Captures, their refunds, and payouts.

use axum::{
    body::Bytes,
    extract::{Path, State as Shared},
    http::HeaderMap,
    response::Response,
};
use serde_json::{Value, json};

use crate::{
    Kind, Provider, TransactionState, money,
    request::{json as body_of, text},
    server::Sim,
    world::{Entry, Opening, Plan, World},
};

use super::{
    Made, Reply, once,
    orders::{amount, time},
    read,
};

/// `GET /v2/payments/captures/{id}`
pub(super) async fn show_capture(Shared(sim): Shared<Sim>, Path(id): Path<String>, headers: HeaderMap) -> Reply {
    read(&mut sim.world(), &headers, &id, |world| world.paypal.captures.get(&id).map(|index| capture(world.entry(*index))))
}

/// A capture as it is answered.
pub(super) fn capture(entry: &Entry) -> Value {
    let back = entry.refunded_minor;
    let status = match entry.state {
        TransactionState::Succeeded if back == 0 => "COMPLETED",
        TransactionState::Succeeded if back == entry.received_minor => "REFUNDED",
        TransactionState::Succeeded => "PARTIALLY_REFUNDED",
        _ => "DECLINED",
    };
    let fee_minor = (entry.amount_minor * Provider::PayPal.fee_basis_points() + 5_000) / 10_000;
    let money_of = |minor: i64| json!({ "currency_code": entry.currency, "value": money::text(minor, &entry.currency) });
    json!({
        "id": entry.detail("capture_id"), "status": status, "amount": money_of(entry.amount_minor), "final_capture": true,
        "custom_id": entry.detail["unit"]["custom_id"], "invoice_id": entry.detail["unit"]["invoice_id"],
        "seller_receivable_breakdown": {
            "gross_amount": money_of(entry.amount_minor), "paypal_fee": money_of(fee_minor),
            "net_amount": money_of(entry.amount_minor - fee_minor),
        },
        "supplementary_data": { "related_ids": { "order_id": entry.provider_reference } },
        "create_time": time(entry.settled_at.unwrap_or(entry.created_at)),
    })
}

/// `POST /v2/payments/captures/{id}/refund`: the whole, or the amount of the body.
pub(super) async fn refund(Shared(sim): Shared<Sim>, Path(id): Path<String>, headers: HeaderMap, body: Bytes) -> Response {
    let body = body_of(&body);
    once(&mut sim.world(), &headers, &format!("captures/{id}/refund"), |world, request_id| {
        let index = world.paypal.captures.get(&id).copied().ok_or_else(Reply::not_found)?;
        let entry = world.entry(index);
        let left = entry.received_minor - entry.refunded_minor;
        let whole = (entry.currency.clone(), left);
        let (currency, amount_minor) = if body["amount"].is_null() { whole } else { amount(&body, "/amount")? };
        if currency != entry.currency {
            return Err(Reply::unprocessable("CURRENCY_MISMATCH", "The currency of the refund must be that of the capture."));
        }
        if left == 0 {
            return Err(Reply::unprocessable("CAPTURE_FULLY_REFUNDED", "The capture has already been fully refunded."));
        }
        if !world.reserve_refund(index, amount_minor) {
            let why = "The refund amount must be less than or equal to the capture amount that has not yet been refunded.";
            return Err(Reply::unprocessable("REFUND_AMOUNT_EXCEEDED", why));
        }
        Ok(Made::Refund(open(world, index, amount_minor, &body, request_id)))
    })
}

fn open(world: &mut World, index: usize, amount_minor: i64, body: &Value, request_id: &str) -> usize {
    let number = world.next();
    let id = world.fate.hex(&format!("paypal/refund/{number}"), 17).to_uppercase();
    let named = text(body, "/custom_id").or_else(|| text(body, "/invoice_id"));
    let parent = world.entry(index);
    let opening = Opening {
        provider: Provider::PayPal,
        kind: Kind::Refund,
        merchant_reference: named.unwrap_or_else(|| if request_id.is_empty() { id.clone() } else { request_id.to_owned() }),
        provider_reference: id,
        amount_minor,
        currency: parent.currency.clone(),
        party: parent.party.clone(),
        callback_url: None,
        return_url: None,
        parent: Some(index),
        detail: json!({ "capture_id": parent.detail("capture_id") }),
    };
    world.open(opening, Plan::Ordinary)
}

/// `GET /v2/payments/refunds/{id}`
pub(super) async fn show_refund(Shared(sim): Shared<Sim>, Path(id): Path<String>, headers: HeaderMap) -> Reply {
    read(&mut sim.world(), &headers, &id, |world| {
        let index = world.find_by_provider(Provider::PayPal, &id).filter(|index| world.entry(*index).kind == Kind::Refund);
        index.map(|index| refund_object(world.entry(index)))
    })
}

/// A refund as it is answered.
pub(super) fn refund_object(entry: &Entry) -> Value {
    let status = if entry.state == TransactionState::Succeeded { "COMPLETED" } else { "PENDING" };
    json!({
        "id": entry.provider_reference, "status": status, "custom_id": entry.merchant_reference,
        "amount": { "currency_code": entry.currency, "value": money::text(entry.amount_minor, &entry.currency) },
        "create_time": time(entry.created_at),
        "links": [{ "rel": "up", "method": "GET", "href": format!("/v2/payments/captures/{}", entry.detail("capture_id")) }],
    })
}

/// `POST /v1/payments/payouts`
pub(super) async fn pay_out(Shared(sim): Shared<Sim>, headers: HeaderMap, body: Bytes) -> Response {
    let body = body_of(&body);
    once(&mut sim.world(), &headers, "payouts", |world, _| {
        let batch = text(&body, "/sender_batch_header/sender_batch_id");
        let batch = batch.ok_or_else(|| Reply::invalid("sender_batch_id is required"))?;
        let id = world.fate.hex(&format!("paypal/batch/{batch}"), 13).to_uppercase();
        if world.paypal.batches.contains_key(&id) {
            let why = "Batch with given sender_batch_id already exists";
            return Err(Reply::problem(400, "USER_BUSINESS_ERROR", "DUPLICATE_BATCH", why));
        }
        let items = body["items"].as_array().filter(|items| !items.is_empty());
        let items = items.ok_or_else(|| Reply::invalid("items is required"))?.iter().enumerate();
        let openings: Vec<Opening> = items.map(|(at, item)| item_opening(world, &batch, at, item)).collect::<Result<_, _>>()?;
        let made = openings.into_iter().map(|opening| world.open(opening, Plan::Ordinary)).collect();
        world.paypal.batches.insert(id.clone(), made);
        Ok(Made::Batch(id))
    })
}

fn item_opening(world: &World, batch: &str, at: usize, item: &Value) -> Result<Opening, Reply> {
    let amount = json!({ "currency_code": item["amount"]["currency"], "value": item["amount"]["value"] });
    let (currency, amount_minor) = super::orders::amount(&amount, "")?;
    let receiver = text(item, "/receiver").ok_or_else(|| Reply::invalid("receiver is required"))?;
    Ok(Opening {
        provider: Provider::PayPal,
        kind: Kind::Payout,
        merchant_reference: text(item, "/sender_item_id").unwrap_or_else(|| format!("{batch}/{at}")),
        provider_reference: world.fate.hex(&format!("paypal/item/{batch}/{at}"), 13).to_uppercase(),
        amount_minor,
        currency,
        party: receiver,
        callback_url: None,
        return_url: None,
        parent: None,
        detail: json!({ "batch": batch }),
    })
}

/// `GET /v1/payments/payouts/{id}`
pub(super) async fn show_batch(Shared(sim): Shared<Sim>, Path(id): Path<String>, headers: HeaderMap) -> Reply {
    read(&mut sim.world(), &headers, &id, |world| world.paypal.batches.contains_key(&id).then(|| batch_object(world, &id)))
}

/// A batch as it is answered.
pub(super) fn batch_object(world: &World, id: &str) -> Value {
    let entries: Vec<&Entry> = world.paypal.batches.get(id).into_iter().flatten().map(|index| world.entry(*index)).collect();
    let done = entries.iter().all(|entry| entry.state == TransactionState::Succeeded);
    let batch = entries.first().map_or("", |entry| entry.detail("batch"));
    let items: Vec<Value> = entries
        .iter()
        .map(|entry| {
            let status = if entry.state == TransactionState::Succeeded { "SUCCESS" } else { "PENDING" };
            json!({
                "payout_item_id": entry.provider_reference, "transaction_status": status,
                "payout_item": { "receiver": entry.party, "sender_item_id": entry.merchant_reference,
                                 "amount": { "currency": entry.currency, "value": money::text(entry.amount_minor, &entry.currency) } },
            })
        })
        .collect();
    let header = json!({ "payout_batch_id": id, "batch_status": if done { "SUCCESS" } else { "PENDING" },
                         "sender_batch_header": { "sender_batch_id": batch } });
    json!({ "batch_header": header, "items": items })
}
