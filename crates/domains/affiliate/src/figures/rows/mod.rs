//! The clicks and conversions behind a figure.

mod queries;

use std::collections::HashMap;

use contracts::affiliate::{ClickId, ConversionId, LinkId, PartnershipId, ProductId};
use jiff::Timestamp;
use kernel::{Actor, Money, Page, PageRequest};
use serde::Serialize;
use uuid::Uuid;

use super::{FigurePeriod, FigureScope, read::queries as scopes, scope::Side};
use crate::{Affiliate, AffiliateError};

/// Which rows of a scope and a period; all, if nothing is said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FigureRows {
    /// Of this link.
    pub link_id: Option<LinkId>,
    /// Of this product: of clicks the link's, of sales one of their lines'.
    pub product_id: Option<ProductId>,
    /// Of this partner.
    pub partnership_id: Option<PartnershipId>,
    /// From this country; from none that is known, if it is empty.
    pub country: Option<String>,
    /// From this device.
    pub device: Option<String>,
    /// Of this post (`sub1`): of none, if it is empty; of those that are not told apart, if it is [`FigureBy::OTHERS`].
    pub post: Option<String>,
    /// From this host, alike.
    pub origin: Option<String>,
    /// Only `lead`s, or only `sale`s; of clicks it says nothing.
    pub kind: Option<String>,
}

/// What rows are of, by name, as far as it is in the scope.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct FigureRowNames {
    /// The end of the link's address.
    pub link_key: Option<String>,
    /// What the partner is called.
    pub influencer_name: Option<String>,
    /// What the product is called.
    pub product_title: Option<String>,
}

/// A click.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClickRow {
    /// The click.
    pub id: ClickId,
    /// When.
    pub at: Timestamp,
    /// On which link.
    pub link_id: LinkId,
    /// The end of the link's address.
    pub link_key: String,
    /// Whose link it is.
    pub partnership_id: PartnershipId,
    /// Why it cannot earn: `robot`, `prefetch`, `link_off`, `no_partnership`.
    pub fault: Option<String>,
    /// `phone`, `tablet`, `computer`, `other`.
    pub device: String,
    /// The country, where it is known.
    pub country: Option<String>,
    /// The host of the page it came from, where it is known.
    pub referrer: Option<String>,
    /// What its partner calls the post that it is in (`sub1`).
    pub post: Option<String>,
    /// Whether a QR code was scanned.
    pub is_scan: bool,
}

/// A lead or a sale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConversionRow {
    /// The conversion.
    pub id: ConversionId,
    /// `lead` or `sale`.
    pub kind: String,
    /// The shop's own number: for its merchant.
    pub external_id: Option<String>,
    /// What was paid.
    pub amount: Money,
    /// What of it was given back.
    pub refunded: Money,
    /// When it happened.
    pub occurred_at: Timestamp,
    /// Who is credited; for an influencer only they.
    pub partners: Vec<ConversionShare>,
}

/// A partner's part in a conversion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConversionShare {
    /// The partner.
    pub partnership_id: PartnershipId,
    /// What the influencer is called.
    pub influencer_name: String,
    /// By which link; none by a code.
    pub link_id: Option<LinkId>,
    /// The share, in hundredths of a percent.
    pub share_bp: i32,
    /// What is booked of the commission now.
    pub booked: Money,
}

impl Affiliate {
    /// The clicks behind a figure, the latest first, with those that cannot earn.
    pub async fn figure_clicks(
        &self,
        actor: &Actor,
        scope: FigureScope,
        period: &FigurePeriod,
        of: &FigureRows,
        page: &PageRequest,
    ) -> Result<Page<ClickRow>, AffiliateError> {
        self.require_scope(actor, scope).await?;
        let partnerships = self.partnerships_behind(actor, scope, of).await?;
        let mut conn = self.conn().await?;
        let rows = queries::clicks(&mut conn, &partnerships, period.bounds(), of, page.after_row()?, i64::from(page.limit()) + 1)
            .await?;
        Ok(Page::from_rows(rows, page, |row| (row.at, row.id.as_uuid())))
    }

