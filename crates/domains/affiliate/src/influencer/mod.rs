//! Influencers: the public side of a person who promotes. Written by themselves, shown when they want, taken down by the staff. How many
//! follow them is what they say; networks are measured elsewhere.

mod model;
mod queries;
pub(crate) mod store;
mod view;

use kernel::{AccountId, Actor, Forbidden, Permission};

pub(crate) use self::model::language;

pub use self::{
    model::{Audience, InfluencerDraft, Network},
    view::{AudienceSource, AudienceView, InfluencerView},
};
use crate::{
    Affiliate, AffiliateError, Listing, ProfileState, category,
    picture::{self, Uploader},
    profile,
};

impl Affiliate {
    /// Makes the caller's profile, or changes it: `version` is none for a new one, and otherwise the one that was read. Gives the version that
    /// it has now. What is shown stays complete.
    pub async fn save_influencer(
        &self,
        actor: &Actor,
        version: Option<i32>,
        draft: &InfluencerDraft,
    ) -> Result<i32, AffiliateError> {
        actor.require(Permission::Participate)?;
        let account_id = actor.require_account()?;
        let draft = draft.checked()?;
        let mut tx = self.db().begin(actor).await?;
        let before = store::lock(tx.conn(), account_id).await?;
        if before.as_ref().map(|influencer| influencer.version) != version {
            return Err(if before.is_none() { AffiliateError::NotFound } else { AffiliateError::Changed });
        }
        if before.as_ref().is_some_and(|influencer| influencer.state == ProfileState::Listed) {
            draft.require_complete()?;
        }
        let categories = category::require(tx.conn(), "categories", &draft.categories).await?;
        let shown = before.as_ref().and_then(|influencer| influencer.draft.picture);
        picture::require(tx.conn(), "picture", Uploader::Account(account_id), draft.picture.as_slice(), shown.as_slice()).await?;
        let row = store::Row { account_id, draft: &draft, categories: &categories };
        let version = match before {
            Some(_) => store::update(&mut tx, row).await?,
            // The same person made it at the same moment.
            None => store::insert(&mut tx, row).await?.ok_or(AffiliateError::Changed)?,
        };
        store::put_audiences(&mut tx, account_id, &draft.audiences).await?;
        tx.commit().await?;
        Ok(version)
    }

    /// Shows the caller to everybody, or no more. Asking twice changes nothing.
    pub async fn set_influencer_listed(&self, actor: &Actor, listing: Listing) -> Result<(), AffiliateError> {
        actor.require(Permission::Participate)?;
        let account_id = actor.require_account()?;
        let mut tx = self.db().begin(actor).await?;
        let influencer = store::lock(tx.conn(), account_id).await?.ok_or(AffiliateError::NotFound)?;
        match (influencer.state, listing) {
            (ProfileState::Suspended, _) => return Err(AffiliateError::WrongState),
            (ProfileState::Listed, Listing::Listed) | (ProfileState::Draft, Listing::Unlisted) => return Ok(()),
            (ProfileState::Draft, Listing::Listed) => {
                influencer.draft.require_complete()?;
                store::set_state(&mut tx, account_id, ProfileState::Listed, None).await?;
            }
            (ProfileState::Listed, Listing::Unlisted) => {
                store::set_state(&mut tx, account_id, ProfileState::Draft, None).await?;
            }
        }
        Ok(tx.commit().await?)
    }

    /// Takes an influencer's page down, for a reason that they read: their links lead nowhere meanwhile. For the staff.
    pub async fn suspend_influencer(&self, actor: &Actor, account_id: AccountId, reason: &str) -> Result<(), AffiliateError> {
        actor.require(Permission::CommentModerate)?;
        let reason = profile::suspension_reason(reason)?;
        let mut tx = self.db().begin(actor).await?;
        let influencer = store::lock(tx.conn(), account_id).await?.ok_or(AffiliateError::NotFound)?;
        if influencer.state == ProfileState::Suspended {
            return Err(AffiliateError::WrongState);
        }
        store::set_state(&mut tx, account_id, ProfileState::Suspended, Some(reason)).await?;
        self.forget_links_of_influencer_in(&mut tx, account_id).await?;
        tx.audit("affiliate.suspend-influencer", account_id, serde_json::json!({ "reason": reason })).await?;
        Ok(tx.commit().await?)
    }

    /// Makes a suspended influencer a draft again, which they may list. For the staff, but not for oneself.
    pub async fn reinstate_influencer(&self, actor: &Actor, account_id: AccountId) -> Result<(), AffiliateError> {
        actor.require(Permission::CommentModerate)?;
        if actor.is(account_id) {
            return Err(Forbidden::NotAllowed.into());
        }
        let mut tx = self.db().begin(actor).await?;
        let influencer = store::lock(tx.conn(), account_id).await?.ok_or(AffiliateError::NotFound)?;
        if influencer.state != ProfileState::Suspended {
            return Err(AffiliateError::WrongState);
        }
        store::set_state(&mut tx, account_id, ProfileState::Draft, None).await?;
        self.forget_links_of_influencer_in(&mut tx, account_id).await?;
        tx.audit("affiliate.reinstate-influencer", account_id, serde_json::json!({})).await?;
        Ok(tx.commit().await?)
    }
}
