use std::time::Duration;

use hmac::{Hmac, KeyInit, Mac};
use paysim::{Button, Provider::Stripe, TransactionState};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::shop::{Call, Shop, key, quiet, send, willing};

/// A form request of the merchant's server.
pub(crate) async fn post(shop: &Shop, path: &str, idempotency_key: &str, fields: &[(&str, &str)]) -> (u16, Value) {
    let mut request = shop.client.post(shop.at(Stripe, path)).bearer_auth(key(Stripe, "secret_key")).form(fields);
    if !idempotency_key.is_empty() {
        request = request.header("Idempotency-Key", idempotency_key);
    }
    send(request).await
}

pub(crate) async fn get(shop: &Shop, path: &str) -> Value {
    let (status, body) = send(shop.client.get(shop.at(Stripe, path)).bearer_auth(key(Stripe, "secret_key"))).await;
    assert_eq!(status, 200, "{body}");
    body
}

/// A session of 1 500 F for the order `film-1`.
pub(crate) async fn session(shop: &Shop) -> Value {
    let fields = [
        ("mode", "payment"),
        ("success_url", "https://shop.example/ok?session={CHECKOUT_SESSION_ID}"),
        ("cancel_url", "https://shop.example/no"),
        ("client_reference_id", "film-1"),
        ("line_items[0][price_data][currency]", "xof"),
        ("line_items[0][price_data][unit_amount]", "750"),
        ("line_items[0][price_data][product_data][name]", "Un film"),
        ("line_items[0][quantity]", "2"),
        ("payment_intent_data[metadata][reference]", "film-1"),
    ];
    let (status, body) = post(shop, "v1/checkout/sessions", "", &fields).await;
    assert_eq!(status, 200, "{body}");
    body
}

/// Checks `Stripe-Signature` as the documentation tells.
pub(crate) fn is_signed(call: &Call, secret: &str) -> bool {
    let header = call.header("stripe-signature");
    let part = |name: &str| header.split(',').find_map(|part| part.strip_prefix(name)).unwrap_or_default();
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(format!("{}.{}", part("t="), call.body).as_bytes());
    mac.verify_slice(&hex::decode(part("v1=")).unwrap()).is_ok()
}

