//! The decision.

use std::collections::BTreeMap;

use contracts::affiliate::{PartnershipId, TouchId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{CouponRule, Fault, Model, Policy, SKEW, Touch, TouchKind, WHOLE_BP, position};

/// Why a touch is credited: also the key of a sentence that its partner and the merchant read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// Nobody else was involved.
    Only,
    /// It was the last.
    Last,
    /// It was the first.
    First,
    /// Its code was used, and codes come before links.
    Code,
    /// Its code was used, and no link counts.
    CodeAlone,
    /// It was the first of several that share.
    OpensShared,
    /// It was between the first and the last.
    BetweenShared,
    /// It was the last of several that share.
    ClosesShared,
}

/// Why a touch gets nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Passed {
    /// It cannot count at all.
    Fault(Fault),
    /// It was too long before the order.
    TooOld,
    /// It came after the order.
    TooLate,
    /// Another one came later, and the last counts.
    NotLast,
    /// Another one came earlier, and the first counts.
    NotFirst,
    /// A code was used, and codes come before links.
    CodeBefore,
    /// A link counts, and codes count only without.
    LinkBefore,
    /// The same partner is credited for another touch.
    SamePartner,
}

/// What became of a touch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Its partner is credited for it.
    Credited(Why),
    /// It is not what its partner is credited for, if it is.
    Passed(Passed),
}

/// A touch, and what became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// The touch.
    pub touch_id: TouchId,
    /// What became of it.
    pub outcome: Outcome,
}

/// A partner's share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credit {
    /// Whose it is.
    pub partnership_id: PartnershipId,
    /// The touch it is credited for: its terms say what it earns.
    pub touch_id: TouchId,
    /// In hundredths of a percent.
    pub share_bp: u32,
}

/// Who is credited, and what became of every touch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// In the order of the touches; nobody when no touch counts.
    pub credits: Vec<Credit>,
    /// Every touch, in its order.
    pub verdicts: Vec<Verdict>,
}

/// Shares a conversion that happened then among the partners of its touches.
pub fn decide(policy: &Policy, touches: &[Touch], occurred_at: Timestamp) -> Decision {
    let mut ordered: Vec<&Touch> = touches.iter().collect();
    // A code is used with the order: after every link that counts.
    ordered.sort_by_key(|touch| (touch.kind == TouchKind::Code, touch.at, touch.id));
    ordered.dedup_by_key(|touch| touch.id);
    let mut outcomes = BTreeMap::<TouchId, Outcome>::new();
    let mut counting = Vec::new();
    for touch in &ordered {
        match standing(touch, occurred_at) {
            Some(passed) => drop(outcomes.insert(touch.id, Outcome::Passed(passed))),
            None => counting.push(*touch),
        }
    }
    let chosen = chosen_by_code(policy, &counting, &mut outcomes);
    let shares = share(policy, &chosen, &mut outcomes);
    let verdict = |touch: &&Touch| Some(Verdict { touch_id: touch.id, outcome: *outcomes.get(&touch.id)? });
    Decision { credits: shares, verdicts: ordered.iter().filter_map(verdict).collect() }
}

/// Why a touch does not count under any policy; none when it does.
fn standing(touch: &Touch, occurred_at: Timestamp) -> Option<Passed> {
    if let Some(fault) = touch.fault {
        return Some(Passed::Fault(fault));
    }
    if touch.kind == TouchKind::Code {
        return None;
    }
    let age = occurred_at.duration_since(touch.at);
    if age < -SKEW {
        return Some(Passed::TooLate);
    }
    (age > touch.window).then_some(Passed::TooOld)
}

/// The touches that remain once codes and links were weighed against each other.
fn chosen_by_code<'t>(policy: &Policy, counting: &[&'t Touch], outcomes: &mut BTreeMap<TouchId, Outcome>) -> Vec<&'t Touch> {
    let (codes, links): (Vec<_>, Vec<_>) = counting.iter().copied().partition(|touch| touch.kind == TouchKind::Code);
    let (kept, left, why) = match policy.coupon {
        CouponRule::Wins if !codes.is_empty() => (codes, links, Passed::CodeBefore),
        CouponRule::Else if !links.is_empty() => (links, codes, Passed::LinkBefore),
        CouponRule::Wins | CouponRule::Else | CouponRule::Touches => (counting.to_vec(), Vec::new(), Passed::SamePartner),
    };
    for touch in left {
        outcomes.insert(touch.id, Outcome::Passed(why));
    }
    kept
}

fn share(policy: &Policy, chosen: &[&Touch], outcomes: &mut BTreeMap<TouchId, Outcome>) -> Vec<Credit> {
    let (Some(first), Some(last)) = (chosen.first(), chosen.last()) else { return Vec::new() };
    let alone = chosen.iter().all(|touch| touch.partnership_id == first.partnership_id);
    let (winner, others) = match policy.model {
        Model::Last => (last, Passed::NotLast),
        Model::First => (first, Passed::NotFirst),
        // A partner who is alone is credited for the last touch, as a person would say it.
        Model::Position(_) if alone => (last, Passed::NotLast),
        Model::Position(shares) => return position::share(shares, chosen, outcomes),
    };
    for touch in chosen {
        let same = touch.partnership_id == winner.partnership_id;
        outcomes.insert(touch.id, Outcome::Passed(if same { Passed::SamePartner } else { others }));
    }
    outcomes.insert(winner.id, Outcome::Credited(why(policy, winner, alone)));
    vec![Credit { partnership_id: winner.partnership_id, touch_id: winner.id, share_bp: WHOLE_BP }]
}

const fn why(policy: &Policy, winner: &Touch, alone: bool) -> Why {
    match (winner.kind, policy.coupon, policy.model) {
        (TouchKind::Code, CouponRule::Wins, _) => Why::Code,
        (TouchKind::Code, CouponRule::Else, _) => Why::CodeAlone,
        _ if alone => Why::Only,
        (_, _, Model::First) => Why::First,
        (_, _, Model::Last | Model::Position(_)) => Why::Last,
    }
}
