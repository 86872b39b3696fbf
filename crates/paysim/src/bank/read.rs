//! Reading a file of transfers, as strictly as banks do.

use roxmltree::{Document, Node};

use super::{BankRefusal, File, Transfer};
use crate::money;

const NAMESPACE: &str = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09";

/// Reads it whole.
pub(super) fn read(xml: &str) -> Result<File, BankRefusal> {
    let document = Document::parse(xml).map_err(|error| BankRefusal::Unreadable(error.to_string()))?;
    let missing = |tag: &str| BankRefusal::Unreadable(format!("{tag} is missing"));
    let root = document.root_element();
    let initiation = child(root, "CstmrCdtTrfInitn").filter(|_| root.has_tag_name((NAMESPACE, "Document")));
    let initiation = initiation.ok_or_else(|| missing("CstmrCdtTrfInitn"))?;
    let header = child(initiation, "GrpHdr").ok_or_else(|| missing("GrpHdr"))?;
    let payment = child(initiation, "PmtInf").ok_or_else(|| missing("PmtInf"))?;
    let needed = |node, path: &[&'static str]| text(node, path).ok_or_else(|| missing(path.last().copied().unwrap_or_default()));
    let currency = needed(payment, &["DbtrAcct", "Ccy"])?;
    let mut file = File {
        message_id: id(needed(header, &["MsgId"])?)?,
        from: needed(payment, &["DbtrAcct", "Id", "IBAN"])?,
        currency,
        transfers: Vec::new(),
    };
    needed(payment, &["ReqdExctnDt", "Dt"])?;
    for node in payment.children().filter(|node| node.has_tag_name((NAMESPACE, "CdtTrfTxInf"))) {
        let amount = child(node, "Amt").and_then(|amount| child(amount, "InstdAmt")).ok_or_else(|| missing("InstdAmt"))?;
        let in_currency = amount.attribute("Ccy") == Some(file.currency.as_str());
        let amount_minor = amount.text().and_then(|text| money::parse(text.trim(), &file.currency)).filter(|_| in_currency);
        file.transfers.push(Transfer {
            end_to_end_id: id(needed(node, &["PmtId", "EndToEndId"])?)?,
            amount_minor: amount_minor.filter(|minor| *minor > 0).ok_or_else(|| missing("an amount"))?,
            holder: needed(node, &["Cdtr", "Nm"])?,
            account: needed(node, &["CdtrAcct", "Id", "IBAN"])?,
        });
    }
    let sum: i64 = file.transfers.iter().map(|transfer| transfer.amount_minor).sum();
    let says = |node| {
        let sum_of = text(node, &["CtrlSum"]).and_then(|text| money::parse(&text, &file.currency));
        (text(node, &["NbOfTxs"]).and_then(|text| text.parse().ok()), sum_of)
    };
    let is = (Some(file.transfers.len()), Some(sum));
    if file.transfers.is_empty() || says(header) != is || says(payment) != is {
        return Err(BankRefusal::Sums);
    }
    Ok(file)
}

/// An identifier of at most 35 characters.
fn id(text: String) -> Result<String, BankRefusal> {
    if text.len() <= 35 { Ok(text) } else { Err(BankRefusal::Unreadable(format!("{text} has more than 35 characters"))) }
}

fn child<'a, 'input>(node: Node<'a, 'input>, tag: &str) -> Option<Node<'a, 'input>> {
    node.children().find(|child| child.has_tag_name((NAMESPACE, tag)))
}

fn text(node: Node<'_, '_>, path: &[&'static str]) -> Option<String> {
    let end = path.iter().try_fold(node, |node, tag| child(node, tag))?;
    Some(end.text()?.trim().to_owned()).filter(|text| !text.is_empty())
}
