//! Refunds, and the balance.

use serde_json::{Value, json};

use crate::{
    Kind, Provider,
    world::{Opening, Plan, World},
};

use super::{Asked, Reply, new_id};

/// `POST /v1/refunds` with `payment_intent` or `charge`.
pub(super) fn create(world: &mut World, asked: &Asked<'_>) -> Result<Value, Reply> {
    let intent = match (asked.text("/payment_intent"), asked.text("/charge")) {
        (Some(intent), _) => intent,
        (None, Some(charge)) => {
            let charge = world.stripe.get(&charge, "charge")?;
            charge["payment_intent"].as_str().unwrap_or_default().to_owned()
        }
        (None, None) => return Err(Reply::required("payment_intent")),
    };
    let index = world.find_by_provider(Provider::Stripe, &intent).ok_or_else(|| Reply::missing("payment_intent", &intent))?;
    let entry = world.entry(index);
    let left = entry.received_minor - entry.refunded_minor;
    let amount_minor = match asked.text("/amount") {
        Some(text) => {
            text.parse().ok().ok_or_else(|| Reply::invalid("amount", "parameter_invalid_integer", "Invalid integer."))?
        }
        None => left,
    };
    if !world.reserve_refund(index, amount_minor) {
        let code = if left == 0 { "charge_already_refunded" } else { "" };
        let message = format!("Refund amount ({amount_minor}) is greater than unrefunded amount on charge ({left})");
        return Err(Reply::invalid("amount", code, &message));
    }
    let made = open(world, index, amount_minor, &asked.object("/metadata"), asked.key, Plan::Ordinary);
    let id = world.entry(made).provider_reference.clone();
    world.stripe.get(&id, "refund").cloned()
}

/// A refund from the dashboard.
pub(crate) fn in_back_office(world: &mut World, index: usize, amount_minor: i64) -> Option<usize> {
    if !world.reserve_refund(index, amount_minor) {
        return None;
    }
    let made = open(world, index, amount_minor, &json!({}), "", Plan::Stay);
    world.succeed(made);
    Some(made)
}

fn open(world: &mut World, index: usize, amount_minor: i64, metadata: &Value, key: &str, plan: Plan) -> usize {
    let id = new_id(world, "re");
    let entry = world.entry(index);
    let (intent, currency) = (entry.provider_reference.clone(), entry.currency.clone());
    let charge = world.stripe.objects.get(&intent).map_or(Value::Null, |intent| intent["latest_charge"].clone());
    let reference = metadata["reference"].as_str().unwrap_or(if key.is_empty() { &id } else { key }).to_owned();
    let opening = Opening {
        provider: Provider::Stripe,
        kind: Kind::Refund,
        merchant_reference: reference,
        provider_reference: id.clone(),
        amount_minor,
        currency: currency.clone(),
        party: entry.party.clone(),
        callback_url: None,
        return_url: None,
        parent: Some(index),
        detail: json!({}),
    };
    world.stripe.put(json!({
        "id": id, "object": "refund", "amount": amount_minor, "charge": charge, "payment_intent": intent,
        "currency": currency.to_lowercase(), "status": "pending", "reason": null, "metadata": metadata,
        "failure_reason": null, "created": world.now.as_second(),
    }));
    world.open(opening, plan)
}

/// `GET /v1/refunds?payment_intent=…`: newest first, at most a hundred.
pub(super) fn list(world: &World, asked: &Asked<'_>) -> Value {
    let intent = asked.text("/payment_intent");
    let refunds = world.entries().iter().rev().filter(|entry| entry.provider == Provider::Stripe && entry.kind == Kind::Refund);
    let found = refunds.filter_map(|entry| world.stripe.objects.get(&entry.provider_reference));
    let found = found.filter(|refund| intent.as_deref().is_none_or(|intent| refund["payment_intent"] == intent));
    let found: Vec<&Value> = found.take(100).collect();
    json!({ "object": "list", "url": "/v1/refunds", "has_more": false, "data": found })
}

/// `GET /v1/balance`
pub(super) fn balance(world: &World) -> Value {
    let available: Vec<Value> = ["eur", "xof", "mad", "usd"]
        .iter()
        .map(|code| json!({ "amount": world.balance(Provider::Stripe, &code.to_uppercase()), "currency": code }))
        .collect();
    json!({ "object": "balance", "livemode": false, "available": available, "pending": [] })
}
