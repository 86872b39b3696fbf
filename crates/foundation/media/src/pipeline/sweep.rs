//! Every minute: work that was lost is queued again, what expired is removed.

use std::path::Path;

use contracts::media::UploadId;
use jiff::{SignedDuration, Timestamp};
use platform::jobs::Enqueue;

use super::{CheckAssetJob, jobs::EncodeChunkJob, store::upkeep};
use crate::{
    Media, MediaError,
    model::AssetState,
    upload::{jobs::StoreUploadJob, store as uploads},
};

/// Work without a sign of life for this long was lost: a queue that was emptied, a process that died at the wrong moment.
const LOST_AFTER: SignedDuration = SignedDuration::from_mins(2);

impl Media {
    /// Safe to run at any time and in several processes: jobs have unique keys and chunks have leases. A job that waits for
    /// its next attempt is not lost: it keeps its pause and its count.
    pub(super) async fn sweep(&self) -> Result<(), MediaError> {
        let now = self.db().now();
        let before = now.saturating_sub(LOST_AFTER).unwrap_or(now);
        self.queue_lost_uploads(before).await?;
        self.queue_lost_work(before, now).await?;
        self.remove_expired().await?;
        self.remove_stale_folders().await
    }

    async fn queue_lost_uploads(&self, before: Timestamp) -> Result<(), MediaError> {
        for upload_id in uploads::list_unstored(self.db().pool(), before).await? {
            let mut tx = self.system_tx().await?;
            let options = Enqueue { unique_key: Some(format!("store:{upload_id}")), only_if_absent: true, ..Enqueue::default() };
            tx.enqueue(&StoreUploadJob { upload_id }, options).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    async fn queue_lost_work(&self, before: Timestamp, now: Timestamp) -> Result<(), MediaError> {
        for (asset_id, state) in upkeep::list_stuck(self.db().pool(), before, now).await? {
            let chunks = upkeep::list_open_chunks(self.db().pool(), asset_id).await?;
            let mut tx = self.system_tx().await?;
            if state == AssetState::Checking {
                let unique_key = Some(format!("check:{asset_id}"));
                let options = Enqueue { unique_key, only_if_absent: true, ..Enqueue::default() };
                tx.enqueue(&CheckAssetJob { asset_id }, options).await?;
            }
            for chunk in chunks {
                let options = Enqueue { only_if_absent: true, ..EncodeChunkJob::options(&chunk) };
                tx.enqueue(&EncodeChunkJob { chunk_id: chunk.id }, options).await?;
            }
            tx.commit().await?;
        }
        Ok(())
    }

    /// Removes uploads that nobody continued for a week, with their bytes.
    pub async fn remove_expired(&self) -> Result<(), MediaError> {
        let mut tx = self.system_tx().await?;
        let now = tx.now();
        uploads::delete_expired(tx.conn(), now).await?;
        tx.commit().await?;
        for name in names(&self.uploads_folder()).await? {
            let id = name.strip_suffix(".part").and_then(|id| id.parse::<UploadId>().ok());
            let Some(id) = id else { continue };
            if !upkeep::is_upload_alive(self.db().pool(), id.as_uuid()).await? {
                tokio::fs::remove_file(self.uploads_folder().join(name)).await?;
            }
        }
        Ok(())
    }

    /// Removes the work folders of attempts that died with their process.
    async fn remove_stale_folders(&self) -> Result<(), MediaError> {
        // Listed before asking who works: a folder made meanwhile is not on the list.
        let found = names(&self.work_folder()).await?;
        let running = upkeep::list_running_folders(self.db().pool()).await?;
        for name in found {
            let of_a_chunk = name.len() > 37 && name.get(..36).is_some_and(|id| uuid::Uuid::try_parse(id).is_ok());
            if of_a_chunk && !running.contains(&name) {
                match tokio::fs::remove_dir_all(self.work_folder().join(&name)).await {
                    Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
                    _ => {}
                }
            }
        }
        Ok(())
    }
}

async fn names(folder: &Path) -> Result<Vec<String>, MediaError> {
    let mut names = Vec::new();
    let mut entries = match tokio::fs::read_dir(folder).await {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(names),
        Err(error) => return Err(error.into()),
    };
    while let Some(entry) = entries.next_entry().await? {
        names.extend(entry.file_name().into_string());
    }
    Ok(names)
}
