//! Reading a bank's statement: `camt.053.001.08` (ISO 20022). Only what is booked, only of an account of ours, and only when the
//! balances that it names add up: a part of a file is no statement.

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use kernel::{Currency, FieldError, Money};
use roxmltree::{Document, Node};

use super::statement::{Line, LineKind, STATEMENT_LINES_MAX, wrong};
use crate::{OwnAccount, PaymentsError};

const NAMESPACE: &str = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08";

/// Reads the lines of all statements of a file.
pub(super) fn read(text: &str, own: &[OwnAccount]) -> Result<Vec<Line>, PaymentsError> {
    let document = Document::parse(text).map_err(|_xml| refused("payments-statement-xml"))?;
    let root = document.root_element();
    if !root.has_tag_name((NAMESPACE, "Document")) {
        return Err(refused("payments-statement-xml"));
    }
    let statements = child(root, "BkToCstmrStmt").into_iter().flat_map(|all| children(all, "Stmt"));
    let mut lines = Vec::new();
    for statement in statements {
        let own = own.iter().find(|own| is_of(statement, own)).ok_or_else(|| refused("payments-statement-account"))?;
        read_one(statement, own.currency, &mut lines)?;
    }
    if lines.len() > STATEMENT_LINES_MAX {
        return Err(wrong(STATEMENT_LINES_MAX, "payments-statement-too-long"));
    }
    Ok(lines)
}

/// Whether a statement is of this account, by its IBAN or its national number.
fn is_of(statement: Node<'_, '_>, own: &OwnAccount) -> bool {
    let named = text(statement, &["Acct", "Id", "IBAN"]).or_else(|| text(statement, &["Acct", "Id", "Othr", "Id"]));
    let named: String = named.unwrap_or_default().chars().filter(|char| !char.is_whitespace()).collect();
    let currency = text(statement, &["Acct", "Ccy"]).is_none_or(|code| code == own.currency.code());
    currency && (named == own.account.as_str() || named == own.account.bban())
}

fn read_one(statement: Node<'_, '_>, currency: Currency, lines: &mut Vec<Line>) -> Result<(), PaymentsError> {
    let id = text(statement, &["Id"]).unwrap_or_default();
    let mut sum = 0_i64;
    for (index, entry) in children(statement, "Ntry").enumerate() {
        // A reader counts from one.
        let broken = || wrong(index + 1, "payments-statement-entry");
        if text(entry, &["Sts", "Cd"]).is_some_and(|status| status != "BOOK") {
            continue;
        }
        let booked = signed(entry, currency).ok_or_else(broken)?;
        sum = sum.checked_add(booked).ok_or_else(broken)?;
        let at = format!("{id}/{}", text(entry, &["NtryRef"]).unwrap_or_else(|| (index + 1).to_string()));
        lines.extend(entry_lines(entry, currency, &at).ok_or_else(broken)?);
    }
    let balance =
        |code| children(statement, "Bal").find(|balance| text(*balance, &["Tp", "CdOrPrtry", "Cd"]).as_deref() == Some(code));
    let opening = balance("OPBD").and_then(|balance| signed(balance, currency));
    let closing = balance("CLBD").and_then(|balance| signed(balance, currency));
    match (opening, closing) {
        (Some(opening), Some(closing)) if opening.checked_add(sum) == Some(closing) => Ok(()),
        _ => Err(refused("payments-statement-balances")),
    }
}

/// The lines of an entry: one per transaction of it, or the entry itself where the bank names none.
fn entry_lines(entry: Node<'_, '_>, currency: Currency, at: &str) -> Option<Vec<Line>> {
    let settled_at = booked_at(entry)?;
    let whole = signed(entry, currency)?;
    let details: Vec<Node<'_, '_>> = children(entry, "NtryDtls").flat_map(|details| children(details, "TxDtls")).collect();
    let entry_ref = text(entry, &["AcctSvcrRef"]);
    let Some((only, [])) = details.split_first() else {
        return batch(entry, &details, currency, settled_at, entry_ref.as_deref().unwrap_or(at), whole);
    };
    let reference = text(*only, &["Refs", "AcctSvcrRef"]).or(entry_ref);
    let line_id = reference.clone().unwrap_or_else(|| at.to_owned());
    let parts = Parts { entry, details: Some(*only), settled_at, line_id, reference: reference.unwrap_or_default() };
    Some(vec![parts.line(Money::new(whole, currency))?])
}

