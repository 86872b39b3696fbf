//! Charging a card for a transaction: the payment intent, its charge, and the saved card follow from how the transaction ends.

use serde_json::{Value, json};

use crate::world::World;

use super::{
    cards::{self, Behaviour, Card, Decline},
    new_id,
};

/// What came of a charge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    Paid,
    NeedsAuthentication,
    Declined(Decline),
}

/// Charges a payment method for the payment intent of a transaction. `authenticated` says that its owner proved to be there.
pub(super) fn charge(world: &mut World, index: usize, method: &str, authenticated: bool) -> Outcome {
    let intent = world.entry(index).provider_reference.clone();
    world.stripe.set(&intent, "payment_method", json!(method));
    let card = world.stripe.cards.get(method).cloned().unwrap_or(Card { number: String::new(), saved: false });
    match cards::charged(&card) {
        Behaviour::Pays => {
            world.succeed(index);
            Outcome::Paid
        }
        Behaviour::Asks if authenticated => {
            world.succeed(index);
            Outcome::Paid
        }
        Behaviour::Asks => Outcome::NeedsAuthentication,
        Behaviour::Declines(decline) => {
            refuse(world, index, decline);
            Outcome::Declined(decline)
        }
    }
}

/// Notes why a charge failed, and fails the transaction. A page that was refused before may be refused again.
pub(super) fn refuse(world: &mut World, index: usize, decline: Decline) {
    let entry = world.entry_mut(index);
    if entry.state == crate::TransactionState::Failed {
        entry.state = crate::TransactionState::Pending;
    }
    let intent = entry.provider_reference.clone();
    let error = error_of(world, &intent, decline);
    world.stripe.set(&intent, "last_payment_error", error);
    world.fail(index, decline.failure);
}

/// The error as Stripe puts it into answers and payment intents.
fn error_of(world: &World, intent: &str, decline: Decline) -> Value {
    let method = world.stripe.objects.get(intent).map_or(Value::Null, |object| object["payment_method"].clone());
    let method = method.as_str().and_then(|id| world.stripe.objects.get(id)).cloned();
    let mut error = json!({ "type": "card_error", "code": decline.code, "message": decline.message, "payment_method": method });
    if !decline.decline_code.is_empty() {
        error["decline_code"] = json!(decline.decline_code);
    }
    error
}

/// The transaction succeeded: its intent and a charge say so.
pub(super) fn settle(world: &mut World, index: usize) {
    let entry = world.entry(index).clone();
    let intent = entry.provider_reference.clone();
    let known = world.stripe.objects.get(&intent).and_then(|object| object["payment_method"].as_str()).map(str::to_owned);
    let method = match known {
        Some(method) => method,
        None => super::customers::method(world, "4242424242424242", None, false),
    };
    let charge = new_id(world, "ch");
    let card = world.stripe.objects.get(&method).map_or(Value::Null, |object| object["card"].clone());
    let metadata = world.stripe.objects.get(&intent).map_or(json!({}), |object| object["metadata"].clone());
    let balance_transaction = new_id(world, "txn");
    world.stripe.put(json!({
        "id": charge, "object": "charge", "amount": entry.received_minor, "amount_captured": entry.received_minor, "amount_refunded": 0,
        "currency": entry.currency.to_lowercase(), "captured": true, "paid": true, "refunded": false, "status": "succeeded",
        "payment_intent": intent, "payment_method": method, "balance_transaction": balance_transaction, "livemode": false,
        "payment_method_details": { "type": "card", "card": card }, "metadata": metadata, "created": world.now.as_second(),
        "outcome": { "network_status": "approved_by_network", "type": "authorized" }, "failure_code": null, "failure_message": null,
    }));
    for (field, value) in [
        ("status", json!("succeeded")),
        ("amount_received", json!(entry.received_minor)),
        ("payment_method", json!(method)),
        ("latest_charge", json!(charge)),
        ("last_payment_error", Value::Null),
        ("next_action", Value::Null),
    ] {
        world.stripe.set(&intent, field, value);
    }
}
