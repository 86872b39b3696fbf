use std::time::Duration;

use paysim::{Auto, Button, Chaos, Config, NoSuch, Provider, Running, TransactionState};
use reqwest::Method;
use serde_json::{Value, json};

use crate::shop::{Shop, key, quiet, send, willing};

async fn control(shop: &Shop, method: Method, path: &str, body: Value) -> (u16, Value) {
    let url = shop.sim.url().join(&format!("control/{path}")).unwrap();
    send(shop.client.request(method, url).json(&body)).await
}

async fn pay(shop: &Shop, identifier: &str, amount: i64) {
    let body = json!({ "auth_token": key(Provider::PayGate, "auth_token"), "phone_number": "90000001", "amount": amount,
                       "description": "Un film", "identifier": identifier, "network": "FLOOZ" });
    assert_eq!(send(shop.client.post(shop.at(Provider::PayGate, "api/v1/pay")).json(&body)).await.1["status"], 0);
}

#[tokio::test]
async fn the_control_routes_do_what_the_library_does() {
    let shop = Shop::open(quiet()).await;
    let url = json!({ "provider": "paygate", "url": shop.url("/paygate") });
    assert_eq!(control(&shop, Method::POST, "callback-url", url).await.0, 204);
    pay(&shop, "a", 500).await;
    let (_, pressed) = control(&shop, Method::POST, "press", json!({ "id": "a", "button": "accept" })).await;
    assert_eq!(pressed["state"], "succeeded");
    assert_eq!(control(&shop, Method::POST, "press", json!({ "id": "none", "button": "accept" })).await.0, 404);
    assert_eq!(control(&shop, Method::POST, "deliver", Value::Null).await.0, 204);
    assert_eq!(control(&shop, Method::GET, "deliveries", Value::Null).await.1[0]["state"], json!({ "answered": 200 }));
    assert_eq!(
        control(&shop, Method::GET, "transactions", Value::Null).await.1,
        serde_json::to_value(shop.sim.transactions()).unwrap()
    );
    let before = shop.sim.now();
    assert_eq!(control(&shop, Method::POST, "advance", json!({ "seconds": 3_600 })).await.0, 200);
    assert!(shop.sim.now().duration_since(before).as_secs() >= 3_600);
    assert_eq!(control(&shop, Method::PUT, "chaos", json!({ "lose": 50 })).await.0, 200);
    let chaos: Chaos = serde_json::from_value(control(&shop, Method::GET, "chaos", Value::Null).await.1).unwrap();
    assert_eq!(chaos, Chaos { lose: 50, ..Chaos::none() });
    assert_eq!(control(&shop, Method::GET, "credentials/cmi", Value::Null).await.1["client_id"], key(Provider::Cmi, "client_id"));
    assert_eq!(control(&shop, Method::GET, "statement/none", Value::Null).await.0, 404);
}

#[tokio::test]
async fn the_statement_has_a_line_for_each_settled_movement_with_its_fee() {
    let shop = Shop::open(willing()).await;
    pay(&shop, "a,\"b\"", 1_010).await;
    let body = json!({ "auth_token": key(Provider::PayGate, "auth_token"), "phone_number": "90000002", "amount": 400,
                       "reason": "Paie", "reference": "out", "network": "FLOOZ" });
    send(shop.client.post(shop.at(Provider::PayGate, "api/v1/disburse")).json(&body)).await;
    shop.sim.advance(Duration::from_secs(1));
    pay(&shop, "late", 100).await;
    let statement = shop.sim.statement(Provider::PayGate);
    let lines: Vec<&str> = statement.lines().collect();
    assert_eq!(lines[0], "line_id,settled_at,kind,provider_reference,merchant_reference,amount,fee,currency");
    assert!(lines[1].contains(",collect,") && lines[1].ends_with(",\"a,\"\"b\"\"\",1010,25,XOF"), "{}", lines[1]);
    assert!(lines[2].contains(",payout,") && lines[2].ends_with(",out,400,4,XOF"), "{}", lines[2]);
    assert!(lines[3].ends_with(",late,100,3,XOF"), "{}", lines[3]);
    assert_eq!(lines.len(), 4);
    assert_eq!(shop.sim.statement(Provider::Cmi).lines().count(), 1);
}

#[tokio::test]
async fn the_pages_list_transactions_and_show_a_phone() {
    let shop = Shop::open(quiet()).await;
    pay(&shop, "<b>first</b>", 500).await;
    pay(&shop, "second", 1_200).await;
    let html = shop.client.get(shop.sim.url().clone()).send().await.unwrap().text().await.unwrap();
    assert!(html.contains("&lt;b&gt;first") && !html.contains("<b>first"));
    assert!(html.find("second").unwrap() < html.find("first").unwrap(), "newest first");
    let phone = shop.sim.url().join("phone/t2").unwrap();
    let html = shop.client.get(phone.clone()).send().await.unwrap().text().await.unwrap();
    for text in ["Accepter", "Refuser", "Ne pas répondre", "Aucun paiement réel", "Nothing real is paid", "1200 XOF"] {
        assert!(html.contains(text), "{text}");
    }
    let press = format!("{phone}/press");
    shop.client.post(press).form(&[("button", "refuse")]).send().await.unwrap();
    assert_eq!(shop.state("second"), TransactionState::Failed);
    let unknown = shop.client.get(shop.sim.url().join("phone/t9").unwrap()).send().await.unwrap();
    assert_eq!(unknown.status().as_u16(), 404);
}

#[tokio::test]
async fn a_simulator_ends_when_it_is_stopped_and_its_port_is_free_again() {
    let first = Running::start(quiet()).await.unwrap();
    let port = first.url().port().unwrap();
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let url = first.url().clone();
    assert_eq!(client.get(url.clone()).send().await.unwrap().status(), 200);
    assert!(Running::start(Config { port, ..quiet() }).await.is_err());
    first.stop().await;
    assert!(client.get(url).send().await.is_err(), "a connection that was kept is closed too");
    let second = Running::start(Config { port, auto: Auto::Person, ..quiet() }).await.unwrap();
    assert_eq!(second.press("none", Button::Accept), Err(NoSuch));
}

#[tokio::test]
async fn callbacks_leave_by_themselves_unless_told_otherwise() {
    let shop = Shop::open(Config { auto_deliver: true, ..willing() }).await;
    shop.sim.set_callback_url(Provider::PayGate, &shop.url("/paygate"));
    pay(&shop, "a", 500).await;
    let mut waited = tokio::time::interval(Duration::from_millis(10));
    let delivered = async {
        while shop.sim.deliveries().is_empty() {
            waited.tick().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), delivered).await.unwrap();
    assert_eq!(shop.calls().await.len(), 1);
}