    /// Since when clicks are all there: of what is older the figures stay, and the clicks by which something was sold. None if all are.
    pub async fn clicks_kept_since(&self, actor: &Actor) -> Result<Option<Timestamp>, AffiliateError> {
        actor.require_account()?;
        Ok(queries::clicks_kept_since(&mut *self.conn().await?).await?)
    }

    /// The leads and sales behind a figure, the latest first. As far as they are counted: what is shown is what was summed.
    pub async fn figure_conversions(
        &self,
        actor: &Actor,
        scope: FigureScope,
        period: &FigurePeriod,
        of: &FigureRows,
        page: &PageRequest,
    ) -> Result<Page<ConversionRow>, AffiliateError> {
        let side = self.require_scope(actor, scope).await?;
        let (after, limit) = (page.after_row()?, i64::from(page.limit()) + 1);
        let rows = match scope {
            FigureScope::Program(id) if of.partnership_id.is_none() && of.link_id.is_none() && of.post.is_none() => {
                queries::of_program(&mut *self.conn().await?, id, period.bounds(), of, after, limit).await?
            }
            _ => {
                let partnerships = self.partnerships_behind(actor, scope, of).await?;
                queries::of_partnerships(&mut *self.conn().await?, &partnerships, period.bounds(), of, after, limit).await?
            }
        };
        let mut page = Page::from_rows(rows, page, |row| (row.occurred_at, row.id.as_uuid()));
        let own = match (side, scope) {
            (Side::Merchant, _) => None,
            (Side::Partner, scope) => Some(self.totals_of(actor, scope).await?),
        };
        self.add_partners(&mut page.items, own.as_deref()).await?;
        Ok(page)
    }

    /// What rows are of, by name.
    pub async fn figure_row_names(
        &self,
        actor: &Actor,
        scope: FigureScope,
        of: &FigureRows,
    ) -> Result<FigureRowNames, AffiliateError> {
        self.require_scope(actor, scope).await?;
        if (of.link_id, of.partnership_id, of.product_id) == (None, None, None) {
            return Ok(FigureRowNames::default());
        }
        let partnerships = self.partnerships_behind(actor, scope, &FigureRows::default()).await?;
        Ok(queries::names(&mut *self.conn().await?, &partnerships, of).await?)
    }

    async fn add_partners(&self, rows: &mut [ConversionRow], own: Option<&[Uuid]>) -> Result<(), AffiliateError> {
        let ids: Vec<Uuid> = rows.iter().map(|row| row.id.as_uuid()).collect();
        let mut shares: HashMap<ConversionId, Vec<ConversionShare>> = HashMap::new();
        for (id, share) in queries::shares(&mut *self.conn().await?, &ids).await? {
            if own.is_none_or(|own| own.contains(&share.partnership_id.as_uuid())) {
                shares.entry(id).or_default().push(share);
            }
        }
        for row in rows {
            row.partners = shares.remove(&row.id).unwrap_or_default();
            row.external_id = row.external_id.take().filter(|_| own.is_none());
        }
        Ok(())
    }

    /// The partnerships of a scope, as far as they are asked for: of the platform nobody opens rows, but of its programs and partners.
    async fn partnerships_behind(&self, actor: &Actor, scope: FigureScope, of: &FigureRows) -> Result<Vec<Uuid>, AffiliateError> {
        let mut all = match scope {
            FigureScope::Platform => return Err(AffiliateError::NotFound),
            FigureScope::Program(id) => scopes::partnerships_in(&mut *self.conn().await?, id).await?,
            FigureScope::Mine | FigureScope::Partnership(_) => self.totals_of(actor, scope).await?,
        };
        if let Some(wanted) = of.partnership_id {
            all.retain(|id| *id == wanted.as_uuid());
        }
        if let Some(link_id) = of.link_id {
            let whose = queries::whose(&mut *self.conn().await?, link_id).await?;
            all.retain(|id| whose == Some(*id));
        }
        Ok(all)
    }
}
