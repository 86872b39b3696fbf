//! What shops send by themselves.

use axum::body::Body;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use contracts::affiliate::ShopId;
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::Request;
use kernel::PageRequest;
use serde_json::{Value, json};
use sha2::Sha256;

use crate::{
    selling::{Selling, actor},
    world::{Answer, Who, World},
};

const SHOPIFY_ORDER: &str = include_str!("../../../../domains/affiliate/src/shop/shopify/paid.json");
const SHOPIFY_REFUND: &str = include_str!("../../../../domains/affiliate/src/shop/shopify/refund.json");
const WOO_ORDER: &str = include_str!("../../../../domains/affiliate/src/shop/woocommerce/order.json");

struct Told {
    world: World,
    selling: Selling,
    shop: ShopId,
    secret: String,
}

impl Told {
    async fn new(kind: affiliate::ShopKind, secret: Option<&str>) -> Self {
        let world = World::new().await;
        let selling = Selling::by(&world, Who::Owner, Who::Admin).await;
        let owner = actor(&world, Who::Owner).await;
        let made = world.state.affiliate.connect_shop(&owner, selling.program_id, kind, secret).await.unwrap();
        let secret = secret.map(str::to_owned).or(made.secret).unwrap();
        Self { world, selling, shop: made.id, secret }
    }

    async fn send(&self, kind: &str, headers: &[(&str, &str)], body: impl Into<Vec<u8>>) -> Answer {
        let mut request = Request::post(format!("/hooks/shops/{}/{kind}", self.shop)).header("content-type", "application/json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.world.raw(request.body(Body::from(body.into())).unwrap()).await
    }

    fn sign(&self, body: &str) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.secret.as_bytes()).unwrap();
        mac.update(body.as_bytes());
        STANDARD.encode(mac.finalize().into_bytes())
    }

    async fn shopify(&self, topic: &str, body: &str) -> Answer {
        let signature = self.sign(body);
        self.send("shopify", &[("x-shopify-topic", topic), ("x-shopify-hmac-sha256", &signature)], body).await
    }

    async fn woocommerce(&self, body: &str) -> Answer {
        let signature = self.sign(body);
        self.send("woocommerce", &[("x-wc-webhook-topic", "order.updated"), ("x-wc-webhook-signature", &signature)], body).await
    }

    /// An order's number as it is reported: with the mark of its shop.
    fn number(&self, order: &str) -> String {
        let id = self.shop.as_uuid().simple().to_string();
        format!("{}:{order}", &id[24..])
    }

    /// The numbers and amounts of what the merchant's conversions are now.
    async fn conversions(&self) -> Vec<(String, i64)> {
        let owner = actor(&self.world, Who::Owner).await;
        let page = PageRequest::new(None, None);
        let found = self.world.state.affiliate.conversions(&owner, self.selling.program_id, &page).await.unwrap();
        found.items.into_iter().map(|one| (one.external_id, one.amount.amount_minor)).collect()
    }

    async fn owed(&self) -> i64 {
        let partner = actor(&self.world, Who::Admin).await;
        let page = PageRequest::new(None, None);
        let found = self.world.state.affiliate.commissions(&partner, self.selling.partnership_id, &page).await.unwrap();
        found.items.iter().map(|one| one.owed.amount_minor).sum()
    }
}

/// The order, placed now, by somebody who followed this link.
fn placed(text: &str, now: &str, click: &str) -> String {
    let mut order: Value = serde_json::from_str(text).unwrap();
    for name in ["created_at", "date_created_gmt", "date_paid_gmt"] {
        if order.get(name).is_some() {
            order[name] = if name == "created_at" { json!(format!("{now}Z")) } else { json!(now) };
        }
    }
    if order.get("landing_site").is_some() {
        order["landing_site"] = json!(format!("/?griot_id={click}"));
    } else {
        order["meta_data"][1]["value"] = json!(click);
        order["currency"] = json!("MAD");
    }
    order.to_string()
}

fn now() -> String {
    kernel::Clock::now(&kernel::SystemClock).strftime("%Y-%m-%dT%H:%M:%S").to_string()
}

