//! The messages of `Shopify`: `orders/paid`, `orders/create`, `refunds/create`, as its REST resources `Order` and `Refund`. Pure.
//!
//! The goods count: lines after their discounts, without shipping; with tax where the shop's prices include it. Amounts are in the shop's
//! own currency (`shop_money`), never in the one that was shown to the buyer.

use jiff::Timestamp;
use kernel::{Currency, Money};
use serde::Deserialize;

use super::message::{Order, Read, clicks_in, minor, skip};
use crate::{
    CLICK_PARAMETER,
    conversion::{ReportRefund, ReportSale, ReportedLine},
    fraud::Buyer,
};

/// What this reads of an order.
#[derive(Debug, Deserialize)]
struct ShopifyOrder {
    id: u64,
    currency: String,
    #[serde(default)]
    test: bool,
    #[serde(default)]
    financial_status: Option<String>,
    #[serde(default)]
    landing_site: Option<String>,
    #[serde(default)]
    note_attributes: Vec<Named>,
    #[serde(default)]
    discount_codes: Vec<DiscountCode>,
    #[serde(default)]
    customer: Option<Customer>,
    #[serde(default)]
    email: Option<String>,
    #[serde(default)]
    billing_address: Option<Address>,
    line_items: Vec<Line>,
    created_at: Timestamp,
}

#[derive(Debug, Deserialize)]
struct Named {
    name: String,
    #[serde(default)]
    value: Option<String>,
}

#[derive(Debug, Deserialize)]
struct DiscountCode {
    code: String,
}

#[derive(Debug, Deserialize)]
struct Customer {
    id: u64,
}

#[derive(Debug, Deserialize)]
struct Address {
    #[serde(default)]
    country_code: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Line {
    #[serde(default)]
    sku: Option<String>,
    quantity: u32,
    price: String,
    #[serde(default)]
    discount_allocations: Vec<Allocation>,
}

#[derive(Debug, Deserialize)]
struct Allocation {
    amount: String,
}

/// What this reads of a refund.
#[derive(Debug, Deserialize)]
struct ShopifyRefund {
    id: u64,
    order_id: u64,
    created_at: Timestamp,
    #[serde(default)]
    refund_line_items: Vec<RefundLine>,
    #[serde(default)]
    order_adjustments: Vec<Adjustment>,
    #[serde(default)]
    transactions: Vec<Transaction>,
}

#[derive(Debug, Deserialize)]
struct RefundLine {
    subtotal_set: MoneySet,
}

#[derive(Debug, Deserialize)]
struct MoneySet {
    shop_money: ShopMoney,
}

#[derive(Debug, Deserialize)]
struct ShopMoney {
    amount: String,
    currency_code: String,
}

#[derive(Debug, Deserialize)]
struct Adjustment {
    kind: String,
    amount: String,
    #[serde(default)]
    tax_amount: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Transaction {
    kind: String,
    status: String,
    amount: String,
    currency: String,
}

/// What a message comes to.
pub(super) fn read(topic: &str, body: &[u8]) -> Read {
    let read = match topic {
        "orders/paid" | "orders/create" => {
            serde_json::from_slice(body).map_err(|_no_form| skip::FORM).and_then(|order| sale(&order))
        }
        "refunds/create" => serde_json::from_slice(body).map_err(|_no_form| skip::FORM).and_then(|given| refund(&given)),
        _ => Err(skip::TOPIC),
    };
    read.map_or_else(Read::Skipped, |order| Read::Told(Box::new(order)))
}

fn sale(order: &ShopifyOrder) -> Result<Order, &'static str> {
    if order.test {
        return Err(skip::TEST);
    }
    // An order that was given back in parts before it was heard of was paid all the same.
    let paid = ["paid", "partially_refunded", "refunded"];
    if !order.financial_status.as_deref().is_some_and(|status| paid.contains(&status)) {
        return Err(skip::UNPAID);
    }
    let currency = Currency::parse(&order.currency).ok_or(skip::CURRENCY)?;
    let lines: Vec<ReportedLine> = order
        .line_items
        .iter()
        .filter(|line| line.quantity > 0)
        .map(|told| line(told, currency))
        .collect::<Option<_>>()
        .ok_or(skip::AMOUNT)?;
    let sum = lines.iter().try_fold(0_i64, |sum, line| sum.checked_add(line.amount_minor)).ok_or(skip::AMOUNT)?;
    let told = order.note_attributes.iter().filter(|one| one.name == CLICK_PARAMETER).filter_map(|one| one.value.clone());
    let clicks = told.chain(order.landing_site.iter().flat_map(|address| clicks_in(address)));
    let order_id = order.id.to_string();
    let sale = ReportSale {
        order_id: order_id.clone(),
        customer: order.customer.as_ref().map(|customer| format!("shopify:{}", customer.id)),
        amount: Money::new(sum, currency),
        lines,
        clicks: clicks.take(50).collect(),
        codes: order.discount_codes.iter().map(|discount| discount.code.clone()).take(10).collect(),
        occurred_at: Some(order.created_at),
    };
    let country = order.billing_address.as_ref().and_then(|address| address.country_code.clone());
    let buyer = Buyer { email: order.email.clone(), country };
    Ok(Order { order_id, sale: Some(sale), buyer, refunds: Vec::new(), is_cancelled: false })
}

/// A line after its discounts.
fn line(line: &Line, currency: Currency) -> Option<ReportedLine> {
    let price = minor(&line.price, currency)?.checked_mul(i64::from(line.quantity))?;
    let off = line.discount_allocations.iter().try_fold(0_i64, |sum, part| sum.checked_add(minor(&part.amount, currency)?))?;
    let sku = line.sku.clone().filter(|sku| !sku.trim().is_empty());
    Some(ReportedLine { sku, quantity: line.quantity, amount_minor: price.checked_sub(off).filter(|left| *left >= 0)? })
}

fn refund(given: &ShopifyRefund) -> Result<Order, &'static str> {
    let amount = if given.refund_line_items.is_empty() { without_lines(given)? } else { of_lines(given)? };
    if amount.amount_minor <= 0 {
        return Err(skip::NOTHING);
    }
    let order_id = given.order_id.to_string();
    let refund = ReportRefund {
        refund_id: given.id.to_string(),
        order_id: order_id.clone(),
        amount: Some(amount),
        occurred_at: Some(given.created_at),
    };
    Ok(Order { order_id, sale: None, buyer: Buyer::default(), refunds: vec![refund], is_cancelled: false })
}

