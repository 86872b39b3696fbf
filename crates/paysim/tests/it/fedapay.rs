use std::time::Duration;

use hmac::{Hmac, KeyInit, Mac};
use paysim::{Button, DeliveryState, Provider::FedaPay, TransactionState};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::shop::{Call, Shop, key, quiet, send, willing};

async fn post(shop: &Shop, path: &str, body: &Value) -> (u16, Value) {
    send(shop.client.post(shop.at(FedaPay, path)).bearer_auth(key(FedaPay, "secret_key")).json(body)).await
}

async fn get(shop: &Shop, path: &str) -> (u16, Value) {
    send(shop.client.get(shop.at(FedaPay, path)).bearer_auth(key(FedaPay, "secret_key"))).await
}

fn transaction(reference: &str) -> Value {
    json!({ "description": "Un film", "amount": 3_000, "currency": { "iso": "XOF" }, "callback_url": "https://shop.example/back",
            "merchant_reference": reference, "customer": { "phone_number": { "number": "+22890000001", "country": "tg" } } })
}

pub(crate) fn is_signed(call: &Call, secret: &str) -> bool {
    let header = call.header("x-fedapay-signature");
    let (time, signature) = header.split_once(",s=").unwrap();
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(format!("{}.{}", time.strip_prefix("t=").unwrap(), call.body).as_bytes());
    mac.verify_slice(&hex::decode(signature).unwrap()).is_ok()
}

#[tokio::test]
async fn a_transaction_is_approved_and_told_by_a_signed_event() {
    let shop = Shop::open(quiet()).await;
    shop.sim.set_callback_url(FedaPay, &shop.url("/fedapay"));
    let (status, made) = post(&shop, "v1/transactions", &transaction("a")).await;
    let made = &made["v1/transaction"];
    assert_eq!((status, &made["status"], &made["klass"]), (200, &json!("pending"), &json!("v1/transaction")));
    let (_, token) = post(&shop, &format!("v1/transactions/{}/token", made["id"]), &json!({})).await;
    assert!(token["url"].as_str().unwrap().starts_with(shop.sim.url().as_str()));
    shop.press("a", Button::Accept);
    let by_ours = get(&shop, "v1/transactions/merchant/a").await.1;
    assert_eq!(by_ours["v1/transaction"]["status"], "approved");
    assert_eq!(get(&shop, &format!("v1/transactions/{}", made["id"])).await.1, by_ours);
    let calls = shop.calls().await;
    assert!(is_signed(&calls[0], key(FedaPay, "webhook_secret")) && !is_signed(&calls[0], "other"));
    assert_eq!((&calls[0].json()["name"], &calls[0].json()["entity"]["amount"]), (&json!("transaction.approved"), &json!(3_000)));
}

#[tokio::test]
async fn a_push_follows_the_numbers_of_the_sandbox() {
    let shop = Shop::open(quiet()).await;
    for (reference, number, status) in [("ok", "66000001", "approved"), ("no", "64000000", "declined")] {
        let (_, made) = post(&shop, "v1/transactions", &transaction(reference)).await;
        let (_, token) = post(&shop, &format!("v1/transactions/{}/token", made["v1/transaction"]["id"]), &json!({})).await;
        let push = json!({ "token": token["token"], "phone_number": { "number": number, "country": "bj" } });
        assert_eq!(post(&shop, "v1/momo_test", &push).await.0, 200);
        assert_eq!(get(&shop, &format!("v1/transactions/merchant/{reference}")).await.1["v1/transaction"]["status"], status);
    }
    assert_eq!(post(&shop, "v1/moov_tg", &json!({ "token": "1.2" })).await.0, 401);
    assert_eq!(post(&shop, "v1/wave", &json!({})).await.0, 404);
}

#[tokio::test]
async fn what_was_declined_may_become_approved() {
    let shop = Shop::open(quiet()).await;
    shop.sim.set_callback_url(FedaPay, &shop.url("/fedapay"));
    post(&shop, "v1/transactions", &transaction("a")).await;
    shop.press("a", Button::Refuse);
    shop.press("a", Button::Accept);
    let names: Vec<Value> = shop.calls().await.iter().map(|call| call.json()["name"].clone()).collect();
    assert_eq!(names, [json!("transaction.declined"), json!("transaction.approved")]);
}

