//! What the books say, beside what the providers did.

use std::collections::HashMap;

use anyhow::{Context, Result};
use paysim::{Kind, Transaction, TransactionState};

use super::stage::Stage;
use crate::seed;

/// Every try to pay or to give back, with what is booked of it, and whether a break about it waits for a person.
const ATTEMPTS: &str = "select a.id || ' ' || a.state || ' ' || a.booked_minor || ' ' ||
      exists (select from payments.breaks b where b.attempt_id = a.id and b.closed_at is null)
    from payments.attempts a";
/// Projects whose escrow is not the sum of their paid pledges, while they are open.
const ESCROWS: &str = "select count(*) from crowdfunding.projects p
    where p.state in ('online', 'waiting') and
      coalesce((select a.credits_posted - a.debits_posted from ledger.accounts a where a.code = 'escrow' and a.owner = p.id::text), 0)
      <> coalesce((select sum(amount_minor) from crowdfunding.pledges where project_id = p.id and state = 'paid'), 0)";
/// The tries of each payment back.
const RETURNS: &str = "select id || ' ' || disbursement_id from payments.attempts where disbursement_id is not null";

/// How many tries ended how, and how many are wrong.
#[derive(Debug, Default)]
pub(super) struct Books {
    pub(super) paid: u64,
    pub(super) failed: u64,
    /// Not what was asked for, or paid twice: somebody of the staff decides.
    pub(super) conflicted: u64,
    pub(super) open: u64,
    /// Differs, and a break says so.
    pub(super) explained: u64,
    pub(super) wrong: u64,
}

impl Books {
    pub(super) async fn read(stage: &Stage) -> Result<Self> {
        // The books first: what the provider does meanwhile makes a try open at most.
        let attempts = seed::query(stage.data.path(), ATTEMPTS).await?;
        let mut books = Self { wrong: seed::number(stage.data.path(), ESCROWS).await?, ..Self::default() };
        let transactions = stage.sim.transactions();
        let done: HashMap<&str, &Transaction> =
            transactions.iter().map(|transaction| (transaction.our_reference.as_str(), transaction)).collect();
        for line in attempts.lines().filter(|line| !line.is_empty()) {
            let mut words = line.split(' ');
            let mut word = || words.next().context("a short line");
            let (id, state, booked) = (word()?, word()?, word()?.parse::<i64>()?);
            let has_break = word()? == "true";
            books.count(state, booked, has_break, done.get(id).copied());
        }
        Ok(books)
    }

    fn count(&mut self, state: &str, booked: i64, has_break: bool, seen: Option<&Transaction>) {
        let moved = seen.filter(|seen| seen.state == TransactionState::Succeeded).map_or(0, |seen| seen.received_minor);
        let right = match state {
            "charged" => {
                self.paid += 1;
                moved == booked
            }
            "failed" => {
                self.failed += 1;
                moved == 0 && booked == 0
            }
            "integrity_failure" => {
                self.conflicted += 1;
                booked == 0 || moved == booked
            }
            _ => {
                self.open += 1;
                booked == 0
            }
        };
        self.explained += u64::from(!right && has_break);
        self.wrong += u64::from(!right && !has_break);
    }
}

/// Payments back of which more than one try arrived.
pub(super) async fn duplicates(stage: &Stage) -> Result<u64> {
    let returns = seed::query(stage.data.path(), RETURNS).await?;
    let of: HashMap<&str, &str> = returns.lines().filter_map(|line| line.split_once(' ')).collect();
    let mut arrived: HashMap<&str, u64> = HashMap::new();
    let transactions = stage.sim.transactions();
    for moved in transactions.iter().filter(|moved| moved.kind != Kind::Collect && moved.state == TransactionState::Succeeded) {
        let reference = moved.our_reference.as_str();
        // What nobody asked for counts as one too many by itself.
        *arrived.entry(of.get(reference).copied().unwrap_or("")).or_default() += 1;
    }
    let unknown = arrived.remove("").unwrap_or(0);
    Ok(unknown + arrived.values().map(|times| times - 1).sum::<u64>())
}
