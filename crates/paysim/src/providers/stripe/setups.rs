//! Setup intents: a card is saved for charges while its owner is away.

use serde_json::{Value, json};

use crate::world::World;

use super::{Asked, Reply, cards::Behaviour, cards::Decline, customers, events, new_id};

/// Writes a setup intent down.
pub(super) fn open(world: &mut World, asked: &Asked<'_>, session: Option<&str>) -> String {
    let id = new_id(world, "seti");
    let metadata = if session.is_some() { asked.object("/setup_intent_data/metadata") } else { asked.object("/metadata") };
    let secret = world.fate.hex(&format!("{id}/secret"), 24);
    world.stripe.put(json!({
        "id": id, "object": "setup_intent", "status": "requires_payment_method", "usage": "off_session",
        "client_secret": format!("{id}_secret_{secret}"), "customer": asked.text("/customer"), "payment_method": null,
        "payment_method_types": ["card"], "metadata": metadata, "last_setup_error": null, "next_action": null,
        "created": world.now.as_second(), "livemode": false,
    }));
    id
}

/// `POST /v1/setup_intents`
pub(super) fn create(world: &mut World, asked: &Asked<'_>) -> Result<Value, Reply> {
    let id = open(world, asked, None);
    if let Some(method) = asked.text("/payment_method").filter(|_| asked.is_true("/confirm")) {
        let method = customers::resolve(world, &method)?;
        let number = world.stripe.cards.get(&method).map(|card| card.number.clone()).unwrap_or_default();
        if let Err(decline) = save(world, &id, &number, false) {
            let mut reply = Reply::error(402, "card_error", decline.code, decline.message);
            reply.body["error"]["setup_intent"] = world.stripe.objects.get(&id).cloned().unwrap_or_default();
            return Err(reply);
        }
    }
    world.stripe.get(&id, "setup_intent").cloned()
}

/// Saves a card. A card that has to ask leaves the intent at `requires_action` unless its owner is there.
pub(super) fn save(world: &mut World, intent: &str, number: &str, authenticated: bool) -> Result<(), Decline> {
    let customer = world.stripe.objects.get(intent).and_then(|object| object["customer"].as_str()).map(str::to_owned);
    let method = customers::method(world, number, customer.as_deref(), false);
    let card = super::cards::Card { number: number.to_owned(), saved: false };
    match super::cards::saved(&card) {
        Behaviour::Declines(decline) => {
            let error = json!({ "type": "card_error", "code": decline.code, "decline_code": decline.decline_code, "message": decline.message });
            world.stripe.set(intent, "last_setup_error", error);
            events::emit_other(world, "setup_intent.setup_failed", intent);
            return Err(decline);
        }
        Behaviour::Asks if !authenticated => {
            world.stripe.set(intent, "status", json!("requires_action"));
            return Ok(());
        }
        Behaviour::Asks | Behaviour::Pays => {}
    }
    if let Some(card) = world.stripe.cards.get_mut(&method) {
        card.saved = true;
    }
    world.stripe.set(intent, "status", json!("succeeded"));
    world.stripe.set(intent, "payment_method", json!(method));
    events::emit_other(world, "setup_intent.succeeded", intent);
    Ok(())
}

/// The session of a setup is done once its intent is.
pub(super) fn complete_session(world: &mut World, session: &str) {
    let intent = world.stripe.objects.get(session).and_then(|object| object["setup_intent"].as_str()).map(str::to_owned);
    let done = intent.and_then(|id| world.stripe.objects.get(&id)).is_some_and(|object| object["status"] == "succeeded");
    if done {
        world.stripe.set(session, "status", json!("complete"));
        events::emit_other(world, "checkout.session.completed", session);
    }
}

/// Completes the setups that complete by themselves, with a card that pays.
pub(crate) fn complete_due(world: &mut World) {
    let now = world.now;
    let due: Vec<String> = world.stripe.due_setups.extract_if(.., |(at, _)| *at <= now).map(|(_, session)| session).collect();
    for session in due {
        let open = world.stripe.objects.get(&session).filter(|object| object["status"] == "open");
        let intent = open.and_then(|object| object["setup_intent"].as_str()).map(str::to_owned);
        if let Some(intent) = intent
            && save(world, &intent, "4242424242424242", true).is_ok()
        {
            complete_session(world, &session);
        }
    }
}
