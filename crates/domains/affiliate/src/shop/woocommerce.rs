//! The messages of `WooCommerce`: `order.created` and `order.updated`, as its REST resource `Order` (v3). Pure.
//!
//! The goods count: lines after coupons, without shipping; with tax where the shop's prices include it. There is no message for a refund
//! alone: `order.updated` lists them, without saying what of one was tax or shipping: the goods have their part of it. An order that was
//! called off gives back all that is left of it.

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use kernel::{Currency, Money};
use serde::Deserialize;
use serde_json::Value;

use super::message::{Order, Read, clicks_in, minor, skip};
use crate::{
    CLICK_PARAMETER,
    conversion::{ReportRefund, ReportSale, ReportedLine},
    fraud::Buyer,
};

/// Where the order's own notes of how its buyer came keep the page they came to (`WooCommerce` 8.5 and later).
const ENTRY: &str = "_wc_order_attribution_session_entry";

/// What this reads of an order.
#[derive(Debug, Deserialize)]
struct WooOrder {
    id: u64,
    status: String,
    currency: String,
    #[serde(default)]
    prices_include_tax: bool,
    #[serde(default)]
    customer_id: u64,
    date_created_gmt: DateTime,
    #[serde(default)]
    date_paid_gmt: Option<DateTime>,
    #[serde(default)]
    billing: Billing,
    /// What was paid in all, with tax and shipping.
    #[serde(default)]
    total: Option<String>,
    line_items: Vec<Line>,
    #[serde(default)]
    coupon_lines: Vec<Coupon>,
    #[serde(default)]
    refunds: Vec<Given>,
    #[serde(default)]
    meta_data: Vec<Meta>,
}

/// Empty where the checkout did not ask.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Billing {
    email: String,
    country: String,
}

#[derive(Debug, Deserialize)]
struct Line {
    #[serde(default)]
    sku: Option<String>,
    quantity: u32,
    total: String,
    #[serde(default)]
    total_tax: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Coupon {
    code: String,
}

#[derive(Debug, Deserialize)]
struct Given {
    id: u64,
    /// Below zero.
    total: String,
}

#[derive(Debug, Deserialize)]
struct Meta {
    key: String,
    #[serde(default)]
    value: Value,
}

/// What a message comes to.
pub(super) fn read(topic: &str, body: &[u8]) -> Read {
    let read = match topic {
        "order.created" | "order.updated" => {
            serde_json::from_slice(body).map_err(|_no_form| skip::FORM).and_then(|order| told(&order))
        }
        _ => Err(skip::TOPIC),
    };
    read.map_or_else(Read::Skipped, |order| Read::Told(Box::new(order)))
}

fn told(order: &WooOrder) -> Result<Order, &'static str> {
    if matches!(order.status.as_str(), "cancelled" | "failed" | "trash") {
        return Ok(cancelled(order));
    }
    let is_paid = matches!(order.status.as_str(), "processing" | "completed" | "refunded");
    if !is_paid && order.date_paid_gmt.is_none() {
        return Err(skip::UNPAID);
    }
    let currency = Currency::parse(&order.currency).ok_or(skip::CURRENCY)?;
    let with_tax = order.prices_include_tax;
    let sold = order.line_items.iter().filter(|line| line.quantity > 0);
    let lines: Vec<ReportedLine> = sold.map(|told| line(told, currency, with_tax)).collect::<Option<_>>().ok_or(skip::AMOUNT)?;
    let sum = lines.iter().try_fold(0_i64, |sum, line| sum.checked_add(line.amount_minor)).ok_or(skip::AMOUNT)?;
    let goods = Money::new(sum, currency);
    let refunds = refunds(order, goods).ok_or(skip::AMOUNT)?;
    let order_id = order.id.to_string();
    let sale = ReportSale {
        order_id: order_id.clone(),
        customer: (order.customer_id > 0).then(|| format!("woocommerce:{}", order.customer_id)),
        amount: goods,
        lines,
        clicks: clicks(&order.meta_data),
        codes: order.coupon_lines.iter().map(|coupon| coupon.code.clone()).take(10).collect(),
        occurred_at: Some(instant(order.date_created_gmt)?),
    };
    let told = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    let buyer = Buyer { email: told(&order.billing.email), country: told(&order.billing.country) };
    Ok(Order { order_id, sale: Some(sale), buyer, refunds, is_cancelled: false })
}

