//! Checkout sessions, in the modes `payment` and `setup`.
//!
//! A session has its payment intent from the beginning, and shows it once somebody paid. A declined card leaves it open.

use std::time::Duration;

use serde_json::{Value, json};

use crate::{
    Auto, Failure, Provider,
    clock::after,
    world::{Plan, World},
};

use super::{Asked, Reply, intents, intents::Draft, new_id, setups};

const LONGEST: Duration = Duration::from_secs(24 * 3_600);
const SHORTEST: Duration = Duration::from_secs(30 * 60);

/// `POST /v1/checkout/sessions`
pub(super) fn create(world: &mut World, asked: &Asked<'_>) -> Result<Value, Reply> {
    let mode = asked.text("/mode").ok_or_else(|| Reply::required("mode"))?;
    let success_url = asked.text("/success_url").ok_or_else(|| Reply::required("success_url"))?;
    if let Some(customer) = asked.text("/customer") {
        world.stripe.get(&customer, "customer")?;
    }
    let lifetime = lifetime(world, asked)?;
    let id = new_id(world, "cs_test");
    let mut session = blank(world, asked, &id, &mode, &success_url);
    session["expires_at"] = json!(after(world.now, lifetime).as_second());
    match mode.as_str() {
        "payment" => {
            let (amount_minor, currency) = total(asked)?;
            session["amount_subtotal"] = json!(amount_minor);
            session["amount_total"] = json!(amount_minor);
            session["currency"] = json!(currency);
            world.stripe.put(session);
            let index = open_payment(world, asked, &id, amount_minor, currency);
            world.plan(index, Plan::Fail(lifetime, Failure::Expired));
        }
        "setup" => {
            let intent = setups::open(world, asked, Some(&id));
            session["setup_intent"] = json!(intent);
            session["payment_status"] = json!("no_payment_required");
            session["currency"] = json!(asked.text("/currency"));
            world.stripe.put(session);
            if let Auto::Accept { after: pause } = world.auto {
                let at = after(world.now, pause);
                world.stripe.due_setups.push((at, id.clone()));
            }
        }
        _ => return Err(Reply::invalid("mode", "", "Invalid mode: must be one of payment or setup here.")),
    }
    world.stripe.get(&id, "checkout.session").cloned()
}

fn blank(world: &World, asked: &Asked<'_>, id: &str, mode: &str, success_url: &str) -> Value {
    json!({
        "id": id, "object": "checkout.session", "mode": mode, "status": "open", "payment_status": "unpaid",
        "url": format!("{}/stripe/pay/{id}", world.root), "success_url": success_url, "cancel_url": asked.text("/cancel_url"),
        "client_reference_id": asked.text("/client_reference_id"), "customer": asked.text("/customer"),
        "customer_email": asked.text("/customer_email"), "customer_details": null, "metadata": asked.object("/metadata"),
        "payment_intent": null, "setup_intent": null, "payment_method_types": ["card"], "amount_subtotal": null, "amount_total": null,
        "currency": null, "created": world.now.as_second(), "livemode": false,
    })
}

/// How long a session stays open: until `expires_at`, half an hour to a day from now, or for a day.
fn lifetime(world: &World, asked: &Asked<'_>) -> Result<Duration, Reply> {
    let Some(text) = asked.text("/expires_at") else { return Ok(LONGEST) };
    let seconds = text.parse::<i64>().ok().and_then(|at| u64::try_from(at.saturating_sub(world.now.as_second())).ok());
    let lifetime = seconds.map(Duration::from_secs).filter(|lifetime| (SHORTEST..=LONGEST).contains(lifetime));
    let message = "The `expires_at` timestamp must be between 30 minutes and 24 hours from now.";
    lifetime.ok_or_else(|| Reply::invalid("expires_at", "", message))
}

/// The sum of the lines, which have to be of one currency.
fn total(asked: &Asked<'_>) -> Result<(i64, String), Reply> {
    let lines = asked.params.pointer("/line_items").and_then(Value::as_array).filter(|lines| !lines.is_empty());
    let lines = lines.ok_or_else(|| Reply::required("line_items"))?;
    let mut sum: i64 = 0;
    let mut currency: Option<String> = None;
    for at in 0..lines.len() {
        let line = format!("/line_items/{at}");
        let (unit, code) =
            intents::amount(asked, &format!("{line}/price_data/unit_amount"), &format!("{line}/price_data/currency"))?;
        let quantity = asked.text(&format!("{line}/quantity")).and_then(|text| text.parse::<i64>().ok()).filter(|it| *it > 0);
        let quantity = quantity.ok_or_else(|| Reply::required(&format!("line_items[{at}][quantity]")))?;
        if currency.as_ref().is_some_and(|known| *known != code) {
            return Err(Reply::invalid("line_items", "", "All line items must have the same currency."));
        }
        currency = Some(code);
        let line = unit.checked_mul(quantity).and_then(|line| sum.checked_add(line));
        sum = line.ok_or_else(|| Reply::invalid("line_items", "amount_too_large", "The amount is too large."))?;
    }
    Ok((sum, currency.unwrap_or_default()))
}

fn open_payment(world: &mut World, asked: &Asked<'_>, id: &str, amount_minor: i64, currency: String) -> usize {
    let draft = Draft {
        amount_minor,
        currency,
        reference: asked.reference(id),
        customer: asked.text("/customer"),
        metadata: asked.object("/payment_intent_data/metadata"),
        description: asked.text("/payment_intent_data/description"),
        setup_future_usage: asked.text("/payment_intent_data/setup_future_usage"),
        session: Some(id.to_owned()),
        return_url: asked.text("/success_url").map(|url| url.replace("{CHECKOUT_SESSION_ID}", id)),
    };
    let index = intents::open(world, draft, Plan::Ordinary);
    let intent = world.entry(index).provider_reference.clone();
    world.stripe.intents_of_sessions.insert(id.to_owned(), intent);
    index
}

/// The transaction of a session.
pub(super) fn transaction(world: &World, id: &str) -> Option<usize> {
    let intent = world.stripe.intents_of_sessions.get(id)?;
    world.find_by_provider(Provider::Stripe, intent)
}

/// `POST /v1/checkout/sessions/{id}/expire`
pub(super) fn expire(world: &mut World, id: &str) -> Result<Value, Reply> {
    let session = world.stripe.get(id, "checkout.session")?;
    if session["status"] != "open" {
        let message = "Only Checkout Sessions with a status in [\"open\"] can be expired.";
        return Err(Reply::error(400, "invalid_request_error", "", message));
    }
    match transaction(world, id) {
        Some(index) => world.fail(index, Failure::Expired),
        None => world.stripe.set(id, "status", json!("expired")),
    }
    world.stripe.get(id, "checkout.session").cloned()
}
