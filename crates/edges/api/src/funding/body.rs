//! Projects and pledges outside. Renaming a member here breaks programs.

mod delivery;
mod document;
mod draft;
mod outcome;
mod pledge;
mod project;
mod proof;
mod visits;
mod voice;

use kernel::{Currency, Money};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub(crate) use delivery::{DeliveriesBody, DeliveryBody, DeliveryStateBody};
pub(crate) use document::{DocumentsBody, NewDocument};
pub(crate) use draft::{ProjectBody, ProjectChange};
pub(crate) use outcome::{PayoutBody, RefundsBody};
pub(crate) use pledge::{BackerBody, FundingBody, NewPledge, PledgeBody, PledgeLineBody, PledgeRowBody};
pub(crate) use project::{ProjectCardBody, ProjectDetailsBody, TotalBody};
pub(crate) use proof::{CheckedBody, HeadBody, KeyBody, ProofBody};
pub(crate) use visits::VisitsBody;
pub(crate) use voice::{CommentBody, NewProjectComment, NewUpdate, ThreadBody, UpdateBody};

use crate::words;

/// An amount in the minor unit of its currency: francs for XOF, cents for EUR and MAD.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Amount)]
pub(crate) struct Amount {
    amount_minor: i64,
    /// ISO 4217.
    #[schema(schema_with = words::currencies)]
    currency: Currency,
}

impl From<Money> for Amount {
    fn from(money: Money) -> Self {
        Self { amount_minor: money.amount_minor, currency: money.currency }
    }
}

impl From<Amount> for Money {
    fn from(amount: Amount) -> Self {
        Self::new(amount.amount_minor, amount.currency)
    }
}

/// Why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reason {
    /// Whom it concerns reads it; the audit trail keeps it.
    #[schema(min_length = 3, max_length = 500)]
    pub(crate) reason: String,
}
