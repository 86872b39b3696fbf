//! What shops report, read and checked. Pure.

use contracts::affiliate::ClickId;
use jiff::{SignedDuration, Timestamp};
use kernel::{FieldError, Money};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::{click, link::folded_code};

/// The most clicks that a report names.
pub(super) const CLICKS_MAX: usize = 50;
/// The most codes of an order.
const CODES_MAX: usize = 10;
/// The most lines of an order.
const LINES_MAX: usize = 500;
/// How old what is told may be.
const OLDEST: SignedDuration = SignedDuration::from_hours(24 * 400);
/// How far ahead a shop's clock may be.
const AHEAD: SignedDuration = SignedDuration::from_mins(10);

/// What is reported about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    Lead,
    Sale,
}

impl Kind {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Lead => "lead",
            Self::Sale => "sale",
        }
    }
}

/// One line of an order, as a shop tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReportedLine {
    /// What the shop calls the product.
    pub sku: Option<String>,
    /// How many.
    pub quantity: u32,
    /// What was paid for all of them, after discounts, without shipping; in the minor unit.
    pub amount_minor: i64,
}

/// An order that was paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReportSale {
    /// The shop's own number of it: told again, it is the same order.
    pub order_id: String,
    /// What the shop calls the customer: kept as a keyed hash.
    pub customer: Option<String>,
    /// What was paid.
    pub amount: Money,
    /// Its lines; none when only the amount is known. They add up to the amount.
    pub lines: Vec<ReportedLine>,
    /// The clicks that the shop knows of, as they stood in the address (`griot_id`).
    pub clicks: Vec<String>,
    /// The codes that were used.
    pub codes: Vec<String>,
    /// When it was placed; now, if the shop does not say.
    pub occurred_at: Option<Timestamp>,
}

/// Somebody signed up, asked for an offer: no money yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReportLead {
    /// The shop's own number of it.
    pub event_id: String,
    /// What the shop calls the customer.
    pub customer: Option<String>,
    /// The clicks that the shop knows of.
    pub clicks: Vec<String>,
    /// When; now, if the shop does not say.
    pub occurred_at: Option<Timestamp>,
}

/// An order, or a part of it, was given back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReportRefund {
    /// The shop's own number of it.
    pub refund_id: String,
    /// The number of the order.
    pub order_id: String,
    /// How much; all that is left of the order, if the shop does not say.
    pub amount: Option<Money>,
    /// When; now, if the shop does not say.
    pub occurred_at: Option<Timestamp>,
}

/// A report that can be kept.
#[derive(Debug, Clone)]
pub(super) struct Checked {
    pub(super) external_id: String,
    pub(super) customer: Option<String>,
    pub(super) clicks: Vec<ClickId>,
    pub(super) codes: Vec<String>,
    pub(super) occurred_at: Timestamp,
    pub(super) hash: [u8; 32],
}

/// SHA-256 of a report: two with the same hash are the same. The customer's name goes in as a keyed hash, or whoever has the database could
/// try names until the hash fits.
fn hash_of(report: &impl Serialize) -> [u8; 32] {
    Sha256::digest(serde_json::to_vec(report).unwrap_or_default()).into()
}

impl Checked {
    /// The same, its hash telling customers apart.
    pub(super) fn of_customer(mut self, customer: Option<&[u8; 16]>) -> Self {
        if let Some(customer) = customer {
            self.hash = Sha256::new().chain_update(self.hash).chain_update(customer).finalize().into();
        }
        self
    }
}

/// A number of the shop's own: 1 to 200 characters without control characters.
pub(super) fn external(field: &'static str, text: &str, wrong: &mut Vec<FieldError>) -> String {
    let text = text.trim();
    if !(1..=200).contains(&text.chars().count()) || text.chars().any(char::is_control) {
        wrong.push(FieldError::new(field, "affiliate-external-id"));
    }
    text.to_owned()
}

/// When it happened: not in the future, not years ago.
pub(super) fn instant(told: Option<Timestamp>, now: Timestamp, wrong: &mut Vec<FieldError>) -> Timestamp {
    let at = told.unwrap_or(now);
    if at > now + AHEAD || at < now - OLDEST {
        wrong.push(FieldError::new("occurred_at", "affiliate-occurred-at"));
    }
    at
}

