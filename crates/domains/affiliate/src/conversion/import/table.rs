//! Reading a table of conversions. Pure.

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use kernel::{Currency, FieldError, Locale, Money};

use crate::{
    AffiliateError,
    conversion::{ReportLead, ReportRefund, ReportSale},
    table::{self, Limits},
};

/// The columns, by the names of the header, in any order.
const COLUMNS: [&str; 9] = ["kind", "order_id", "refund_id", "amount", "currency", "customer", "clicks", "codes", "occurred_at"];
const LIMITS: Limits = Limits { rows: 1_000, bytes: 1024 * 1024 };

type Line = table::Line<9>;

/// What a row tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Row {
    Sale(ReportSale),
    Lead(ReportLead),
    Refund(ReportRefund),
}

/// The rows of a file.
pub(super) fn read(file: &[u8]) -> Result<Vec<Line>, AffiliateError> {
    table::read(file, COLUMNS, LIMITS)
}

/// What a row tells, or each cell that is wrong, by the name of its column.
pub(super) fn row(locale: Locale, line: &Line) -> Result<Row, Vec<FieldError>> {
    let Some([kind, order_id, refund_id, amount, currency, customer, clicks, codes, occurred_at]) = line.cells.clone() else {
        return Err(vec![FieldError::new("row", "affiliate-table-cells")]);
    };
    let mut wrong = Vec::new();
    let amount = read_amount(locale, (&amount, &currency), &mut wrong);
    let at = instant(&occurred_at);
    if at.is_none() {
        wrong.push(FieldError::new("occurred_at", "affiliate-table-instant"));
    }
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let (clicks, codes) = (words(&clicks), words(&codes));
    let customer = Some(customer).filter(|name| !name.is_empty());
    let row = match kind.to_ascii_lowercase().as_str() {
        "sale" => match amount {
            Some(amount) => {
                Row::Sale(ReportSale { order_id, customer, amount, lines: Vec::new(), clicks, codes, occurred_at: at })
            }
            None => {
                // An amount that cannot be read was told already.
                if wrong.iter().all(|error| error.field != "amount" && error.field != "currency") {
                    wrong.push(FieldError::new("amount", "field-required"));
                }
                return Err(wrong);
            }
        },
        "lead" => Row::Lead(ReportLead { event_id: order_id, customer, clicks, occurred_at: at }),
        "refund" => Row::Refund(ReportRefund { refund_id, order_id, amount, occurred_at: at }),
        _ => {
            wrong.push(FieldError::new("kind", "field-unknown-value").with("value", &kind));
            return Err(wrong);
        }
    };
    if wrong.is_empty() { Ok(row) } else { Err(wrong) }
}

/// None where the cell is empty, and where it is wrong, which is noted.
fn read_amount(locale: Locale, (amount, currency): (&str, &str), wrong: &mut Vec<FieldError>) -> Option<Money> {
    if amount.is_empty() {
        return None;
    }
    let Some(known) = Currency::parse(&currency.to_ascii_uppercase()) else {
        wrong.push(FieldError::new("currency", "field-unknown-value").with("value", currency));
        return None;
    };
    match Money::parse_in(locale, amount, known) {
        Ok(amount) => Some(amount),
        Err(error) => {
            wrong.push(FieldError::new("amount", error.code()));
            None
        }
    }
}

/// `2026-11-22T10:30:00Z`, or a day of UTC. A table without it would be another one tomorrow.
fn instant(text: &str) -> Option<Timestamp> {
    let day = || text.parse::<Date>().ok()?.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp());
    text.parse().ok().or_else(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "kind;order_id;refund_id;amount;currency;customer;clicks;codes;occurred_at\n";

    fn rows(text: &str) -> Vec<Result<Row, Vec<FieldError>>> {
        read(format!("{HEADER}{text}\n").as_bytes()).unwrap().iter().map(|line| row(Locale::Fr, line)).collect()
    }

    #[test]
    fn a_row_is_a_sale_a_lead_or_a_refund() {
        let read = rows(
            "sale;1042;;1 234,50;mad;c-7;a b;AFI10;2026-11-22\nlead;l-1;;;;c-7;a;;2026-11-22T10:30:00Z\nrefund;1042;r-1;;;;;;2026-11-23",
        );
        let at = |text: &str| Some(text.parse().unwrap());
        let sale = ReportSale {
            order_id: "1042".into(),
            customer: Some("c-7".into()),
            amount: Money::new(123_450, Currency::Mad),
            lines: Vec::new(),
            clicks: vec!["a".into(), "b".into()],
            codes: vec!["AFI10".into()],
            occurred_at: at("2026-11-22T00:00:00Z"),
        };
        assert_eq!(read[0], Ok(Row::Sale(sale)));
        let lead = ReportLead {
            event_id: "l-1".into(),
            customer: Some("c-7".into()),
            clicks: vec!["a".into()],
            occurred_at: at("2026-11-22T10:30:00Z"),
        };
        assert_eq!(read[1], Ok(Row::Lead(lead)));
        let refund = ReportRefund {
            refund_id: "r-1".into(),
            order_id: "1042".into(),
            amount: None,
            occurred_at: at("2026-11-23T00:00:00Z"),
        };
        assert_eq!(read[2], Ok(Row::Refund(refund)));
    }

    #[test]
    fn each_wrong_cell_is_named_by_its_column() {
        for (text, expected) in [
            ("vente;1;;5;MAD;;;;2026-11-22", vec![("kind", "field-unknown-value")]),
            ("sale;1;;;MAD;;;;2026-11-22", vec![("amount", "field-required")]),
            ("sale;1;;5;USD;;;;2026-11-22", vec![("currency", "field-unknown-value")]),
            ("sale;1;;5,5;XOF;;;;hier", vec![("amount", "field-amount-decimals"), ("occurred_at", "affiliate-table-instant")]),
            ("lead;1;;;;;;;", vec![("occurred_at", "affiliate-table-instant")]),
            ("sale;1;;5", vec![("row", "affiliate-table-cells")]),
        ] {
            let read = rows(text).remove(0).unwrap_err();
            let found: Vec<_> = read.iter().map(|error| (error.field.as_ref(), error.code)).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
