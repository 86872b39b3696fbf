//! What becomes of a project after its end.

use crowdfunding::{PayoutView, RefundsView};
use payments::{DisbursementState, DisbursementView, Rail};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::Amount;
use crate::words;

/// The refunds of a project that failed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProjectRefunds)]
pub(crate) struct RefundsBody {
    /// How many pledges were paid when it was decided.
    all: i64,
    /// How many of them arrived where they came from.
    back: i64,
    /// How many no rail took: kept for their backers.
    unclaimed: i64,
}

impl From<RefundsView> for RefundsBody {
    fn from(view: RefundsView) -> Self {
        Self { all: view.all, back: view.back, unclaimed: view.unclaimed }
    }
}

/// What a successful project owes its creator, and how far that is.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProjectPayout)]
pub(crate) struct PayoutBody {
    /// The creator's share.
    share: Amount,
    /// Ours.
    fee: Amount,
    /// The payout; null until the creator says where to.
    payout: Option<DisbursementBody>,
}

/// Money on its way to somebody.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Disbursement)]
pub(crate) struct DisbursementBody {
    id: Uuid,
    #[schema(schema_with = words::disbursement_states)]
    state: DisbursementState,
    amount: Amount,
    #[schema(schema_with = words::rails)]
    rail: Rail,
    /// The phone or the account it goes to, with most of it hidden.
    party: Option<String>,
}

impl From<PayoutView> for PayoutBody {
    fn from(view: PayoutView) -> Self {
        Self { share: view.share.into(), fee: view.fee.into(), payout: view.payout.map(Into::into) }
    }
}

impl From<DisbursementView> for DisbursementBody {
    fn from(view: DisbursementView) -> Self {
        Self { id: view.id.as_uuid(), state: view.state, amount: view.amount.into(), rail: view.rail, party: view.masked }
    }
}
