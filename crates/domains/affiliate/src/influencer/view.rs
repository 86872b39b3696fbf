//! What people see of an influencer.

use contracts::media::AssetId;
use jiff::Timestamp;
use kernel::{AccountId, Actor, Permission};
use platform::DbError;
use serde::Serialize;

use super::{Audience, Network, queries};
use crate::{Affiliate, AffiliateError, ProfileState, profile};

/// How a number of followers is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AudienceSource {
    /// The influencer says so.
    Declared,
}

/// Where somebody is followed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AudienceView {
    /// On which network.
    pub network: Network,
    /// How they are called there, or the address of it.
    pub handle: String,
    /// By how many.
    pub followers: i32,
    /// Who says so.
    pub source: AudienceSource,
}

impl AudienceView {
    pub(crate) fn declared(audience: Audience) -> Self {
        let Audience { network, handle, followers } = audience;
        Self { network, handle, followers, source: AudienceSource::Declared }
    }
}

/// An influencer's page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InfluencerView {
    /// Who it is.
    pub account_id: AccountId,
    /// The last part of its address, which stays.
    pub slug: String,
    /// How they are called.
    pub name: String,
    /// What they say of themselves.
    pub about: String,
    /// Where they are.
    pub country: String,
    /// Where those are who follow them.
    pub countries: Vec<String>,
    /// In which languages they speak.
    pub languages: Vec<String>,
    /// What they speak of, in words.
    pub categories: Vec<String>,
    /// Their picture.
    pub picture: Option<AssetId>,
    /// Where they are followed.
    pub audiences: Vec<AudienceView>,
    /// The largest of these; 0 without any. Audiences are not added up: the same people follow on several networks.
    pub followers: i32,
    /// Who sees it.
    pub state: ProfileState,
    /// Why the staff suspended it; for themselves and the staff.
    pub suspension_reason: Option<String>,
    /// Grows with every change.
    pub version: i32,
    /// When it was listed first.
    pub listed_at: Option<Timestamp>,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

impl Affiliate {
    /// An influencer: a listed one for everybody, another for themselves and the staff.
    pub async fn influencer(&self, actor: &Actor, account_id: AccountId) -> Result<InfluencerView, AffiliateError> {
        let mut conn = self.db().pool().acquire().await.map_err(DbError::from)?;
        let view = queries::find(&mut conn, account_id).await?.ok_or(AffiliateError::NotFound)?;
        let inside = actor.is(account_id) || actor.may(Permission::CommentModerate);
        if view.state == ProfileState::Listed || inside { Ok(view) } else { Err(AffiliateError::NotFound) }
    }

    /// The caller's own profile; none before it is made.
    pub async fn my_influencer(&self, actor: &Actor) -> Result<Option<InfluencerView>, AffiliateError> {
        let account_id = actor.require_account()?;
        let mut conn = self.db().pool().acquire().await.map_err(DbError::from)?;
        Ok(queries::find(&mut conn, account_id).await?)
    }

    /// The influencer at an address, for whom [`Affiliate::influencer`] shows it.
    pub async fn influencer_by_slug(&self, actor: &Actor, slug: &str) -> Result<InfluencerView, AffiliateError> {
        if !profile::is_slug(slug) {
            return Err(AffiliateError::NotFound);
        }
        let mut conn = self.db().pool().acquire().await.map_err(DbError::from)?;
        let id = queries::find_id(&mut conn, slug).await?.ok_or(AffiliateError::NotFound)?;
        drop(conn);
        self.influencer(actor, id).await
    }
}
