use paysim::{Button, Config, Provider::Stripe, TransactionState};
use serde_json::{Value, json};

use crate::{
    shop::{Shop, quiet, willing},
    stripe::{get, post, session},
};

/// Fills the card page in: the status and where it leads.
async fn fill(shop: &Shop, url: &str, fields: &[(&str, &str)]) -> (u16, String, String) {
    let url = shop.sim.url().join(url).unwrap();
    let response = shop.client.post(url).form(fields).send().await.unwrap();
    let location = response.headers().get("location").map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default();
    (response.status().as_u16(), location, response.text().await.unwrap())
}

fn pay(card: &str) -> [(&str, &str); 2] {
    [("card", card), ("action", "pay")]
}

#[tokio::test]
async fn a_good_card_pays_and_leads_back_with_the_session() {
    let shop = Shop::open(quiet()).await;
    let session = session(&shop).await;
    let (id, url) = (session["id"].as_str().unwrap(), session["url"].as_str().unwrap());
    let html = shop.client.get(url).send().await.unwrap().text().await.unwrap();
    assert!(html.contains("1500 XOF") && html.contains("4242424242424242") && html.contains("Aucun paiement réel"));
    let (status, location, _) = fill(&shop, url, &pay("4242 4242 4242 4242")).await;
    assert_eq!((status, location), (303, format!("https://shop.example/ok?session={id}")));
    assert_eq!(shop.state("film-1"), TransactionState::Succeeded);
    let (_, _, again) = fill(&shop, url, &pay("4242424242424242")).await;
    assert!(again.contains("no longer open"));
    assert_eq!(shop.sim.transactions().len(), 1);
}

#[tokio::test]
async fn a_bad_card_may_be_followed_by_a_good_one() {
    let shop = Shop::open(quiet()).await;
    shop.sim.set_callback_url(Stripe, &shop.url("/stripe"));
    let session = session(&shop).await;
    let url = session["url"].as_str().unwrap();
    for card in ["4000000000000002", "4000000000009995", "4000000000000341", "1234"] {
        let (status, _, html) = fill(&shop, url, &pay(card)).await;
        assert!(status == 200 && html.contains("role=\"alert\""), "{card}");
        assert_eq!(shop.state("film-1"), TransactionState::Failed, "{card}");
    }
    assert_eq!(fill(&shop, url, &pay("4242424242424242")).await.0, 303);
    assert_eq!(shop.state("film-1"), TransactionState::Succeeded);
    let kinds: Vec<Value> = shop.calls().await.iter().map(|call| call.json()["type"].clone()).collect();
    assert_eq!(kinds.iter().filter(|kind| **kind == "payment_intent.payment_failed").count(), 4);
}

#[tokio::test]
async fn the_bank_may_ask_first() {
    let shop = Shop::open(quiet()).await;
    let session = session(&shop).await;
    let url = session["url"].as_str().unwrap();
    let (_, challenge, _) = fill(&shop, url, &pay("4000002500003155")).await;
    assert!(challenge.contains("/authenticate/"));
    let (_, _, html) = fill(&shop, &challenge, &[("action", "fail")]).await;
    assert!(html.contains("failed authentication"));
    fill(&shop, url, &pay("4000002500003155")).await;
    let (status, location, _) = fill(&shop, &challenge, &[("action", "complete")]).await;
    assert!(status == 303 && location.starts_with("https://shop.example/ok"));
    assert_eq!(shop.state("film-1"), TransactionState::Succeeded);
}

#[tokio::test]
async fn who_leaves_the_page_comes_back_to_an_open_session() {
    let shop = Shop::open(quiet()).await;
    let session = session(&shop).await;
    let url = session["url"].as_str().unwrap();
    assert_eq!(fill(&shop, url, &[("action", "cancel")]).await.1, "https://shop.example/no");
    assert_eq!(shop.state("film-1"), TransactionState::Pending);
}

async fn setup(shop: &Shop) -> (String, Value) {
    let customer = post(shop, "v1/customers", "", &[]).await.1["id"].as_str().unwrap().to_owned();
    let fields =
        [("mode", "setup"), ("customer", customer.as_str()), ("success_url", "https://shop.example/ok"), ("currency", "eur")];
    let (status, session) = post(shop, "v1/checkout/sessions", "", &fields).await;
    assert_eq!(status, 200, "{session}");
    (customer, session)
}

