//! Resumable uploads: the state behind the tus 1.0 protocol, without its HTTP.
//!
//! Bytes go to a part file in local scratch space. The stored offset only ever counts bytes that were flushed to disk, so an
//! upload goes on exactly where it stopped, after a cut line, a `kill -9` or a day. When the last byte is there the upload
//! becomes an asset and a job carries the file into the store.

mod append;
mod command;
mod error;
pub(crate) mod jobs;
pub(crate) mod store;
mod writers;

use contracts::media::{AssetId, UploadId};
use jiff::{SignedDuration, Timestamp};
use kernel::{AccountId, Actor, Permission};

pub use append::Append;
pub use command::{Checksum, ChecksumAlgorithm, CreateUpload, clean_filename};
pub use error::UploadError;
pub(crate) use writers::Writers;

use crate::{Media, model::AssetKind};

/// An upload and how much of it is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadView {
    /// The upload.
    pub id: UploadId,
    /// Whose it is.
    pub owner_id: AccountId,
    /// What it was announced as.
    pub kind: AssetKind,
    /// The cleaned name.
    pub filename: String,
    /// The `Upload-Metadata` as it was sent.
    pub metadata: String,
    /// The announced size.
    pub size_bytes: u64,
    /// How much is safely there.
    pub offset_bytes: u64,
    /// What it became, once complete.
    pub asset_id: Option<AssetId>,
    /// When it is removed if nobody continues it.
    pub expires_at: Timestamp,
}

impl UploadView {
    /// Whether every byte is there.
    pub const fn is_complete(&self) -> bool {
        self.asset_id.is_some()
    }
}

const DAY: SignedDuration = SignedDuration::from_hours(24);
/// Kept free on the disk beside what uploads announce.
const DISK_RESERVE_BYTES: u64 = 64 << 20;

/// Whether the actor, who may send this, makes films.
fn require(actor: &Actor, kind: AssetKind) -> Result<bool, UploadError> {
    let makes_films = actor.may(Permission::MediaUpload);
    if !makes_films {
        let is_small = matches!(kind, AssetKind::Image | AssetKind::Document);
        actor.require(if is_small { Permission::Participate } else { Permission::MediaUpload })?;
    }
    Ok(makes_films)
}

impl Media {
    /// Announces an upload: limits, quota and disk are checked before the first byte is sent. Pictures and documents are
    /// sent in by everybody who takes part, so many a day; films by those who publish them.
    pub async fn create_upload(&self, actor: &Actor, cmd: CreateUpload) -> Result<UploadView, UploadError> {
        let makes_films = require(actor, cmd.kind)?;
        let owner_id = actor.require_account()?;
        let limits = &self.config().limits;
        if cmd.size_bytes == 0 {
            return Err(UploadError::Empty);
        }
        let limit_bytes = limits.bytes_of(cmd.kind);
        if cmd.size_bytes > limit_bytes {
            return Err(UploadError::TooLarge { limit_bytes });
        }
        self.require_space(cmd.size_bytes).await?;
        let mut tx = self.db().begin(actor).await?;
        store::lock_owner(tx.conn(), owner_id).await?;
        let open = store::open_uploads(tx.conn(), owner_id).await?;
        if open.count >= u64::from(limits.open_uploads) || open.bytes + cmd.size_bytes > limits.open_bytes {
            return Err(UploadError::Quota { open: limits.open_uploads });
        }
        let now = tx.now();
        let most = limits.small_a_day;
        if !makes_films && store::count_since(tx.conn(), owner_id, now - DAY).await? >= i64::from(most) {
            return Err(UploadError::EnoughToday { most });
        }
        let upload = UploadView {
            id: UploadId::generate(),
            owner_id,
            kind: cmd.kind,
            filename: cmd.filename,
            metadata: cmd.metadata,
            size_bytes: cmd.size_bytes,
            offset_bytes: 0,
            asset_id: None,
            expires_at: self.upload_expiry(now),
        };
        store::insert(tx.conn(), &upload, now).await?;
        tx.commit().await?;
        Ok(upload)
    }

    /// An upload of the actor's.
    pub async fn upload(&self, actor: &Actor, id: UploadId) -> Result<UploadView, UploadError> {
        let owner_id = actor.require_account()?;
        let upload = store::find(self.db().pool(), id).await?.filter(|upload| upload.owner_id == owner_id);
        let upload = upload.ok_or(UploadError::NotFound)?;
        if !upload.is_complete() && upload.expires_at <= self.db().now() {
            return Err(UploadError::Expired);
        }
        Ok(upload)
    }

    /// Gives an upload up and frees its space; a complete one is an asset already and stays.
    pub async fn terminate_upload(&self, actor: &Actor, id: UploadId) -> Result<(), UploadError> {
        let upload = self.upload(actor, id).await?;
        if upload.is_complete() {
            return Err(UploadError::Complete);
        }
        let _writer = self.writers().take(id).await.ok_or(UploadError::Locked)?;
        let mut tx = self.db().begin(actor).await?;
        if !store::delete_open(tx.conn(), id).await? {
            return Err(UploadError::Complete);
        }
        tx.commit().await?;
        self.remove_part(id).await?;
        Ok(())
    }

    pub(crate) fn upload_expiry(&self, now: Timestamp) -> Timestamp {
        let days = i64::from(self.config().upload_days.max(7));
        now.saturating_add(SignedDuration::from_hours(24 * days)).unwrap_or(Timestamp::MAX)
    }

    pub(crate) fn part_path(&self, id: UploadId) -> std::path::PathBuf {
        self.uploads_folder().join(format!("{id}.part"))
    }

    pub(crate) async fn remove_part(&self, id: UploadId) -> Result<(), UploadError> {
        match tokio::fs::remove_file(self.part_path(id)).await {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// Refuses an upload that cannot fit, instead of failing in its middle.
    async fn require_space(&self, size_bytes: u64) -> Result<(), UploadError> {
        let folder = self.uploads_folder();
        tokio::fs::create_dir_all(&folder).await?;
        let disk = rustix::fs::statvfs(&folder).map_err(std::io::Error::from)?;
        let free = disk.f_bavail.saturating_mul(disk.f_frsize);
        if free < size_bytes.saturating_add(DISK_RESERVE_BYTES) { Err(UploadError::OutOfSpace) } else { Ok(()) }
    }
}
