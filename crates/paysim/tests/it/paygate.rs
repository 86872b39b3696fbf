use std::time::Duration;

use paysim::{Button, Provider::PayGate, TransactionState};
use serde_json::{Value, json};

use crate::shop::{Shop, key, quiet, send, willing};

async fn post(shop: &Shop, path: &str, mut body: Value) -> Value {
    if body["auth_token"].is_null() {
        body["auth_token"] = json!(key(PayGate, "auth_token"));
    }
    let (status, body) = send(shop.client.post(shop.at(PayGate, path)).json(&body)).await;
    assert_eq!(status, 200);
    body
}

fn pay(identifier: &str, phone: &str) -> Value {
    json!({ "phone_number": phone, "amount": 1_500, "description": "Un film", "identifier": identifier, "network": "TMONEY" })
}

async fn status(shop: &Shop, identifier: &str) -> Value {
    post(shop, "api/v2/status", json!({ "identifier": identifier })).await["status"].clone()
}

#[tokio::test]
async fn zero_means_registered_first_and_paid_later() {
    let shop = Shop::open(quiet()).await;
    shop.sim.set_callback_url(PayGate, &shop.url("/paygate"));
    let registered = post(&shop, "api/v1/pay", pay("a", "90000001")).await;
    assert_eq!(registered["status"], 0);
    assert_eq!(status(&shop, "a").await, 2);
    shop.press("a", Button::Accept);
    assert_eq!(status(&shop, "a").await, 0);
    let by_tx = post(&shop, "api/v1/status", json!({ "tx_reference": registered["tx_reference"] })).await;
    assert_eq!((&by_tx["status"], &by_tx["identifier"]), (&json!(0), &Value::Null));

    let calls = shop.calls().await;
    let told = calls[0].json();
    assert_eq!((&told["identifier"], &told["amount"], &told["payment_method"]), (&json!("a"), &json!(1_500), &json!("TMONEY")));
    assert!(told.get("status").is_none() && calls.len() == 1);
}

#[tokio::test]
async fn what_fails_is_not_told_and_has_its_code() {
    let shop = Shop::open(quiet()).await;
    shop.sim.set_callback_url(PayGate, &shop.url("/paygate"));
    post(&shop, "api/v1/pay", pay("refused", "90000001")).await;
    post(&shop, "api/v1/pay", pay("expired", "90000452")).await;
    shop.press("refused", Button::Refuse);
    assert_eq!((status(&shop, "refused").await, status(&shop, "expired").await), (json!(6), json!(4)));
    assert!(shop.calls().await.is_empty());
}

#[tokio::test]
async fn bad_tokens_parameters_and_duplicates_have_their_codes() {
    let shop = Shop::open(quiet()).await;
    let mut body = pay("a", "90000001");
    body["auth_token"] = json!("wrong");
    assert_eq!(post(&shop, "api/v1/pay", body.clone()).await["status"], 2);
    body["auth_token"] = json!(key(PayGate, "inactive_auth_token"));
    assert_eq!(post(&shop, "api/v1/pay", body).await["error_code"], 403);
    for (field, value) in
        [("amount", json!(0)), ("amount", json!("12.5")), ("network", json!("MTN")), ("phone_number", json!("12"))]
    {
        let mut body = pay("a", "90000001");
        body[field] = value;
        assert_eq!(post(&shop, "api/v1/pay", body).await["status"], 4, "{field}");
    }
    assert_eq!(post(&shop, "api/v1/pay", pay("a", "90000001")).await["status"], 0);
    assert_eq!(post(&shop, "api/v1/pay", pay("a", "90000001")).await["status"], 6);
    assert_eq!(post(&shop, "api/v2/status", json!({ "identifier": "unknown" })).await["error_code"], 404);
}

#[tokio::test]
async fn the_page_leads_to_the_phone_and_back() {
    let shop = Shop::open(quiet()).await;
    let back = shop.url("/back");
    let query = [("token", key(PayGate, "auth_token")), ("amount", "700"), ("identifier", "p"), ("url", &back)];
    let page = shop.client.get(shop.at(PayGate, "v1/page")).query(&query).send().await.unwrap();
    let pay = shop.sim.url().join(page.headers()["location"].to_str().unwrap()).unwrap();
    let html = shop.client.get(pay.clone()).send().await.unwrap().text().await.unwrap();
    assert!(html.contains("Aucun paiement réel") && html.contains("Nothing real is paid") && html.contains("700"));
    let press = format!("{pay}/press");
    let pressed = shop.client.post(press).form(&[("button", "accept")]).send().await.unwrap();
    assert_eq!(pressed.headers()["location"], back.as_str());
    assert_eq!(shop.state("p"), TransactionState::Succeeded);
}

#[tokio::test]
async fn money_goes_out_once() {
    let shop = Shop::open(willing()).await;
    let body = json!({ "phone_number": "90000002", "amount": 400, "reason": "Paie", "reference": "out", "network": "FLOOZ" });
    let first = post(&shop, "api/v1/disburse", body.clone()).await;
    assert_eq!(first["status"], 200);
    assert_eq!(post(&shop, "api/v1/disburse", body).await["status"], 6);
    shop.sim.advance(Duration::from_secs(1));
    assert_eq!(shop.state("out"), TransactionState::Succeeded);
    let balance = post(&shop, "api/v1/check-balance", json!({})).await;
    assert_eq!(balance["flooz"].as_i64().unwrap() + balance["tmoney"].as_i64().unwrap(), 100_000_000 - 400);
}