#[tokio::test]
async fn a_paid_session_is_told_by_signed_events() {
    let shop = Shop::open(quiet()).await;
    shop.sim.set_callback_url(Stripe, &shop.url("/stripe"));
    let session = session(&shop).await;
    assert_eq!((&session["amount_total"], &session["currency"]), (&json!(1_500), &json!("xof")));
    assert_eq!((&session["status"], &session["payment_intent"]), (&json!("open"), &Value::Null));
    shop.press("film-1", Button::Accept);

    let calls = shop.calls().await;
    assert!(calls.iter().all(|call| is_signed(call, key(Stripe, "webhook_secret"))));
    assert!(calls.iter().all(|call| !is_signed(call, "whsec_other")));
    let events: Vec<Value> = calls.iter().map(Call::json).collect();
    let kinds: Vec<&str> = events.iter().map(|event| event["type"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["payment_intent.succeeded", "charge.succeeded", "checkout.session.completed"]);

    let fresh = get(&shop, &format!("v1/checkout/sessions/{}", session["id"].as_str().unwrap())).await;
    assert_eq!((&fresh["status"], &fresh["payment_status"]), (&json!("complete"), &json!("paid")));
    assert_eq!(events[2]["data"]["object"], fresh);
    let intent = get(&shop, &format!("v1/payment_intents/{}", fresh["payment_intent"].as_str().unwrap())).await;
    assert_eq!((&intent["status"], &intent["amount_received"]), (&json!("succeeded"), &json!(1_500)));
    assert_eq!(intent["metadata"]["reference"], "film-1");
    let event = get(&shop, &format!("v1/events/{}", events[0]["id"].as_str().unwrap())).await;
    assert_eq!(event, events[0]);
}

#[tokio::test]
async fn a_refused_card_leaves_the_session_open_until_it_expires() {
    let shop = Shop::open(quiet()).await;
    shop.sim.set_callback_url(Stripe, &shop.url("/stripe"));
    let session = session(&shop).await;
    let path = format!("v1/checkout/sessions/{}", session["id"].as_str().unwrap());
    shop.press("film-1", Button::Refuse);
    assert_eq!(get(&shop, &path).await["status"], "open");
    assert_eq!(shop.calls().await[0].json()["type"], "payment_intent.payment_failed");
    shop.sim.advance(Duration::from_secs(24 * 3_600));
    assert_eq!(get(&shop, &path).await["status"], "expired");
    assert_eq!(shop.calls().await[0].json()["type"], "checkout.session.expired");
    assert_eq!(shop.state("film-1"), TransactionState::Expired);
}

#[tokio::test]
async fn a_session_ends_when_the_shop_wants() {
    let shop = Shop::open(quiet()).await;
    let in_minutes = |minutes: i64| (shop.sim.now().as_second() + minutes * 60).to_string();
    for (minutes, expected) in [(45, 200), (29, 400), (25 * 60, 400), (-5, 400)] {
        let expires_at = in_minutes(minutes);
        let fields = [
            ("mode", "payment"),
            ("success_url", "https://shop.example/ok"),
            ("expires_at", expires_at.as_str()),
            ("line_items[0][price_data][currency]", "eur"),
            ("line_items[0][price_data][unit_amount]", "750"),
            ("line_items[0][quantity]", "1"),
        ];
        let (status, session) = post(&shop, "v1/checkout/sessions", "", &fields).await;
        assert_eq!(status, expected, "{minutes} {session}");
        if status == 200 {
            assert_eq!(session["expires_at"].to_string(), expires_at);
        }
    }
    shop.sim.advance(Duration::from_secs(45 * 60));
    assert_eq!((shop.sim.transactions().len(), shop.last().state), (1, TransactionState::Expired));
}

#[tokio::test]
async fn an_idempotency_key_gets_the_first_answer_and_refuses_other_parameters() {
    let shop = Shop::open(quiet()).await;
    let fields = [("email", "a@example.org")];
    let first = post(&shop, "v1/customers", "key-1", &fields).await;
    let request = shop.client.post(shop.at(Stripe, "v1/customers")).bearer_auth(key(Stripe, "secret_key"));
    let again = request.header("Idempotency-Key", "key-1").form(&fields).send().await.unwrap();
    assert_eq!(again.headers()["idempotent-replayed"], "true");
    assert_eq!(again.json::<Value>().await.unwrap(), first.1);
    let (status, other) = post(&shop, "v1/customers", "key-1", &[("email", "b@example.org")]).await;
    assert_eq!((status, &other["error"]["type"]), (400, &json!("idempotency_error")));
    assert_ne!(post(&shop, "v1/customers", "key-2", &fields).await.1["id"], first.1["id"]);
    assert_eq!(post(&shop, "v1/customers", &"k".repeat(256), &fields).await.0, 400);
}

#[tokio::test]
async fn a_declined_answer_is_kept_under_its_key() {
    let shop = Shop::open(quiet()).await;
    let fields =
        [("amount", "1500"), ("currency", "eur"), ("payment_method", "pm_card_visa_chargeDeclined"), ("confirm", "true")];
    let first = post(&shop, "v1/payment_intents", "key", &fields).await;
    assert_eq!((first.0, &first.1["error"]["code"]), (402, &json!("card_declined")));
    assert_eq!(post(&shop, "v1/payment_intents", "key", &fields).await, first);
    assert_eq!(shop.sim.transactions().len(), 1);
}

/// Saves a card by confirming a setup intent with a test payment method, as its owner being there.
async fn saved(shop: &Shop, method: &str) -> (String, String) {
    let customer = post(shop, "v1/customers", "", &[]).await.1["id"].as_str().unwrap().to_owned();
    let fields = [("customer", customer.as_str()), ("payment_method", method), ("confirm", "true"), ("usage", "off_session")];
    let (status, intent) = post(shop, "v1/setup_intents", "", &fields).await;
    assert_eq!((status, &intent["status"]), (200, &json!("succeeded")));
    (customer, intent["payment_method"].as_str().unwrap().to_owned())
}

async fn charge(shop: &Shop, customer: &str, method: &str) -> (u16, Value) {
    let fields = [
        ("amount", "5000"),
        ("currency", "xof"),
        ("customer", customer),
        ("payment_method", method),
        ("off_session", "true"),
        ("confirm", "true"),
        ("metadata[reference]", "pledge-1"),
    ];
    post(shop, "v1/payment_intents", "", &fields).await
}

#[tokio::test]
async fn a_saved_card_is_charged_while_its_owner_is_away() {
    let shop = Shop::open(quiet()).await;
    let (customer, method) = saved(&shop, "pm_card_visa").await;
    let (status, intent) = charge(&shop, &customer, &method).await;
    assert_eq!((status, &intent["status"]), (200, &json!("succeeded")));
    assert_eq!((shop.state("pledge-1"), shop.last().amount_minor), (TransactionState::Succeeded, 5_000));
    let found = get(&shop, "v1/payment_intents/search?query=metadata['reference']:'pledge-1'").await;
    assert_eq!(found["data"][0]["id"], intent["id"]);
    assert_eq!(get(&shop, &format!("v1/payment_intents?customer={customer}")).await["data"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_card_may_be_saved_and_decline_later() {
    let shop = Shop::open(quiet()).await;
    let (customer, method) = saved(&shop, "pm_card_chargeCustomerFail").await;
    let (status, body) = charge(&shop, &customer, &method).await;
    assert_eq!((status, &body["error"]["decline_code"]), (402, &json!("generic_decline")));
    assert_eq!(body["error"]["payment_intent"]["status"], "requires_payment_method");
    assert_eq!(shop.state("pledge-1"), TransactionState::Failed);
}

#[tokio::test]
async fn a_card_that_always_asks_cannot_be_charged_without_its_owner() {
    let shop = Shop::open(quiet()).await;
    let (status, body) = charge(&shop, "", "pm_card_authenticationRequired").await;
    assert_eq!((status, &body["error"]["code"]), (402, &json!("authentication_required")));
}

#[tokio::test]
async fn refunds_never_exceed_what_was_paid() {
    let shop = Shop::open(willing()).await;
    shop.sim.set_callback_url(Stripe, &shop.url("/stripe"));
    let session = session(&shop).await;
    let fresh = get(&shop, &format!("v1/checkout/sessions/{}", session["id"].as_str().unwrap())).await;
    let intent = fresh["payment_intent"].as_str().unwrap();
    shop.calls().await;
    let (status, part) = post(&shop, "v1/refunds", "r1", &[("payment_intent", intent), ("amount", "1000")]).await;
    assert_eq!((status, &part["status"]), (200, &json!("pending")));
    assert_eq!(post(&shop, "v1/refunds", "r2", &[("payment_intent", intent), ("amount", "501")]).await.0, 400);
    assert_eq!(post(&shop, "v1/refunds", "r3", &[("payment_intent", intent)]).await.1["amount"], 500);
    let (status, body) = post(&shop, "v1/refunds", "r4", &[("payment_intent", intent)]).await;
    assert_eq!((status, &body["error"]["code"]), (400, &json!("charge_already_refunded")));
    shop.sim.advance(Duration::from_secs(1));
    let refund = get(&shop, &format!("v1/refunds/{}", part["id"].as_str().unwrap())).await;
    assert_eq!(refund["status"], "succeeded");
    let kinds: Vec<Value> = shop.calls().await.iter().map(|call| call.json()["type"].clone()).collect();
    assert_eq!(kinds.iter().filter(|kind| **kind == "charge.refunded").count(), 2);
}

#[tokio::test]
async fn what_stripe_does_not_take_is_refused_in_its_words() {
    let shop = Shop::open(quiet()).await;
    let intents = "v1/payment_intents";
    for (fields, param) in [
        (vec![("amount", "1500")], "currency"),
        (vec![("currency", "eur")], "amount"),
        (vec![("amount", "15.00"), ("currency", "eur")], "amount"),
        (vec![("amount", "1"), ("currency", "eur")], "amount"),
        (vec![("amount", "-100"), ("currency", "eur")], "amount"),
        (vec![("amount", "1500"), ("currency", "euro")], "currency"),
        (vec![("amount", "1500"), ("currency", "eur"), ("amont", "1")], "amont"),
        (vec![("amount", "1500"), ("currency", "eur"), ("capture_method", "manual")], "capture_method"),
    ] {
        let (status, body) = post(&shop, intents, "", &fields).await;
        assert_eq!((status, &body["error"]["param"]), (400, &json!(param)), "{fields:?}");
    }
    let stranger = shop.client.post(shop.at(Stripe, intents)).bearer_auth("sk_live_other").form(&[("amount", "1500")]);
    assert_eq!(send(stranger).await.0, 401);
    assert_eq!(send(shop.client.get(shop.at(Stripe, "v1/events")).basic_auth(key(Stripe, "secret_key"), Some(""))).await.0, 200);
    let missing = shop.client.get(shop.at(Stripe, "v1/payment_intents/pi_none")).bearer_auth(key(Stripe, "secret_key"));
    let (status, body) = send(missing).await;
    assert_eq!((status, &body["error"]["code"]), (404, &json!("resource_missing")));
    assert!(shop.sim.transactions().is_empty());
}
