//! What a conversion earns, and what a refund takes back: pure.
//!
//! Invariants: an earning is rounded once, half up, to the minor unit, however many lines an order has; shares of it add up to it exactly;
//! refunds in however many parts take back what one refund of their sum would, and a full refund everything, to the last minor unit.
//! Integers only. `docs/attribution.md` states the rules.

mod reversal;
mod rules;
mod sale;
#[cfg(test)]
mod tests;

pub use self::{
    reversal::{RefundTooLarge, Reversal},
    rules::{InvalidRules, Pay, Per, Repeat, Rule, Rules, Scope},
    sale::{InvalidSale, Sale, SaleLine},
};
use kernel::Money;

use crate::attribution::Credit;

/// What each credit gets of an earning, in their order: by largest remainder, so that nothing is lost and nothing made.
pub fn shares(earned: Money, credits: &[Credit]) -> Vec<Money> {
    let weights: Vec<u32> = credits.iter().map(|credit| credit.share_bp).collect();
    earned.split(&weights).unwrap_or_default()
}
