//! Merchants: the public side of an organisation that sells. Written by those who manage it, shown when they want, taken down by the staff.

mod model;
mod queries;
pub(crate) mod store;
mod view;

use contracts::identity::OrganisationId;
use kernel::{Actor, Forbidden, Permission};

pub use self::{model::MerchantDraft, view::MerchantView};
use crate::{
    Affiliate, AffiliateError, Listing, MerchantRight, ProfileState, category, member,
    picture::{self, Uploader},
    profile,
};

impl Affiliate {
    /// Makes the profile of a merchant, or changes it: `version` is none for a new one, and otherwise the one that was read. Gives the version
    /// that it has now. What is shown stays complete.
    pub async fn save_merchant(
        &self,
        actor: &Actor,
        organisation_id: OrganisationId,
        version: Option<i32>,
        draft: &MerchantDraft,
    ) -> Result<i32, AffiliateError> {
        let mut tx = self.db().begin(actor).await?;
        member::require(tx.conn(), actor, organisation_id, MerchantRight::Manage).await?;
        let draft = draft.checked()?;
        let before = store::lock(tx.conn(), organisation_id).await?;
        if before.as_ref().map(|merchant| merchant.version) != version {
            return Err(if before.is_none() { AffiliateError::NotFound } else { AffiliateError::Changed });
        }
        if before.as_ref().is_some_and(|merchant| merchant.state == ProfileState::Listed) {
            draft.require_complete()?;
        }
        let categories = category::require(tx.conn(), "categories", &draft.categories).await?;
        let shown = before.as_ref().and_then(|merchant| merchant.draft.picture);
        let uploader = Uploader::MemberOf(organisation_id);
        picture::require(tx.conn(), "picture", uploader, draft.picture.as_slice(), shown.as_slice()).await?;
        let row = store::Row { organisation_id, draft: &draft, categories: &categories };
        let version = match before {
            Some(_) => store::update(&mut tx, row).await?,
            // Somebody else of the merchant made it at the same moment.
            None => store::insert(&mut tx, row).await?.ok_or(AffiliateError::Changed)?,
        };
        tx.commit().await?;
        Ok(version)
    }

    /// Shows a merchant to everybody, or no more: with it all its listed products. Asking twice changes nothing.
    pub async fn set_merchant_listed(
        &self,
        actor: &Actor,
        organisation_id: OrganisationId,
        listing: Listing,
    ) -> Result<(), AffiliateError> {
        let mut tx = self.db().begin(actor).await?;
        member::require(tx.conn(), actor, organisation_id, MerchantRight::Manage).await?;
        let merchant = store::lock(tx.conn(), organisation_id).await?.ok_or(AffiliateError::NotFound)?;
        match (merchant.state, listing) {
            (ProfileState::Suspended, _) => return Err(AffiliateError::WrongState),
            (ProfileState::Listed, Listing::Listed) | (ProfileState::Draft, Listing::Unlisted) => return Ok(()),
            (ProfileState::Draft, Listing::Listed) => {
                merchant.draft.require_complete()?;
                store::set_state(&mut tx, organisation_id, ProfileState::Listed, None).await?;
            }
            (ProfileState::Listed, Listing::Unlisted) => {
                store::set_state(&mut tx, organisation_id, ProfileState::Draft, None).await?;
            }
        }
        Ok(tx.commit().await?)
    }

    /// Takes a merchant and its products down, for a reason that its members read: links to it lead nowhere meanwhile. For the staff.
    pub async fn suspend_merchant(
        &self,
        actor: &Actor,
        organisation_id: OrganisationId,
        reason: &str,
    ) -> Result<(), AffiliateError> {
        actor.require(Permission::CommentModerate)?;
        let reason = profile::suspension_reason(reason)?;
        let mut tx = self.db().begin(actor).await?;
        let merchant = store::lock(tx.conn(), organisation_id).await?.ok_or(AffiliateError::NotFound)?;
        if merchant.state == ProfileState::Suspended {
            return Err(AffiliateError::WrongState);
        }
        store::set_state(&mut tx, organisation_id, ProfileState::Suspended, Some(reason)).await?;
        self.forget_links_of_merchant_in(&mut tx, organisation_id).await?;
        tx.audit("affiliate.suspend-merchant", organisation_id, serde_json::json!({ "reason": reason })).await?;
        Ok(tx.commit().await?)
    }

    /// Makes a suspended merchant a draft again, which its members may list. For the staff, but not for one's own.
    pub async fn reinstate_merchant(&self, actor: &Actor, organisation_id: OrganisationId) -> Result<(), AffiliateError> {
        actor.require(Permission::CommentModerate)?;
        let mut tx = self.db().begin(actor).await?;
        if member::is_member(tx.conn(), actor, organisation_id).await? {
            return Err(Forbidden::NotAllowed.into());
        }
        let merchant = store::lock(tx.conn(), organisation_id).await?.ok_or(AffiliateError::NotFound)?;
        if merchant.state != ProfileState::Suspended {
            return Err(AffiliateError::WrongState);
        }
        store::set_state(&mut tx, organisation_id, ProfileState::Draft, None).await?;
        self.forget_links_of_merchant_in(&mut tx, organisation_id).await?;
        tx.audit("affiliate.reinstate-merchant", organisation_id, serde_json::json!({})).await?;
        Ok(tx.commit().await?)
    }
}
