//! The way of a complete upload into the store.

use std::{path::Path, time::Duration};

use contracts::media::UploadId;
use kernel::Actor;
use platform::jobs::{Enqueue, Job, JobError, JobRun, WorkRole};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use tokio::io::AsyncReadExt as _;

use super::store;
use crate::{Media, MediaError, pipeline::CheckAssetJob};

/// Carries the part file of a complete upload into the store.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct StoreUploadJob {
    pub(crate) upload_id: UploadId,
}

impl Job for StoreUploadJob {
    const NAME: &'static str = "media.store-upload";
    const MAX_ATTEMPTS: i16 = 20;
    const TIMEOUT: Duration = Duration::from_hours(4);
    const QUEUE_ROLE: WorkRole = WorkRole::Media;
}

pub(crate) async fn run(media: Media, job: StoreUploadJob, _run: JobRun) -> Result<(), JobError> {
    Ok(media.store_upload(job.upload_id).await?)
}

impl Media {
    pub(crate) async fn store_upload(&self, upload_id: UploadId) -> Result<(), MediaError> {
        let Some(upload) = store::find(self.db().pool(), upload_id).await? else { return Ok(()) };
        let Some(asset_id) = upload.asset_id else { return Ok(()) };
        let part = self.part_path(upload_id);
        let key = format!("media/{asset_id}/source");
        let sha256 = match hash_file(&part).await {
            Ok(hash) => {
                self.move_into_store(&part, &key).await?;
                hash
            }
            // A run before this one moved it and died before it could say so.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => self.hash_stored(&key).await?,
            Err(error) => return Err(error.into()),
        };
        let mut tx = self.db().begin(&Actor::system("media")).await?;
        let now = tx.now();
        if store::mark_stored(tx.conn(), upload_id, &key, &sha256, now).await? {
            let options = Enqueue { unique_key: Some(format!("check:{asset_id}")), ..Enqueue::default() };
            tx.enqueue(&CheckAssetJob { asset_id }, options).await?;
        }
        tx.commit().await?;
        match tokio::fs::remove_file(&part).await {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// Renames where both lie on one disk, which costs nothing; copies otherwise.
    async fn move_into_store(&self, part: &Path, key: &str) -> Result<(), MediaError> {
        if let Some(place) = self.store().local_path(key) {
            if let Some(folder) = place.parent() {
                tokio::fs::create_dir_all(folder).await?;
            }
            match tokio::fs::rename(part, &place).await {
                Ok(()) => return Ok(()),
                Err(error) if error.kind() == std::io::ErrorKind::CrossesDevices => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(self.store().put_file(key, part).await?)
    }

    async fn hash_stored(&self, key: &str) -> Result<[u8; 32], MediaError> {
        use futures::TryStreamExt as _;
        let (_, mut pieces) = self.store().open(key).await?;
        let mut hash = Sha256::new();
        while let Some(piece) = pieces.try_next().await? {
            hash.update(&piece);
        }
        Ok(hash.finalize().into())
    }
}

async fn hash_file(path: &Path) -> std::io::Result<[u8; 32]> {
    let mut file = tokio::fs::File::open(path).await?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    loop {
        let read = file.read(&mut buffer).await?;
        if read == 0 {
            return Ok(hash.finalize().into());
        }
        hash.update(buffer.get(..read).unwrap_or_default());
    }
}
