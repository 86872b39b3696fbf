//! The row of a film, as the decisions need it.

use contracts::{
    catalog::FilmId,
    identity::{AccountId, OrganisationId},
    media::AssetId,
};
use jiff::Timestamp;

use crate::values::FilmState;

/// A film as stored.
#[derive(Debug, Clone)]
pub(crate) struct FilmRow {
    pub(crate) id: FilmId,
    pub(crate) slug: String,
    pub(crate) title: String,
    pub(crate) synopsis_fr: String,
    pub(crate) synopsis_en: String,
    pub(crate) year: Option<i16>,
    pub(crate) duration_ms: Option<i64>,
    pub(crate) countries: Vec<String>,
    pub(crate) spoken_languages: Vec<String>,
    pub(crate) video_asset_id: Option<AssetId>,
    pub(crate) trailer_asset_id: Option<AssetId>,
    pub(crate) playable: bool,
    pub(crate) owner_account_id: AccountId,
    pub(crate) organisation_id: Option<OrganisationId>,
    pub(crate) state: FilmState,
    pub(crate) refusal_reason: String,
    pub(crate) submitted_at: Option<Timestamp>,
    pub(crate) published_at: Option<Timestamp>,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
    pub(crate) version: i32,
}

impl FilmRow {
    /// Whether everybody sees it.
    pub(crate) fn is_listed(&self) -> bool {
        self.state == FilmState::Published
    }
}
