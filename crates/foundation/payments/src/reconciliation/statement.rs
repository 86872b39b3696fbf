//! Reading a statement: CSV (RFC 4180) with a head of known names, in any order. Providers' own exports are brought into this form.

use jiff::Timestamp;
use kernel::{Currency, FieldError, Money};
use serde::Deserialize;

use crate::{PaymentsError, attempt::AttemptKind};

/// The longest statement that is read at once.
pub const STATEMENT_LINES_MAX: usize = 20_000;

/// One line of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) line_id: String,
    pub(super) settled_at: Timestamp,
    pub(super) kind: AttemptKind,
    pub(super) provider_ref: String,
    pub(super) merchant_ref: String,
    pub(super) amount: Money,
    pub(super) fee: Money,
}

#[derive(Deserialize)]
struct Raw {
    line_id: String,
    settled_at: String,
    kind: String,
    provider_reference: String,
    merchant_reference: String,
    amount: String,
    fee: String,
    currency: String,
}

/// Reads all lines, or says which is wrong: a statement is taken whole or not at all.
pub(super) fn read(text: &str) -> Result<Vec<Line>, PaymentsError> {
    let mut lines = Vec::new();
    for (index, row) in csv::Reader::from_reader(text.as_bytes()).deserialize::<Raw>().enumerate() {
        // The head is line 1.
        let number = index + 2;
        if lines.len() == STATEMENT_LINES_MAX {
            return Err(wrong(number, "payments-statement-too-long"));
        }
        let raw = row.map_err(|_csv| wrong(number, "payments-statement-unreadable"))?;
        lines.push(parse(raw).ok_or_else(|| wrong(number, "payments-statement-unreadable"))?);
    }
    Ok(lines)
}

fn parse(raw: Raw) -> Option<Line> {
    let currency = Currency::parse(&raw.currency.to_ascii_uppercase())?;
    let amount = Money::parse(&raw.amount, currency).ok().filter(|amount| amount.is_positive())?;
    let fee = Money::parse(&raw.fee, currency).ok().filter(|fee| (0..=amount.amount_minor).contains(&fee.amount_minor))?;
    let fits = [&raw.line_id, &raw.provider_reference, &raw.merchant_reference].iter().all(|text| text.len() <= 200);
    (fits && !raw.line_id.is_empty()).then_some(())?;
    Some(Line {
        line_id: raw.line_id,
        settled_at: raw.settled_at.parse().ok()?,
        kind: AttemptKind::parse(&raw.kind)?,
        provider_ref: raw.provider_reference,
        merchant_ref: raw.merchant_reference,
        amount,
        fee,
    })
}

fn wrong(line: usize, code: &'static str) -> PaymentsError {
    PaymentsError::Invalid(vec![FieldError::new("statement", code).with("line", line)])
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "line_id,settled_at,kind,provider_reference,merchant_reference,amount,fee,currency\n";

    #[test]
    fn a_statement_is_read_whole_or_not_at_all() {
        let good = "a-1,2026-11-21T10:00:00Z,collect,77,\"ours, 1\",1500,30,XOF\n";
        let lines = read(&format!("{HEAD}{good}")).unwrap();
        assert_eq!((lines[0].amount, lines[0].fee.amount_minor), (Money::new(1500, Currency::Xof), 30));
        assert_eq!(lines[0].merchant_ref, "ours, 1");
        for bad in [
            "a-2,yesterday,collect,77,x,1500,30,XOF\n",
            "a-2,2026-11-21T10:00:00Z,gift,77,x,1500,30,XOF\n",
            "a-2,2026-11-21T10:00:00Z,collect,77,x,15.5,0,XOF\n",
            "a-2,2026-11-21T10:00:00Z,collect,77,x,-5,0,XOF\n",
            "a-2,2026-11-21T10:00:00Z,collect,77,x,100,101,XOF\n",
            "a-2,2026-11-21T10:00:00Z,collect,77,x,100,1,NGN\n",
            ",2026-11-21T10:00:00Z,collect,77,x,100,1,XOF\n",
            "a-2,2026-11-21T10:00:00Z\n",
        ] {
            let Err(PaymentsError::Invalid(fields)) = read(&format!("{HEAD}{good}{bad}")) else { panic!("{bad}") };
            assert_eq!(fields[0].args, [("line", "3".to_owned())], "{bad}");
        }
    }
}
