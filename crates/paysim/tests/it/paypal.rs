use std::time::Duration;

use paysim::{Button, Provider::PayPal, TransactionState};
use serde_json::{Value, json};

use crate::shop::{Call, Shop, key, quiet, send};

pub(crate) async fn token(shop: &Shop) -> String {
    let request = shop.client.post(shop.at(PayPal, "v1/oauth2/token")).form(&[("grant_type", "client_credentials")]);
    let (status, body) = send(request.basic_auth(key(PayPal, "client_id"), Some(key(PayPal, "client_secret")))).await;
    assert_eq!((status, &body["token_type"]), (200, &json!("Bearer")));
    body["access_token"].as_str().unwrap().to_owned()
}

pub(crate) async fn post(shop: &Shop, token: &str, path: &str, request_id: &str, body: &Value) -> (u16, Value) {
    let request = shop.client.post(shop.at(PayPal, path)).bearer_auth(token).header("PayPal-Request-Id", request_id);
    send(request.json(body)).await
}

async fn get(shop: &Shop, token: &str, path: &str) -> (u16, Value) {
    send(shop.client.get(shop.at(PayPal, path)).bearer_auth(token)).await
}

fn order(currency: &str, value: &str) -> Value {
    json!({ "intent": "CAPTURE", "purchase_units": [{ "custom_id": "ours", "amount": { "currency_code": currency, "value": value } }],
            "application_context": { "return_url": "https://shop.example/ok", "cancel_url": "https://shop.example/no" } })
}