/// An order that was called off, whether its money came or not: cash on delivery counts before it does.
fn cancelled(order: &WooOrder) -> Order {
    let order_id = order.id.to_string();
    let all =
        ReportRefund { refund_id: format!("cancelled-{order_id}"), order_id: order_id.clone(), amount: None, occurred_at: None };
    Order { order_id, sale: None, buyer: Buyer::default(), refunds: vec![all], is_cancelled: true }
}

fn line(line: &Line, currency: Currency, with_tax: bool) -> Option<ReportedLine> {
    let mut amount_minor = minor(&line.total, currency)?;
    if let Some(tax) = line.total_tax.as_ref().filter(|tax| with_tax && !tax.is_empty()) {
        amount_minor = amount_minor.checked_add(minor(tax, currency)?)?;
    }
    let sku = line.sku.clone().filter(|sku| !sku.trim().is_empty());
    (amount_minor >= 0).then_some(ReportedLine { sku, quantity: line.quantity, amount_minor })
}

/// What was given back of the goods; a refund of which nothing falls to them is left out. Once all of the order was given back, the last one
/// gives back all that is left of the goods: parts that are rounded one by one may miss a little of it.
fn refunds(order: &WooOrder, goods: Money) -> Option<Vec<ReportRefund>> {
    // A total that cannot be read is as none: the lines count, not it.
    let total = order.total.as_ref().and_then(|text| minor(text, goods.currency)).filter(|total| *total > 0);
    let given: Vec<(u64, i64)> = order
        .refunds
        .iter()
        .map(|given| Some((given.id, minor(&given.total, goods.currency)?.checked_neg()?)))
        .collect::<Option<_>>()?;
    let sum: i128 = given.iter().map(|(_, back)| i128::from(*back)).sum();
    let is_all = order.status == "refunded" || sum >= i128::from(total.unwrap_or(goods.amount_minor));
    // Their numbers grow; the shop lists them as it likes.
    let last = given.iter().map(|(id, _)| *id).max().filter(|_| is_all && goods.is_positive());
    let mut refunds = Vec::with_capacity(given.len());
    for (id, back) in given {
        let part = total.map_or(Some(back), |total| part_of(goods.amount_minor, back, total))?.min(goods.amount_minor);
        let amount = (last != Some(id)).then_some(Money::new(part, goods.currency));
        if amount.is_none_or(|amount| amount.amount_minor != 0) {
            refunds.push(ReportRefund { refund_id: id.to_string(), order_id: order.id.to_string(), amount, occurred_at: None });
        }
    }
    // What is all that is left comes after what was given back before it.
    refunds.sort_by_key(|refund| refund.amount.is_none());
    Some(refunds)
}

/// `goods × back / total`, rounded half up.
fn part_of(goods: i64, back: i64, total: i64) -> Option<i64> {
    let (goods, back, total) = (i128::from(goods), i128::from(back), i128::from(total));
    i64::try_from((2 * goods * back + total).div_euclid(2 * total)).ok()
}

/// Those that the checkout noted, and the one in the address of the page at which the buyer came in.
fn clicks(notes: &[Meta]) -> Vec<String> {
    let noted = |keys: &'static [&'static str]| {
        notes.iter().filter(move |note| keys.contains(&note.key.as_str())).filter_map(|note| note.value.as_str())
    };
    let told = noted(&[CLICK_PARAMETER, "_griot_id"]).map(str::to_owned);
    told.chain(noted(&[ENTRY]).flat_map(clicks_in)).take(50).collect()
}

fn instant(time: DateTime) -> Result<Timestamp, &'static str> {
    time.to_zoned(TimeZone::UTC).map(|zoned| zoned.timestamp()).map_err(|_beyond| skip::FORM)
}

#[cfg(test)]
mod tests;
