//! Orders as `WooCommerce` documents them.

use serde_json::json;

use super::*;

const ORDER: &str = include_str!("order.json");

fn changed(change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let mut value: Value = serde_json::from_str(ORDER).unwrap();
    change(&mut value);
    value.to_string().into_bytes()
}

fn read_order(body: &[u8]) -> Result<Order, &'static str> {
    match read("order.updated", body) {
        Read::Told(order) => Ok(*order),
        Read::Skipped(code) => Err(code),
    }
}

#[test]
fn an_order_is_its_goods_after_coupons_with_its_clicks_and_codes() {
    let order = read_order(ORDER.as_bytes()).unwrap();
    let sale = order.sale.unwrap();
    assert_eq!((order.buyer.email.as_deref(), order.buyer.country), (Some("kossi@example.com"), None));
    assert_eq!((&*sale.order_id, sale.amount), ("727", Money::new(18_000, Currency::Xof)));
    let lines: Vec<_> = sale.lines.iter().map(|line| (line.sku.as_deref(), line.quantity, line.amount_minor)).collect();
    assert_eq!(lines, [(Some("THE-100"), 2, 18_000), (None, 1, 0)]);
    assert_eq!((sale.codes, sale.customer.as_deref()), (vec!["afi10".to_owned()], Some("woocommerce:26")));
    assert_eq!(sale.clicks, ["01a2048eb80574a395da294d5f0a2120", "01a2048eb80574a395da294d5f0a211f"]);
    assert_eq!(sale.occurred_at, Some("2026-11-22T10:30:00Z".parse().unwrap()));
    assert_eq!(order.refunds, []);
}

#[test]
fn tax_counts_where_prices_include_it() {
    let order = read_order(&changed(|order| order["prices_include_tax"] = json!(true))).unwrap();
    assert_eq!(order.sale.unwrap().amount, Money::new(19_740, Currency::Xof));
}

#[test]
fn refunds_come_with_the_order_and_leave_it_as_it_was() {
    let before = read_order(ORDER.as_bytes()).unwrap();
    let after = read_order(&changed(|order| {
        order["status"] = json!("refunded");
        order["refunds"] =
            json!([{ "id": 730, "reason": "", "total": "-10620" }, { "id": 731, "reason": "cassé", "total": "-10620.00" }]);
    }))
    .unwrap();
    assert_eq!(before.sale, after.sale);
    assert_eq!(parts(&after), [("730", Some(9000)), ("731", None)], "the last one gives back all that is left");
}

fn parts(order: &Order) -> Vec<(&str, Option<i64>)> {
    order.refunds.iter().map(|refund| (&*refund.refund_id, refund.amount.map(|amount| amount.amount_minor))).collect()
}

#[test]
fn an_order_that_is_given_back_in_parts_is_given_back_whole() {
    let given = |backs: Value| {
        changed(|order| {
            order["line_items"][0]["total"] = json!("100");
            order["total"] = json!("300");
            order["refunds"] = backs;
        })
    };
    let back = |id: u64| json!({ "id": id, "total": "-100" });
    let two = read_order(&given(json!([back(731), back(730)]))).unwrap();
    assert_eq!(parts(&two), [("731", Some(33)), ("730", Some(33))]);
    // The newest first, as the shop lists them: a third of 100 three times would leave one.
    let three = read_order(&given(json!([back(732), back(731), back(730)]))).unwrap();
    assert_eq!(parts(&three), [("731", Some(33)), ("730", Some(33)), ("732", None)]);
}

#[test]
fn a_guest_has_no_number_and_an_order_that_waits_for_money_is_none() {
    let guest = read_order(&changed(|order| order["customer_id"] = json!(0))).unwrap();
    assert_eq!(guest.sale.unwrap().customer, None);
    let unpaid = |status: &str| {
        changed(|order| {
            order["status"] = json!(status);
            order["date_paid_gmt"] = json!(null);
        })
    };
    for status in ["pending", "on-hold", "checkout-draft"] {
        assert_eq!(read_order(&unpaid(status)), Err(skip::UNPAID), "{status}");
    }
    // Cash on delivery has no date of payment.
    assert!(read_order(&unpaid("processing")).is_ok());
}

#[test]
fn of_what_is_given_back_the_goods_have_their_part() {
    let given = |total: Value, goods: &'static str, back: &'static str| {
        let order = changed(|order| {
            order["line_items"][0]["total"] = json!(goods);
            order["total"] = total;
            order["refunds"] = json!([{ "id": 730, "total": back }]);
        });
        let refunds = read_order(&order).unwrap().refunds;
        refunds.iter().map(|refund| refund.amount.map(|amount| amount.amount_minor)).collect::<Vec<_>>()
    };
    for (total, goods, back, part) in [
        // 100 of goods and 20 of tax, half of it given back.
        (json!("120"), "100", "-60", vec![Some(50)]),
        (json!("120"), "100", "-120", vec![None]),
        (json!("200"), "100", "-1", vec![Some(1)]),
        (json!("201"), "100", "-1", vec![]),
        (json!("120"), "0", "-60", vec![]),
        (json!("120"), "100", "-500", vec![None]),
        (json!("4000000000000000000"), "4000000000000000000", "-2000000000000000000", vec![Some(2_000_000_000_000_000_000)]),
        (json!("4000000000000000000"), "4000000000000000000", "-4000000000000000000", vec![None]),
        // Without a total all of it, up to the goods.
        (json!(null), "100", "-60", vec![Some(60)]),
        (json!(""), "100", "-120", vec![None]),
        (json!("0"), "100", "-60", vec![Some(60)]),
    ] {
        assert_eq!(given(total.clone(), goods, back), part, "{back} of {total}");
    }
}

#[test]
fn an_order_on_delivery_that_is_called_off_gives_back_what_was_told() {
    let with = |status: &str, paid: Value| {
        changed(|order| {
            order["status"] = json!(status);
            order["date_paid_gmt"] = paid;
        })
    };
    let before = read_order(&with("processing", json!(null))).unwrap();
    assert_eq!((before.sale.unwrap().order_id, before.is_cancelled), ("727".to_owned(), false));
    for status in ["cancelled", "failed", "trash"] {
        for paid in [json!(null), json!("2026-11-22T10:31:00")] {
            let after = read_order(&with(status, paid)).unwrap();
            let all = ReportRefund { refund_id: "cancelled-727".into(), order_id: "727".into(), amount: None, occurred_at: None };
            assert_eq!((after.sale, after.refunds, after.is_cancelled), (None, vec![all], true), "{status}");
        }
    }
}

#[test]
fn what_cannot_be_reported_says_why() {
    for (body, code) in [
        (changed(|order| order["currency"] = json!("NGN")), skip::CURRENCY),
        (changed(|order| order["line_items"][0]["total"] = json!("18000.50")), skip::AMOUNT),
        (changed(|order| order["line_items"][0]["total"] = json!("-1")), skip::AMOUNT),
        (changed(|order| order["refunds"] = json!([{ "id": 1, "total": "x" }])), skip::AMOUNT),
        (changed(|order| order["date_created_gmt"] = json!("hier")), skip::FORM),
        (b"webhook_id=3".to_vec(), skip::FORM),
    ] {
        assert_eq!(read_order(&body), Err(code));
    }
    assert_eq!(read("customer.created", ORDER.as_bytes()), Read::Skipped(skip::TOPIC));
}
