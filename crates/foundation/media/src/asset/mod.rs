//! Assets as others see them: status, what a player may fetch, derived pictures.

mod queries;
pub(crate) mod row;

use bytes::Bytes;
use contracts::media::AssetId;
use kernel::{Actor, Page, PageRequest, Permission, Principal};
use serde::{Deserialize, Serialize};

use crate::{AssetView, Media, MediaError, PlayableAsset, model::AssetState};

/// What is told on [`Media::progress_channel`], and the whole of a live message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// How far the asset is.
    pub state: AssetState,
    /// How much of the work is done, 0 to 1000.
    pub progress_permille: i16,
    /// Why it was rejected or failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

impl From<&AssetView> for Progress {
    fn from(asset: &AssetView) -> Self {
        Self { state: asset.state, progress_permille: asset.progress_permille, code: asset.code.clone() }
    }
}

/// A derived picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredImage {
    /// Its bytes: some hundred kilobytes at most.
    pub bytes: Bytes,
    /// Its MIME type.
    pub content_type: &'static str,
}

impl Media {
    /// An asset, for its owner, moderators and the program itself; to others it does not exist.
    pub async fn asset(&self, actor: &Actor, asset_id: AssetId) -> Result<AssetView, MediaError> {
        let view = queries::find_asset(self.db().pool(), asset_id).await?.ok_or(MediaError::NotFound)?;
        let sees_all = matches!(actor.principal, Principal::System(_)) || actor.may(Permission::FilmModerate);
        if sees_all || actor.is(view.owner_id) { Ok(view) } else { Err(MediaError::NotFound) }
    }

    /// The actor's own assets, newest first; image assets cut from films are left out.
    pub async fn list_assets(&self, actor: &Actor, page: &PageRequest) -> Result<Page<AssetView>, MediaError> {
        let owner_id = actor.require_account()?;
        let after = page.after_key::<AssetId>()?;
        let ids = queries::list_assets(self.db().pool(), owner_id, after, i64::from(page.limit()) + 1).await?;
        let page = Page::from_rows(ids, page, |id| *id);
        let mut items = Vec::with_capacity(page.items.len());
        for id in &page.items {
            items.extend(queries::find_asset(self.db().pool(), *id).await?);
        }
        Ok(Page { items, next: page.next })
    }

    /// Everything a player may fetch of a watchable asset; none when there is nothing to watch.
    /// Not authorised here: who may watch which film is the playback session's decision.
    pub async fn playable(&self, asset_id: AssetId) -> Result<Option<PlayableAsset>, MediaError> {
        queries::find_playable(self.db().pool(), asset_id).await
    }

    /// The revision of a watchable asset: cheap; none when there is nothing to watch.
    pub async fn revision(&self, asset_id: AssetId) -> Result<Option<i64>, MediaError> {
        Ok(queries::find_revision(self.db().pool(), asset_id).await?)
    }

    /// A derived picture. Whoever knows the address may see it: posters are public, and ids cannot be guessed.
    pub async fn image(&self, asset_id: AssetId, variant: &str) -> Result<StoredImage, MediaError> {
        let key = queries::find_image(self.db().pool(), asset_id, variant).await?.ok_or(MediaError::NotFound)?;
        let content_type = match variant.rsplit('.').next() {
            Some("avif") => "image/avif",
            Some("webp") => "image/webp",
            _ => "image/jpeg",
        };
        Ok(StoredImage { bytes: self.store().get(&key).await?, content_type })
    }

    /// The widths in which a picture exists, narrowest first; empty for an asset without pictures.
    pub async fn image_widths(&self, asset_id: AssetId) -> Result<Vec<i32>, MediaError> {
        Ok(queries::list_image_widths(self.db().pool(), asset_id).await?)
    }
}
