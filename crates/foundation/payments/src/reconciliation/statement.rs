//! Reading a statement: CSV (RFC 4180) with a head of known names, in any order, into which providers' own exports are brought; or,
//! of a bank, `camt.053` ([`super::camt`]).

use jiff::Timestamp;
use kernel::{Currency, FieldError, Money};
use serde::Deserialize;
use uuid::Uuid;

use super::camt;
use crate::{OwnAccount, PaymentsError, ProviderName};

/// The longest statement that is read at once.
pub const STATEMENT_LINES_MAX: usize = 20_000;

/// What a line did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineKind {
    /// Money of a payer came in.
    Collect,
    /// A payer was given money back.
    Refund,
    /// Somebody was paid.
    Payout,
    /// What had been paid to somebody came back; banks only.
    Return,
}

impl LineKind {
    /// The stored word.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Collect => "collect",
            Self::Refund => "refund",
            Self::Payout => "payout",
            Self::Return => "return",
        }
    }

    /// The kind of a stored word.
    pub(super) fn parse(word: &str) -> Option<Self> {
        [Self::Collect, Self::Refund, Self::Payout, Self::Return].into_iter().find(|kind| kind.as_str() == word)
    }
}

/// One line of a statement.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) line_id: String,
    pub(super) settled_at: Timestamp,
    pub(super) kind: LineKind,
    pub(super) provider_ref: String,
    pub(super) merchant_ref: String,
    pub(super) amount: Money,
    pub(super) fee: Money,
    /// Why something came back, in the bank's words; not part of what makes two lines the same.
    pub(super) detail: String,
}

impl Line {
    /// Our reference, which some providers write without hyphens.
    pub(super) fn ours(&self) -> Option<Uuid> {
        Uuid::try_parse(&self.merchant_ref).ok()
    }
}

impl PartialEq for Line {
    fn eq(&self, other: &Self) -> bool {
        let key = |line: &Self| (line.settled_at, line.kind, line.amount, line.fee);
        let texts = |line: &Self| [line.line_id.clone(), line.provider_ref.clone(), line.merchant_ref.clone()];
        key(self) == key(other) && texts(self) == texts(other)
    }
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

/// The names in the head of a table.
const COLUMNS: [&str; 8] =
    ["line_id", "settled_at", "kind", "provider_reference", "merchant_reference", "amount", "fee", "currency"];

/// Reads all lines, or says which is wrong: a statement is taken whole or not at all. What came back of a payout stands after it.
pub(super) fn read(provider: ProviderName, text: &str, own: &[OwnAccount]) -> Result<Vec<Line>, PaymentsError> {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let is_bank = provider == ProviderName::Bank;
    let mut lines = if is_bank && text.starts_with('<') { camt::read(text, own)? } else { table(text)? };
    if let Some(at) = lines.iter().position(|line| line.kind == LineKind::Return && !is_bank) {
        return Err(wrong(at + 2, "payments-statement-unreadable"));
    }
    lines.sort_by_key(|line| line.kind == LineKind::Return);
    Ok(lines)
}

fn table(text: &str) -> Result<Vec<Line>, PaymentsError> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let head = reader.headers().map_err(|_csv| wrong(1, "payments-statement-head"))?;
    if let Some(missing) = COLUMNS.into_iter().find(|name| !head.iter().any(|column| column == *name)) {
        return Err(PaymentsError::Invalid(vec![
            FieldError::new("statement", "payments-statement-head").with("column", missing),
        ]));
    }
    let mut lines = Vec::new();
    for (index, row) in reader.deserialize::<Raw>().enumerate() {
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
        kind: LineKind::parse(&raw.kind)?,
        provider_ref: raw.provider_reference,
        merchant_ref: raw.merchant_reference,
        amount,
        fee,
        detail: String::new(),
    })
}

pub(super) fn wrong(line: usize, code: &'static str) -> PaymentsError {
    PaymentsError::Invalid(vec![FieldError::new("statement", code).with("line", line)])
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "line_id,settled_at,kind,provider_reference,merchant_reference,amount,fee,currency\n";

    fn read(text: &str) -> Result<Vec<Line>, PaymentsError> {
        super::read(ProviderName::Paygate, text, &[])
    }

    #[test]
    fn a_statement_is_read_whole_or_not_at_all() {
        let good = "a-1,2026-11-21T10:00:00Z,collect,77,\"ours, 1\",1500,30,XOF\n";
        let lines = read(&format!("{HEAD}{good}")).unwrap();
        assert_eq!((lines[0].amount, lines[0].fee.amount_minor), (Money::new(1500, Currency::Xof), 30));
        assert_eq!(lines[0].merchant_ref, "ours, 1");
        for bad in [
            "a-2,yesterday,collect,77,x,1500,30,XOF\n",
            "a-2,2026-11-21T10:00:00Z,gift,77,x,1500,30,XOF\n",
            "a-2,2026-11-21T10:00:00Z,return,77,x,1500,30,XOF\n",
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

    #[test]
    fn a_file_with_another_head_is_no_statement_even_without_lines() {
        assert!(read(HEAD).unwrap().is_empty());
        for text in ["", "\n", "no,statement\n", "date;libellé;montant\n", &HEAD.replace(",fee", ""), "<Document/>"] {
            let Err(PaymentsError::Invalid(fields)) = read(text) else { panic!("{text}") };
            assert_eq!(fields[0].code, "payments-statement-head", "{text}");
        }
    }

    #[test]
    fn what_came_back_is_read_after_what_was_paid() {
        let line = |id: &str, kind: &str| format!("{id},2026-11-21T10:00:00Z,{kind},77,x,1500,0,XOF\n");
        let text = format!("\u{feff}{HEAD}{}{}", line("a-1", "return"), line("a-2", "payout"));
        let lines = super::read(ProviderName::Bank, &text, &[]).unwrap();
        assert_eq!(lines.iter().map(|line| line.line_id.as_str()).collect::<Vec<_>>(), ["a-2", "a-1"]);
    }
}
