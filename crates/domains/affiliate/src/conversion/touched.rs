//! Conversions with their touches: what is looked at before anything is decided.

use std::collections::HashMap;

use contracts::affiliate::{ClickId, ConversionId, PartnershipId, ProgramId};
use platform::{DbError, Tx};

use super::facts::{self, Fact, Told};
use crate::{
    attribution::{Fault, SKEW},
    fraud,
};

/// The most clicks of other conversions that are touches of one: the latest.
const OTHERS: usize = 200;

/// All conversions of these customers, and in any case these, with their touches, in the order in which they happened. A click that one of
/// a customer's brought is a touch of the others. A few queries, however many there are.
pub(super) async fn touched(
    tx: &mut Tx,
    id: ProgramId,
    customers: &[[u8; 16]],
    ids: &[ConversionId],
) -> Result<Vec<(Told, Vec<Fact>)>, DbError> {
    let told = facts::told(tx, id, customers, ids).await?;
    let mut clicks: Vec<ClickId> = told.iter().flat_map(|one| one.clicks.iter().copied()).collect();
    clicks.sort_unstable();
    clicks.dedup();
    let clicks = facts::clicks(tx, id, &clicks).await?;
    let used: Vec<_> = told
        .iter()
        .enumerate()
        .flat_map(|(place, one)| one.codes.iter().map(move |code| (place, code.as_str(), one.occurred_at)))
        .collect();
    let mut codes: HashMap<usize, Vec<Fact>> = HashMap::new();
    for (place, fact) in facts::codes(tx, id, &used).await? {
        codes.entry(place).or_default().push(fact);
    }
    let all: Vec<ConversionId> = told.iter().map(|one| one.id).collect();
    let faults = fraud::faults(tx, &all).await?;
    let brought = brought(&told, &clicks);
    let touches = told.iter().enumerate().map(|(place, one)| {
        let mut touches = touches_of(one, brought.get(&key(one)).map_or(&[], Vec::as_slice));
        touches.extend(codes.remove(&place).unwrap_or_default());
        judged(one, &mut touches, &faults);
        touches
    });
    let touches: Vec<_> = touches.collect();
    Ok(told.into_iter().zip(touches).collect())
}

/// A customer, or a conversion that is nobody's.
type Whose = (Option<[u8; 16]>, Option<ConversionId>);

fn key(one: &Told) -> Whose {
    (one.customer, one.customer.is_none().then_some(one.id))
}

/// The clicks that somebody's conversions brought, by their ids, which grow with time.
fn brought(told: &[Told], clicks: &[Fact]) -> HashMap<Whose, Vec<Fact>> {
    let known: HashMap<_, &Fact> = clicks.iter().map(|fact| (fact.touch.id.as_uuid(), fact)).collect();
    let mut brought: HashMap<Whose, Vec<Fact>> = HashMap::new();
    for one in told {
        let found = one.clicks.iter().filter_map(|click| known.get(&click.as_uuid()).copied().cloned());
        brought.entry(key(one)).or_default().extend(found);
    }
    for facts in brought.values_mut() {
        facts.sort_by_key(|fact| fact.touch.id);
        facts.dedup_by_key(|fact| fact.touch.id);
    }
    brought
}

/// The clicks that are touches of a conversion: all that came with it, and of the customer's others those that could count.
fn touches_of(told: &Told, clicks: &[Fact]) -> Vec<Fact> {
    let is_own = |fact: &&Fact| told.clicks.iter().any(|click| click.as_uuid() == fact.touch.id.as_uuid());
    let could = |fact: &&Fact| {
        let age = told.occurred_at.duration_since(fact.touch.at);
        age >= -SKEW && age <= fact.touch.window
    };
    let mut touches: Vec<Fact> = clicks.iter().filter(is_own).cloned().collect();
    // By their ids, which grow with time.
    let others: Vec<&Fact> = clicks.iter().filter(|fact| !is_own(fact) && could(fact)).collect();
    if others.len() > OTHERS {
        tracing::warn!(conversion_id = %told.id, clicks = others.len(), "a customer with more clicks than are looked at");
    }
    touches.extend(others.into_iter().rev().take(OTHERS).cloned());
    touches
}

/// What somebody decided of a partner's touches in a conversion: they count no more.
fn judged(told: &Told, touches: &mut [Fact], faults: &[(ConversionId, PartnershipId, Fault)]) {
    for (_, partnership_id, fault) in faults.iter().filter(|(id, ..)| *id == told.id) {
        for fact in touches.iter_mut().filter(|fact| fact.touch.partnership_id == *partnership_id) {
            fact.touch.fault = fact.touch.fault.or(Some(*fault));
        }
    }
}
