//! What a backer sees of a pledge.

use contracts::{
    crowdfunding::{PledgeId, ProjectId, TierId},
    payments::IntentId,
};
use kernel::Money;
use serde::Serialize;

use super::{Pledge, PledgeState};
use crate::Crowdfunding;

/// A pledge, for its backer: with the key that opens its payment.
#[derive(Debug, Clone, Serialize)]
pub struct PledgeView {
    /// The pledge.
    pub id: PledgeId,
    /// The project.
    pub project_id: ProjectId,
    /// The tier.
    pub tier_id: Option<TierId>,
    /// How much.
    pub amount: Money,
    /// Where it stands.
    pub state: PledgeState,
    /// Its payment.
    pub intent_id: IntentId,
    /// What opens the payment and the pledge to whoever holds it.
    pub key: String,
}

impl Crowdfunding {
    pub(super) fn view_of(&self, pledge: &Pledge) -> PledgeView {
        PledgeView {
            id: pledge.id,
            project_id: pledge.project_id,
            tier_id: pledge.tier_id,
            amount: pledge.amount,
            state: pledge.state,
            intent_id: pledge.intent_id,
            key: self.payments().key_of(pledge.intent_id),
        }
    }
}