/// An entry of several transactions, which must add up to it, or of none.
fn batch(
    entry: Node<'_, '_>,
    details: &[Node<'_, '_>],
    currency: Currency,
    settled_at: Timestamp,
    reference: &str,
    whole: i64,
) -> Option<Vec<Line>> {
    if details.is_empty() {
        let parts = Parts { entry, details: None, settled_at, line_id: reference.to_owned(), reference: reference.to_owned() };
        return Some(vec![parts.line(Money::new(whole, currency))?]);
    }
    let mut lines = Vec::new();
    let mut sum = 0_i64;
    for (index, details) in details.iter().enumerate() {
        let amount = signed_or(*details, currency, whole.signum())?;
        sum = sum.checked_add(amount)?;
        let own_ref = text(*details, &["Refs", "AcctSvcrRef"]);
        let line_id = own_ref.clone().unwrap_or_else(|| format!("{reference}/{}", index + 1));
        let parts = Parts {
            entry,
            details: Some(*details),
            settled_at,
            line_id,
            reference: own_ref.unwrap_or_else(|| reference.to_owned()),
        };
        lines.push(parts.line(Money::new(amount, currency))?);
    }
    (sum == whole).then_some(lines)
}

/// What a line is made of.
struct Parts<'a, 'input> {
    entry: Node<'a, 'input>,
    details: Option<Node<'a, 'input>>,
    settled_at: Timestamp,
    line_id: String,
    reference: String,
}

impl Parts<'_, '_> {
    fn line(self, signed: Money) -> Option<Line> {
        let details = self.details;
        let end_to_end = details.and_then(|details| text(details, &["Refs", "EndToEndId"]));
        let reason = details
            .and_then(|details| text(details, &["RtrInf", "Rsn", "Cd"]).or_else(|| text(details, &["RtrInf", "Rsn", "Prtry"])));
        let is_return = reason.is_some() || self.is_reversal();
        let kind = match (signed.amount_minor > 0, is_return) {
            (false, _) => LineKind::Payout,
            (true, true) => LineKind::Return,
            (true, false) => LineKind::Collect,
        };
        let fits = [&self.line_id, &self.reference].iter().all(|text| text.len() <= 200) && !self.line_id.is_empty();
        let fits = fits && signed.amount_minor != 0;
        fits.then(|| Line {
            line_id: self.line_id,
            settled_at: self.settled_at,
            kind,
            provider_ref: self.reference,
            merchant_ref: end_to_end.filter(|id| id != "NOTPROVIDED" && id.len() <= 200).unwrap_or_default(),
            amount: Money::new(signed.amount_minor.saturating_abs(), signed.currency),
            fee: Money::zero(signed.currency),
            detail: reason.unwrap_or_else(|| "RVSL".to_owned()),
        })
    }

    /// The bank undid it, or the other bank sent it back.
    fn is_reversal(&self) -> bool {
        let family = |node: Node<'_, '_>| text(node, &["BkTxCd", "Domn", "Fmly", "SubFmlyCd"]).as_deref() == Some("RRTN");
        text(self.entry, &["RvslInd"]).as_deref() == Some("true") || family(self.entry) || self.details.is_some_and(family)
    }
}

fn booked_at(entry: Node<'_, '_>) -> Option<Timestamp> {
    let moment = text(entry, &["BookgDt", "DtTm"]).and_then(|text| text.parse().ok());
    let midnight = |date: Date| date.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp());
    moment.or_else(|| text(entry, &["BookgDt", "Dt"])?.parse().ok().and_then(midnight))
}

/// An amount with its sign: what is credited to us is more than zero.
fn signed(node: Node<'_, '_>, currency: Currency) -> Option<i64> {
    match text(node, &["CdtDbtInd"])?.as_str() {
        "CRDT" => signed_or(node, currency, 1),
        "DBIT" => signed_or(node, currency, -1),
        _ => None,
    }
}

/// The same, of what need not say it: its entry does.
fn signed_or(node: Node<'_, '_>, currency: Currency, sign: i64) -> Option<i64> {
    let sign = match text(node, &["CdtDbtInd"]).as_deref() {
        Some("CRDT") => 1,
        Some("DBIT") => -1,
        _ => sign,
    };
    let amount = child(node, "Amt")?;
    let typed = amount.text()?.trim();
    // Banks write the decimals that a currency does not have.
    let typed = match typed.split_once('.') {
        Some((whole, rest)) if currency.decimals() == 0 && rest.bytes().all(|digit| digit == b'0') => whole,
        _ => typed,
    };
    let minor = Money::parse(typed, currency).ok()?.amount_minor;
    (amount.attribute("Ccy") == Some(currency.code()) && minor >= 0).then_some(sign * minor)
}

fn children<'a, 'input>(node: Node<'a, 'input>, tag: &'static str) -> impl Iterator<Item = Node<'a, 'input>> {
    node.children().filter(move |child| child.has_tag_name((NAMESPACE, tag)))
}

fn child<'a, 'input>(node: Node<'a, 'input>, tag: &'static str) -> Option<Node<'a, 'input>> {
    children(node, tag).next()
}

/// The text at the end of a path of elements; none where there is none, or it is empty.
fn text(node: Node<'_, '_>, path: &[&'static str]) -> Option<String> {
    let end = path.iter().try_fold(node, |node, tag| child(node, tag))?;
    Some(end.text()?.trim().to_owned()).filter(|text| !text.is_empty())
}

fn refused(code: &'static str) -> PaymentsError {
    PaymentsError::Invalid(vec![FieldError::new("statement", code)])
}

#[cfg(test)]
mod tests;
