//! Tracked links and codes of partners.
//!
//! A key names one link for ever. A link leads to its program's hosts and nowhere else. What is cached of a link is forgotten by every
//! process when it changes ([`Affiliate::forget_links_in`]).

mod import;
pub(crate) mod model;
mod queries;
mod store;
mod view;

use contracts::{
    affiliate::{CodeId, LinkDomainId, LinkId, PartnershipId, ProductId, ProgramId},
    identity::OrganisationId,
};
use jiff::Timestamp;
use kernel::{AccountId, Actor, Permission, Rng};
use platform::{DbError, Tx};
use serde_json::json;

pub use self::{
    model::{CLICK_PARAMETER, LinkDraft, Target, folded_code},
    view::{CodeView, LinkView},
};
pub(crate) use self::{queries::Known, queries::find_target};
use crate::{
    Affiliate, AffiliateError,
    check::require_valid,
    domain,
    partnership::{self, Partnership, PartnershipState},
    program::{self, ProgramState},
};

/// The channel of the bus on which processes hear that what they know of links is old.
pub(crate) const CHANNEL: &str = "affiliate.links";

/// The most links of one partnership.
const LINKS_MAX: i64 = 10_000;
/// The most codes of one partnership.
const CODES_MAX: i64 = 200;
/// Letters and digits that nobody mistakes for each other.
const LETTERS: &[u8; 56] = b"23456789abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ";
/// Of keys that are drawn: 56^8 is about 10^14.
const KEY_LENGTH: usize = 8;

/// A code that a partner gives away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeDraft {
    /// As people type it.
    pub code: String,
    /// When it is over.
    pub ends_at: Option<Timestamp>,
}

