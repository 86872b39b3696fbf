//! Payloads that were written for Dub.

use http::Method;
use serde_json::{Value, json};

use crate::{
    selling::{Selling, actor, key, with_key},
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

    async fn post(&self, path: &str, body: &Value) -> Answer {
        with_key(&self.world, &self.key, Method::POST, path, Some(body.clone())).await
    }

    /// The numbers under which leads are kept, the oldest first.
    async fn leads(&self) -> Vec<String> {
        let (owner, page) = (actor(&self.world, Who::Owner).await, kernel::PageRequest::first());
        let found = self.world.state.affiliate.conversions(&owner, self.selling.program_id, &page).await.unwrap();
        let mut leads: Vec<_> = found.items.into_iter().map(|one| (one.id, one.external_id)).collect();
        leads.sort();
        leads.into_iter().map(|(_, number)| number).collect()
    }
}

fn lead(customer: &str, event: &str) -> Value {
    json!({ "clickId": "", "customerExternalId": customer, "eventName": event })
}

#[tokio::test]
async fn each_lead_is_one_of_its_own_however_its_names_are_written() {
    let shop = Shop::new().await;
    let long = "x".repeat(100);
    let told = [
        ("x", "y:z"),
        ("x:y", "z"),
        (long.as_str(), "Inscription"),
        (long.as_str(), "Devis"),
        (&long, &long),
        ("cus_7", "Sign up"),
    ];
    for (customer, event) in told.into_iter().chain(told) {
        let answer = shop.post("/api/dub/track/lead", &lead(customer, event)).await;
        assert_eq!((answer.status.as_u16(), &answer.body["customer"]["externalId"]), (200, &json!(customer)), "{answer:?}");
    }
    let kept = shop.leads().await;
    assert_eq!(kept.len(), told.len(), "{kept:?}");
    assert_eq!((kept[1].as_str(), kept[5].as_str()), ("x:y:z", "cus_7:Sign up"), "as they were always kept");
}

#[tokio::test]
async fn what_is_beyond_the_bounds_is_refused_by_field_as_dub_calls_it() {
    let shop = Shop::new().await;
    let beyond = |n: usize| "x".repeat(n + 1);
    for (field, value) in [
        ("customerExternalId", json!(beyond(100))),
        ("customerExternalId", json!("")),
        ("customerExternalId", json!("a\u{7}")),
        ("eventName", json!(beyond(100))),
        ("eventName", json!(" ")),
        ("clickId", json!(beyond(200))),
        ("customerName", json!(beyond(100))),
        ("customerEmail", json!(beyond(200))),
    ] {
        let mut body = lead("cus_7", "Sign up");
        body[field] = value;
        let refused = shop.post("/api/dub/track/lead", &body).await;
        assert_eq!((refused.status.as_u16(), &refused.body["errors"][0]["field"]), (422, &json!(field)), "{refused:?}");
    }
    for (field, value) in [
        ("customerExternalId", json!(beyond(100))),
        ("amount", json!(-1)),
        ("invoiceId", json!(beyond(200))),
        ("invoiceId", json!("")),
        ("eventName", json!(beyond(255))),
        ("paymentProcessor", json!(beyond(50))),
        ("clickId", json!(beyond(200))),
        ("customerName", json!(beyond(100))),
        ("customerEmail", json!(beyond(200))),
        ("currency", json!("dirhams")),
    ] {
        let mut body = json!({ "customerExternalId": "cus_7", "amount": 100 });
        body[field] = value;
        let refused = shop.post("/api/dub/track/sale", &body).await;
        assert_eq!((refused.status.as_u16(), &refused.body["errors"][0]["field"]), (422, &json!(field)), "{refused:?}");
    }
    assert_eq!(shop.leads().await, Vec::<String>::new(), "nothing of it is kept");
    let mut whole = lead(&"é".repeat(100), &"e".repeat(100));
    whole["customerEmail"] = json!("x".repeat(200));
    assert_eq!(shop.post("/api/dub/track/lead", &whole).await.status, 200, "up to the bounds, in characters");
}
