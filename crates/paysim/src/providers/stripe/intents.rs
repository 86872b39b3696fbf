//! Payment intents: made and confirmed by a program, with a saved card, while its owner may be away.

use serde_json::{Value, json};

use crate::{
    Kind, Provider, TransactionState, money,
    world::{Opening, Plan, World},
};

use super::{
    Asked, Reply,
    cards::{self, Decline},
    charge::{self, Outcome},
    customers, events, new_id,
};

/// A new payment intent that nobody has paid, with its transaction.
pub(super) struct Draft {
    pub(super) amount_minor: i64,
    pub(super) currency: String,
    pub(super) reference: String,
    pub(super) customer: Option<String>,
    pub(super) metadata: Value,
    pub(super) description: Option<String>,
    pub(super) setup_future_usage: Option<String>,
    pub(super) session: Option<String>,
    pub(super) return_url: Option<String>,
}

/// Writes a payment intent and its transaction down.
pub(super) fn open(world: &mut World, draft: Draft, plan: Plan) -> usize {
    let id = new_id(world, "pi");
    let secret = world.fate.hex(&format!("{id}/secret"), 24);
    world.stripe.put(json!({
        "id": id, "object": "payment_intent", "amount": draft.amount_minor, "amount_received": 0, "amount_capturable": 0,
        "currency": draft.currency, "customer": draft.customer, "metadata": draft.metadata, "description": draft.description,
        "status": "requires_payment_method", "client_secret": format!("{id}_secret_{secret}"), "payment_method": null,
        "payment_method_types": ["card"], "latest_charge": null, "last_payment_error": null, "next_action": null,
        "capture_method": "automatic", "confirmation_method": "automatic", "setup_future_usage": draft.setup_future_usage,
        "canceled_at": null, "cancellation_reason": null, "created": world.now.as_second(), "livemode": false,
    }));
    let opening = Opening {
        provider: Provider::Stripe,
        kind: Kind::Collect,
        merchant_reference: if draft.reference.is_empty() { id.clone() } else { draft.reference },
        provider_reference: id,
        amount_minor: draft.amount_minor,
        currency: draft.currency.to_uppercase(),
        party: draft.customer.unwrap_or_else(|| "card".to_owned()),
        callback_url: None,
        return_url: draft.return_url,
        parent: None,
        detail: json!({ "session": draft.session }),
    };
    world.open(opening, plan)
}

/// Amount and currency of a request, as Stripe takes them: minor units, lower case, the codes of ISO 4217.
pub(super) fn amount(asked: &Asked<'_>, amount: &str, currency: &str) -> Result<(i64, String), Reply> {
    let name = currency.trim_start_matches('/');
    let code = asked.text(currency).ok_or_else(|| Reply::required(name))?.to_lowercase();
    if code.len() != 3 || !code.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return Err(Reply::invalid(name, "", &format!("Invalid currency: {code}.")));
    }
    let name = amount.trim_start_matches('/');
    let text = asked.text(amount).ok_or_else(|| Reply::required(name))?;
    let minor: i64 = text
        .parse()
        .ok()
        .ok_or_else(|| Reply::invalid(name, "parameter_invalid_integer", &format!("Invalid integer: {text}")))?;
    let least = if money::exponent(&code.to_uppercase()) == 0 { 100 } else { 50 };
    if minor < least {
        return Err(Reply::invalid(name, "amount_too_small", "Amount must convert to at least 50 cents."));
    }
    if minor > 99_999_999 {
        return Err(Reply::invalid(name, "amount_too_large", "Amount must be no more than 99999999."));
    }
    Ok((minor, code))
}

/// `POST /v1/payment_intents`
pub(super) fn create(world: &mut World, asked: &Asked<'_>) -> Result<Value, Reply> {
    let (amount_minor, currency) = amount(asked, "/amount", "/currency")?;
    let customer = asked.text("/customer");
    if let Some(customer) = &customer {
        world.stripe.get(customer, "customer")?;
    }
    let method = asked.text("/payment_method").map(|id| customers::resolve(world, &id)).transpose()?;
    let draft = Draft {
        amount_minor,
        currency,
        reference: asked.reference(""),
        customer,
        metadata: asked.object("/metadata"),
        description: asked.text("/description"),
        setup_future_usage: asked.text("/setup_future_usage"),
        session: None,
        return_url: asked.text("/return_url"),
    };
    let index = open(world, draft, Plan::Stay);
    let id = world.entry(index).provider_reference.clone();
    events::emit(world, "payment_intent.created", &id, index);
    if let Some(method) = method {
        world.stripe.set(&id, "payment_method", json!(method));
        world.stripe.set(&id, "status", json!("requires_confirmation"));
        if asked.is_true("/confirm") {
            return charge_now(world, index, &method, asked);
        }
    }
    world.stripe.get(&id, "payment_intent").cloned()
}