fn link(order: &Value, rel: &str) -> String {
    let links = order["links"].as_array().unwrap();
    links.iter().find(|link| link["rel"] == rel).unwrap()["href"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn an_order_is_approved_captured_and_refunded() {
    let shop = Shop::open(quiet()).await;
    let token = token(&shop).await;
    let (status, made) = post(&shop, &token, "v2/checkout/orders", "o1", &order("EUR", "12.50")).await;
    assert_eq!((status, &made["status"]), (201, &json!("CREATED")));
    let capture = format!("v2/checkout/orders/{}/capture", made["id"].as_str().unwrap());
    let early = post(&shop, &token, &capture, "c0", &json!({})).await;
    assert_eq!((early.0, &early.1["details"][0]["issue"]), (422, &json!("ORDER_NOT_APPROVED")));
    let page = shop.client.post(link(&made, "approve")).form(&[("action", "approve")]).send().await.unwrap();
    assert!(page.headers()["location"].to_str().unwrap().starts_with("https://shop.example/ok?token="));
    assert_eq!(get(&shop, &token, &format!("v2/checkout/orders/{}", made["id"].as_str().unwrap())).await.1["status"], "APPROVED");
    assert_eq!(shop.state("ours"), TransactionState::Authorized);

    let (status, captured) = post(&shop, &token, &capture, "c1", &json!({})).await;
    let unit = &captured["purchase_units"][0]["payments"]["captures"][0];
    assert_eq!((status, &captured["status"], &unit["status"]), (201, &json!("COMPLETED"), &json!("COMPLETED")));
    assert_eq!(post(&shop, &token, &capture, "c1", &json!({})).await.1, captured, "the same request id, the same answer");
    assert_eq!(post(&shop, &token, &capture, "c2", &json!({})).await.1["details"][0]["issue"], "ORDER_ALREADY_CAPTURED");

    let refunds = format!("v2/payments/captures/{}/refund", unit["id"].as_str().unwrap());
    let part = json!({ "amount": { "currency_code": "EUR", "value": "10.00" } });
    let (status, refund) = post(&shop, &token, &refunds, "r1", &part).await;
    assert_eq!(status, 201);
    assert_eq!(post(&shop, &token, &refunds, "r2", &part).await.1["details"][0]["issue"], "REFUND_AMOUNT_EXCEEDED");
    shop.sim.advance(Duration::from_secs(1));
    let shown = get(&shop, &token, &format!("v2/payments/refunds/{}", refund["id"].as_str().unwrap())).await.1;
    assert_eq!(shown["status"], "COMPLETED");
    let captured = get(&shop, &token, &format!("v2/payments/captures/{}", unit["id"].as_str().unwrap())).await.1;
    assert_eq!(captured["status"], "PARTIALLY_REFUNDED");
}

#[tokio::test]
async fn the_same_request_id_gets_the_order_as_it_stands_by_then() {
    let shop = Shop::open(quiet()).await;
    let token = token(&shop).await;
    let (_, made) = post(&shop, &token, "v2/checkout/orders", "o1", &order("EUR", "5.00")).await;
    shop.press("ours", Button::Accept);
    let (status, again) = post(&shop, &token, "v2/checkout/orders", "o1", &order("EUR", "5.00")).await;
    assert_eq!((status, &again["id"], &again["status"]), (200, &made["id"], &json!("APPROVED")));
    assert_eq!(shop.sim.transactions().len(), 1);
}

#[tokio::test]
async fn an_order_that_nobody_approves_is_gone_after_three_hours() {
    let shop = Shop::open(quiet()).await;
    let token = token(&shop).await;
    let (_, made) = post(&shop, &token, "v2/checkout/orders", "o1", &order("EUR", "5.00")).await;
    shop.sim.advance(Duration::from_secs(3 * 3_600));
    let (status, body) = get(&shop, &token, &format!("v2/checkout/orders/{}", made["id"].as_str().unwrap())).await;
    assert_eq!((status, &body["name"]), (404, &json!("RESOURCE_NOT_FOUND")));
}

#[tokio::test]
async fn a_completed_order_may_hide_a_declined_capture() {
    let shop = Shop::open(quiet()).await;
    let token = token(&shop).await;
    let (_, made) = post(&shop, &token, "v2/checkout/orders", "o1", &order("EUR", "5.00")).await;
    shop.client.post(link(&made, "approve")).form(&[("action", "decline")]).send().await.unwrap();
    let (status, captured) =
        post(&shop, &token, &format!("v2/checkout/orders/{}/capture", made["id"].as_str().unwrap()), "c", &json!({})).await;
    let unit = &captured["purchase_units"][0]["payments"]["captures"][0];
    assert_eq!((status, &captured["status"], &unit["status"]), (201, &json!("COMPLETED"), &json!("DECLINED")));
    assert_eq!(shop.state("ours"), TransactionState::Failed);
}

#[tokio::test]
async fn currencies_and_decimals_are_those_of_paypal() {
    let shop = Shop::open(quiet()).await;
    let token = token(&shop).await;
    for (currency, value, issue) in [
        ("XOF", "1500", "CURRENCY_NOT_SUPPORTED"),
        ("MAD", "15.00", "CURRENCY_NOT_SUPPORTED"),
        ("EUR", "1.234", "DECIMAL_PRECISION"),
        ("JPY", "1.5", "DECIMAL_PRECISION"),
    ] {
        let (status, body) = post(&shop, &token, "v2/checkout/orders", "", &order(currency, value)).await;
        assert_eq!((status, &body["details"][0]["issue"]), (422, &json!(issue)), "{currency} {value}");
    }
    let mut number = order("EUR", "1.00");
    number["purchase_units"][0]["amount"]["value"] = json!(1.0);
    assert_eq!(post(&shop, &token, "v2/checkout/orders", "", &number).await.0, 400);
    assert_eq!(post(&shop, "wrong", "v2/checkout/orders", "", &order("EUR", "1.00")).await.0, 401);
}

pub(crate) fn verification(call: &Call) -> Value {
    json!({ "auth_algo": call.header("paypal-auth-algo"), "cert_url": call.header("paypal-cert-url"),
            "transmission_id": call.header("paypal-transmission-id"), "transmission_sig": call.header("paypal-transmission-sig"),
            "transmission_time": call.header("paypal-transmission-time"), "webhook_id": key(PayPal, "webhook_id"),
            "webhook_event": call.json() })
}

#[tokio::test]
async fn events_are_verified_by_asking() {
    let shop = Shop::open(quiet()).await;
    shop.sim.set_callback_url(PayPal, &shop.url("/paypal"));
    let token = token(&shop).await;
    post(&shop, &token, "v2/checkout/orders", "o1", &order("EUR", "5.00")).await;
    shop.press("ours", Button::Accept);
    let calls = shop.calls().await;
    assert_eq!(calls[0].json()["event_type"], "CHECKOUT.ORDER.APPROVED");
    let path = "v1/notifications/verify-webhook-signature";
    let asked = verification(&calls[0]);
    assert_eq!(post(&shop, &token, path, "", &asked).await.1["verification_status"], "SUCCESS");
    for (pointer, value) in [
        ("/webhook_event/resource/status", "COMPLETED"),
        ("/transmission_sig", "AAAA"),
        ("/webhook_id", "WH-OTHER"),
        ("/transmission_id", "00000000-0000-4000-8000-000000000000"),
    ] {
        let mut tampered = asked.clone();
        *tampered.pointer_mut(pointer).unwrap() = json!(value);
        assert_eq!(post(&shop, &token, path, "", &tampered).await.1["verification_status"], "FAILURE", "{pointer}");
    }
}

#[tokio::test]
async fn a_batch_of_payouts_is_paid_once() {
    let shop = Shop::open(quiet()).await;
    let token = token(&shop).await;
    let body = json!({ "sender_batch_header": { "sender_batch_id": "b1" },
                       "items": [{ "recipient_type": "EMAIL", "receiver": "a@example.org", "sender_item_id": "out",
                                   "amount": { "currency": "EUR", "value": "7.00" } }] });
    let (status, made) = post(&shop, &token, "v1/payments/payouts", "p1", &body).await;
    assert_eq!((status, &made["batch_header"]["batch_status"]), (201, &json!("PENDING")));
    assert_eq!(post(&shop, &token, "v1/payments/payouts", "p2", &body).await.0, 400);
    shop.sim.advance(Duration::from_secs(1));
    let path = format!("v1/payments/payouts/{}", made["batch_header"]["payout_batch_id"].as_str().unwrap());
    assert_eq!(get(&shop, &token, &path).await.1["items"][0]["transaction_status"], "SUCCESS");
}
