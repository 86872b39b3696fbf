//! Who is credited with a conversion, and why: pure.
//!
//! A conversion has touches: links that were followed, codes that were used. [`decide`] says for each of them what became of it, and shares
//! the conversion among partners. Invariants: shares add up to [`WHOLE_BP`] or there are none; a partner is credited once; the order in which
//! touches are given, or arrived, changes nothing; the same input gives the same decision for ever, so that a period can be decided again
//! under another policy. No clock, no SQL. `docs/attribution.md` states the policy with a case for each rule; the tests run that table.

mod decide;
mod policy;
mod position;
#[cfg(test)]
mod tests;

pub use self::{
    decide::{Credit, Decision, Outcome, Passed, Verdict, Why, decide},
    policy::{CouponRule, InvalidPolicy, Model, Policy, Shares},
};
use contracts::affiliate::{PartnershipId, TouchId};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// A whole conversion, in hundredths of a percent.
pub const WHOLE_BP: u32 = 10_000;

/// Clocks of shops differ from ours: a link followed up to this long after the order was followed before it.
pub const SKEW: SignedDuration = SignedDuration::from_mins(5);

/// How a partner was involved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TouchKind {
    /// A link of the partner's was followed.
    Link,
    /// A code of the partner's was used in the order.
    Code,
}

/// Why a touch cannot count, whatever the policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// A program followed the link, not a person.
    Robot,
    /// The page was fetched ahead of time, and nobody looked at it.
    Prefetch,
    /// The partnership had not begun, or was over.
    NoPartnership,
    /// The link was switched off or had expired.
    LinkOff,
    /// The code was switched off, had expired, or had been used as often as it may be.
    CodeOff,
    /// The buyer is the partner, and the program does not pay for that.
    OwnPurchase,
    /// Somebody decided that it was fraud.
    Fraud,
}

/// One touch of a conversion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touch {
    /// The touch: later ones have greater ids.
    pub id: TouchId,
    /// Whose it is.
    pub partnership_id: PartnershipId,
    /// How.
    pub kind: TouchKind,
    /// When the link was followed; of a code, when the order was placed.
    pub at: Timestamp,
    /// For how long it counts: as the terms said when it happened.
    pub window: SignedDuration,
    /// Why it cannot count.
    pub fault: Option<Fault>,
}
