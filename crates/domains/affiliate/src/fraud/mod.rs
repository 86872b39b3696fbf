//! Fraud: what speaks against a conversion, what it does, who decides. `docs/fraud.md` states it.
//!
//! Invariants: nothing that is weighed refuses a report or takes anything from anybody; it is shown or, where the merchant wants that, it
//! holds what was earned for a time that ends. Only a person rejects, with a reason, and the partner may answer. What is rejected goes the
//! way of every attribution: its touches count no more, and the commissions follow by journal. Once something of a conversion is payable,
//! only what is given back changes it. Every decision stays: by whom, when, why.

mod day;
mod due;
mod facts;
mod lists;
mod model;
pub mod score;
mod signs;
mod store;
mod sums;
#[cfg(test)]
mod tests;
mod view;
mod weigh;

use contracts::{
    affiliate::{ConversionId, FraudCaseChanged, FraudCaseId, PartnershipId, ProgramId},
    identity::OrganisationId,
};
use kernel::{AccountId, Actor, Forbidden, Permission};
use platform::Tx;
use serde_json::json;

pub(crate) use self::{
    facts::faults,
    signs::{network, paid},
    weigh::Credited,
};
pub use self::{
    model::{FraudGround, FraudLimits, FraudMode, FraudPolicy, FraudQueue, FraudState, FraudVerdict},
    score::{Finding, Score, Signal},
    signs::Buyer,
    sums::FraudFigures,
    view::{ClickSigns, FraudCaseView, FraudEntry, FraudPolicyView, PartnerFraudView},
};
use self::{store::Decided, weigh::held_until};
use crate::{
    Affiliate, AffiliateError, MerchantRight,
    check::{Check, require_valid},
    commission::Funding,
    conversion::Tries,
    member, named, profile, program,
};

/// How often a partner answers in one case.
const DISPUTES_MAX: i16 = 2;

/// Of what a case is, and between whom.
#[derive(Debug, Clone, Copy)]
struct Parties {
    id: FraudCaseId,
    conversion_id: ConversionId,
    partnership_id: PartnershipId,
    program_id: ProgramId,
    merchant: OrganisationId,
    partner: AccountId,
}

impl Affiliate {
    /// How conversions are weighed that are told from now on. Answers the number of the policy.
    pub async fn set_fraud_policy(&self, actor: &Actor, id: ProgramId, policy: &FraudPolicy) -> Result<i32, AffiliateError> {
        let mut tx = self.db().begin(actor).await?;
        program::managed(&mut tx, actor, id).await?;
        require_valid(policy.wrong())?;
        let version = store::add_policy(&mut tx, id, policy, actor.require_account()?).await?;
        tx.audit("affiliate.fraud-policy-set", id, json!({ "version": version, "mode": policy.mode.as_str() })).await?;
        tx.commit().await?;
        Ok(version)
    }

    /// Decides that a conversion counts for its partner, or does not: by those who manage the merchant, or the staff; never by the partner.
    /// `version` is the one that was read. Refused once something of the conversion is payable and this would change it.
    pub async fn decide_fraud_case(
        &self,
        actor: &Actor,
        id: FraudCaseId,
        version: i32,
        verdict: FraudVerdict,
        reason: &str,
    ) -> Result<(), AffiliateError> {
        let account_id = actor.require_account()?;
        let mut conn = self.conn().await?;
        let parties = lists::parties(&mut conn, id).await?.ok_or(AffiliateError::NotFound)?;
        if actor.is(parties.partner) {
            return Err(Forbidden::NotAllowed.into());
        }
        if !actor.may(Permission::CommentModerate) {
            member::require(&mut conn, actor, parties.merchant, MerchantRight::Manage).await?;
        }
        drop(conn);
        let reason = profile::suspension_reason(reason)?;
        let judgement = Judgement { by: account_id, version, verdict, reason };
        let mut tries = Tries::default();
        loop {
            let mut tx = self.db().begin(actor).await?;
            match self.judge_in(&mut tx, &parties, &judgement, tries.funding).await {
                Err(error) if tries.again(&error) => {}
                done => {
                    done?;
                    return Ok(tx.commit().await?);
                }
            }
        }
    }

