//! Beancount: one transaction per journal that moved something.
//!
//! Its sign is the debit's: what we hold is positive, what we owe negative.

use std::io::{Result, Write};

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use super::{Exported, ExportedLine};
use crate::{
    AccountCode,
    chart::{AccountKey, Owner},
};

pub(super) fn head(out: &mut impl Write, accounts: &[(AccountKey, Timestamp)]) -> Result<()> {
    writeln!(out, "option \"title\" \"Griot\"")?;
    for (key, opened_at) in accounts {
        writeln!(out, "{} open {} {}", day(*opened_at), name(key), key.currency.code())?;
    }
    Ok(())
}

pub(super) fn journal(out: &mut impl Write, journal: &Exported) -> Result<()> {
    let moved: Vec<&ExportedLine> = journal.lines.iter().filter(|line| line.moved()).collect();
    if moved.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{} * \"{}\"", day(journal.posted_at), journal.kind)?;
    writeln!(out, "  journal: \"{}\"\n  seq: {}\n  event-at: \"{}\"", journal.id, journal.seq, journal.event_at)?;
    writeln!(out, "  cause: \"{}/{}\"", journal.cause_kind, journal.cause_id)?;
    for line in moved {
        let (amount, currency) = (line.amount.to_decimal_string(), line.amount.currency.code());
        writeln!(out, "  {}  {amount} {currency}", name(&line.debit))?;
        writeln!(out, "  {}  -{amount} {currency}", name(&line.credit))?;
    }
    Ok(())
}

/// Journals are sorted by when they were posted: beancount knows days only.
fn day(at: Timestamp) -> Date {
    at.to_zoned(TimeZone::UTC).date()
}

/// `Liabilities:Escrow:XOF:U01a1ff33-…`: every part begins with a capital.
fn name(key: &AccountKey) -> String {
    let owner = match &key.owner {
        Owner::Ours => String::new(),
        Owner::Provider(word) => format!(":{}", capital(word)),
        Owner::Thing(id) => format!(":U{id}"),
    };
    let code: String = key.code.as_str().split('_').map(capital).collect();
    format!("{}:{code}:{}{owner}", root(key.code), key.currency.code())
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Which of beancount's five kinds of account a code is.
const fn root(code: AccountCode) -> &'static str {
    match code {
        AccountCode::Clearing
        | AccountCode::PayoutClearing
        | AccountCode::Cash
        | AccountCode::AgentFloat
        | AccountCode::PartnerDebt => "Assets",
        AccountCode::Suspense
        | AccountCode::Escrow
        | AccountCode::Payable
        | AccountCode::RefundPayable
        | AccountCode::UnclaimedRefunds
        | AccountCode::MerchantWallet
        | AccountCode::CommissionPending
        | AccountCode::CommissionAvailable
        | AccountCode::MerchantClaims => "Liabilities",
        AccountCode::Liquidity => "Equity",
        AccountCode::PlatformRevenue | AccountCode::FxSpread => "Income",
        AccountCode::ProviderFees | AccountCode::RefundFees | AccountCode::Adjustments => "Expenses",
    }
}
