//! What shops report, by a key that does nothing else.

use axum::body::Body;
use http::{Method, Request, header};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    selling::{Selling, actor, dirham, key, with_key},
    world::{Answer, Who, World},
};

/// A shop with its key.
struct Shop {
    world: World,
    selling: Selling,
    key: String,
}

impl Shop {
    async fn new() -> Self {
        let world = World::new().await;
        let selling = Selling::by(&world, Who::Owner, Who::Admin).await;
        let key = key(&world, Who::Owner, &["sale_track"]).await;
        Self { world, selling, key }
    }

    async fn post(&self, path: &str, body: Value) -> Answer {
        with_key(&self.world, &self.key, Method::POST, path, Some(body)).await
    }

    /// What the partner holds until orders cannot be given back.
    async fn held(&self) -> i64 {
        let partner = actor(&self.world, Who::Admin).await;
        self.world
            .state
            .affiliate
            .commissions(&partner, self.selling.partnership_id, &kernel::PageRequest::new(None, None))
            .await
            .unwrap()
            .items
            .iter()
            .map(|one| one.owed.amount_minor)
            .sum()
    }
}

#[tokio::test]
async fn a_shop_reports_a_lead_a_sale_and_its_refund_with_a_key_that_only_tracks() {
    let shop = Shop::new().await;
    let click = shop.selling.click(&shop.world, Who::Admin).await;
    let lead = shop.post("/api/v1/track/lead", json!({ "event_id": "inscription-7", "customer": "7", "clicks": [click] })).await;
    assert_eq!((lead.status.as_u16(), &lead.body["replayed"]), (200, &json!(false)), "{lead:?}");
    // The sale does not know the click: the customer's lead does.
    let sale = json!({
        "order_id": "1042", "customer": "7", "amount": dirham(30_000), "codes": ["AUTRE"],
        "lines": [{ "sku": "THE-100", "quantity": 2, "amount_minor": 30_000 }],
    });
    let told = shop.post("/api/v1/track/sale", sale.clone()).await;
    assert_eq!(told.status, 200, "{told:?}");
    assert_eq!(shop.held().await, 3000);
    let again = shop.post("/api/v1/track/sale", sale.clone()).await;
    assert_eq!((&again.body["id"], &again.body["replayed"]), (&told.body["id"], &json!(true)), "{again:?}");
    let mut otherwise = sale;
    otherwise["amount"] = dirham(30_001);
    otherwise["lines"] = json!([]);
    let refused = shop.post("/api/v1/track/sale", otherwise).await;
    assert_eq!((refused.status.as_u16(), &refused.body["code"]), (409, &json!("affiliate-told-otherwise")));
    let refund = json!({ "refund_id": "r1", "order_id": "1042", "amount": dirham(10_000) });
    assert_eq!(shop.post("/api/v1/track/refund", refund).await.status, 200);
    assert_eq!(shop.held().await, 2000);
    assert_eq!(shop.post("/api/v1/track/refund", json!({ "refund_id": "r2", "order_id": "1042" })).await.status, 200);
    assert_eq!(shop.held().await, 0);
}

#[tokio::test]
async fn the_program_is_named_by_itself_or_by_its_merchant_or_is_the_only_one() {
    let shop = Shop::new().await;
    let lead = |n: u8, more: Value| {
        let mut body = json!({ "event_id": n.to_string() });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    let other = Selling::by(&shop.world, Who::Owner, Who::Admin).await;
    let unnamed = shop.post("/api/v1/track/lead", lead(1, json!({}))).await;
    assert_eq!((unnamed.status.as_u16(), &unnamed.body["errors"][0]["code"]), (422, &json!("affiliate-program-unnamed")));
    assert_eq!(shop.post("/api/v1/track/lead", lead(2, json!({ "program_id": other.program_id }))).await.status, 200);
    assert_eq!(shop.post("/api/v1/track/lead", lead(3, json!({ "organisation_id": other.organisation_id }))).await.status, 200);
    let stranger = key(&shop.world, Who::Stranger, &["sale_track"]).await;
    for more in [json!({}), json!({ "program_id": other.program_id }), json!({ "organisation_id": other.organisation_id })] {
        for path in ["lead", "refund", "sale"] {
            let body = match path {
                "sale" => json!({ "order_id": "1", "amount": dirham(1) }),
                "refund" => json!({ "order_id": "1", "refund_id": "1" }),
                _ => json!({ "event_id": "9" }),
            };
            let mut body = body;
            body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            let path = format!("/api/v1/track/{path}");
            let answer = with_key(&shop.world, &stranger, Method::POST, &path, Some(body)).await;
            assert_eq!(answer.status, 404, "{path} {more}: {answer:?}");
        }
    }
}

#[tokio::test]
async fn wrong_reports_name_their_field() {
    let shop = Shop::new().await;
    let sale = |change: Value| {
        let mut body = json!({ "order_id": "1", "amount": dirham(100) });
        body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        body
    };
    for (change, field) in [
        (json!({ "order_id": "" }), "order_id"),
        (json!({ "amount": dirham(-1) }), "amount"),
        (json!({ "lines": [{ "quantity": 1, "amount_minor": 99 }] }), "lines"),
        (json!({ "occurred_at": "2036-01-01T00:00:00Z" }), "occurred_at"),
        (json!({ "clicks": vec!["x"; 51] }), "clicks"),
        (json!({ "amont": 1 }), ""),
    ] {
        let refused = shop.post("/api/v1/track/sale", sale(change.clone())).await;
        assert_eq!((refused.status.as_u16(), &refused.body["errors"][0]["field"]), (422, &json!(field)), "{change}: {refused:?}");
    }
    assert_eq!(
        shop.post("/api/v1/track/refund", json!({ "refund_id": "1", "order_id": "1", "amount": dirham(0) })).await.status,
        422
    );
    assert_eq!(shop.post("/api/v1/track/lead", json!({ "event_id": "a\u{0}" })).await.status, 422);
}

#[tokio::test]
async fn a_key_that_only_tracks_reaches_nothing_else() {
    let shop = Shop::new().await;
    let document = serde_json::to_value(api::openapi()).unwrap();
    let mut open = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in item.as_object().unwrap().keys().filter(|method| *method != "parameters" && *method != "options") {
            let at = path.split('/').map(|part| if part.starts_with('{') { Uuid::now_v7().to_string() } else { part.to_owned() });
            let at = at.collect::<Vec<_>>().join("/");
            let method: Method = method.to_uppercase().parse().unwrap();
            let answer = with_key(&shop.world, &shop.key, method.clone(), &at, Some(json!({}))).await;
            // What asks for no caller at all answers what it answers nobody.
            let nobody = shop.world.call(Who::Nobody, method.clone(), &at, Some(json!({}))).await;
            if answer.status != 403 && answer.status != nobody.status {
                open.push(format!("{method} {path}: {}", answer.status));
            }
        }
    }
    let reports = |path: &str| format!("POST {path}: 422 Unprocessable Entity");
    let expected = [
        reports("/api/dub/track/lead"),
        reports("/api/dub/track/sale"),
        // The program is nobody's.
        "POST /api/v1/programs/{id}/conversions/import: 404 Not Found".to_owned(),
        reports("/api/v1/track/lead"),
        reports("/api/v1/track/refund"),
        reports("/api/v1/track/sale"),
    ];
    assert_eq!(open, expected);
}

