//! Assets: videos, images and sounds on their way from an upload to a screen.

use kernel::Id;
use serde::{Deserialize, Serialize};

/// Marks the ids of media assets.
#[derive(Debug)]
pub struct Asset;
/// The id of a media asset.
pub type AssetId = Id<Asset>;

/// Marks the ids of resumable uploads.
#[derive(Debug)]
pub struct Upload;
/// The id of a resumable upload.
pub type UploadId = Id<Upload>;

/// The lowest rendition is ready: the asset can be watched while the rest is being made.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AssetPlayable {
    /// The asset.
    pub asset_id: AssetId,
    /// Its length.
    pub duration_ms: i64,
}

impl crate::Event for AssetPlayable {
    const TOPIC: &'static str = "media.asset-playable.v1";
    fn key(&self) -> uuid::Uuid {
        self.asset_id.as_uuid()
    }
}

/// Every rendition is ready; for a picture, all its sizes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AssetReady {
    /// The asset.
    pub asset_id: AssetId,
    /// Its length; 0 for a picture.
    pub duration_ms: i64,
}

impl crate::Event for AssetReady {
    const TOPIC: &'static str = "media.asset-ready.v1";
    fn key(&self) -> uuid::Uuid {
        self.asset_id.as_uuid()
    }
}

/// The file was refused or could not be made playable.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AssetRejected {
    /// The asset.
    pub asset_id: AssetId,
    /// Why, as a code: `media-truncated` …
    pub code: String,
}

impl crate::Event for AssetRejected {
    const TOPIC: &'static str = "media.asset-rejected.v1";
    fn key(&self) -> uuid::Uuid {
        self.asset_id.as_uuid()
    }
}