impl Affiliate {
    /// Makes a link of a partnership, under a key of one's choice or a drawn one: for its influencer.
    pub async fn create_link(
        &self,
        actor: &Actor,
        partnership_id: PartnershipId,
        key: Option<&str>,
        product_id: Option<ProductId>,
        draft: &LinkDraft,
    ) -> Result<LinkId, AffiliateError> {
        let mut tx = self.db().begin(actor).await?;
        let partnership = own_active(&mut tx, actor, partnership_id).await?;
        let hosts = store::hosts(&mut tx, partnership.program_id).await?;
        require_valid(draft.wrong(&hosts))?;
        if let Some(product_id) = product_id
            && !store::sells(&mut tx, partnership.organisation_id, product_id).await?
        {
            return Err(AffiliateError::field("product_id", "affiliate-product-unknown"));
        }
        require_domain(&mut tx, &partnership, None, draft).await?;
        if store::count_links(&mut tx, partnership_id).await? >= LINKS_MAX {
            return Err(AffiliateError::Conflict("affiliate-too-many-links"));
        }
        let key = match key.map(str::trim).filter(|key| !key.is_empty()) {
            Some(key) if model::is_key(key) => key.to_owned(),
            Some(_) => return Err(AffiliateError::field("key", "affiliate-key-form")),
            None => drawn_key(self.db().rng()),
        };
        let id = LinkId::generate();
        store::insert(&mut tx, id, partnership_id, &key, product_id, draft).await.map_err(|error| match error.constraint() {
            Some("links_key") => AffiliateError::field("key", "affiliate-key-taken"),
            _ => error.into(),
        })?;
        let made = json!({ "key": key, "destination": draft.destination, "domain": draft.domain_id });
        tx.audit("affiliate.link-created", id, made).await?;
        // Whoever asked for the key before was told that there is nothing.
        forget(&mut tx, &json!({ "key": key })).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Changes where a link leads, its label and its end. `version` is the one that was read.
    pub async fn edit_link(&self, actor: &Actor, id: LinkId, version: i32, draft: &LinkDraft) -> Result<(), AffiliateError> {
        let mut tx = self.db().begin(actor).await?;
        actor.require_account()?;
        let link = store::lock(&mut tx, id).await?.ok_or(AffiliateError::NotFound)?;
        let partnership = own_active(&mut tx, actor, link.partnership_id).await?;
        let hosts = store::hosts(&mut tx, partnership.program_id).await?;
        require_valid(draft.wrong(&hosts))?;
        if link.version != version {
            return Err(AffiliateError::Changed);
        }
        require_domain(&mut tx, &partnership, link.domain_id, draft).await?;
        store::update(&mut tx, id, draft).await?;
        tx.audit("affiliate.link-edited", id, json!({ "destination": draft.destination, "domain": draft.domain_id })).await?;
        forget(&mut tx, &json!({ "key": link.key })).await?;
        Ok(tx.commit().await?)
    }

    /// Switches a link off or on again. Off, it leads on and earns nothing.
    pub async fn set_link_state(&self, actor: &Actor, id: LinkId, state: LinkState) -> Result<(), AffiliateError> {
        actor.require(Permission::Participate)?;
        let account_id = actor.require_account()?;
        let mut tx = self.db().begin(actor).await?;
        let link = store::lock(&mut tx, id).await?.ok_or(AffiliateError::NotFound)?;
        let found = partnership::store::lock(&mut tx, link.partnership_id).await?;
        found.filter(|partnership| partnership.account_id == account_id).ok_or(AffiliateError::NotFound)?;
        store::set_disabled(&mut tx, id, state == LinkState::Off).await?;
        tx.audit("affiliate.link-state", id, json!({ "on": state == LinkState::On })).await?;
        forget(&mut tx, &json!({ "key": link.key })).await?;
        Ok(tx.commit().await?)
    }

    /// Makes a code of a partnership: by those who manage its merchant, whose shop must know it.
    pub async fn create_code(
        &self,
        actor: &Actor,
        partnership_id: PartnershipId,
        draft: &CodeDraft,
    ) -> Result<CodeId, AffiliateError> {
        let mut tx = self.db().begin(actor).await?;
        let partnership = partnership::managed(&mut tx, actor, partnership_id).await?;
        let code = folded_code(&draft.code).ok_or_else(|| AffiliateError::field("code", "affiliate-code-form"))?;
        require_earning(&mut tx, &partnership).await?;
        if draft.ends_at.is_some_and(|end| end <= tx.now()) {
            return Err(AffiliateError::field("ends_at", "affiliate-end-past"));
        }
        if store::count_codes(&mut tx, partnership_id).await? >= CODES_MAX {
            return Err(AffiliateError::Conflict("affiliate-too-many-codes"));
        }
        let id = CodeId::generate();
        store::insert_code(&mut tx, id, &partnership, &code, draft.ends_at).await.map_err(|error| match error.constraint() {
            Some("codes_code") => AffiliateError::field("code", "affiliate-code-taken"),
            _ => error.into(),
        })?;
        tx.audit("affiliate.code-created", id, json!({ "code": code })).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Ends a code now: by those who manage its merchant.
    pub async fn end_code(&self, actor: &Actor, id: CodeId) -> Result<(), AffiliateError> {
        let mut tx = self.db().begin(actor).await?;
        actor.require_account()?;
        let partnership_id = store::partnership_of_code(&mut tx, id).await?.ok_or(AffiliateError::NotFound)?;
        partnership::managed(&mut tx, actor, partnership_id).await?;
        store::end_code(&mut tx, id).await?;
        tx.audit("affiliate.code-ended", id, json!({})).await?;
        Ok(tx.commit().await?)
    }

    /// What processes know of the links of a program is old, once this transaction commits.
    pub(crate) async fn forget_links_in(&self, tx: &mut Tx, id: ProgramId) -> Result<(), DbError> {
        forget(tx, &json!({ "program_id": id })).await
    }

    /// The same of the links of a merchant, if it has a program.
    pub(crate) async fn forget_links_of_merchant_in(&self, tx: &mut Tx, id: OrganisationId) -> Result<(), DbError> {
        match program::store::of_merchant(tx, id).await? {
            Some(program_id) => self.forget_links_in(tx, program_id).await,
            None => Ok(()),
        }
    }

    /// The same of the links of an influencer.
    pub(crate) async fn forget_links_of_influencer_in(&self, tx: &mut Tx, id: AccountId) -> Result<(), DbError> {
        forget(tx, &json!({ "account_id": id })).await
    }
}

/// Whether a link counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkState {
    /// It counts.
    On,
    /// It leads on and earns nothing.
    Off,
}

async fn forget(tx: &mut Tx, which: &serde_json::Value) -> Result<(), DbError> {
    tx.notify(CHANNEL, which).await
}

/// The caller's own partnership, active, its program open for links.
async fn own_active(tx: &mut Tx, actor: &Actor, id: PartnershipId) -> Result<Partnership, AffiliateError> {
    actor.require(Permission::Participate)?;
    let account_id = actor.require_account()?;
    let found = partnership::store::lock(tx, id).await?;
    let partnership = found.filter(|partnership| partnership.account_id == account_id).ok_or(AffiliateError::NotFound)?;
    require_earning(tx, &partnership).await?;
    Ok(partnership)
}

/// A link is bound to a domain of its partner or its merchant that is proved; the one that it has it may keep.
async fn require_domain(
    tx: &mut Tx,
    partnership: &Partnership,
    had: Option<LinkDomainId>,
    draft: &LinkDraft,
) -> Result<(), AffiliateError> {
    let Some(id) = draft.domain_id.filter(|_| draft.domain_id != had) else { return Ok(()) };
    if domain::store::may_carry(tx, id, partnership.account_id, partnership.organisation_id).await? {
        return Ok(());
    }
    Err(AffiliateError::field("domain_id", "affiliate-domain-unusable"))
}

/// Links and codes are made while they can earn.
async fn require_earning(tx: &mut Tx, partnership: &Partnership) -> Result<(), AffiliateError> {
    let state = program::store::state(tx, partnership.program_id).await?;
    let earns = partnership.state == PartnershipState::Active && state.is_some_and(ProgramState::earns);
    if earns { Ok(()) } else { Err(AffiliateError::WrongState) }
}

fn drawn_key(rng: &dyn Rng) -> String {
    (0..KEY_LENGTH).map(|_| char::from(LETTERS[rng.below(56) as usize])).collect()
}
