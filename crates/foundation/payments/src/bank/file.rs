//! The file of a batch: `pain.001.001.09` (ISO 20022), or a table for banks that take no XML. Pure: the same batch is the same file.

use jiff::{Timestamp, civil::Date};
use kernel::Money;
use uuid::Uuid;

use super::{
    OwnAccount, TransferFormat,
    payee::{Payee, latin},
};
use crate::PaymentsError;

/// One transfer of a batch.
#[derive(Debug)]
pub(super) struct Order {
    /// The attempt: what the statement names again.
    pub(super) id: Uuid,
    pub(super) amount: Money,
    pub(super) payee: Payee,
    /// What the payee reads.
    pub(super) reason: String,
}

/// A batch before it is a file.
#[derive(Debug)]
pub(super) struct Content<'a> {
    pub(super) id: Uuid,
    pub(super) created_at: Timestamp,
    pub(super) execution_on: Date,
    pub(super) from: &'a OwnAccount,
    pub(super) orders: &'a [Order],
    pub(super) total: Money,
}

/// Writes it.
pub(super) fn write(format: TransferFormat, content: &Content<'_>) -> Result<String, PaymentsError> {
    match format {
        TransferFormat::Pain001 => Ok(pain_001(content)),
        TransferFormat::Csv => table(content),
    }
}

/// Names of the table's columns, which docs/money.md explains.
const COLUMNS: [&str; 8] = ["end_to_end_id", "holder", "account", "bic", "amount", "currency", "execution_date", "reason"];

fn table(content: &Content<'_>) -> Result<String, PaymentsError> {
    let broken = |_csv| PaymentsError::Bug("a table that cannot be written");
    let mut out = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    out.write_record(COLUMNS).map_err(broken)?;
    for order in content.orders {
        let record = [
            end_to_end(order.id),
            latin(&order.payee.holder),
            order.payee.account.bban().to_owned(),
            order.payee.bic.clone().unwrap_or_default(),
            order.amount.to_decimal_string(),
            order.amount.currency.code().to_owned(),
            content.execution_on.to_string(),
            order.reason.clone(),
        ];
        out.write_record(&record).map_err(broken)?;
    }
    let bytes = out.into_inner().map_err(|_csv| PaymentsError::Bug("a table that cannot be written"))?;
    String::from_utf8(bytes).map_err(|_utf8| PaymentsError::Bug("a table that is no text"))
}

/// At most 35 characters: a UUID without hyphens.
fn end_to_end(id: Uuid) -> String {
    id.simple().to_string()
}

fn pain_001(content: &Content<'_>) -> String {
    let mut xml = Xml(String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"));
    xml.open("Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.001.001.09\"");
    xml.open("CstmrCdtTrfInitn");
    xml.open("GrpHdr");
    xml.leaf("MsgId", &end_to_end(content.id));
    xml.leaf("CreDtTm", &content.created_at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string());
    sums(&mut xml, content);
    xml.open("InitgPty");
    xml.leaf("Nm", &latin(&content.from.holder));
    xml.close("InitgPty");
    xml.close("GrpHdr");
    xml.open("PmtInf");
    head(&mut xml, content);
    for order in content.orders {
        transfer(&mut xml, order);
    }
    xml.close("PmtInf");
    xml.close("CstmrCdtTrfInitn");
    xml.close("Document");
    xml.0
}

fn sums(xml: &mut Xml, content: &Content<'_>) {
    xml.leaf("NbOfTxs", &content.orders.len().to_string());
    xml.leaf("CtrlSum", &content.total.to_decimal_string());
}

/// From which account, when, and who bears the charges: shared in the euro area as its rules have it, we elsewhere, so that
/// what is owed arrives whole.
fn head(xml: &mut Xml, content: &Content<'_>) {
    let from = content.from;
    let is_sepa = from.currency == kernel::Currency::Eur;
    xml.leaf("PmtInfId", &end_to_end(content.id));
    xml.leaf("PmtMtd", "TRF");
    xml.leaf("BtchBookg", "false");
    sums(xml, content);
    if is_sepa {
        xml.raw("<PmtTpInf><SvcLvl><Cd>SEPA</Cd></SvcLvl></PmtTpInf>");
    }
    xml.raw(&format!("<ReqdExctnDt><Dt>{}</Dt></ReqdExctnDt>", content.execution_on));
    xml.open("Dbtr");
    xml.leaf("Nm", &latin(&from.holder));
    xml.close("Dbtr");
    xml.raw(&format!("<DbtrAcct><Id><IBAN>{}</IBAN></Id><Ccy>{}</Ccy></DbtrAcct>", from.account.as_str(), from.currency.code()));
    match from.bic() {
        Some(bic) => xml.raw(&format!("<DbtrAgt><FinInstnId><BICFI>{bic}</BICFI></FinInstnId></DbtrAgt>")),
        None => xml.raw("<DbtrAgt><FinInstnId><Othr><Id>NOTPROVIDED</Id></Othr></FinInstnId></DbtrAgt>"),
    }
    xml.leaf("ChrgBr", if is_sepa { "SLEV" } else { "DEBT" });
}

fn transfer(xml: &mut Xml, order: &Order) {
    let id = end_to_end(order.id);
    let (amount, currency) = (order.amount.to_decimal_string(), order.amount.currency.code());
    xml.open("CdtTrfTxInf");
    xml.raw(&format!("<PmtId><InstrId>{id}</InstrId><EndToEndId>{id}</EndToEndId></PmtId>"));
    xml.raw(&format!("<Amt><InstdAmt Ccy=\"{currency}\">{amount}</InstdAmt></Amt>"));
    if let Some(bic) = &order.payee.bic {
        xml.raw(&format!("<CdtrAgt><FinInstnId><BICFI>{bic}</BICFI></FinInstnId></CdtrAgt>"));
    }
    xml.open("Cdtr");
    xml.leaf("Nm", &latin(&order.payee.holder));
    xml.close("Cdtr");
    xml.raw(&format!("<CdtrAcct><Id><IBAN>{}</IBAN></Id></CdtrAcct>", order.payee.account.as_str()));
    xml.open("RmtInf");
    xml.leaf("Ustrd", &order.reason);
    xml.close("RmtInf");
    xml.close("CdtTrfTxInf");
}

/// A document that is written from its first line to its last.
struct Xml(String);

impl Xml {
    fn open(&mut self, tag: &str) {
        self.0.push_str(&format!("<{tag}>\n"));
    }

    fn close(&mut self, tag: &str) {
        self.0.push_str(&format!("</{tag}>\n"));
    }

    /// What holds no text of anybody's.
    fn raw(&mut self, text: &str) {
        self.0.push_str(text);
        self.0.push('\n');
    }

    fn leaf(&mut self, tag: &str, text: &str) {
        let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        self.0.push_str(&format!("<{tag}>{text}</{tag}>\n"));
    }
}

#[cfg(test)]
mod tests;
