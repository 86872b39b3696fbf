//! What others tell of what happens here: letters, messages to programs. For the program itself only; each is read after the event.

mod queries;

use contracts::{
    affiliate::{CommissionId, ConversionId, PartnershipId, ProgramId, RefundId, StatementId},
    identity::OrganisationId,
};
use jiff::{Timestamp, civil::Date};
use kernel::{AccountId, Actor, Forbidden, Money, Principal};
use uuid::Uuid;

use crate::{Affiliate, AffiliateError};

/// A partnership, as those are told of it who are not in it yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartnershipNews {
    /// The partnership.
    pub id: PartnershipId,
    /// In which program.
    pub program_id: ProgramId,
    /// What the program is called.
    pub program_title: String,
    /// The merchant.
    pub organisation_id: OrganisationId,
    /// What the merchant is called.
    pub merchant_name: String,
    /// The influencer.
    pub account_id: AccountId,
    /// What the influencer is called.
    pub influencer_name: String,
}

/// A conversion, and what was given back of it, as its merchant's programs are told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConversionNews {
    /// The conversion.
    pub id: ConversionId,
    /// In which program.
    pub program_id: ProgramId,
    /// Whether a `lead` or a `sale`.
    pub kind: String,
    /// The shop's own number.
    pub order_id: String,
    /// What was paid.
    pub amount: Money,
    /// What of it was given back until now.
    pub refunded: Money,
    /// When it happened.
    pub occurred_at: Timestamp,
    /// The partners who are credited with it, at most a hundred.
    pub partnerships: Vec<PartnershipId>,
}

/// A refund.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundNews {
    /// The shop's own number of it.
    pub external_id: String,
    /// When it happened.
    pub occurred_at: Timestamp,
}

/// A commission, as a partner's programs are told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommissionNews {
    /// The commission.
    pub id: CommissionId,
    /// Of which conversion.
    pub conversion_id: ConversionId,
    /// Whether of a `lead`, of a `sale`, of the `clicks` of a day, or a `bonus`.
    pub kind: String,
    /// The shop's own number of the order; of clicks their day, the partnership and the terms; of a bonus
    /// its month, the partnership and the step.
    pub order_id: String,
    /// What of it is owed now.
    pub owed: Money,
    /// From when it can be paid out.
    pub matures_at: Timestamp,
    /// The click that it goes back to, as it stands in the destination's address; none of a code.
    pub click_id: Option<String>,
    /// What the partner put into the link, `sub1` to `sub5`.
    pub subs: [Option<String>; 5],
    /// When the journal was made.
    pub at: Timestamp,
}

/// A statement, as its partner is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementNews {
    /// The first day of its month.
    pub month: Date,
    /// What was earned.
    pub total: Money,
    /// With whom.
    pub merchant_name: String,
    /// Whether it is an invoice in the partner's name.
    pub is_invoice: bool,
}

impl Affiliate {
    /// A statement that was issued.
    pub async fn statement_news(&self, actor: &Actor, id: StatementId) -> Result<Option<StatementNews>, AffiliateError> {
        require_program_itself(actor)?;
        Ok(queries::statement(&mut *self.conn().await?, id).await?)
    }

    /// Who works with whom.
    pub async fn partnership_news(&self, actor: &Actor, id: PartnershipId) -> Result<Option<PartnershipNews>, AffiliateError> {
        require_program_itself(actor)?;
        Ok(queries::partnership(&mut *self.conn().await?, id).await?)
    }

    /// A lead or a sale.
    pub async fn conversion_news(&self, actor: &Actor, id: ConversionId) -> Result<Option<ConversionNews>, AffiliateError> {
        require_program_itself(actor)?;
        Ok(queries::conversion(&mut *self.conn().await?, id).await?)
    }

    /// What was given back.
    pub async fn refund_news(&self, actor: &Actor, id: RefundId) -> Result<Option<RefundNews>, AffiliateError> {
        require_program_itself(actor)?;
        Ok(queries::refund(&mut *self.conn().await?, id).await?)
    }

    /// What became of a commission by a journal.
    pub async fn commission_news(&self, actor: &Actor, journal_id: Uuid) -> Result<Option<CommissionNews>, AffiliateError> {
        require_program_itself(actor)?;
        Ok(queries::commission(&mut *self.conn().await?, journal_id).await?)
    }
}

fn require_program_itself(actor: &Actor) -> Result<(), Forbidden> {
    if matches!(actor.principal, Principal::System(_)) { Ok(()) } else { Err(Forbidden::NotAllowed) }
}
