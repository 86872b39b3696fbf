//! What becomes of a project after its end: refunds on their way, the payout of its creator.

use contracts::crowdfunding::ProjectId;
use kernel::{Actor, Money};
use payments::DisbursementView;
use serde::Serialize;

use super::{shares, store};
use crate::{Crowdfunding, CrowdfundingError};

/// The refunds of a project that failed, for everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct RefundsView {
    /// How many pledges were paid when it was decided.
    pub all: i64,
    /// How many of them arrived where they came from.
    pub back: i64,
    /// How many no rail took: kept for their backers.
    pub unclaimed: i64,
}

/// What a successful project owes its creator, and how far that is.
#[derive(Debug, Clone, Serialize)]
pub struct PayoutView {
    /// The creator's share.
    pub share: Money,
    /// Ours.
    pub fee: Money,
    /// The payout, once the creator said where to.
    pub payout: Option<DisbursementView>,
}

impl Crowdfunding {
    /// How many pledges of a failed project are back. None for a project that is not failed, or was and had nothing to give back.
    pub async fn refunds(&self, id: ProjectId) -> Result<Option<RefundsView>, CrowdfundingError> {
        Ok(store::refunds(self.db().pool(), id).await?)
    }

    /// What a successful project owes its creator: for the creator and the staff. None before it succeeded.
    pub async fn payout(&self, actor: &Actor, id: ProjectId) -> Result<Option<PayoutView>, CrowdfundingError> {
        self.require_insider(actor, id).await?;
        let Some(found) = store::succeeded(self.db().pool(), id).await? else { return Ok(None) };
        let (share, fee) = shares(found.fee_bp, found.raised)?;
        let payout = match found.payout_id {
            Some(payout_id) => self.payments().find_disbursement(payout_id).await?,
            None => None,
        };
        Ok(Some(PayoutView { share, fee, payout }))
    }

    /// Our share of a project that goes online today, in hundredths of a percent.
    pub fn fee_bp(&self) -> u16 {
        self.config().fee_bp
    }
}
