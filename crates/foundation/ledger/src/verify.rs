//! Proving the invariants from the rows: every break is named, with what it concerns.
//!
//! Reads one snapshot, so that what is posted meanwhile is no break. Takes as long as reading everything takes.

mod queries;

use jiff::SignedDuration;
use serde::Serialize;

use crate::{
    Checkpoint, Ledger, LedgerError,
    checkpoint::{self, Sealed},
};

/// The most breaks named of one invariant.
pub(crate) const FINDINGS_MAX: i64 = 100;
/// How long a reservation may be past its time before it is a break.
const GRACE: SignedDuration = SignedDuration::from_mins(10);
/// How many checkpoints are read at once.
const CHECKPOINTS: i64 = 1000;

/// What must hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Invariant {
    /// I1: in each currency, debits equal credits, posted and pending.
    Balanced,
    /// I2: an account's counters are the sums over its transfers.
    CountersAreSums,
    /// I3: no account is beyond its bounds.
    WithinBounds,
    /// I4: a reservation is resolved at most once, by no more than was reserved, and none is open past its time.
    ResolvedOnce,
    /// I5: a journal has transfers, numbered without a gap.
    JournalsWhole,
    /// I6: both accounts of a transfer are of its currency.
    OneCurrency,
    /// I7: what is on a clearing account is what the provider has not settled yet, or an open break. Proven by `payments`.
    ClearingExplained,
    /// I8: what a project holds is the sum of its pledges. Proven by `crowdfunding`.
    EscrowIsPledges,
    /// I9: what a provider holds for us, and an agent, is what was settled and deposited. Proven by `payments`.
    CashAsSettled,
    /// I10: the chain of checkpoints, computed again, is the same.
    ChainHolds,
    /// I11: what partners hold, may be paid, were paid and owe is what was booked of their commissions; what they owe is what their
    /// merchants claim. Proven by `affiliate`.
    CommissionsAsBooked,
}

/// A break.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What does not hold.
    pub invariant: Invariant,
    /// What it concerns, in words and figures.
    pub what: String,
}

/// The result of a verification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verified {
    /// How many journals were read.
    pub journals: i64,
    /// How many transfers were read.
    pub transfers: i64,
    /// How many checkpoints were computed again.
    pub checkpoints: i64,
    /// The last of them: to be compared with what was kept elsewhere.
    pub last: Option<Checkpoint>,
    /// The breaks; none, as it should be.
    pub findings: Vec<Finding>,
}

impl Ledger {
    /// Proves the invariants of the ledger, or names what breaks them.
    pub async fn verify(&self) -> Result<Verified, LedgerError> {
        let mut tx = self.core.db.begin_snapshot(&kernel::Actor::system("ledger")).await?;
        let before = tx.now() - GRACE;
        let conn = tx.conn();
        let (journals, transfers) = queries::count(conn).await?;
        let mut findings = Vec::new();
        let mut add = |invariant, found: Vec<String>| findings.extend(found.into_iter().map(|what| Finding { invariant, what }));
        add(Invariant::Balanced, queries::unbalanced(conn).await?);
        add(Invariant::CountersAreSums, queries::wrong_counters(conn).await?);
        add(Invariant::WithinBounds, queries::beyond_bounds(conn).await?);
        add(Invariant::ResolvedOnce, queries::badly_resolved(conn, before).await?);
        add(Invariant::JournalsWhole, queries::broken_journals(conn).await?);
        add(Invariant::OneCurrency, queries::mixed_currencies(conn).await?);
        drop(tx);
        let (last, broken) = self.verify_chain().await?;
        findings.extend(broken);
        let (checkpoints, last) = (last.seq, (last.seq > 0).then(|| last.into()));
        Ok(Verified { journals, transfers, checkpoints, last, findings })
    }

    async fn verify_chain(&self) -> Result<(Sealed, Option<Finding>), LedgerError> {
        let pool = self.core.db.pool();
        let mut before = Sealed::default();
        loop {
            let checkpoints = checkpoint::list_checkpoints(pool, before.seq, CHECKPOINTS).await?;
            if checkpoints.is_empty() {
                return Ok((before, None));
            }
            for sealed in checkpoints {
                let (hash, journals) = checkpoint::seal(pool, &before, before.seq + 1, sealed.upto_seq).await?;
                if sealed.seq != before.seq + 1 || hash.as_slice() != sealed.hash || journals != sealed.journals {
                    let what = format!("checkpoint {} of {} does not cover what is there", sealed.seq, sealed.created_at);
                    return Ok((before, Some(Finding { invariant: Invariant::ChainHolds, what })));
                }
                before = sealed;
            }
        }
    }
}