#[tokio::test]
async fn an_order_and_a_refund_of_shopify_are_a_conversion_and_what_is_taken_back() {
    let told = Told::new(affiliate::ShopKind::Shopify, Some("shpss_0123456789abcdef")).await;
    let click = told.selling.click(&told.world, Who::Admin).await;
    let order = placed(SHOPIFY_ORDER, &now(), &click);
    for outcome in ["affiliate-shop-reported", "affiliate-shop-replayed"] {
        let heard = told.shopify("orders/paid", &order).await;
        assert_eq!((heard.status.as_u16(), &heard.body["outcome"]), (200, &json!(outcome)), "{heard:?}");
    }
    assert_eq!(told.conversions().await, [(told.number("5678901234567"), 35_980)]);
    assert_eq!(told.owed().await, 3598);
    let mut refund: Value = serde_json::from_str(SHOPIFY_REFUND).unwrap();
    refund["created_at"] = json!(format!("{}Z", now()));
    for _ in 0..2 {
        assert_eq!(told.shopify("refunds/create", &refund.to_string()).await.status, 200);
    }
    assert_eq!(told.owed().await, 2248, "13 500 of 35 980 was given back");
    // What is left and more, with another number: taxes and shipping are no goods.
    refund["id"] = json!(890_002);
    refund["refund_line_items"][0]["subtotal_set"]["shop_money"]["amount"] = json!("389.80");
    assert_eq!(told.shopify("refunds/create", &refund.to_string()).await.body["outcome"], "affiliate-shop-reported");
    assert_eq!(told.owed().await, 0);
    let owner = actor(&told.world, Who::Owner).await;
    let shops = told.world.state.affiliate.shops(&owner, told.selling.program_id).await.unwrap();
    assert_eq!(shops[0].heard_topic.as_deref(), Some("refunds/create"));
    assert_eq!(shops[0].heard_order.as_deref(), Some("5678901234567"));
}

#[tokio::test]
async fn an_order_of_woocommerce_brings_its_refunds_along() {
    let told = Told::new(affiliate::ShopKind::Woocommerce, None).await;
    let ping = told.send("woocommerce", &[], "webhook_id=3").await;
    assert_eq!((ping.status.as_u16(), &ping.body["outcome"]), (200, &json!("affiliate-shop-ping")));
    let click = told.selling.click(&told.world, Who::Admin).await;
    let order = placed(WOO_ORDER, &now(), &click);
    assert_eq!(told.woocommerce(&order).await.body["outcome"], "affiliate-shop-reported");
    assert_eq!((told.conversions().await, told.owed().await), (vec![(told.number("727"), 1_800_000)], 180_000));
    let mut order: Value = serde_json::from_str(&order).unwrap();
    order["refunds"] = json!([{ "id": 730, "total": "-10620.00" }]);
    for outcome in ["affiliate-shop-reported", "affiliate-shop-replayed"] {
        assert_eq!(told.woocommerce(&order.to_string()).await.body["outcome"], outcome);
        assert_eq!(told.owed().await, 90_000);
    }
    order["refunds"] = json!([{ "id": 730, "total": "-10620.00" }, { "id": 731, "total": "-12240.00" }]);
    assert_eq!(told.woocommerce(&order.to_string()).await.status, 200);
    assert_eq!(told.owed().await, 0, "shipping and tax are no goods");
    order["line_items"][0]["total"] = json!("17000");
    assert_eq!(told.woocommerce(&order.to_string()).await.body["outcome"], "affiliate-told-otherwise");
    assert_eq!(told.conversions().await, [(told.number("727"), 1_800_000)], "what was told holds");
}

