use std::time::Duration;

use hmac::{Hmac, KeyInit, Mac};
use paysim::{Button, Provider::CinetPay, TransactionState};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::shop::{Call, Shop, key, quiet, send, willing};

fn payment(shop: &Shop, id: &str) -> Value {
    json!({ "apikey": key(CinetPay, "apikey"), "site_id": key(CinetPay, "site_id"), "transaction_id": id, "amount": 1_500,
            "currency": "XOF", "description": "Un film", "notify_url": shop.url("/notify"), "return_url": shop.url("/back"),
            "channels": "ALL", "customer_phone_number": "90000001" })
}

async fn post(shop: &Shop, path: &str, body: &Value) -> (u16, Value) {
    send(shop.client.post(shop.at(CinetPay, path)).json(body)).await
}

async fn check(shop: &Shop, id: &str) -> Value {
    post(shop, "v2/payment/check", &payment(shop, id)).await.1
}

/// Checks `x-token`: the sixteen fields in the order of the documentation, joined by nothing.
pub(crate) fn is_signed(call: &Call, secret: &str) -> bool {
    let names = "cpm_site_id cpm_trans_id cpm_trans_date cpm_amount cpm_currency signature payment_method cel_phone_num \
                 cpm_phone_prefixe cpm_language cpm_version cpm_payment_config cpm_page_action cpm_custom cpm_designation \
                 cpm_error_message";
    let text: String = names.split_whitespace().map(|name| call.field(name)).collect();
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(text.as_bytes());
    mac.verify_slice(&hex::decode(call.header("x-token")).unwrap()).is_ok()
}

#[tokio::test]
async fn a_payment_is_made_on_its_page_and_told_with_a_token() {
    let shop = Shop::open(quiet()).await;
    let (status, made) = post(&shop, "v2/payment", &payment(&shop, "a")).await;
    assert_eq!((status, &made["code"]), (200, &json!("201")));
    assert_eq!(check(&shop, "a").await["code"], "662");
    let url = made["data"]["payment_url"].as_str().unwrap();
    let pressed = shop.client.post(format!("{url}/press")).form(&[("button", "accept")]).send().await.unwrap();
    assert_eq!(pressed.headers()["location"], shop.url("/back").as_str());
    let paid = check(&shop, "a").await;
    assert_eq!(
        (&paid["code"], &paid["data"]["status"], &paid["data"]["amount"]),
        (&json!("00"), &json!("ACCEPTED"), &json!("1500"))
    );
    let calls = shop.calls().await;
    assert_eq!(calls[0].field("cpm_trans_id"), "a");
    assert!(is_signed(&calls[0], key(CinetPay, "secret_key")) && !is_signed(&calls[0], "other"));
    assert!(calls[0].form().iter().all(|(name, _)| name != "cpm_result"), "the notification has no status");
}

#[tokio::test]
async fn refusals_have_their_codes() {
    let shop = Shop::open(quiet()).await;
    let change = |field: &str, value: Value| {
        let mut body = payment(&shop, "x");
        body[field] = value;
        body
    };
    for (body, code) in [
        (change("amount", json!(1_501)), "641"),
        (change("amount", json!("15.5")), "641"),
        (change("currency", json!("EUR")), "612"),
        (change("notify_url", Value::Null), "608"),
        (change("site_id", json!("1")), "613"),
        (change("apikey", json!("1")), "609"),
    ] {
        let (status, answer) = post(&shop, "v2/payment", &body).await;
        assert_eq!((status, &answer["code"]), (400, &json!(code)), "{body}");
    }
    for (id, phone, code, status) in
        [("r", "90000451", "600", "REFUSED"), ("f", "90000455", "602", "REFUSED"), ("e", "90000452", "627", "CANCELED")]
    {
        let mut body = payment(&shop, id);
        body["customer_phone_number"] = json!(phone);
        post(&shop, "v2/payment", &body).await;
        let answer = check(&shop, id).await;
        assert_eq!((&answer["code"], &answer["data"]["status"]), (&json!(code), &json!(status)));
    }
    post(&shop, "v2/payment", &payment(&shop, "twice")).await;
    assert_eq!(post(&shop, "v2/payment", &payment(&shop, "twice")).await.0, 400);
    shop.press("twice", Button::Accept);
}

async fn transfer(shop: &Shop, path: &str, token: &str, data: Value) -> (u16, Value) {
    let url = shop.at(CinetPay, &format!("v1/transfer/{path}?lang=fr&token={token}"));
    send(shop.client.post(url).form(&[("data", data.to_string())])).await
}

#[tokio::test]
async fn money_is_sent_to_contacts_once() {
    let shop = Shop::open(willing()).await;
    let login = [("apikey", key(CinetPay, "apikey")), ("password", key(CinetPay, "transfer_password"))];
    let (_, body) = send(shop.client.post(shop.at(CinetPay, "v1/auth/login")).form(&login)).await;
    let token = body["data"]["token"].as_str().unwrap();
    let item = json!([{ "prefix": "228", "phone": "90000002", "amount": 500, "notify_url": shop.url("/sent"), "client_transaction_id": "out" }]);
    assert_eq!(transfer(&shop, "money/send/contact", token, item.clone()).await.1["code"], 723, "no contact yet");
    let person = json!([{ "prefix": "228", "phone": "90000002", "name": "A", "surname": "B", "email": "a@example.org" }]);
    assert_eq!(transfer(&shop, "contact", token, person.clone()).await.1["data"][0][0]["code"], 0);
    assert_eq!(transfer(&shop, "contact", token, person).await.1["data"][0][0]["code"], 726);
    let (status, sent) = transfer(&shop, "money/send/contact", token, item.clone()).await;
    assert_eq!((status, &sent["data"][0][0]["treatment_status"]), (200, &json!("NEW")));
    assert_eq!(transfer(&shop, "money/send/contact", token, item).await.0, 400);
    shop.sim.advance(Duration::from_secs(1));
    let url = shop.at(CinetPay, &format!("v1/transfer/check/money?token={token}&client_transaction_id=out"));
    assert_eq!(send(shop.client.get(url)).await.1["data"][0]["treatment_status"], "VAL");
    assert_eq!(shop.calls().await[0].field("treatment_status"), "VAL");
    assert_eq!(shop.state("out"), TransactionState::Succeeded);
    shop.sim.advance(Duration::from_secs(300));
    let url = shop.at(CinetPay, &format!("v1/transfer/check/balance?token={token}"));
    assert_eq!(send(shop.client.get(url)).await.0, 401, "a token lives five minutes");
}
