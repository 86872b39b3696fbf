//! The uploaded file as a local path: itself where the store is a folder, else a copy that is fetched once.

use std::path::PathBuf;

use contracts::media::AssetId;

use crate::{Media, MediaError};

impl Media {
    /// A local path of a stored object. Chunks that run side by side share one copy.
    pub(super) async fn local_source(&self, asset_id: AssetId, key: &str) -> Result<PathBuf, MediaError> {
        if let Some(path) = self.store().local_path(key) {
            return Ok(path);
        }
        let folder = self.work_folder().join("sources");
        tokio::fs::create_dir_all(&folder).await?;
        let copy = folder.join(asset_id.to_string());
        let _alone = self.fetching().lock().await;
        if tokio::fs::try_exists(&copy).await? {
            return Ok(copy);
        }
        // Fetched beside its place and renamed: a copy that is there is complete.
        let draft = folder.join(format!("{asset_id}.draft"));
        self.store().fetch_to(key, &draft).await?;
        tokio::fs::rename(&draft, &copy).await?;
        Ok(copy)
    }

    /// Removes the copy, if one was made.
    pub(super) async fn drop_local_source(&self, asset_id: AssetId) -> Result<(), MediaError> {
        match tokio::fs::remove_file(self.work_folder().join("sources").join(asset_id.to_string())).await {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }
}
