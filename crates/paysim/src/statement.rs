//! What a provider settled, as a file for reconciliation.
//!
//! One line per movement that succeeded, in the order of settling. The fee of a collection is the provider's fixed rate of
//! what was received, rounded to the nearest minor unit, halves up; a payout costs 1 %; a refund costs nothing, and the fee of
//! the collection is not given back. Amounts are positive: the kind tells the direction.

use crate::{
    Kind, Provider, TransactionState, money,
    world::{Entry, World},
};

const HEAD: &str = "line_id,settled_at,kind,provider_reference,merchant_reference,amount,fee,currency\n";
const PAYOUT_BASIS_POINTS: i64 = 100;

/// The statement of a provider.
pub(crate) fn csv(world: &World, provider: Provider) -> String {
    let mut lines: Vec<(&Entry, jiff::Timestamp)> = world
        .entries()
        .iter()
        .filter(|entry| entry.provider == provider && entry.state == TransactionState::Succeeded)
        .filter_map(|entry| entry.settled_at.map(|at| (entry, at)))
        .collect();
    lines.sort_by_key(|(_, at)| *at);
    let mut text = HEAD.to_owned();
    for (entry, at) in lines {
        text.push_str(&line(entry, at));
    }
    text
}

fn line(entry: &Entry, at: jiff::Timestamp) -> String {
    let amount = money::text(entry.received_minor, &entry.currency);
    let fee = money::text(fee_minor(entry), &entry.currency);
    let fields = [
        format!("{}-{}", entry.provider.slug(), entry.id),
        at.to_string(),
        entry.kind.name().to_owned(),
        entry.provider_reference.clone(),
        quoted(&entry.merchant_reference),
        amount,
        fee,
        entry.currency.clone(),
    ];
    fields.join(",") + "\n"
}

fn fee_minor(entry: &Entry) -> i64 {
    let rate = match entry.kind {
        Kind::Collect => entry.provider.fee_basis_points(),
        Kind::Payout => PAYOUT_BASIS_POINTS,
        Kind::Refund => 0,
    };
    (entry.received_minor.saturating_mul(rate) + 5_000) / 10_000
}

/// A field as RFC 4180 has it: what the merchant sent may contain anything.
fn quoted(text: &str) -> String {
    if text.contains(['"', ',', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}
