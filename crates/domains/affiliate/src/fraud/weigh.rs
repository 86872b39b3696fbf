//! Weighing conversions in the transaction that credits them.
//!
//! What is found never refuses a report and never changes who is credited: at the most it holds what was earned.

use contracts::{
    affiliate::{ClickId, ConversionId, FraudCaseChanged, FraudCaseId, PartnershipId, ProgramId},
    identity::OrganisationId,
};
use jiff::{SignedDuration, Timestamp};
use kernel::AccountId;
use platform::Tx;

use super::{
    Buyer, FraudPolicyView, FraudState, facts,
    model::FraudMode,
    score::{Facts, Score, of_conversion},
    store,
};
use crate::{
    Affiliate, AffiliateError,
    attribution::{Credit, Decision, Outcome, Passed, SKEW, Touch, TouchKind},
};

/// A conversion that was just decided.
pub(crate) struct Credited {
    pub(crate) conversion_id: ConversionId,
    pub(crate) customer: Option<[u8; 16]>,
    pub(crate) occurred_at: Timestamp,
    pub(crate) touches: Vec<Touch>,
    pub(crate) decision: Decision,
}

/// A partner who is credited with a conversion.
pub(super) struct Pair {
    pub(super) conversion_id: ConversionId,
    pub(super) partnership_id: PartnershipId,
    pub(super) customer: Option<[u8; 16]>,
    pub(super) occurred_at: Timestamp,
    /// The partner's click that is looked at.
    pub(super) click_id: Option<ClickId>,
    pub(super) is_code_alone: bool,
    pub(super) is_code_over_link: bool,
}

impl Pair {
    /// What the clicks of a day earn: nobody's order, and no click of its own.
    pub(super) const fn of_day(conversion_id: ConversionId, partnership_id: PartnershipId, since: Timestamp) -> Self {
        Self {
            conversion_id,
            partnership_id,
            customer: None,
            occurred_at: since,
            click_id: None,
            is_code_alone: false,
            is_code_over_link: false,
        }
    }
}

/// What is known of a pair.
pub(super) struct Known {
    pub(super) account_id: AccountId,
    pub(super) facts: Facts,
    pub(super) address: Option<Vec<u8>>,
    pub(super) agent: Option<Vec<u8>>,
}

/// A case as it will stand.
pub(super) struct Weighed<'p> {
    pub(super) id: FraudCaseId,
    pub(super) pair: &'p Pair,
    pub(super) known: Known,
    pub(super) score: Score,
    pub(super) before: Option<FraudState>,
    pub(super) state: FraudState,
}

/// A case as it stands.
pub(super) struct Standing {
    pub(super) id: FraudCaseId,
    pub(super) conversion_id: ConversionId,
    pub(super) partnership_id: PartnershipId,
    pub(super) state: FraudState,
}

impl Affiliate {
    /// Keeps what is needed of buyers, in the transaction that tells of their conversions; with what the shop calls each.
    pub(crate) async fn keep_buyers_in(
        &self,
        tx: &mut Tx,
        program_id: ProgramId,
        buyers: &[(ConversionId, &Buyer, Option<&str>)],
    ) -> Result<(), AffiliateError> {
        let signs: Vec<_> = buyers.iter().map(|(id, buyer, customer)| (*id, buyer.signs(*customer))).collect();
        Ok(store::insert_buyers(tx, program_id, &signs).await?)
    }

    /// Weighs conversions that were just decided: those that reports are `about`, and of their customers' others those that are credited
    /// to somebody new. The customers, or the conversions, are locked.
    pub(crate) async fn weigh_in(
        &self,
        tx: &mut Tx,
        (program_id, merchant): (ProgramId, OrganisationId),
        about: &[ConversionId],
        credited: &[Credited],
    ) -> Result<(), AffiliateError> {
        let by = facts::policy(tx.conn(), program_id).await?;
        if by.policy.mode == FraudMode::Off {
            return Ok(());
        }
        let ids: Vec<ConversionId> = credited.iter().map(|one| one.conversion_id).collect();
        let standing = facts::standing(tx, &ids).await?;
        withdraw(tx, &standing, credited).await?;
        let pairs = pairs(about, credited, &standing);
        if pairs.is_empty() {
            return Ok(());
        }
        let known = facts::facts(tx, program_id, &pairs, &by.policy.limits).await?;
        let weighed: Vec<Weighed<'_>> =
            pairs.iter().zip(known).map(|(pair, known)| weighed(pair, known, &standing, &by)).collect();
        let written = store::put(tx, program_id, &by, &weighed).await?;
        for one in weighed.iter().filter(|one| one.before != Some(one.state) && written.contains(&one.id)) {
            tell(tx, merchant, one).await?;
        }
        Ok(())
    }
}