/// Clicks that can be read; what is no click is left out: a cookie that somebody changed is no reason to lose an order. One text may be
/// several, as the script keeps them in one cookie and one field of a form: `a.b.c`.
fn clicks(told: &[String], wrong: &mut Vec<FieldError>) -> Vec<ClickId> {
    if told.len() > CLICKS_MAX {
        wrong.push(FieldError::new("clicks", "affiliate-clicks-count"));
    }
    let mut clicks: Vec<ClickId> =
        told.iter().flat_map(|text| text.split(['.', ',', ' '])).take(CLICKS_MAX).filter_map(click::model::read).collect();
    clicks.sort_unstable();
    clicks.dedup();
    clicks
}

impl ReportSale {
    pub(super) fn check(&self, now: Timestamp) -> Result<Checked, Vec<FieldError>> {
        let mut wrong = Vec::new();
        let external_id = external("order_id", &self.order_id, &mut wrong);
        let occurred_at = instant(self.occurred_at, now, &mut wrong);
        let clicks = clicks(&self.clicks, &mut wrong);
        let sum = self.lines.iter().try_fold(0_i64, |sum, line| sum.checked_add(line.amount_minor));
        let named = |sku: &String| sku.chars().count() <= 200 && !sku.chars().any(char::is_control);
        let sane = |line: &ReportedLine| line.quantity > 0 && line.amount_minor >= 0 && line.sku.as_ref().is_none_or(named);
        let rules = [
            ("amount", (0..=1_000_000_000_000_000).contains(&self.amount.amount_minor), "affiliate-amount"),
            ("lines", self.lines.len() <= LINES_MAX && self.lines.iter().all(sane), "affiliate-lines"),
            ("lines", self.lines.is_empty() || sum == Some(self.amount.amount_minor), "affiliate-lines-sum"),
            ("codes", self.codes.len() <= CODES_MAX, "affiliate-codes-count"),
        ];
        wrong.extend(rules.into_iter().filter(|(_, holds, _)| !holds).map(|(field, _, code)| FieldError::new(field, code)));
        // A shop has codes that are no partner's.
        let mut codes: Vec<String> = self.codes.iter().filter_map(|code| folded_code(code)).collect();
        codes.sort_unstable();
        codes.dedup();
        let customer = self.customer.as_ref().map(|text| external("customer", text, &mut wrong));
        let checked = Checked {
            external_id,
            customer,
            clicks,
            codes,
            occurred_at,
            hash: hash_of(&Self { customer: None, ..self.clone() }),
        };
        if wrong.is_empty() { Ok(checked) } else { Err(wrong) }
    }
}

impl ReportLead {
    pub(super) fn check(&self, now: Timestamp) -> Result<Checked, Vec<FieldError>> {
        let mut wrong = Vec::new();
        let external_id = external("event_id", &self.event_id, &mut wrong);
        let occurred_at = instant(self.occurred_at, now, &mut wrong);
        let clicks = clicks(&self.clicks, &mut wrong);
        let customer = self.customer.as_ref().map(|text| external("customer", text, &mut wrong));
        let checked = Checked {
            external_id,
            customer,
            clicks,
            codes: Vec::new(),
            occurred_at,
            hash: hash_of(&Self { customer: None, ..self.clone() }),
        };
        if wrong.is_empty() { Ok(checked) } else { Err(wrong) }
    }
}

impl ReportRefund {
    pub(super) fn check(&self, now: Timestamp) -> Result<(String, String, Timestamp, [u8; 32]), Vec<FieldError>> {
        let mut wrong = Vec::new();
        let refund_id = external("refund_id", &self.refund_id, &mut wrong);
        let order_id = external("order_id", &self.order_id, &mut wrong);
        let occurred_at = instant(self.occurred_at, now, &mut wrong);
        if self.amount.is_some_and(|amount| !(1..=1_000_000_000_000_000).contains(&amount.amount_minor)) {
            wrong.push(FieldError::new("amount", "affiliate-amount"));
        }
        if wrong.is_empty() { Ok((refund_id, order_id, occurred_at, hash_of(self))) } else { Err(wrong) }
    }
}

/// What was given back of a sale of so much: refunds in the order in which they were told, `None` for all that was left. Never more than
/// the sale: a refund that was told before its sale and is larger than it counts as all of it.
pub(super) fn refunded(sale_minor: i64, refunds: &[Option<i64>]) -> i64 {
    refunds.iter().fold(0_i64, |sum, refund| {
        let rest = sale_minor - sum;
        sum + refund.map_or(rest, |amount| amount.min(rest))
    })
}

