//! Cash at an agency for programs: an administrator may all that an agent may.

use http::Method;
use kernel::Currency;
use payments::{PaymentsConfig, ProviderName, Rail, Route};
use serde_json::{Value, json};
use test_kit::TestDb;
use uuid::Uuid;

use crate::world::{Answer, Who, World};

fn francs(amount_minor: i64) -> Value {
    json!({ "amount_minor": amount_minor, "currency": "XOF" })
}

/// A world in which Togo pays in cash.
async fn world() -> World {
    let countries = vec!["TG".to_owned()];
    let route =
        Route { rail: Rail::Cash, provider: ProviderName::Agency, countries, currencies: vec![Currency::Xof], charged_in: None };
    World::on(TestDb::new().await, PaymentsConfig { routes: vec![route], ..PaymentsConfig::default() }).await
}

/// Somebody chose to pay in cash: the payment, its key, and the text of the voucher.
async fn voucher(world: &World, amount_minor: i64) -> (String, String, String) {
    let project = world.online_project().await;
    let pledge =
        json!({ "id": Uuid::now_v7(), "secret": "seize lettres ou plus", "amount": francs(amount_minor), "name": "Kossi" });
    let made = world.call(Who::Nobody, Method::POST, &format!("/api/v1/projects/{project}/pledges"), Some(pledge)).await;
    let text = |name: &str| made.body[name].as_str().unwrap().to_owned();
    let (id, key) = (text("payment_id"), text("key"));
    let chosen = json!({ "rail": "cash", "country": "TG" });
    let path = format!("/api/v1/payments/{id}/attempts");
    let started = world.call_with(Method::POST, &path, &[("payment-key", &*key)], Some(chosen)).await;
    assert_eq!((started.status.as_u16(), &started.body["state"]), (200, &json!("processing")), "{started:?}");
    let visitor = kernel::Actor::anonymous(kernel::Locale::Fr);
    let shown = world.state.payments.voucher(&visitor, id.parse().unwrap(), &key, "Aube").await.unwrap().unwrap();
    (id, key, shown.token)
}

async fn post(world: &World, path: &str, body: Value) -> Answer {
    world.call(Who::Admin, Method::POST, path, Some(body)).await
}

#[tokio::test]
async fn cash_is_taken_once_and_deposited() {
    let world = world().await;
    let (id, key, token) = voucher(&world, 5000).await;
    let agent = format!("/api/v1/admin/agents/{}", world.account_id(Who::Admin).await);
    let over = post(&world, "/api/v1/vouchers/accept", json!({ "voucher": token })).await;
    assert_eq!((over.status.as_u16(), &over.body["code"]), (409, &json!("payments-voucher-over-cap")), "no cap yet");
    let cap = world.call(Who::Admin, Method::PUT, &format!("{agent}/cap"), Some(francs(8000))).await;
    assert_eq!(cap.status, 204, "{cap:?}");

    let shown = post(&world, "/api/v1/vouchers/look", json!({ "voucher": token })).await;
    assert_eq!((&shown.body["amount"], &shown.body["accepted_at"]), (&francs(5000), &Value::Null), "{shown:?}");
    let accept = async || post(&world, "/api/v1/vouchers/accept", json!({ "voucher": token, "taken_at": null })).await;
    let (first, again) = (accept().await, accept().await);
    assert_eq!((first.status.as_u16(), &first.body), (200, &again.body), "{first:?}");
    let payment = world.call_with(Method::GET, &format!("/api/v1/payments/{id}"), &[("payment-key", &*key)], None).await;
    assert_eq!(payment.body["state"], "succeeded");
    assert_eq!(payment.body["attempts"][0]["reference"], first.body["reference"]);

    let float = world.get(Who::Admin, "/api/v1/me/float").await;
    assert_eq!((&float.body["items"][0]["held"], &float.body["items"][0]["left"]), (&francs(5000), &francs(3000)));
    let taken = world.get(Who::Admin, "/api/v1/me/acceptances").await;
    assert_eq!(taken.body["items"][0]["voucher_id"], first.body["voucher_id"]);
    let deposit = json!({ "id": Uuid::now_v7(), "amount": francs(2000), "reference": "BOA-1", "reason": "Lundi" });
    for _ in 0..2 {
        assert_eq!(post(&world, &format!("{agent}/deposits"), deposit.clone()).await.status, 204);
    }
    let agents = world.get(Who::Admin, "/api/v1/admin/agents").await;
    assert_eq!(agents.body["items"][0]["held"], francs(3000), "once: {agents:?}");
    assert_eq!(world.get(Who::Admin, &format!("{agent}/deposits")).await.body["items"][0]["reference"], "BOA-1");
    assert_eq!(world.get(Who::Admin, &format!("{agent}/acceptances")).await.body["items"][0]["amount"], francs(5000));
}

#[tokio::test]
async fn what_takes_no_cash_is_told_by_its_code() {
    let world = world().await;
    let (_, _, token) = voucher(&world, 5000).await;
    let forged = format!("{}A", token.get(..token.len() - 1).unwrap());
    let forged = if forged == token { token.replacen("GV1.A", "GV1.B", 1) } else { forged };
    for (voucher, code) in [(&*forged, "payments-voucher-forged"), ("ZZZZ ZZZZ", "payments-voucher-not-found")] {
        for path in ["/api/v1/vouchers/look", "/api/v1/vouchers/accept"] {
            let refused = post(&world, path, json!({ "voucher": voucher })).await;
            assert_eq!(refused.body["code"], code, "{path}: {refused:?}");
        }
    }
    let nobody = format!("/api/v1/admin/agents/{}/cap", Uuid::now_v7());
    assert_eq!(world.call(Who::Admin, Method::PUT, &nobody, Some(francs(1))).await.status, 404);
}
