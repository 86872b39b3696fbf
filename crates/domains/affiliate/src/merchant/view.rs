//! What people see of a merchant.

use contracts::{identity::OrganisationId, media::AssetId};
use jiff::Timestamp;
use kernel::{Actor, Permission};
use platform::DbError;
use serde::Serialize;

use super::queries;
use crate::{Affiliate, AffiliateError, ProfileState, member, profile};

/// A merchant's page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MerchantView {
    /// The organisation.
    pub organisation_id: OrganisationId,
    /// The last part of its address, which stays.
    pub slug: String,
    /// How it is called.
    pub name: String,
    /// What it says of itself.
    pub about: String,
    /// Its shop.
    pub website: Option<String>,
    /// Where it is.
    pub country: String,
    /// Where it delivers.
    pub countries: Vec<String>,
    /// What it sells, in words.
    pub categories: Vec<String>,
    /// Its picture.
    pub picture: Option<AssetId>,
    /// Who sees it.
    pub state: ProfileState,
    /// Why the staff suspended it; for its members and the staff.
    pub suspension_reason: Option<String>,
    /// Grows with every change.
    pub version: i32,
    /// When it was listed first.
    pub listed_at: Option<Timestamp>,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

impl Affiliate {
    /// A merchant: a listed one for everybody, another for its members and the staff.
    pub async fn merchant(&self, actor: &Actor, organisation_id: OrganisationId) -> Result<MerchantView, AffiliateError> {
        let mut conn = self.db().pool().acquire().await.map_err(DbError::from)?;
        let view = queries::find(&mut conn, organisation_id).await?.ok_or(AffiliateError::NotFound)?;
        let inside = actor.may(Permission::CommentModerate) || member::is_member(&mut conn, actor, organisation_id).await?;
        if view.state == ProfileState::Listed || inside { Ok(view) } else { Err(AffiliateError::NotFound) }
    }

    /// The merchant at an address, for whom [`Affiliate::merchant`] shows it.
    pub async fn merchant_by_slug(&self, actor: &Actor, slug: &str) -> Result<MerchantView, AffiliateError> {
        if !profile::is_slug(slug) {
            return Err(AffiliateError::NotFound);
        }
        let mut conn = self.db().pool().acquire().await.map_err(DbError::from)?;
        let id = queries::find_id(&mut conn, slug).await?.ok_or(AffiliateError::NotFound)?;
        drop(conn);
        self.merchant(actor, id).await
    }
}