/// `POST /v1/payment_intents/{id}/confirm`
pub(super) fn confirm(world: &mut World, id: &str, asked: &Asked<'_>) -> Result<Value, Reply> {
    let intent = world.stripe.get(id, "payment_intent")?.clone();
    let status = intent["status"].as_str().unwrap_or_default();
    if !["requires_payment_method", "requires_confirmation"].contains(&status) {
        let message = format!("You cannot confirm this PaymentIntent because it has a status of {status}.");
        return Err(Reply::error(400, "invalid_request_error", "payment_intent_unexpected_state", &message));
    }
    let given = asked.text("/payment_method").or_else(|| intent["payment_method"].as_str().map(str::to_owned));
    let method = customers::resolve(world, &given.ok_or_else(|| Reply::required("payment_method"))?)?;
    let index = world.find_by_provider(Provider::Stripe, id).ok_or_else(|| Reply::missing("payment_intent", id))?;
    charge_now(world, index, &method, asked)
}

fn charge_now(world: &mut World, index: usize, method: &str, asked: &Asked<'_>) -> Result<Value, Reply> {
    let id = world.entry(index).provider_reference.clone();
    match charge::charge(world, index, method, false) {
        Outcome::Paid => {}
        Outcome::NeedsAuthentication if asked.is_true("/off_session") => {
            charge::refuse(world, index, cards::AUTHENTICATION_REQUIRED);
            return Err(declined(world, &id, cards::AUTHENTICATION_REQUIRED));
        }
        Outcome::NeedsAuthentication => {
            let url = format!("{}/stripe/authenticate/{id}", world.root);
            let action =
                json!({ "type": "redirect_to_url", "redirect_to_url": { "url": url, "return_url": asked.text("/return_url") } });
            world.stripe.set(&id, "status", json!("requires_action"));
            world.stripe.set(&id, "next_action", action);
            events::emit(world, "payment_intent.requires_action", &id, index);
        }
        Outcome::Declined(decline) => return Err(declined(world, &id, decline)),
    }
    world.stripe.get(&id, "payment_intent").cloned()
}

fn declined(world: &World, id: &str, decline: Decline) -> Reply {
    let mut reply = Reply::error(402, "card_error", decline.code, decline.message);
    reply.body["error"]["decline_code"] = json!(decline.decline_code);
    reply.body["error"]["payment_intent"] = world.stripe.objects.get(id).cloned().unwrap_or_default();
    reply
}

/// `POST /v1/payment_intents/{id}/cancel`
pub(super) fn cancel(world: &mut World, id: &str) -> Result<Value, Reply> {
    world.stripe.get(id, "payment_intent")?;
    let index = world.find_by_provider(Provider::Stripe, id).ok_or_else(|| Reply::missing("payment_intent", id))?;
    if world.entry(index).state == TransactionState::Succeeded {
        let message = "You cannot cancel this PaymentIntent because it has a status of succeeded.";
        return Err(Reply::error(400, "invalid_request_error", "payment_intent_unexpected_state", message));
    }
    world.stripe.set(id, "status", json!("canceled"));
    world.stripe.set(id, "canceled_at", json!(world.now.as_second()));
    world.entry_mut(index).state = TransactionState::Expired;
    events::emit(world, "payment_intent.canceled", id, index);
    world.stripe.get(id, "payment_intent").cloned()
}

/// `GET /v1/payment_intents?customer=…`: newest first, at most a hundred.
pub(super) fn list(world: &World, asked: &Asked<'_>) -> Value {
    let customer = asked.text("/customer");
    let found = newest(world, |intent| customer.as_deref().is_none_or(|customer| intent["customer"] == customer));
    json!({ "object": "list", "url": "/v1/payment_intents", "has_more": false, "data": found })
}

/// `GET /v1/payment_intents/search?query=metadata['name']:'value'`: this one form of query.
pub(super) fn search(world: &World, asked: &Asked<'_>) -> Result<Value, Reply> {
    let query = asked.text("/query").ok_or_else(|| Reply::required("query"))?;
    let parts: Vec<&str> = query.split(['\'', '"']).collect();
    let ["metadata[", name, "]:", value, ""] = parts.as_slice() else {
        return Err(Reply::invalid("query", "", "The simulator knows metadata['name']:'value' only."));
    };
    let found = newest(world, |intent| intent["metadata"][*name] == *value);
    Ok(
        json!({ "object": "search_result", "url": "/v1/payment_intents/search", "has_more": false, "next_page": null, "data": found }),
    )
}

fn newest(world: &World, matches: impl Fn(&Value) -> bool) -> Vec<Value> {
    let stripe = world.entries().iter().rev().filter(|entry| entry.provider == Provider::Stripe && entry.kind == Kind::Collect);
    let intents = stripe.filter_map(|entry| world.stripe.objects.get(&entry.provider_reference));
    intents.filter(|intent| matches(intent)).take(100).cloned().collect()
}
