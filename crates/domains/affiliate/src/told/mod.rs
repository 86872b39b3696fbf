//! What others tell of what happens here: letters, messages to programs. For the program itself only; each is read after the event.

mod queries;

use std::collections::{BTreeSet, HashMap};

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
        Ok(self.partnerships_news(actor, &[id]).await?.remove(&id))
    }

    /// Who works with whom, of several.
    pub async fn partnerships_news(
        &self,
        actor: &Actor,
        ids: &[PartnershipId],
    ) -> Result<HashMap<PartnershipId, PartnershipNews>, AffiliateError> {
        require_program_itself(actor)?;
        let ids = distinct(ids.iter().map(PartnershipId::as_uuid));
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let news = queries::partnerships(&mut *self.conn().await?, &ids).await?;
        Ok(news.into_iter().map(|news| (news.id, news)).collect())
    }

    /// A lead or a sale.
    pub async fn conversion_news(&self, actor: &Actor, id: ConversionId) -> Result<Option<ConversionNews>, AffiliateError> {
        Ok(self.conversions_news(actor, &[id]).await?.remove(&id))
    }

    /// Leads and sales.
    pub async fn conversions_news(
        &self,
        actor: &Actor,
        ids: &[ConversionId],
    ) -> Result<HashMap<ConversionId, ConversionNews>, AffiliateError> {
        require_program_itself(actor)?;
        let ids = distinct(ids.iter().map(ConversionId::as_uuid));
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let news = queries::conversions(&mut *self.conn().await?, &ids).await?;
        Ok(news.into_iter().map(|news| (news.id, news)).collect())
    }

    /// What was given back.
    pub async fn refunds_news(&self, actor: &Actor, ids: &[RefundId]) -> Result<HashMap<RefundId, RefundNews>, AffiliateError> {
        require_program_itself(actor)?;
        let ids = distinct(ids.iter().map(RefundId::as_uuid));
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        Ok(queries::refunds(&mut *self.conn().await?, &ids).await?)
    }

    /// What became of commissions, each by its journal.
    pub async fn commissions_news(
        &self,
        actor: &Actor,
        journal_ids: &[Uuid],
    ) -> Result<HashMap<Uuid, CommissionNews>, AffiliateError> {
        require_program_itself(actor)?;
        if journal_ids.is_empty() {
            return Ok(HashMap::new());
        }
        Ok(queries::commissions(&mut *self.conn().await?, journal_ids).await?)
    }
}

/// Each once.
fn distinct(ids: impl Iterator<Item = Uuid>) -> Vec<Uuid> {
    ids.collect::<BTreeSet<_>>().into_iter().collect()
}

fn require_program_itself(actor: &Actor) -> Result<(), Forbidden> {
    if matches!(actor.principal, Principal::System(_)) { Ok(()) } else { Err(Forbidden::NotAllowed) }
}
