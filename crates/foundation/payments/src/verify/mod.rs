//! Proving that the ledger is what payments made of it: the accounts of providers and agents, computed again from attempts, statements
//! and deposits.
//!
//! Everything that moves such an account does so in the transaction that writes the row, so that one instant shows both alike.

mod queries;

use std::collections::HashMap;

use jiff::SignedDuration;
use kernel::{Actor, Money};
use ledger::{AccountKey, Balance, Finding, Invariant};

use crate::{Payments, PaymentsError};

/// How long a difference may have no break: a provider settles within three days, and what is missing is looked for every day.
const EXPLAINED_WITHIN: SignedDuration = SignedDuration::from_hours(24 * 5);

/// What should be on an account.
pub(crate) struct Expected {
    invariant: Invariant,
    key: AccountKey,
    posted_minor: i64,
}

impl Payments {
    /// Names what does not hold of the accounts of providers and agents (I7, I9); for the operator.
    pub async fn verify(&self) -> Result<Vec<Finding>, PaymentsError> {
        let mut tx = self.db().begin_snapshot(&Actor::system("payments")).await?;
        let before = tx.now() - EXPLAINED_WITHIN;
        let expected = queries::expected(tx.conn()).await?;
        let unexplained = queries::unexplained(tx.conn(), before).await?;
        let keys: Vec<AccountKey> = expected.iter().map(|it| it.key.clone()).collect();
        let held = self.ledger().opened_in(&mut tx, &keys).await?;
        let mut findings: Vec<Finding> = expected.iter().filter_map(|it| difference(it, &held)).collect();
        findings.extend(unexplained.into_iter().map(|what| Finding { invariant: Invariant::ClearingExplained, what }));
        Ok(findings)
    }
}

fn difference(expected: &Expected, held: &HashMap<AccountKey, Balance>) -> Option<Finding> {
    let currency = expected.key.currency();
    let held = held.get(&expected.key).map_or_else(|| Money::zero(currency), |balance| balance.posted);
    (held.amount_minor != expected.posted_minor).then(|| {
        let should = Money::new(expected.posted_minor, currency).to_decimal_string();
        let what = format!("{} holds {}, the rows make {should}", expected.key, held.to_decimal_string());
        Finding { invariant: expected.invariant, what }
    })
}
