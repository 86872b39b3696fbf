//! Own domains: hosts of merchants and influencers on which their links answer.
//!
//! Invariants: nothing is served on a host that nobody proved; a host is proved by one at a time; silence of name servers neither proves nor
//! refutes; on an own domain only links that are bound to it answer, and our host answers all of them. How it is proved: `docs/domains.md`.

mod cache;
mod check;
mod dns;
mod model;
mod queries;
pub(crate) mod store;
mod view;

use std::sync::Arc;

use contracts::{affiliate::LinkDomainId, identity::OrganisationId};
use jiff::SignedDuration;
use kernel::{AccountId, Actor, Permission};
use platform::{DbError, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

pub(crate) use self::cache::Hosts;
pub use self::{
    model::{DomainProblem, DomainState},
    view::{DomainChoice, LinkDomainView},
};
use crate::{Affiliate, AffiliateError, MerchantRight, check::public_url, member};

/// The channel of the bus on which processes hear that what they know of a host is old.
const CHANNEL: &str = "affiliate.hosts";
/// How often one owner adds a domain.
const ADDED_A_DAY: u32 = 20;
/// How often one domain is looked at by hand in ten minutes.
const LOOKS: u32 = 10;
const LOOKS_IN: SignedDuration = SignedDuration::from_mins(10);
/// The longest address that `/` leads to.
const ROOT_MAX: usize = 2000;

/// Whose a domain is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DomainOwner {
    /// A merchant's: its partners choose it for links in its program.
    Merchant(OrganisationId),
    /// An influencer's: they choose it for any link of theirs.
    Influencer(AccountId),
}

impl DomainOwner {
    fn columns(self) -> (Option<Uuid>, Option<Uuid>) {
        match self {
            Self::Merchant(id) => (Some(id.as_uuid()), None),
            Self::Influencer(id) => (None, Some(id.as_uuid())),
        }
    }

    fn stored(organisation_id: Option<Uuid>, account_id: Option<Uuid>) -> Result<Self, DbError> {
        match (organisation_id, account_id) {
            (Some(id), None) => Ok(Self::Merchant(id.into())),
            (None, Some(id)) => Ok(Self::Influencer(id.into())),
            _ => Err(sqlx::Error::Decode("a domain of nobody or of two".into()).into()),
        }
    }
}

/// What a host is to visitors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HostKnown {
    /// No own domain.
    Nobodys,
    /// Somebody says that it is theirs, and it is not proved, or not any more.
    Unproved,
    /// Links bound to this domain answer.
    Served {
        /// The domain.
        id: LinkDomainId,
        /// Where `/` leads.
        root_url: Option<String>,
    },
}

impl Affiliate {
    /// What a host is, in lower case and without a port. Anybody may ask: whoever opens it sees the same.
    pub async fn host(&self, host: &str) -> Result<Arc<HostKnown>, AffiliateError> {
        // What cannot be a host asks no database.
        let plain = host.len() <= 253 && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.' || byte == b'-');
        if !plain {
            return Ok(Arc::new(HostKnown::Nobodys));
        }
        Ok(self.hosts().find(self.db().pool(), host).await?)
    }