#[tokio::test]
async fn an_order_of_woocommerce_that_is_called_off_gives_back_only_what_was_told_before() {
    let told = Told::new(affiliate::ShopKind::Woocommerce, None).await;
    let click = told.selling.click(&told.world, Who::Admin).await;
    let mut order: Value = serde_json::from_str(&placed(WOO_ORDER, &now(), &click)).unwrap();
    order["date_paid_gmt"] = json!(null);
    // The first payment fails, the second does not; then nobody opens the door.
    for (status, outcome, owed) in [
        ("failed", "affiliate-shop-unpaid", 0),
        ("processing", "affiliate-shop-reported", 180_000),
        ("cancelled", "affiliate-shop-reported", 0),
        ("cancelled", "affiliate-shop-replayed", 0),
        ("processing", "affiliate-shop-replayed", 0),
    ] {
        order["status"] = json!(status);
        assert_eq!(told.woocommerce(&order.to_string()).await.body["outcome"], outcome, "{status}");
        assert_eq!(told.owed().await, owed, "{status}");
    }
}

#[tokio::test]
async fn nothing_is_believed_without_the_secret_of_this_shop() {
    let told = Told::new(affiliate::ShopKind::Shopify, Some("shpss_0123456789abcdef")).await;
    let order = placed(SHOPIFY_ORDER, &now(), "");
    let signature = told.sign(&order);
    let topic = ("x-shopify-topic", "orders/paid");
    for headers in
        [vec![topic], vec![topic, ("x-shopify-hmac-sha256", "AAAA")], vec![topic, ("x-wc-webhook-signature", &signature)]]
    {
        assert_eq!(told.send("shopify", &headers, order.clone()).await.status, 401, "{headers:?}");
    }
    let changed = order.replace("150.00", "950.00");
    assert_eq!(told.send("shopify", &[topic, ("x-shopify-hmac-sha256", &signature)], changed).await.status, 401);
    let elsewhere = told.send("woocommerce", &[("x-wc-webhook-signature", &signature)], order.clone()).await;
    assert_eq!(elsewhere.status, 404, "a shop of another kind");
    let owner = actor(&told.world, Who::Owner).await;
    let affiliate = &told.world.state.affiliate;
    affiliate.replace_shop_secret(&owner, told.shop, Some("shpss_another_secret_of_it")).await.unwrap();
    assert_eq!(told.shopify("orders/paid", &order).await.status, 401, "the secret before");
    affiliate.disconnect_shop(&owner, told.shop).await.unwrap();
    assert_eq!(told.shopify("orders/paid", &order).await.status, 404);
    assert_eq!(told.conversions().await, []);
}

#[tokio::test]
async fn what_can_never_be_reported_is_heard_and_noted() {
    let told = Told::new(affiliate::ShopKind::Shopify, Some("shpss_0123456789abcdef")).await;
    let test = placed(SHOPIFY_ORDER, &now(), "").replace("\"test\":false", "\"test\":true");
    let heard = told.shopify("orders/paid", &test).await;
    assert_eq!((heard.status.as_u16(), &heard.body["outcome"]), (200, &json!("affiliate-shop-test")));
    assert_eq!(told.shopify("orders/paid", "{").await.body["outcome"], "affiliate-shop-form");
    let old = placed(SHOPIFY_ORDER, "2019-01-01T00:00:00", "");
    assert_eq!(told.shopify("orders/paid", &old).await.body["outcome"], "affiliate-occurred-at");
    let owner = actor(&told.world, Who::Owner).await;
    let shops = told.world.state.affiliate.shops(&owner, told.selling.program_id).await.unwrap();
    assert_eq!(shops[0].heard_outcome.as_deref(), Some("affiliate-occurred-at"));
    assert_eq!(told.send("shopify", &[], vec![b' '; 1024 * 1024 + 1]).await.status, 413);
    assert_eq!(told.conversions().await, []);
}

#[tokio::test]
async fn a_shop_that_has_not_told_its_secret_yet_is_not_believed() {
    let world = World::new().await;
    let selling = Selling::by(&world, Who::Owner, Who::Admin).await;
    let owner = actor(&world, Who::Owner).await;
    let made = world.state.affiliate.connect_shop(&owner, selling.program_id, affiliate::ShopKind::Shopify, None).await.unwrap();
    assert_eq!(made.secret, None, "Shopify draws it");
    // An empty key would be guessed.
    let told = Told { world, selling, shop: made.id, secret: String::new() };
    assert_eq!(told.shopify("orders/paid", SHOPIFY_ORDER).await.status, 401);
}
