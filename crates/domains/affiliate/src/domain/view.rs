//! Domains as people read them.

use contracts::affiliate::{LinkDomainId, PartnershipId};
use jiff::{SignedDuration, Timestamp};
use kernel::Actor;
use serde::Serialize;

use super::{
    DomainOwner, DomainProblem, DomainState, model,
    queries::{self, Row},
    require,
};
use crate::{Affiliate, AffiliateError, MerchantRight, config::DomainsConfig};

/// An own domain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LinkDomainView {
    /// The domain.
    pub id: LinkDomainId,
    /// Whose it is.
    pub owner: DomainOwner,
    /// Its name.
    pub host: String,
    /// How far it is.
    pub state: DomainState,
    /// What the last look did not find.
    pub problem: Option<DomainProblem>,
    /// Since when its proof is gone.
    pub failing_since: Option<Timestamp>,
    /// When it is lost if the proof does not come back.
    pub lost_at: Option<Timestamp>,
    /// When it was looked at last.
    pub checked_at: Option<Timestamp>,
    /// Where `/` leads.
    pub root_url: Option<String>,
    /// How many links are bound to it.
    pub links: i64,
    /// The name of the TXT record that proves it.
    pub txt_name: String,
    /// What that record says.
    pub txt_value: String,
    /// Where its CNAME leads; none where the operator has no host for links.
    pub cname_target: Option<String>,
    /// When it was added.
    pub created_at: Timestamp,
}

/// A domain that may carry a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DomainChoice {
    /// The domain.
    pub id: LinkDomainId,
    /// Its name.
    pub host: String,
}

impl LinkDomainView {
    fn of(row: Row, config: &DomainsConfig) -> Result<Self, AffiliateError> {
        let lost_after = SignedDuration::from_hours(24 * i64::from(config.lost_after_days));
        Ok(Self {
            id: row.id.into(),
            owner: row.owner()?,
            state: row.state(),
            problem: row.problem(),
            failing_since: row.failing_since(),
            lost_at: row.failing_since().map(|since| since + lost_after),
            checked_at: row.checked_at(),
            created_at: row.created_at(),
            txt_name: model::proof_name(&row.host),
            txt_value: model::proof(&row.token),
            cname_target: config.link_host.clone(),
            host: row.host,
            root_url: row.root_url,
            links: row.links,
        })
    }
}

impl Affiliate {
    /// The domains of an owner, the oldest first: for the influencer, or the members of the merchant.
    pub async fn link_domains(&self, actor: &Actor, owner: DomainOwner) -> Result<Vec<LinkDomainView>, AffiliateError> {
        let mut conn = self.conn().await?;
        require(&mut conn, actor, owner, MerchantRight::Read).await?;
        let rows = queries::of_owner(&mut conn, owner).await?;
        rows.into_iter().map(|row| LinkDomainView::of(row, &self.config().domains)).collect()
    }

    /// A domain: for its influencer, or the members of its merchant.
    pub async fn link_domain(&self, actor: &Actor, id: LinkDomainId) -> Result<LinkDomainView, AffiliateError> {
        actor.require_account()?;
        let mut conn = self.conn().await?;
        let row = queries::one(&mut conn, id).await?.ok_or(AffiliateError::NotFound)?;
        require(&mut conn, actor, row.owner()?, MerchantRight::Read).await?;
        LinkDomainView::of(row, &self.config().domains)
    }

    /// The domains that a link of this partnership may be bound to, by name: its influencer's and its merchant's, where they are proved. For
    /// the same two.
    pub async fn link_domain_choices(&self, actor: &Actor, id: PartnershipId) -> Result<Vec<DomainChoice>, AffiliateError> {
        let partnership = self.partnership(actor, id).await?;
        let mut conn = self.conn().await?;
        Ok(queries::choices(&mut conn, partnership.account_id, partnership.organisation_id).await?)
    }
}
