//! Orders and refunds as Shopify documents them.

use serde_json::{Value, json};

use super::*;

const PAID: &str = include_str!("paid.json");
const REFUND: &str = include_str!("refund.json");

fn changed(text: &str, change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let mut value: Value = serde_json::from_str(text).unwrap();
    change(&mut value);
    value.to_string().into_bytes()
}

fn told(topic: &str, body: &[u8]) -> Order {
    match read(topic, body) {
        Read::Told(order) => *order,
        Read::Skipped(code) => panic!("{code}"),
    }
}

fn skipped(topic: &str, body: &[u8]) -> &'static str {
    match read(topic, body) {
        Read::Told(order) => panic!("{order:?}"),
        Read::Skipped(code) => code,
    }
}

#[test]
fn an_order_is_its_goods_after_discounts_with_its_clicks_and_codes() {
    let order = told("orders/paid", PAID.as_bytes());
    let sale = order.sale.unwrap();
    assert_eq!((order.buyer.email.as_deref(), order.buyer.country.as_deref()), (Some("buyer@example.com"), Some("MA")));
    assert_eq!((&*order.order_id, &*sale.order_id), ("5678901234567", "5678901234567"));
    assert_eq!(sale.amount, Money::new(35_980, Currency::Mad), "the subtotal, without shipping, in the shop's currency");
    let lines: Vec<_> = sale.lines.iter().map(|line| (line.sku.as_deref(), line.quantity, line.amount_minor)).collect();
    assert_eq!(lines, [(Some("THE-100"), 2, 27_000), (None, 1, 8980)]);
    assert_eq!(sale.codes, ["AFI10"]);
    assert_eq!(sale.clicks.len(), 2, "the note and the landing page: {:?}", sale.clicks);
    assert_eq!(sale.customer.as_deref(), Some("shopify:7001"));
    assert_eq!(sale.occurred_at, Some("2026-11-22T10:30:00Z".parse().unwrap()));
}

#[test]
fn what_tells_of_an_order_first_and_what_tells_of_its_payment_say_the_same() {
    assert_eq!(read("orders/create", PAID.as_bytes()), read("orders/paid", PAID.as_bytes()));
}

#[test]
fn a_refund_is_what_was_given_back_for_goods() {
    let order = told("refunds/create", REFUND.as_bytes());
    let refund = &order.refunds[0];
    assert_eq!((&*refund.refund_id, &*refund.order_id), ("890001", "5678901234567"));
    assert_eq!(refund.amount, Some(Money::new(13_500, Currency::Mad)));
    let bare = changed(REFUND, |refund| refund["refund_line_items"] = json!([]));
    assert_eq!(told("refunds/create", &bare).refunds[0].amount, Some(Money::new(13_500, Currency::Mad)), "without the shipping");
    let shipping = changed(REFUND, |refund| {
        refund["refund_line_items"] = json!([]);
        refund["transactions"][0]["amount"] = json!("30.00");
    });
    assert_eq!(skipped("refunds/create", &shipping), skip::NOTHING);
    let failed = changed(REFUND, |refund| {
        refund["refund_line_items"] = json!([]);
        refund["transactions"][0]["status"] = json!("failure");
    });
    assert_eq!(skipped("refunds/create", &failed), skip::NOTHING);
}

#[test]
fn what_cannot_be_reported_says_why() {
    let with = |change: fn(&mut Value)| skipped("orders/paid", &changed(PAID, change));
    assert_eq!(with(|order| order["test"] = json!(true)), skip::TEST);
    assert_eq!(with(|order| order["financial_status"] = json!("pending")), skip::UNPAID);
    assert_eq!(with(|order| order["currency"] = json!("USD")), skip::CURRENCY);
    assert_eq!(with(|order| order["line_items"][0]["price"] = json!("1.005")), skip::AMOUNT);
    assert_eq!(with(|order| order["line_items"][0]["discount_allocations"][0]["amount"] = json!("300.01")), skip::AMOUNT);
    assert_eq!(with(|order| order["line_items"] = json!("none")), skip::FORM);
    assert_eq!(with(|order| order["id"] = json!(null)), skip::FORM);
    assert_eq!(skipped("products/update", PAID.as_bytes()), skip::TOPIC);
    assert_eq!(skipped("orders/paid", b"{"), skip::FORM);
    assert_eq!(skipped("refunds/create", PAID.as_bytes()), skip::FORM);
}
