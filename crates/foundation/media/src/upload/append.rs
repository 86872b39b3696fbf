//! Adding bytes to an upload.

use std::time::Duration;

use bytes::Bytes;
use contracts::media::{AssetId, UploadId};
use futures::{Stream, StreamExt as _};
use kernel::Actor;
use platform::{Tx, jobs::Enqueue};
use tokio::{
    fs::{File, OpenOptions},
    io::{AsyncSeekExt as _, AsyncWriteExt as _, SeekFrom},
};

use super::{Checksum, UploadError, UploadView, command::RunningChecksum, jobs::StoreUploadJob, store, writers::Writer};
use crate::Media;

/// Where bytes belong, and their hash if the client sends one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Append {
    /// The upload.
    pub upload_id: UploadId,
    /// Where the bytes start: must be where the stored ones end.
    pub offset_bytes: u64,
    /// Without it every byte that arrives is kept; with it all of this request's or none.
    pub checksum: Option<Checksum>,
}

/// After this many bytes the offset is stored although more are coming: what a killed server loses at most.
const CHECKPOINT_BYTES: u64 = 16 << 20;
/// A line that gives nothing for this long is taken for cut.
const SILENCE_MAX: Duration = Duration::from_mins(1);

impl Media {
    /// Adds bytes. Whatever ends the stream, the bytes that came (and need no checksum) are kept and counted.
    pub async fn append<S, E>(&self, actor: &Actor, cmd: Append, body: S) -> Result<UploadView, UploadError>
    where
        S: Stream<Item = Result<Bytes, E>> + Send + Unpin,
    {
        self.upload(actor, cmd.upload_id).await?;
        let writer = self.writers().take(cmd.upload_id).await.ok_or(UploadError::Locked)?;
        // Read again: the writer before may just have stored more.
        let upload = self.upload(actor, cmd.upload_id).await?;
        if cmd.offset_bytes != upload.offset_bytes {
            return Err(UploadError::WrongOffset { expected: upload.offset_bytes });
        }
        if upload.is_complete() {
            // The answer to the last bytes was lost on the way, and the client asks again.
            return Ok(upload);
        }
        let file = self.open_part(&upload).await?;
        let part = Part { media: self, actor, file, upload, unflushed: 0, checksum: cmd.checksum.map(Checksum::start) };
        part.fill(&writer, body).await
    }

    async fn open_part(&self, upload: &UploadView) -> Result<File, UploadError> {
        tokio::fs::create_dir_all(self.uploads_folder()).await?;
        let path = self.part_path(upload.id);
        let mut file = OpenOptions::new().create(true).truncate(false).write(true).open(path).await?;
        if file.metadata().await?.len() < upload.offset_bytes {
            // The scratch space was emptied behind our back: the bytes we vouched for are gone.
            return Err(UploadError::Expired);
        }
        file.seek(SeekFrom::Start(upload.offset_bytes)).await?;
        Ok(file)
    }
}

/// A part file being filled.
struct Part<'a> {
    media: &'a Media,
    actor: &'a Actor,
    file: File,
    upload: UploadView,
    /// Written, but not yet counted in the stored offset.
    unflushed: u64,
    checksum: Option<RunningChecksum>,
}

impl Part<'_> {
    async fn fill<S, E>(mut self, writer: &Writer, mut body: S) -> Result<UploadView, UploadError>
    where
        S: Stream<Item = Result<Bytes, E>> + Send + Unpin,
    {
        let received = self.receive(writer, &mut body).await;
        if let Some(checksum) = self.checksum.take() {
            // All or nothing: a cut request cannot be verified, so its bytes do not count.
            received?;
            if !checksum.matches() {
                return Err(UploadError::ChecksumMismatch);
            }
        } else if let Err(error) = received {
            // The disk may be full: then flushing fails as well, and the offset stays where the last flush left it.
            self.flush().await?;
            return Err(error);
        }
        self.flush().await?;
        Ok(self.upload)
    }

    async fn receive<S, E>(&mut self, writer: &Writer, body: &mut S) -> Result<(), UploadError>
    where
        S: Stream<Item = Result<Bytes, E>> + Send + Unpin,
    {
        loop {
            let next = tokio::select! {
                () = writer.stop.cancelled() => return Err(UploadError::Locked),
                next = tokio::time::timeout(SILENCE_MAX, body.next()) => next,
            };
            match next {
                Ok(Some(Ok(bytes))) => self.write(&bytes).await?,
                Ok(None) => return Ok(()),
                Ok(Some(Err(_cut))) => return Err(UploadError::Interrupted),
                Err(_silence) => return Err(UploadError::Interrupted),
            }
        }
    }

    async fn write(&mut self, bytes: &[u8]) -> Result<(), UploadError> {
        let length = bytes.len() as u64;
        if self.upload.offset_bytes + self.unflushed + length > self.upload.size_bytes {
            return Err(UploadError::TooLong);
        }
        if let Some(checksum) = &mut self.checksum {
            checksum.update(bytes);
        }
        self.file.write_all(bytes).await?;
        // The runtime's file reports a failed write only later: without this, bytes that a full disk lost would be counted.
        self.file.flush().await?;
        self.unflushed += length;
        if self.checksum.is_none() && self.unflushed >= CHECKPOINT_BYTES { self.flush().await } else { Ok(()) }
    }

    /// Puts the bytes on disk, then counts them: never the other way round. The last byte is counted together with the asset
    /// that the upload becomes: a client that learns that all has arrived learns of the asset, whenever the server dies.
    async fn flush(&mut self) -> Result<(), UploadError> {
        let (from, to) = (self.upload.offset_bytes, self.upload.offset_bytes + self.unflushed);
        let completes = to == self.upload.size_bytes && !self.upload.is_complete();
        if self.unflushed == 0 && !completes {
            return Ok(());
        }
        self.file.sync_data().await?;
        let mut tx = self.media.db().begin(self.actor).await?;
        let expires_at = self.media.upload_expiry(tx.now());
        if !store::advance(tx.conn(), self.upload.id, from, to, expires_at).await? {
            return Err(UploadError::Locked);
        }
        let asset_id = if completes { Some(self.complete(&mut tx).await?) } else { None };
        tx.commit().await?;
        self.upload.asset_id = asset_id.or(self.upload.asset_id);
        (self.upload.offset_bytes, self.upload.expires_at, self.unflushed) = (to, expires_at, 0);
        Ok(())
    }

    /// Turns the upload into an asset and queues the way of its file into the store.
    async fn complete(&self, tx: &mut Tx) -> Result<AssetId, UploadError> {
        let asset_id = AssetId::generate();
        let now = tx.now();
        store::insert_asset(tx.conn(), asset_id, &self.upload, now).await?;
        if !store::complete(tx.conn(), self.upload.id, asset_id).await? {
            return Err(UploadError::Complete);
        }
        let options = Enqueue { unique_key: Some(format!("store:{}", self.upload.id)), ..Enqueue::default() };
        tx.enqueue(&StoreUploadJob { upload_id: self.upload.id }, options).await?;
        Ok(asset_id)
    }
}