#[tokio::test]
async fn the_key_of_a_shop_tells_by_table_too() {
    let shop = Shop::new().await;
    let columns = "kind;order_id;refund_id;amount;currency;customer;clicks;codes;occurred_at";
    let table = format!("{columns}\nsale;1042;;300;MAD;;;;{}\n", shop.world.db.now());
    let path = format!("/api/v1/programs/{}/conversions/import", shop.selling.program_id);
    let told = Request::post(path).header(header::AUTHORIZATION, format!("Bearer {}", shop.key));
    let told = told.header(header::CONTENT_TYPE, "text/csv").body(Body::from(table)).unwrap();
    let answer = shop.world.raw(told).await;
    assert_eq!((answer.status.as_u16(), &answer.body["created"]), (200, &json!(1)), "{answer:?}");
    // Codes give money to somebody: they are not the shop's to make.
    let codes = format!("/api/v1/programs/{}/codes/import", shop.selling.program_id);
    assert_eq!(shop.post(&codes, json!({})).await.status, 403);
}

#[tokio::test]
async fn a_key_for_something_else_reports_nothing() {
    let shop = Shop::new().await;
    let other = key(&shop.world, Who::Owner, &["participate"]).await;
    let body = json!({ "event_id": "1" });
    for path in ["/api/v1/track/lead", "/api/dub/track/lead"] {
        let body = if path.contains("dub") {
            json!({ "clickId": "", "eventName": "x", "customerExternalId": "1" })
        } else {
            body.clone()
        };
        assert_eq!(with_key(&shop.world, &other, Method::POST, path, Some(body)).await.status, 403, "{path}");
    }
}

#[tokio::test]
async fn what_was_written_for_dub_works_as_it_is() {
    let shop = Shop::new().await;
    let click = shop.selling.click(&shop.world, Who::Admin).await;
    let lead = json!({
        "clickId": click, "eventName": "Sign up", "customerExternalId": "cus_7", "customerName": "Salma", "customerEmail": "s@example.com",
        "customerAvatar": null, "mode": "async", "metadata": { "plan": "pro" },
    });
    let told = shop.post("/api/dub/track/lead", lead.clone()).await;
    assert_eq!(told.status, 200, "{told:?}");
    assert_eq!(
        told.body,
        json!({ "click": { "id": click }, "customer": { "id": "cus_7", "externalId": "cus_7", "name": "Salma", "email": "s@example.com", "avatar": null } })
    );
    let mut again = lead;
    again["clickId"] = json!("");
    assert_eq!(shop.post("/api/dub/track/lead", again).await.status, 200, "a lead that is known");
    let sale = json!({
        "customerExternalId": "cus_7", "amount": 20_000, "currency": "mad", "paymentProcessor": "stripe", "eventName": "Invoice paid",
        "invoiceId": "in_1", "metadata": { "plan": "pro" }, "leadEventName": "Sign up",
    });
    for _ in 0..2 {
        let told = shop.post("/api/dub/track/sale", sale.clone()).await;
        assert_eq!(told.status, 200, "{told:?}");
        assert_eq!(told.body["eventName"], "Invoice paid");
        assert_eq!(
            told.body["sale"],
            json!({ "amount": 20_000, "currency": "mad", "paymentProcessor": "stripe", "invoiceId": "in_1", "metadata": { "plan": "pro" } })
        );
    }
    assert_eq!(shop.held().await, 2000);
    // Without a number every sale is one of its own, and the program's currency holds.
    for _ in 0..2 {
        let told = shop.post("/api/dub/track/sale", json!({ "customerExternalId": "cus_7", "amount": 100 })).await;
        assert_eq!((&told.body["sale"]["currency"], &told.body["sale"]["paymentProcessor"]), (&json!("mad"), &json!("custom")));
    }
    assert_eq!(shop.held().await, 2020);
    let dollars = shop.post("/api/dub/track/sale", json!({ "customerExternalId": "1", "amount": 1, "currency": "usd" })).await;
    assert_eq!((dollars.status.as_u16(), &dollars.body["errors"][0]["field"]), (422, &json!("currency")));
}
