//! Customers and their cards.

use serde_json::{Value, json};

use crate::world::World;

use super::{Asked, Reply, cards, cards::Card, new_id};

/// `POST /v1/customers`
pub(super) fn create(world: &mut World, asked: &Asked<'_>) -> Value {
    let id = new_id(world, "cus");
    let object = json!({
        "id": id, "object": "customer", "created": world.now.as_second(), "livemode": false,
        "email": asked.text("/email"), "name": asked.text("/name"), "phone": asked.text("/phone"),
        "description": asked.text("/description"), "metadata": asked.object("/metadata"),
    });
    world.stripe.put(object.clone());
    object
}

/// `POST /v1/payment_methods/{id}/attach`
pub(super) fn attach(world: &mut World, id: &str, asked: &Asked<'_>) -> Result<Value, Reply> {
    let customer = asked.text("/customer").ok_or_else(|| Reply::required("customer"))?;
    world.stripe.get(&customer, "customer")?;
    let id = resolve(world, id)?;
    world.stripe.set(&id, "customer", json!(customer));
    world.stripe.get(&id, "payment_method").cloned()
}

/// `POST /v1/payment_methods/{id}/detach`
pub(super) fn detach(world: &mut World, id: &str) -> Result<Value, Reply> {
    world.stripe.get(id, "payment_method")?;
    world.stripe.set(id, "customer", Value::Null);
    world.stripe.get(id, "payment_method").cloned()
}

/// A payment method that can be charged: a known one, or a fresh copy of a test one.
pub(super) fn resolve(world: &mut World, id: &str) -> Result<String, Reply> {
    if let Some(number) = cards::of_test_method(id) {
        return Ok(method(world, number, None, false));
    }
    world.stripe.get(id, "payment_method")?;
    Ok(id.to_owned())
}

/// A new payment method for a card.
pub(super) fn method(world: &mut World, number: &str, customer: Option<&str>, saved: bool) -> String {
    let id = new_id(world, "pm");
    let last4: String = number.chars().skip(number.len().saturating_sub(4)).collect();
    let brand = match number.chars().next() {
        Some('5') => "mastercard",
        Some('3') => "amex",
        _ => "visa",
    };
    let fingerprint = world.fate.hex(&format!("stripe/card/{number}"), 16);
    let object = json!({
        "id": id, "object": "payment_method", "type": "card", "created": world.now.as_second(), "livemode": false,
        "customer": customer, "metadata": {},
        "card": { "brand": brand, "last4": last4, "exp_month": 12, "exp_year": 2034, "funding": "credit", "country": "US",
                  "fingerprint": fingerprint },
    });
    world.stripe.put(object);
    world.stripe.cards.insert(id.clone(), Card { number: number.to_owned(), saved });
    id
}