    async fn judge_in(
        &self,
        tx: &mut Tx,
        parties: &Parties,
        judgement: &Judgement<'_>,
        funding: Funding,
    ) -> Result<(), AffiliateError> {
        let again = self.lock_conversion_in(tx, parties.conversion_id).await?;
        let case = store::lock(tx, parties.id).await?.ok_or(AffiliateError::NotFound)?;
        if case.version != judgement.version {
            return Err(AffiliateError::Changed);
        }
        let state = case.state.decided(judgement.verdict, case.is_disputed).ok_or(AffiliateError::WrongState)?;
        let changes = state == FraudState::Rejected || case.state == FraudState::Rejected;
        if changes && self.is_payable_in(tx, parties.conversion_id).await? {
            return Err(AffiliateError::Conflict("affiliate-fraud-payable"));
        }
        let ground = match judgement.verdict {
            FraudVerdict::Reject(ground) => Some(ground),
            FraudVerdict::Release => None,
        };
        if again.is_of_clicks() && ground == Some(FraudGround::OwnPurchase) {
            return Err(AffiliateError::field("verdict", "affiliate-fraud-ground-clicks"));
        }
        let by = facts::policy(tx.conn(), parties.program_id).await?;
        // Until a rejection is final nobody else is paid instead: the partner may still be right.
        let answers = state == FraudState::Rejected && case.disputes < DISPUTES_MAX;
        let blocks_until = answers.then(|| held_until(tx.now(), by.policy.dispute_days));
        store::set_decided(tx, parties.id, &Decided { state, ground, reason: judgement.reason, blocks_until }).await?;
        store::add_entry(tx, parties.id, store::Entry::by(judgement.by, state.as_str(), &case, ground, judgement.reason)).await?;
        let details = json!({ "state": state.as_str(), "ground": ground, "reason": judgement.reason });
        tx.audit("affiliate.fraud-decided", parties.id, details).await?;
        tx.emit(&changed(parties, state, false)).await?;
        if changes { self.decide_again_in(tx, &again, funding).await } else { Ok(()) }
    }

    /// The partner answers to what is held or rejected, at most twice; of what is rejected, until that is final. Somebody decides again.
    pub async fn dispute_fraud_case(&self, actor: &Actor, id: FraudCaseId, text: &str) -> Result<(), AffiliateError> {
        actor.require(Permission::Participate)?;
        let account_id = actor.require_account()?;
        let mut tx = self.db().begin(actor).await?;
        let parties = lists::parties(tx.conn(), id).await?.filter(|parties| actor.is(parties.partner));
        let parties = parties.ok_or(AffiliateError::NotFound)?;
        let text = named::words("text", text, 2000)?;
        let mut check = Check::default();
        check.require(text.chars().count() >= 3, "text", "affiliate-fraud-dispute-length");
        check.finish(())?;
        let case = store::lock(&mut tx, id).await?.ok_or(AffiliateError::NotFound)?;
        let (Some(until), false) = (case.blocks_until, case.is_disputed || case.disputes >= DISPUTES_MAX) else {
            return Err(AffiliateError::WrongState);
        };
        let by = facts::policy(tx.conn(), parties.program_id).await?;
        let until = until.max(held_until(tx.now(), by.policy.hold_days));
        store::set_disputed(&mut tx, id, &text, until).await?;
        store::add_entry(&mut tx, id, store::Entry::by(account_id, "disputed", &case, None, &text)).await?;
        tx.audit("affiliate.fraud-disputed", id, json!({})).await?;
        tx.emit(&changed(&parties, case.state, true)).await?;
        Ok(tx.commit().await?)
    }
}

/// What somebody decides, having read this version.
struct Judgement<'j> {
    by: AccountId,
    version: i32,
    verdict: FraudVerdict,
    reason: &'j str,
}

fn changed(parties: &Parties, state: FraudState, is_disputed: bool) -> FraudCaseChanged {
    FraudCaseChanged {
        case_id: parties.id,
        conversion_id: parties.conversion_id,
        partnership_id: parties.partnership_id,
        organisation_id: parties.merchant,
        account_id: parties.partner,
        state: state.as_str().into(),
        is_disputed,
    }
}
