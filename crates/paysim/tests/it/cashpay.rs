use std::time::Duration;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use paysim::{Button, Chaos, Config, Provider::CashPay, TransactionState};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::shop::{Shop, key, quiet, send, willing};

async fn token(shop: &Shop) -> String {
    let name = |name| key(CashPay, name);
    let body = json!({ "grant_type": "password", "username": name("username"), "password": name("password"),
                       "client_id": name("client_id"), "client_secret": name("client_secret") });
    let (status, body) = send(shop.client.post(shop.at(CashPay, "auth")).json(&body)).await;
    assert_eq!(status, 200);
    body["access_token"].as_str().unwrap().to_owned()
}

async fn order(shop: &Shop, token: &str, reference: &str) -> (u16, Value) {
    let body = json!({ "amount": 2_000, "merchant_reference": reference, "currency": "XOF", "description": "Un film",
                       "callback_url": shop.url("/cashpay"), "redirect_url": shop.url("/back"), "client": { "phone": "+22890000001" } });
    send(shop.client.post(shop.at(CashPay, "orders")).bearer_auth(token).json(&body)).await
}

/// The claims of a JWT that this key signed.
pub(crate) fn claims(jwt: &str, secret: &str) -> Option<Value> {
    let (signed, signature) = jwt.rsplit_once('.')?;
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(signed.as_bytes());
    mac.verify_slice(&URL_SAFE_NO_PAD.decode(signature).ok()?).ok()?;
    let (header, claims) = signed.split_once('.')?;
    let header: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).ok()?).ok()?;
    assert_eq!(header["alg"], "HS256");
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).ok()?).ok()
}

#[tokio::test]
async fn an_order_is_paid_and_told_by_a_signed_token() {
    let shop = Shop::open(quiet()).await;
    let token = token(&shop).await;
    let (status, made) = order(&shop, &token, "a").await;
    assert_eq!((status, &made["state"]), (201, &json!("Pending")));
    assert!(made["qrcode_bill_url"].as_str().unwrap().starts_with(made["bill_url"].as_str().unwrap()));
    shop.press("a", Button::Accept);
    let path = format!("orders/{}", made["order_reference"].as_str().unwrap());
    let (_, paid) = send(shop.client.get(shop.at(CashPay, &path)).bearer_auth(&token)).await;
    assert_eq!((&paid["state"], &paid["received_amount"]), (&json!("Paid"), &json!(2_000)));
    let calls = shop.calls().await;
    let jwt = calls[0].json()["token"].as_str().unwrap().to_owned();
    let told = claims(&jwt, key(CashPay, "api_key")).unwrap();
    assert_eq!((&told["merchant_reference"], &told["state"]), (&json!("a"), &json!("Paid")));
    assert!(claims(&jwt, "another key").is_none());
}

#[tokio::test]
async fn too_little_is_partial_and_too_much_is_excess() {
    for (chaos, state) in
        [(Chaos { partial: 100, ..Chaos::none() }, "Partial"), (Chaos { excess: 100, ..Chaos::none() }, "Excess")]
    {
        let shop = Shop::open(Config { chaos, ..willing() }).await;
        order(&shop, &token(&shop).await, "a").await;
        let calls = shop.calls().await;
        let told = claims(calls[0].json()["token"].as_str().unwrap(), key(CashPay, "api_key")).unwrap();
        assert_eq!((&told["state"], &told["amount"]), (&json!(state), &json!(2_000)));
        assert_ne!(told["received_amount"], 2_000);
    }
}

#[tokio::test]
async fn the_older_way_in_needs_four_headers() {
    let shop = Shop::open(quiet()).await;
    let login = key(CashPay, "username");
    let secure = hex::encode(Sha256::digest(format!("{login}{}42", key(CashPay, "api_key")).as_bytes()));
    let request = |secure: &str| {
        let request = shop.client.get(shop.at(CashPay, "orders/none")).header("login", login).header("salt", "42");
        request.header("apireference", key(CashPay, "api_reference")).header("apisecure", secure)
    };
    assert_eq!(send(request(&secure)).await.0, 404);
    assert_eq!(send(request("0000")).await.0, 401);
}

#[tokio::test]
async fn refusals_duplicates_and_old_tokens_have_their_answers() {
    let shop = Shop::open(quiet()).await;
    let token = token(&shop).await;
    assert_eq!(order(&shop, &token, "a").await.0, 201);
    assert_eq!(order(&shop, &token, "a").await.0, 409);
    shop.press("a", Button::Refuse);
    let (_, refused) = send(shop.client.get(shop.at(CashPay, "orders/a")).bearer_auth(&token)).await;
    assert_eq!(refused["state"], "Canceled");
    let nothing = shop.client.post(shop.at(CashPay, "orders")).bearer_auth(&token).json(&json!({ "amount": 1.5 }));
    assert_eq!(send(nothing).await.0, 400);
    let stranger = shop.client.post(shop.at(CashPay, "auth")).json(&json!({ "grant_type": "password" }));
    assert_eq!(send(stranger).await.0, 401);
    shop.sim.advance(Duration::from_secs(30 * 60));
    assert_eq!(order(&shop, &token, "b").await.0, 401);
    assert_eq!(shop.state("a"), TransactionState::Failed);
}