#[cfg(test)]
mod tests {
    use kernel::Currency;

    use super::*;

    fn sale() -> ReportSale {
        ReportSale {
            order_id: "1001".into(),
            customer: Some("c-7".into()),
            amount: Money::new(1000, Currency::Mad),
            lines: Vec::new(),
            clicks: Vec::new(),
            codes: Vec::new(),
            occurred_at: None,
        }
    }

    fn now() -> Timestamp {
        "2026-11-22T12:00:00Z".parse().unwrap()
    }

    fn field(report: &ReportSale) -> String {
        report.check(now()).unwrap_err()[0].field.to_string()
    }

    #[test]
    fn what_cannot_be_an_order_names_its_field() {
        let line = |amount_minor| ReportedLine { sku: None, quantity: 1, amount_minor };
        assert_eq!(field(&ReportSale { order_id: " ".into(), ..sale() }), "order_id");
        assert_eq!(field(&ReportSale { order_id: "a\0".into(), ..sale() }), "order_id");
        assert_eq!(field(&ReportSale { customer: Some("c".repeat(201)), ..sale() }), "customer");
        assert_eq!(field(&ReportSale { amount: Money::new(-1, Currency::Mad), ..sale() }), "amount");
        assert_eq!(field(&ReportSale { lines: vec![line(999)], ..sale() }), "lines");
        assert_eq!(field(&ReportSale { lines: vec![line(1001), line(-1)], ..sale() }), "lines");
        assert_eq!(field(&ReportSale { lines: vec![line(i64::MAX), line(i64::MAX)], ..sale() }), "lines");
        let hostile = ReportedLine { sku: Some("a\0".into()), ..line(1000) };
        assert_eq!(field(&ReportSale { lines: vec![hostile], ..sale() }), "lines");
        assert_eq!(field(&ReportSale { clicks: vec!["x".into(); 51], ..sale() }), "clicks");
        assert_eq!(field(&ReportSale { codes: vec!["x".into(); 11], ..sale() }), "codes");
        assert_eq!(field(&ReportSale { occurred_at: Some(now() + SignedDuration::from_hours(1)), ..sale() }), "occurred_at");
        assert_eq!(
            field(&ReportSale { occurred_at: Some(now() - SignedDuration::from_hours(24 * 500)), ..sale() }),
            "occurred_at"
        );
        assert!(sale().check(now()).is_ok());
    }

    #[test]
    fn clicks_and_codes_that_are_none_are_left_out() {
        let click = "01a2048eb80574a395da294d5f0a211f".to_owned();
        let report = ReportSale {
            clicks: vec![click.clone(), "forged".into(), click],
            codes: vec!["afi 10".into(), "é".into()],
            ..sale()
        };
        let checked = report.check(now()).unwrap();
        assert_eq!((checked.clicks.len(), checked.codes), (1, vec!["AFI10".to_owned()]));
    }

    #[test]
    fn what_the_script_keeps_is_as_many_clicks_as_it_says() {
        let [a, b] = ["01a2048eb80574a395da294d5f0a211f", "01a2048eb80574a395da294d5f0a2120"];
        let clicks = vec![format!("{a}.{b}"), format!("{a}, x")];
        let report = ReportSale { clicks, ..sale() };
        assert_eq!(report.check(now()).unwrap().clicks.len(), 2);
    }

    #[test]
    fn refunds_add_up_to_at_most_the_sale() {
        for (refunds, sum) in [
            (vec![], 0),
            (vec![Some(30), Some(20)], 50),
            (vec![None], 100),
            (vec![Some(30), None], 100),
            (vec![None, Some(30)], 100),
            (vec![Some(130)], 100),
        ] {
            assert_eq!(refunded(100, &refunds), sum, "{refunds:?}");
        }
    }

    #[test]
    fn the_same_report_is_the_same() {
        assert_eq!(sale().check(now()).unwrap().hash, sale().check(now() + SignedDuration::from_mins(1)).unwrap().hash);
        let other = ReportSale { amount: Money::new(1001, Currency::Mad), ..sale() };
        assert_ne!(sale().check(now()).unwrap().hash, other.check(now()).unwrap().hash);
    }
}