#[tokio::test]
async fn a_card_that_asks_is_saved_once_and_pays_later_without_asking() {
    let shop = Shop::open(quiet()).await;
    shop.sim.set_callback_url(Stripe, &shop.url("/stripe"));
    let (customer, session) = setup(&shop).await;
    let (_, challenge, _) = fill(&shop, session["url"].as_str().unwrap(), &pay("4000002500003155")).await;
    assert_eq!(fill(&shop, &challenge, &[("action", "complete")]).await.0, 303);
    let kinds: Vec<Value> = shop.calls().await.iter().map(|call| call.json()["type"].clone()).collect();
    assert_eq!(kinds, [json!("setup_intent.succeeded"), json!("checkout.session.completed")]);

    let intent = get(&shop, &format!("v1/setup_intents/{}", session["setup_intent"].as_str().unwrap())).await;
    let method = intent["payment_method"].as_str().unwrap();
    assert_eq!(get(&shop, &format!("v1/payment_methods/{method}")).await["customer"], customer.as_str());
    let fields = [
        ("amount", "2000"),
        ("currency", "eur"),
        ("customer", customer.as_str()),
        ("payment_method", method),
        ("off_session", "true"),
        ("confirm", "true"),
    ];
    let (status, charged) = post(&shop, "v1/payment_intents", "pledge", &fields).await;
    assert_eq!((status, &charged["status"]), (200, &json!("succeeded")));
}

#[tokio::test]
async fn a_payment_may_save_its_card_for_later() {
    let shop = Shop::open(quiet()).await;
    let customer = post(&shop, "v1/customers", "", &[]).await.1["id"].as_str().unwrap().to_owned();
    for (usage, expected) in [("off_session", 200), ("on_session", 402)] {
        let fields = [
            ("mode", "payment"),
            ("customer", customer.as_str()),
            ("success_url", "https://shop.example/ok"),
            ("line_items[0][price_data][currency]", "eur"),
            ("line_items[0][price_data][unit_amount]", "750"),
            ("line_items[0][quantity]", "1"),
            ("payment_intent_data[setup_future_usage]", usage),
        ];
        let (_, session) = post(&shop, "v1/checkout/sessions", "", &fields).await;
        let (_, challenge, _) = fill(&shop, session["url"].as_str().unwrap(), &pay("4000002500003155")).await;
        fill(&shop, &challenge, &[("action", "complete")]).await;
        let path = format!("v1/checkout/sessions/{}", session["id"].as_str().unwrap());
        let intent = get(&shop, &path).await["payment_intent"].as_str().unwrap().to_owned();
        let method = get(&shop, &format!("v1/payment_intents/{intent}")).await["payment_method"].as_str().unwrap().to_owned();
        let fields =
            [("amount", "900"), ("currency", "eur"), ("customer", customer.as_str()), ("payment_method", method.as_str())];
        let fields = [fields.as_slice(), &[("off_session", "true"), ("confirm", "true")]].concat();
        assert_eq!(post(&shop, "v1/payment_intents", "", &fields).await.0, expected, "{usage}");
    }
}

#[tokio::test]
async fn setups_complete_by_themselves_where_everybody_accepts() {
    let shop = Shop::open(Config { ..willing() }).await;
    let (_, session) = setup(&shop).await;
    let fresh = get(&shop, &format!("v1/checkout/sessions/{}", session["id"].as_str().unwrap())).await;
    assert_eq!(fresh["status"], "complete");
    let intent = get(&shop, &format!("v1/setup_intents/{}", session["setup_intent"].as_str().unwrap())).await;
    assert_eq!(intent["status"], "succeeded");
}

#[tokio::test]
async fn an_intent_that_needs_its_owner_leads_to_the_bank() {
    let shop = Shop::open(quiet()).await;
    let fields = [
        ("amount", "2000"),
        ("currency", "eur"),
        ("payment_method", "pm_card_authenticationRequired"),
        ("confirm", "true"),
        ("return_url", "https://shop.example/back"),
        ("metadata[reference]", "here"),
    ];
    let (_, intent) = post(&shop, "v1/payment_intents", "", &fields).await;
    assert_eq!(intent["status"], "requires_action");
    let url = intent["next_action"]["redirect_to_url"]["url"].as_str().unwrap();
    assert_eq!(fill(&shop, url, &[("action", "complete")]).await.1, "https://shop.example/back");
    assert_eq!(shop.state("here"), TransactionState::Succeeded);
    assert!(shop.sim.press("here", Button::Accept).is_ok());
}
