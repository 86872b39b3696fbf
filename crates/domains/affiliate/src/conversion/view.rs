//! Conversions as merchants read them.

use std::collections::HashMap;

use contracts::affiliate::{ConversionId, PartnershipId, ProgramId, TouchId};
use jiff::Timestamp;
use kernel::{Actor, Money, Page, PageRequest};
use serde::Serialize;
use sqlx::PgConnection;

use super::queries;
use crate::{
    Affiliate, AffiliateError, CommissionStanding, MerchantRight,
    attribution::{Credit, Decision},
    commission, member,
};

/// A partner who is credited with a conversion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CreditedPartner {
    /// The partner.
    pub partnership_id: PartnershipId,
    /// What the influencer is called.
    pub influencer_name: String,
    /// The touch they are credited for.
    pub touch_id: TouchId,
    /// In hundredths of a percent.
    pub share_bp: u32,
    /// In lists of conversions: what it earns them; none where it earns nothing.
    pub commission: Option<CommissionStanding>,
}

/// A conversion, with why it is whose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConversionView {
    /// The conversion.
    pub id: ConversionId,
    /// Whether a `lead` or a `sale`.
    pub kind: String,
    /// The shop's own number.
    pub external_id: String,
    /// What was paid.
    pub amount: Money,
    /// What of it was given back, as far as that is counted.
    pub refunded: Money,
    /// What was told to be given back in another currency, before it was told: nothing is taken back for it.
    pub uncounted: Vec<Money>,
    /// When it happened.
    pub occurred_at: Timestamp,
    /// When it was told.
    pub received_at: Timestamp,
    /// How it was attributed: every touch, and what became of it.
    pub decision: Option<Decision>,
    /// Who is credited; nobody when no touch counts.
    pub partners: Vec<CreditedPartner>,
    /// By which version of the program's policy.
    pub policy_version: Option<i32>,
}

impl Affiliate {
    /// The conversions of a program, the latest first: for the members of its merchant.
    pub async fn conversions(
        &self,
        actor: &Actor,
        id: ProgramId,
        page: &PageRequest,
    ) -> Result<Page<ConversionView>, AffiliateError> {
        self.require_reader(actor, id).await?;
        let mut conn = self.conn().await?;
        let rows = queries::conversions(&mut conn, id, page.after_row()?, i64::from(page.limit()) + 1).await?;
        let mut found = Page::from_rows(rows, page, |view| (view.occurred_at, view.id.as_uuid()));
        let credits = |view: &ConversionView| view.decision.as_ref().map_or_else(Vec::new, |decision| decision.credits.clone());
        let all: Vec<_> = found.items.iter().flat_map(credits).collect();
        let names = names(&mut conn, &all).await?;
        let ids: Vec<_> = found.items.iter().map(|view| view.id.as_uuid()).collect();
        let standings = commission::standings(&mut conn, &ids).await?;
        let mut uncounted = queries::uncounted(&mut conn, &ids).await?;
        for view in &mut found.items {
            view.uncounted = uncounted.remove(&view.id).unwrap_or_default();
            view.partners = credited(&names, &credits(view));
            for partner in &mut view.partners {
                partner.commission = standings.get(&(view.id, partner.partnership_id)).copied();
            }
        }
        Ok(found)
    }

    pub(super) async fn require_reader(&self, actor: &Actor, id: ProgramId) -> Result<(), AffiliateError> {
        actor.require_account()?;
        let mut conn = self.conn().await?;
        let shop = queries::shop(&mut conn, id).await?.ok_or(AffiliateError::NotFound)?;
        member::require(&mut conn, actor, shop.merchant, MerchantRight::Read).await?;
        Ok(())
    }
}

/// What the partners are called who are credited.
pub(super) async fn names(conn: &mut PgConnection, credits: &[Credit]) -> Result<HashMap<PartnershipId, String>, AffiliateError> {
    let mut ids: Vec<_> = credits.iter().map(|credit| credit.partnership_id.as_uuid()).collect();
    ids.sort_unstable();
    ids.dedup();
    Ok(queries::names(conn, &ids).await?)
}

pub(super) fn credited(names: &HashMap<PartnershipId, String>, credits: &[Credit]) -> Vec<CreditedPartner> {
    let partner = |credit: &Credit| CreditedPartner {
        partnership_id: credit.partnership_id,
        influencer_name: names.get(&credit.partnership_id).cloned().unwrap_or_default(),
        touch_id: credit.touch_id,
        share_bp: credit.share_bp,
        commission: None,
    };
    credits.iter().map(partner).collect()
}