#[tokio::test]
async fn a_refund_of_the_back_office_changes_the_status() {
    let shop = Shop::open(willing()).await;
    post(&shop, "v1/transactions", &transaction("a")).await;
    let refund = |amount: i64| {
        shop.client.post(shop.sim.url().join("control/refund").unwrap()).json(&json!({ "id": "a", "amount_minor": amount }))
    };
    assert_eq!(send(refund(1_000)).await.0, 200);
    assert_eq!(get(&shop, "v1/transactions/merchant/a").await.1["v1/transaction"]["status"], "approved_partially_refunded");
    assert_eq!(send(refund(2_001)).await.0, 409);
    assert_eq!(send(refund(2_000)).await.0, 200);
    assert_eq!(get(&shop, "v1/transactions/merchant/a").await.1["v1/transaction"]["status"], "refunded");
}

#[tokio::test]
async fn a_payout_waits_until_it_is_started() {
    let shop = Shop::open(willing()).await;
    let body = json!({ "amount": 500, "currency": { "iso": "XOF" }, "mode": "moov_tg", "merchant_reference": "out",
                       "customer": { "phone_number": { "number": "+22890000002" } } });
    let (_, made) = post(&shop, "v1/payouts", &body).await;
    let id = made["v1/payout"]["id"].clone();
    shop.sim.advance(Duration::from_secs(60));
    assert_eq!(get(&shop, &format!("v1/payouts/{id}")).await.1["v1/payout"]["status"], "pending");
    let start = shop.client.put(shop.at(FedaPay, "v1/payouts/start")).bearer_auth(key(FedaPay, "secret_key"));
    assert_eq!(send(start.json(&json!({ "payouts": [{ "id": id }] }))).await.1["v1/payouts"][0]["status"], "started");
    shop.sim.advance(Duration::from_secs(1));
    assert_eq!(get(&shop, &format!("v1/payouts/{id}")).await.1["v1/payout"]["status"], "sent");
    assert_eq!(shop.state("out"), TransactionState::Succeeded);
}

#[tokio::test]
async fn an_address_that_fails_nine_times_is_given_up() {
    let shop = Shop::open(willing()).await;
    shop.sim.set_callback_url(FedaPay, &shop.url("/fedapay"));
    shop.answer(500, "");
    for n in 0..9 {
        post(&shop, "v1/transactions", &transaction(&n.to_string())).await;
    }
    assert_eq!(shop.calls().await.len(), 9);
    shop.answer(200, "");
    post(&shop, "v1/transactions", &transaction("after")).await;
    assert!(shop.calls().await.is_empty());
    assert_eq!(shop.sim.deliveries().last().unwrap().state, DeliveryState::Lost);
    shop.sim.set_callback_url(FedaPay, &shop.url("/fedapay"));
    post(&shop, "v1/transactions", &transaction("mended")).await;
    assert_eq!(shop.calls().await.len(), 1);
}

#[tokio::test]
async fn strangers_and_bad_requests_are_refused() {
    let shop = Shop::open(quiet()).await;
    let stranger = shop.client.post(shop.at(FedaPay, "v1/transactions")).bearer_auth("sk_other").json(&transaction("a"));
    assert_eq!(send(stranger).await.0, 401);
    for (field, value) in
        [("amount", json!(0)), ("amount", json!("1.5")), ("currency", json!({ "iso": "EUR" })), ("description", json!(""))]
    {
        let mut body = transaction("a");
        body[field] = value;
        assert_eq!(post(&shop, "v1/transactions", &body).await.0, 422, "{field}");
    }
    post(&shop, "v1/transactions", &transaction("a")).await;
    assert_eq!(post(&shop, "v1/transactions", &transaction("a")).await.0, 422);
    assert_eq!(get(&shop, "v1/transactions/1").await.0, 404);
}
