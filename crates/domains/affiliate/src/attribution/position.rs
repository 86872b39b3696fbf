//! Sharing by position. A partner between the first and the last counts once, however often they were there: whoever follows their own
//! link again and again takes nothing from the others.

use std::collections::{BTreeMap, BTreeSet};

use contracts::affiliate::{PartnershipId, TouchId};

use super::{Credit, Outcome, Passed, Shares, Touch, WHOLE_BP, Why};

/// Shares among touches in their order, of at least two partners.
pub(super) fn share(shares: Shares, chosen: &[&Touch], outcomes: &mut BTreeMap<TouchId, Outcome>) -> Vec<Credit> {
    let [first, between @ .., last] = chosen else { return Vec::new() };
    let middle: BTreeSet<PartnershipId> = between.iter().map(|touch| touch.partnership_id).collect();
    let mut parts = vec![(first.partnership_id, shares.first_bp()), (last.partnership_id, shares.last_bp())];
    parts.extend(largest_remainder(shares.between_bp(), &middle));
    let mut by_partner = BTreeMap::<PartnershipId, u64>::new();
    for (partner, share) in parts {
        *by_partner.entry(partner).or_default() += u64::from(share);
    }
    by_partner.retain(|_, share| *share > 0);
    if middle.is_empty() {
        scale_to_whole(&mut by_partner, first.partnership_id);
    }
    credited(chosen, &by_partner, outcomes)
}

/// Equal parts of a whole: what cannot be divided goes to the first of them, by one each.
fn largest_remainder(whole: u32, partners: &BTreeSet<PartnershipId>) -> Vec<(PartnershipId, u32)> {
    let Ok(count) = u32::try_from(partners.len()) else { return Vec::new() };
    let Some(each) = whole.checked_div(count) else { return Vec::new() };
    let left = whole % count;
    partners.iter().zip(0..).map(|(partner, at)| (*partner, each + u32::from(at < left))).collect()
}

/// Nobody is between: the first and the last share everything, in proportion.
fn scale_to_whole(by_partner: &mut BTreeMap<PartnershipId, u64>, first: PartnershipId) {
    let sum: u64 = by_partner.values().sum();
    for share in by_partner.values_mut() {
        *share = (*share * u64::from(WHOLE_BP)).checked_div(sum).unwrap_or(0);
    }
    let given: u64 = by_partner.values().sum();
    if let Some(share) = by_partner.get_mut(&first) {
        *share += u64::from(WHOLE_BP).saturating_sub(given);
    }
}

/// Each partner is credited for the touch that closes, else that opens, else for their last one between.
fn credited(chosen: &[&Touch], shares: &BTreeMap<PartnershipId, u64>, outcomes: &mut BTreeMap<TouchId, Outcome>) -> Vec<Credit> {
    let mut credits = Vec::new();
    let end = chosen.len().saturating_sub(1);
    for (partner, share) in shares {
        let of_partner = || chosen.iter().enumerate().filter(|(_, touch)| touch.partnership_id == *partner);
        let place = |at: usize| {
            if at == end {
                3
            } else if at == 0 {
                2
            } else {
                1
            }
        };
        let Some((at, touch)) = of_partner().max_by_key(|(at, _)| (place(*at), *at)) else { continue };
        for (_, other) in of_partner() {
            outcomes.insert(other.id, Outcome::Passed(Passed::SamePartner));
        }
        let why = match place(at) {
            3 => Why::ClosesShared,
            2 => Why::OpensShared,
            _ => Why::BetweenShared,
        };
        outcomes.insert(touch.id, Outcome::Credited(why));
        credits.push((
            at,
            Credit { partnership_id: *partner, touch_id: touch.id, share_bp: u32::try_from(*share).unwrap_or(WHOLE_BP) },
        ));
    }
    // A partner with nothing of it: the first or the last of a program that gives these nothing.
    for touch in chosen.iter().filter(|touch| !shares.contains_key(&touch.partnership_id)) {
        let at_end = chosen.last().is_some_and(|last| last.id == touch.id);
        outcomes.insert(touch.id, Outcome::Passed(if at_end { Passed::NotFirst } else { Passed::NotLast }));
    }
    credits.sort_by_key(|(at, _)| *at);
    credits.into_iter().map(|(_, credit)| credit).collect()
}
