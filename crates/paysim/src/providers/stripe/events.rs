//! Events: made when something happens, sent to the one endpoint of the account, signed as Stripe signs.

use serde_json::{Value, json};

use crate::{
    Failure, Kind, Provider, TransactionState, credentials as keys,
    delivery::{About, Callback, Stamp},
    world::World,
};

use super::{Asked, charge, customers, new_id};

const API_VERSION: &str = "2025-09-30.clover";

/// A transaction ended: its objects follow, and events tell it.
pub(crate) fn announce(world: &mut World, index: usize) {
    let entry = world.entry(index);
    let (id, kind, state) = (entry.provider_reference.clone(), entry.kind, entry.state);
    match (kind, state) {
        (Kind::Refund, TransactionState::Succeeded) => refunded(world, index, &id),
        (Kind::Refund | Kind::Payout, _) => {}
        (Kind::Collect, TransactionState::Succeeded) => paid(world, index, &id),
        (Kind::Collect, TransactionState::Expired) => expired(world, index, &id),
        (Kind::Collect, _) => failed(world, index, &id),
    }
}

fn paid(world: &mut World, index: usize, intent: &str) {
    charge::settle(world, index);
    let charge = world.stripe.objects.get(intent).and_then(|object| object["latest_charge"].as_str()).map(str::to_owned);
    keep_card(world, intent);
    emit(world, "payment_intent.succeeded", intent, index);
    if let Some(charge) = charge {
        emit(world, "charge.succeeded", &charge, index);
    }
    let session = world.entry(index).detail("session").to_owned();
    if !session.is_empty() {
        world.stripe.set(&session, "status", json!("complete"));
        world.stripe.set(&session, "payment_status", json!("paid"));
        world.stripe.set(&session, "payment_intent", json!(intent));
        emit(world, "checkout.session.completed", &session, index);
    }
}

/// A payment with `setup_future_usage` saves its card for later.
fn keep_card(world: &mut World, intent: &str) {
    let Some(object) = world.stripe.objects.get(intent).filter(|object| object["setup_future_usage"] == "off_session") else {
        return;
    };
    let (method, customer) = (object["payment_method"].clone(), object["customer"].clone());
    if let Some(method) = method.as_str() {
        world.stripe.set(method, "customer", customer);
        if let Some(card) = world.stripe.cards.get_mut(method) {
            card.saved = true;
        }
    }
}

fn failed(world: &mut World, index: usize, intent: &str) {
    let told = world.stripe.objects.get(intent).is_some_and(|object| !object["last_payment_error"].is_null());
    if !told {
        let number = match world.entry(index).failure {
            Some(Failure::InsufficientFunds) => "4000000000009995",
            _ => "4000000000000002",
        };
        let method = customers::method(world, number, None, false);
        let decline = super::cards::generic_decline();
        let error = json!({ "type": "card_error", "code": decline.code, "decline_code": decline.decline_code, "message": decline.message });
        world.stripe.set(intent, "last_payment_error", error);
        world.stripe.set(intent, "payment_method", json!(method));
    }
    world.stripe.set(intent, "status", json!("requires_payment_method"));
    emit(world, "payment_intent.payment_failed", intent, index);
}

fn expired(world: &mut World, index: usize, intent: &str) {
    let session = world.entry(index).detail("session").to_owned();
    world.stripe.set(intent, "status", json!("canceled"));
    if !session.is_empty() {
        world.stripe.set(&session, "status", json!("expired"));
        emit(world, "checkout.session.expired", &session, index);
    }
}

fn refunded(world: &mut World, index: usize, refund: &str) {
    world.stripe.set(refund, "status", json!("succeeded"));
    let entry = world.entry(index);
    let Some(parent) = entry.parent else { return };
    let (total, back) = (world.entry(parent).received_minor, world.entry(parent).refunded_minor);
    let charge = world.stripe.objects.get(refund).and_then(|object| object["charge"].as_str()).map(str::to_owned);
    emit(world, "refund.updated", refund, index);
    if let Some(charge) = charge {
        world.stripe.set(&charge, "amount_refunded", json!(back));
        world.stripe.set(&charge, "refunded", json!(back == total));
        emit(world, "charge.refunded", &charge, index);
    }
}

/// Makes an event about an object of a transaction, as the object is now, and sends it.
pub(super) fn emit(world: &mut World, kind: &str, object: &str, index: usize) {
    emit_about(world, kind, object, About::Transaction(index));
}

/// Makes an event about an object that belongs to no transaction.
pub(super) fn emit_other(world: &mut World, kind: &str, object: &str) {
    emit_about(world, kind, object, About::Other(object.to_owned()));
}

fn emit_about(world: &mut World, kind: &str, object: &str, about: About) {
    let id = new_id(world, "evt");
    let Some(object) = world.stripe.objects.get(object).cloned() else { return };
    let event = event(world, &id, kind, object);
    world.stripe.put(event.clone());
    world.stripe.events.push(id);
    if let Some(url) = world.callback_url(Provider::Stripe) {
        let mut callback = Callback::json(Provider::Stripe, about, kind, url, &event);
        callback.stamp = Some(Stamp { header: "stripe-signature", name: "v1", key: keys::STRIPE_WEBHOOK_SECRET });
        world.send(callback);
    }
}

fn event(world: &World, id: &str, kind: &str, object: Value) -> Value {
    json!({
        "id": id, "object": "event", "api_version": API_VERSION, "created": world.now.as_second(), "livemode": false,
        "pending_webhooks": 1, "request": { "id": null, "idempotency_key": null }, "type": kind, "data": { "object": object },
    })
}

/// What a stranger sends: the session is paid, signed with another key.
pub(crate) fn forgery(world: &World, index: usize) -> Option<Callback> {
    let url = world.callback_url(Provider::Stripe)?;
    let entry = world.entry(index);
    let session = world.stripe.objects.get(entry.detail("session"));
    let (kind, object) = match session {
        Some(session) => ("checkout.session.completed", session),
        None => ("payment_intent.succeeded", world.stripe.objects.get(&entry.provider_reference)?),
    };
    let mut object = object.clone();
    for (field, value) in [("status", "complete"), ("payment_status", "paid")] {
        object[field] = json!(if session.is_none() && field == "status" { "succeeded" } else { value });
    }
    let id = format!("evt_{}", world.fate.hex(&format!("{}/forged", entry.key()), 24));
    let mut callback = Callback::json(Provider::Stripe, About::Transaction(index), kind, url, &event(world, &id, kind, object));
    callback.stamp = Some(Stamp { header: "stripe-signature", name: "v1", key: keys::STRANGERS_KEY });
    Some(callback)
}

/// `GET /v1/events?type=…`: newest first, at most a hundred.
pub(super) fn list(world: &World, asked: &Asked<'_>) -> Value {
    let kind = asked.text("/type");
    let events = world.stripe.events.iter().rev().filter_map(|id| world.stripe.objects.get(id));
    let found: Vec<&Value> = events.filter(|event| kind.as_deref().is_none_or(|kind| event["type"] == kind)).take(100).collect();
    json!({ "object": "list", "url": "/v1/events", "has_more": false, "data": found })
}
