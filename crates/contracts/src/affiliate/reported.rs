//! What shops reported, and what became of the commissions of it.

use kernel::Money;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{CommissionId, ConversionId, PartnershipId, RefundId};
use crate::identity::OrganisationId;

/// A shop told of a lead or a sale, for the first time.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ConversionReported {
    /// The conversion.
    pub conversion_id: ConversionId,
    /// The merchant.
    pub organisation_id: OrganisationId,
}

impl crate::Event for ConversionReported {
    const TOPIC: &'static str = "affiliate.conversion-reported.v1";
    fn key(&self) -> Uuid {
        self.conversion_id.as_uuid()
    }
}

/// A shop gave back an order that is known, or a part of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ConversionRefunded {
    /// The refund.
    pub refund_id: RefundId,
    /// The sale.
    pub conversion_id: ConversionId,
    /// The merchant.
    pub organisation_id: OrganisationId,
}

impl crate::Event for ConversionRefunded {
    const TOPIC: &'static str = "affiliate.conversion-refunded.v1";
    fn key(&self) -> Uuid {
        self.conversion_id.as_uuid()
    }
}

/// A sale was told of which something was given back before it, in another currency than it: nothing is taken back for that.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RefundUncounted {
    /// The sale.
    pub conversion_id: ConversionId,
    /// The merchant.
    pub organisation_id: OrganisationId,
}

impl crate::Event for RefundUncounted {
    const TOPIC: &'static str = "affiliate.refund-uncounted.v1";
    fn key(&self) -> Uuid {
        self.conversion_id.as_uuid()
    }
}

/// What became of a commission in the books.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CommissionMove {
    /// It is held for the partner.
    Earned,
    /// It, or a part of it, was taken back.
    Reversed,
    /// It can be paid out.
    Matured,
}

/// A commission moved in the books: once for each of its journals.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CommissionMoved {
    /// The journal.
    pub journal_id: Uuid,
    /// The commission.
    pub commission_id: CommissionId,
    /// Whose it is.
    pub partnership_id: PartnershipId,
    /// The merchant.
    pub organisation_id: OrganisationId,
    /// What became of it.
    pub what: CommissionMove,
    /// How much moved.
    pub amount: Money,
}

impl crate::Event for CommissionMoved {
    const TOPIC: &'static str = "affiliate.commission-moved.v1";
    fn key(&self) -> Uuid {
        self.commission_id.as_uuid()
    }
}