/// What was given back for goods.
fn of_lines(given: &ShopifyRefund) -> Result<Money, &'static str> {
    let mut sum: Option<Money> = None;
    for line in &given.refund_line_items {
        let part = money(&line.subtotal_set.shop_money.amount, &line.subtotal_set.shop_money.currency_code)?;
        sum = Some(sum.map_or(Some(part), |sum| sum.checked_add(part)).ok_or(skip::AMOUNT)?);
    }
    sum.ok_or(skip::NOTHING)
}

/// What was given back without naming goods: all that was sent back, less what of it is said to be shipping.
fn without_lines(given: &ShopifyRefund) -> Result<Money, &'static str> {
    let mut sum: Option<Money> = None;
    for sent in given.transactions.iter().filter(|sent| sent.kind == "refund" && sent.status == "success") {
        let part = money(&sent.amount, &sent.currency)?;
        sum = Some(sum.map_or(Some(part), |sum| sum.checked_add(part)).ok_or(skip::AMOUNT)?);
    }
    let mut sum = sum.ok_or(skip::NOTHING)?;
    for shipping in given.order_adjustments.iter().filter(|one| one.kind == "shipping_refund") {
        for text in [Some(&shipping.amount), shipping.tax_amount.as_ref()].into_iter().flatten() {
            // Adjustments are written as what the shop loses.
            let part = minor(text, sum.currency).ok_or(skip::AMOUNT)?;
            sum.amount_minor = sum.amount_minor.saturating_sub(part.saturating_abs());
        }
    }
    Ok(sum)
}

fn money(amount: &str, currency: &str) -> Result<Money, &'static str> {
    let currency = Currency::parse(currency).ok_or(skip::CURRENCY)?;
    Ok(Money::new(minor(amount, currency).ok_or(skip::AMOUNT)?, currency))
}

#[cfg(test)]
mod tests;
