//! Links and codes as people read them.

use contracts::affiliate::{CodeId, LinkDomainId, LinkId, PartnershipId, ProductId};
use jiff::Timestamp;
use kernel::{Actor, Page, PageRequest};
use serde::Serialize;
use url::Url;

use super::{Target, queries};
use crate::{Affiliate, AffiliateError};

/// A tracked link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LinkView {
    /// The link.
    pub id: LinkId,
    /// Whose it is.
    pub partnership_id: PartnershipId,
    /// The last part of its address.
    pub key: String,
    /// What its partner calls it.
    pub label: String,
    /// Where it leads.
    pub destination: String,
    /// Other destinations; the first that fits counts.
    pub targets: Vec<Target>,
    /// What it is for.
    pub product_id: Option<ProductId>,
    /// When it is over.
    pub expires_at: Option<Timestamp>,
    /// Where it leads then.
    pub expired_url: Option<String>,
    /// Since when it earns nothing.
    pub disabled_at: Option<Timestamp>,
    /// The own domain it is bound to.
    pub domain_id: Option<LinkDomainId>,
    /// The name of that domain, as long as it is proved.
    pub host: Option<String>,
    /// To be sent back with a change.
    pub version: i32,
    /// When it was made.
    pub created_at: Timestamp,
}

impl LinkView {
    /// Its address as it is shared: on its own domain while that is proved, else on the platform.
    pub fn address(&self, platform: &Url) -> String {
        match &self.host {
            Some(host) => format!("https://{host}/{}", self.key),
            None => {
                let mut url = platform.clone();
                url.set_path(&format!("/l/{}", self.key));
                url.into()
            }
        }
    }
}

/// A code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CodeView {
    /// The code.
    pub id: CodeId,
    /// As it is compared.
    pub code: String,
    /// Since when it counts.
    pub starts_at: Timestamp,
    /// Until when.
    pub ends_at: Option<Timestamp>,
}

impl Affiliate {
    /// The links of a partnership, the newest first: for its influencer and the members of its merchant.
    pub async fn links(&self, actor: &Actor, id: PartnershipId, page: &PageRequest) -> Result<Page<LinkView>, AffiliateError> {
        self.partnership(actor, id).await?;
        let mut conn = self.conn().await?;
        let rows = queries::links(&mut conn, id, page.after_row()?, i64::from(page.limit()) + 1).await?;
        Ok(Page::from_rows(rows, page, |link| (link.created_at, link.id.as_uuid())))
    }

    /// A link: for its influencer and the members of its merchant.
    pub async fn link(&self, actor: &Actor, id: LinkId) -> Result<LinkView, AffiliateError> {
        actor.require_account()?;
        let mut conn = self.conn().await?;
        let link = queries::link(&mut conn, id).await?.ok_or(AffiliateError::NotFound)?;
        drop(conn);
        self.partnership(actor, link.partnership_id).await?;
        Ok(link)
    }

    /// The codes of a partnership, the newest first, at most 200: for its influencer and the members of its merchant.
    pub async fn codes(&self, actor: &Actor, id: PartnershipId) -> Result<Vec<CodeView>, AffiliateError> {
        self.partnership(actor, id).await?;
        let mut conn = self.conn().await?;
        Ok(queries::codes(&mut conn, id).await?)
    }
}
