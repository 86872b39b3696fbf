//! Assets as others see them: status, what a player may fetch, derived pictures.

mod file;
mod queries;
pub(crate) mod row;

use bytes::Bytes;
use contracts::media::AssetId;
use kernel::{Actor, Page, PageRequest, Permission, Principal};
use serde::{Deserialize, Serialize};

pub use self::file::StoredFile;

use crate::{AssetView, ImageVariant, Media, MediaError, PlayableAsset, model::AssetState};

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

    /// A derived picture; the nearest width stands in where the original is narrower than what is asked. Whoever knows the
    /// address may see it: posters are public, and ids cannot be guessed.
    pub async fn image(&self, asset_id: AssetId, variant: &str) -> Result<StoredImage, MediaError> {
        let (width, format) = parse_variant(variant).ok_or(MediaError::NotFound)?;
        let pool = self.db().pool();
        let key = match queries::find_image(pool, asset_id, variant).await? {
            Some(key) => Some(key),
            None => match nearest(&queries::list_images(pool, asset_id).await?, width, format) {
                Some(other) => queries::find_image(pool, asset_id, other).await?,
                None => None,
            },
        };
        let key = key.ok_or(MediaError::NotFound)?;
        let content_type = match format {
            "avif" => "image/avif",
            "webp" => "image/webp",
            _ => "image/jpeg",
        };
        Ok(StoredImage { bytes: self.store().get(&key).await?, content_type })
    }

    /// The widths in which a picture exists, narrowest first; empty for an asset without pictures.
    pub async fn image_widths(&self, asset_id: AssetId) -> Result<Vec<i32>, MediaError> {
        if let Some(known) = self.widths().get(&asset_id).await {
            return Ok(known);
        }
        let widths = queries::list_image_widths(self.db().pool(), asset_id).await?;
        if !widths.is_empty() {
            self.widths().insert(asset_id, widths.clone()).await;
        }
        Ok(widths)
    }
}

/// Width and format of `w640.webp`; none for what is not the name of a variant.
fn parse_variant(variant: &str) -> Option<(i32, &str)> {
    let (width, format) = variant.strip_prefix('w')?.split_once('.')?;
    let digits = (2..=4).contains(&width.len()) && width.bytes().all(|byte| byte.is_ascii_digit());
    let known = ["avif", "webp", "jpg"].contains(&format);
    if digits && known { Some((width.parse().ok()?, format)) } else { None }
}

/// The variant of this format whose width is nearest.
fn nearest<'a>(images: &'a [ImageVariant], width: i32, format: &str) -> Option<&'a str> {
    let same_format = images.iter().filter(|image| image.variant.rsplit_once('.').is_some_and(|(_, other)| other == format));
    same_format.min_by_key(|image| image.width.abs_diff(width)).map(|image| image.variant.as_str())
}