    /// Adds a host: by the influencer, or those who manage the merchant. It serves nothing until it is proved.
    pub async fn add_link_domain(&self, actor: &Actor, owner: DomainOwner, host: &str) -> Result<LinkDomainId, AffiliateError> {
        let mut conn = self.conn().await?;
        require(&mut conn, actor, owner, MerchantRight::Manage).await?;
        drop(conn);
        let config = &self.config().domains;
        if config.link_host.is_none() {
            return Err(AffiliateError::Conflict("affiliate-domains-off"));
        }
        let host = model::read_host(host, &config.ours()).map_err(|code| AffiliateError::field("host", code))?;
        let (organisation_id, account_id) = owner.columns();
        let bucket = format!("affiliate-domain-add:{}", organisation_id.or(account_id).unwrap_or_default());
        self.limits().hit(&bucket, ADDED_A_DAY, SignedDuration::from_hours(24)).await?;
        let mut tx = self.db().begin(actor).await?;
        if store::count(&mut tx, owner).await? >= i64::from(config.per_owner) {
            return Err(AffiliateError::Conflict("affiliate-too-many-domains"));
        }
        let (id, token) = (LinkDomainId::generate(), self.drawn_token());
        let check_at = tx.now() + SignedDuration::from_mins(5);
        store::insert(&mut tx, id, owner, &host, &token, check_at).await.map_err(|error| match error.constraint() {
            Some("link_domains_of_merchant" | "link_domains_of_influencer") => {
                AffiliateError::field("host", "affiliate-domain-known")
            }
            // Neither side has a public profile yet.
            Some("link_domains_organisation_id_fkey" | "link_domains_account_id_fkey") => {
                AffiliateError::Conflict("affiliate-domain-no-profile")
            }
            _ => error.into(),
        })?;
        tx.audit("affiliate.domain-added", id, json!({ "host": host })).await?;
        // Whoever asked for the host before was told that it is nobody's.
        forget(&mut tx, &host).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Says where `/` of a domain leads: an https address, or nowhere. By those who may add it.
    pub async fn set_link_domain_root(
        &self,
        actor: &Actor,
        id: LinkDomainId,
        root_url: Option<&str>,
    ) -> Result<(), AffiliateError> {
        let mut tx = self.db().begin(actor).await?;
        let domain = managed(&mut tx, actor, id).await?;
        let root_url = match root_url.map(str::trim).filter(|text| !text.is_empty()) {
            Some(text) => {
                Some(root(text, &domain.host).ok_or_else(|| AffiliateError::field("root_url", "affiliate-domain-root"))?)
            }
            None => None,
        };
        store::set_root(&mut tx, id, root_url.as_deref()).await?;
        tx.audit("affiliate.domain-root", id, json!({ "host": domain.host, "root_url": root_url })).await?;
        forget(&mut tx, &domain.host).await?;
        Ok(tx.commit().await?)
    }

    /// Gives a domain up: by those who may add it. Its links go on answering on our host.
    pub async fn remove_link_domain(&self, actor: &Actor, id: LinkDomainId) -> Result<(), AffiliateError> {
        let mut tx = self.db().begin(actor).await?;
        let domain = managed(&mut tx, actor, id).await?;
        remove(&mut tx, id, &domain.host).await?;
        Ok(tx.commit().await?)
    }

    /// The same of every domain of somebody who is gone.
    pub(crate) async fn remove_link_domains_in(&self, tx: &mut Tx, owner: DomainOwner) -> Result<(), AffiliateError> {
        for (id, host) in store::lock_all(tx, owner).await? {
            remove(tx, id, &host).await?;
        }
        Ok(())
    }

    fn drawn_token(&self) -> String {
        self.db().rng().bytes::<16>().iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
    }
}

/// Where `/` may lead: a public page over https, and not back to the same host for ever.
fn root(text: &str, host: &str) -> Option<String> {
    let url = public_url(text, &["https"], ROOT_MAX)?;
    let leads_away = url::Url::parse(&url).ok()?.host_str() != Some(host);
    leads_away.then_some(url)
}

async fn remove(tx: &mut Tx, id: LinkDomainId, host: &str) -> Result<(), DbError> {
    store::delete(tx, id).await?;
    store::wake_waiting(tx, host).await?;
    tx.audit("affiliate.domain-removed", id, json!({ "host": host })).await?;
    forget(tx, host).await
}

async fn forget(tx: &mut Tx, host: &str) -> Result<(), DbError> {
    tx.notify(CHANNEL, &json!({ "host": host })).await
}

/// Whether the caller acts for this owner; of an influencer's, others are told that there is nothing.
async fn require(conn: &mut PgConnection, actor: &Actor, owner: DomainOwner, right: MerchantRight) -> Result<(), AffiliateError> {
    let account_id = actor.require_account()?;
    // A key that only looks changes nothing.
    if right != MerchantRight::Read {
        actor.require(Permission::Participate)?;
    }
    match owner {
        DomainOwner::Merchant(id) => member::require(conn, actor, id, right).await.map(drop),
        DomainOwner::Influencer(id) if id == account_id => Ok(()),
        DomainOwner::Influencer(_) => Err(AffiliateError::NotFound),
    }
}

/// The domain, locked, for those who may change it.
async fn managed(tx: &mut Tx, actor: &Actor, id: LinkDomainId) -> Result<store::Locked, AffiliateError> {
    actor.require_account()?;
    let domain = store::lock(tx, id).await?.ok_or(AffiliateError::NotFound)?;
    require(tx.conn(), actor, domain.owner, MerchantRight::Manage).await?;
    Ok(domain)
}
