//! Assets as files: a document as it came, a picture as what was derived of it.

use bytes::Bytes;
use contracts::media::AssetId;
use futures::{StreamExt as _, stream, stream::BoxStream};
use platform::store::StoreError;

use super::queries;
use crate::{Media, MediaError};

/// A file to give out. Never to be shown in a page: a document is what somebody uploaded.
pub struct StoredFile {
    /// Its MIME type.
    pub content_type: &'static str,
    /// How its name ends.
    pub extension: &'static str,
    /// How many bytes it has.
    pub size_bytes: u64,
    /// The bytes.
    pub bytes: BoxStream<'static, Result<Bytes, StoreError>>,
}

impl std::fmt::Debug for StoredFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StoredFile")
            .field("content_type", &self.content_type)
            .field("size_bytes", &self.size_bytes)
            .finish_non_exhaustive()
    }
}

impl Media {
    /// A document as it came, or a picture in its largest size, once it was checked. Who may have it is decided by the caller.
    pub async fn file(&self, asset_id: AssetId) -> Result<StoredFile, MediaError> {
        if let Some(key) = queries::find_document(self.db().pool(), asset_id).await? {
            let (size_bytes, bytes) = self.store().open(&key).await?;
            return Ok(StoredFile { content_type: "application/pdf", extension: "pdf", size_bytes, bytes });
        }
        let width = self.image_widths(asset_id).await?.last().copied().ok_or(MediaError::NotFound)?;
        let picture = self.image(asset_id, &format!("w{width}.jpg")).await?;
        let size_bytes = u64::try_from(picture.bytes.len()).unwrap_or(u64::MAX);
        let bytes = stream::once(async move { Ok(picture.bytes) }).boxed();
        Ok(StoredFile { content_type: "image/jpeg", extension: "jpg", size_bytes, bytes })
    }
}
