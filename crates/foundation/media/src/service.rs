//! The service that edges and other contexts hold.

use std::{path::PathBuf, sync::Arc, time::Duration};

use contracts::media::AssetId;
use moka::future::Cache;
use platform::{Db, Store, jobs::Registry};

use crate::{MediaConfig, ffmpeg::Programs, pipeline, upload};

/// Uploads, assets and the pipeline that makes them playable. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Media {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    db: Db,
    store: Store,
    folder: PathBuf,
    config: MediaConfig,
    programs: Programs,
    writers: upload::Writers,
    fetching: tokio::sync::Mutex<()>,
    /// The widths of pictures that pages ask for on every visit; they are made at once and stay.
    widths: Cache<AssetId, Vec<i32>>,
}

const WIDTHS_KEPT: u64 = 10_000;
const WIDTHS_KEPT_FOR: Duration = Duration::from_mins(5);

impl Media {
    /// The service. `folder` is local scratch space: unfinished uploads (kept for days) and work in progress; every process
    /// with the role `web` or `media` must see the same one.
    pub fn new(db: Db, store: Store, folder: PathBuf, config: MediaConfig) -> Self {
        let programs = Programs { ffmpeg: config.ffmpeg.clone(), ffprobe: config.ffprobe.clone(), niceness: config.niceness };
        Self {
            inner: Arc::new(Inner {
                db,
                store,
                folder,
                config,
                programs,
                writers: upload::Writers::default(),
                fetching: tokio::sync::Mutex::default(),
                widths: Cache::builder().max_capacity(WIDTHS_KEPT).time_to_live(WIDTHS_KEPT_FOR).build(),
            }),
        }
    }

    /// Registers the jobs of this context.
    pub fn register(&self, registry: &mut Registry) {
        pipeline::register(self, registry);
    }

    /// The channel of [`platform::Bus`] on which an asset's progress is told: [`crate::Progress`] as JSON.
    pub fn progress_channel(asset_id: AssetId) -> String {
        format!("media.asset.{asset_id}")
    }

    /// The address of a derived picture, below the site's root.
    pub fn image_url(asset_id: AssetId, variant: &str) -> String {
        format!("/media/images/{asset_id}/{variant}")
    }

    /// The largest upload of any kind, in bytes.
    pub fn upload_bytes_max(&self) -> u64 {
        self.inner.config.limits.source_bytes
    }

    pub(crate) fn db(&self) -> &Db {
        &self.inner.db
    }

    pub(crate) fn store(&self) -> &Store {
        &self.inner.store
    }

    pub(crate) fn config(&self) -> &MediaConfig {
        &self.inner.config
    }

    pub(crate) fn programs(&self) -> &Programs {
        &self.inner.programs
    }

    pub(crate) fn writers(&self) -> &upload::Writers {
        &self.inner.writers
    }

    /// Held while a source is copied from a distant store.
    pub(crate) fn fetching(&self) -> &tokio::sync::Mutex<()> {
        &self.inner.fetching
    }

    pub(crate) fn widths(&self) -> &Cache<AssetId, Vec<i32>> {
        &self.inner.widths
    }

    /// Where unfinished uploads lie.
    pub(crate) fn uploads_folder(&self) -> PathBuf {
        self.inner.folder.join("uploads")
    }

    /// Where work in progress lies.
    pub(crate) fn work_folder(&self) -> PathBuf {
        self.inner.folder.join("work")
    }
}
