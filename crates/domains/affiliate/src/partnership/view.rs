//! Partnerships as people read them.

use contracts::{
    affiliate::{GroupId, PartnershipId, ProgramId},
    identity::OrganisationId,
};
use jiff::Timestamp;
use kernel::{AccountId, Actor, Currency, Page, PageRequest};
use serde::Serialize;

use super::{PartnershipState, queries};
use crate::{Affiliate, AffiliateError, EarningsView, MerchantRight, TermsView, member};

/// A partnership.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PartnershipView {
    /// The partnership.
    pub id: PartnershipId,
    /// In which program.
    pub program_id: ProgramId,
    /// What the program is called.
    pub program_title: String,
    /// Whose program it is.
    pub organisation_id: OrganisationId,
    /// What its merchant is called.
    pub merchant_name: String,
    /// The last part of the merchant's address.
    pub merchant_slug: String,
    /// Whose it is.
    pub account_id: AccountId,
    /// What the influencer is called.
    pub influencer_name: String,
    /// The last part of the influencer's address.
    pub influencer_slug: String,
    /// In which the program pays.
    pub currency: Currency,
    /// Whether everybody sees the merchant's page.
    pub merchant_listed: bool,
    /// Whether everybody sees the influencer's page.
    pub influencer_listed: bool,
    /// In which group.
    pub group_id: GroupId,
    /// What the group is called.
    pub group_name: String,
    /// Where it stands.
    pub state: PartnershipState,
    /// What the influencer wrote.
    pub message: String,
    /// What the merchant answered.
    pub answer: String,
    /// Taken by the program's rule.
    pub is_automatic: bool,
    /// When it was asked for.
    pub requested_at: Timestamp,
    /// When it was answered.
    pub decided_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// In lists: what the partner has; none of a request.
    pub earnings: Option<EarningsView>,
}

impl Affiliate {
    /// The caller's own partnerships, the newest request first.
    pub async fn my_partnerships(&self, actor: &Actor, page: &PageRequest) -> Result<Page<PartnershipView>, AffiliateError> {
        let account_id = actor.require_account()?;
        let mut conn = self.conn().await?;
        let rows = queries::of_account(&mut conn, account_id, page.after_row()?, i64::from(page.limit()) + 1).await?;
        drop(conn);
        let found = Page::from_rows(rows, page, |view: &PartnershipView| (view.requested_at, view.id.as_uuid()));
        self.with_earnings(found).await
    }

    /// The partnerships of a program, the newest request first: all, or those in one state. For the members of its merchant.
    pub async fn partnerships(
        &self,
        actor: &Actor,
        id: ProgramId,
        state: Option<PartnershipState>,
        page: &PageRequest,
    ) -> Result<Page<PartnershipView>, AffiliateError> {
        actor.require_account()?;
        let mut conn = self.conn().await?;
        let merchant = crate::program::merchant_of(&mut conn, id).await?.ok_or(AffiliateError::NotFound)?;
        member::require(&mut conn, actor, merchant, MerchantRight::Read).await?;
        let rows = queries::of_program(&mut conn, id, state, page.after_row()?, i64::from(page.limit()) + 1).await?;
        drop(conn);
        let found = Page::from_rows(rows, page, |view: &PartnershipView| (view.requested_at, view.id.as_uuid()));
        self.with_earnings(found).await
    }

    async fn with_earnings(&self, mut found: Page<PartnershipView>) -> Result<Page<PartnershipView>, AffiliateError> {
        let was_taken = |view: &PartnershipView| view.decided_at.is_some() && view.state != PartnershipState::Refused;
        let taken: Vec<_> = found.items.iter().filter(|view| was_taken(view)).map(|view| (view.id, view.currency)).collect();
        let mut earnings = self.earnings_of(&taken).await?.into_iter();
        for view in found.items.iter_mut().filter(|view| was_taken(view)) {
            view.earnings = earnings.next();
        }
        Ok(found)
    }

    /// A partnership, for its influencer and the members of its merchant.
    pub async fn partnership(&self, actor: &Actor, id: PartnershipId) -> Result<PartnershipView, AffiliateError> {
        actor.require_account()?;
        let mut conn = self.conn().await?;
        let view = queries::one(&mut conn, id).await?.ok_or(AffiliateError::NotFound)?;
        if !actor.is(view.account_id) {
            let merchant = crate::program::merchant_of(&mut conn, view.program_id).await?.ok_or(AffiliateError::NotFound)?;
            member::require(&mut conn, actor, merchant, MerchantRight::Read).await?;
        }
        Ok(view)
    }

    /// The caller's partnership in a program, whatever its state; none if they never asked.
    pub async fn my_partnership_in(&self, actor: &Actor, id: ProgramId) -> Result<Option<PartnershipView>, AffiliateError> {
        let account_id = actor.require_account()?;
        let mut conn = self.conn().await?;
        match queries::id_in(&mut conn, id, account_id).await? {
            Some(found) => Ok(queries::one(&mut conn, found).await?),
            None => Ok(None),
        }
    }

    /// What a partnership earns now: the terms of its group, for its influencer and the members of its merchant.
    pub async fn partnership_terms(&self, actor: &Actor, id: PartnershipId) -> Result<TermsView, AffiliateError> {
        let view = self.partnership(actor, id).await?;
        let mut conn = self.conn().await?;
        let mut versions = crate::program::terms_of(&mut conn, view.group_id).await?;
        if versions.is_empty() { Err(AffiliateError::NotFound) } else { Ok(versions.swap_remove(0)) }
    }
}