pub(super) async fn tell(tx: &mut Tx, merchant: OrganisationId, one: &Weighed<'_>) -> Result<(), AffiliateError> {
    if one.state == FraudState::Clear {
        return Ok(());
    }
    store::add_entry(tx, one.id, store::Entry::by_itself(one.state.as_str(), one.score.sum)).await?;
    if one.state.is_told() {
        let changed = FraudCaseChanged {
            case_id: one.id,
            conversion_id: one.pair.conversion_id,
            partnership_id: one.pair.partnership_id,
            organisation_id: merchant,
            account_id: one.known.account_id,
            state: one.state.as_str().into(),
            is_disputed: false,
        };
        tx.emit(&changed).await?;
    }
    Ok(())
}

/// What is shown or held of somebody who is credited no more, holds nothing.
async fn withdraw(tx: &mut Tx, standing: &[Standing], credited: &[Credited]) -> Result<(), AffiliateError> {
    let is_credited = |case: &Standing| {
        let of = credited.iter().find(|one| one.conversion_id == case.conversion_id);
        of.is_some_and(|one| one.decision.credits.iter().any(|credit| credit.partnership_id == case.partnership_id))
    };
    let open = |case: &&Standing| matches!(case.state, FraudState::Shown | FraudState::Held);
    for case in standing.iter().filter(open).filter(|case| !is_credited(case)) {
        if store::set_clear(tx, case.id).await? {
            store::add_entry(tx, case.id, store::Entry::by_itself("withdrawn", 0)).await?;
        }
    }
    Ok(())
}

fn weighed<'p>(pair: &'p Pair, known: Known, standing: &[Standing], by: &FraudPolicyView) -> Weighed<'p> {
    let is_it = |case: &&Standing| (case.conversion_id, case.partnership_id) == (pair.conversion_id, pair.partnership_id);
    let before = standing.iter().find(is_it);
    let score = of_conversion(&known.facts, &by.policy);
    let state = FraudState::weighed(before.map(|case| case.state), &by.policy, score.sum);
    let id = before.map_or_else(FraudCaseId::generate, |case| case.id);
    Weighed { id, pair, known, score, before: before.map(|case| case.state), state }
}

fn pairs(about: &[ConversionId], credited: &[Credited], standing: &[Standing]) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for one in credited {
        for credit in &one.decision.credits {
            let is_it = |case: &Standing| (case.conversion_id, case.partnership_id) == (one.conversion_id, credit.partnership_id);
            if about.contains(&one.conversion_id) || !standing.iter().any(is_it) {
                pairs.push(pair(one, credit));
            }
        }
    }
    pairs
}

fn pair(one: &Credited, credit: &Credit) -> Pair {
    let is_own = |touch: &&Touch| touch.partnership_id == credit.partnership_id && touch.kind == TouchKind::Link;
    let before = |touch: &&Touch| touch.at <= one.occurred_at + SKEW;
    let by = one.touches.iter().find(|touch| touch.id == credit.touch_id);
    let is_code = by.is_some_and(|touch| touch.kind == TouchKind::Code);
    let click =
        if is_code { one.touches.iter().filter(is_own).filter(before).max_by_key(|touch| (touch.at, touch.id)) } else { by };
    let other = |id| one.touches.iter().any(|touch| touch.id == id && touch.partnership_id != credit.partnership_id);
    let passed = |outcome| outcome == Outcome::Passed(Passed::CodeBefore);
    Pair {
        conversion_id: one.conversion_id,
        partnership_id: credit.partnership_id,
        customer: one.customer,
        occurred_at: one.occurred_at,
        click_id: click.map(|touch| ClickId::from_uuid(touch.id.as_uuid())),
        is_code_alone: is_code && click.is_none(),
        is_code_over_link: is_code
            && one.decision.verdicts.iter().any(|verdict| passed(verdict.outcome) && other(verdict.touch_id)),
    }
}

/// Until when a case blocks that is held now.
pub(super) fn held_until(now: Timestamp, days: u16) -> Timestamp {
    now + SignedDuration::from_hours(24 * i64::from(days))
}
