//! Writing a statement: `camt.053.001.08`.

use jiff::Timestamp;

use super::{Account, Movement};
use crate::money;

/// What is on an account before anything is paid from it.
const OPENING_MINOR: i64 = 1_000_000_000;

/// The statement of an account up to now.
pub(super) fn write(number: &str, account: &Account, now: Timestamp) -> String {
    let closing = OPENING_MINOR + account.movements.iter().map(|movement| movement.amount_minor).sum::<i64>();
    let entries: String = account.movements.iter().map(|movement| entry(account, movement)).collect();
    let stamp = now.strftime("%Y-%m-%dT%H:%M:%SZ");
    let (opening, closing) = (balance(account, "OPBD", OPENING_MINOR, now), balance(account, "CLBD", closing, now));
    let currency = &account.currency;
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\">\n<BkToCstmrStmt>\n\
         <GrpHdr><MsgId>STMT-{at}</MsgId><CreDtTm>{stamp}</CreDtTm></GrpHdr>\n\
         <Stmt>\n<Id>STMT-{at}</Id><CreDtTm>{stamp}</CreDtTm>\n\
         <Acct><Id><IBAN>{number}</IBAN></Id><Ccy>{currency}</Ccy></Acct>\n{opening}{closing}{entries}</Stmt>\n\
         </BkToCstmrStmt>\n</Document>\n",
        at = now.as_second(),
    )
}

fn balance(account: &Account, code: &str, minor: i64, now: Timestamp) -> String {
    let amount = amount(account, minor);
    let day = now.strftime("%Y-%m-%d");
    format!("<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>{amount}<Dt><Dt>{day}</Dt></Dt></Bal>\n")
}

/// An amount and whether it is ours or the bank's.
fn amount(account: &Account, minor: i64) -> String {
    let way = if minor < 0 { "DBIT" } else { "CRDT" };
    let currency = &account.currency;
    format!("<Amt Ccy=\"{currency}\">{}</Amt><CdtDbtInd>{way}</CdtDbtInd>", money::text(minor.abs(), currency))
}

fn entry(account: &Account, movement: &Movement) -> String {
    let day = movement.at.strftime("%Y-%m-%d");
    let Movement { reference, end_to_end_id, .. } = movement;
    let family = if movement.returned.is_some() { "RRTN" } else { "ESCT" };
    let returned = movement.returned.map(|code| format!("<RtrInf><Rsn><Cd>{code}</Cd></Rsn></RtrInf>")).unwrap_or_default();
    let party = movement.party.replace('&', "&amp;").replace('<', "&lt;");
    format!(
        "<Ntry>{}<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{day}</Dt></BookgDt><ValDt><Dt>{day}</Dt></ValDt>\
         <AcctSvcrRef>{reference}</AcctSvcrRef>\
         <BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>ICDT</Cd><SubFmlyCd>{family}</SubFmlyCd></Fmly></Domn></BkTxCd>\
         <NtryDtls><TxDtls><Refs><AcctSvcrRef>{reference}</AcctSvcrRef><EndToEndId>{end_to_end_id}</EndToEndId></Refs>\
         {returned}<AddtlTxInf>{party}</AddtlTxInf></TxDtls></NtryDtls></Ntry>\n",
        amount(account, movement.amount_minor),
    )
}
