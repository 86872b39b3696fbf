//! The files of a chunk into the store, segment by segment.

use std::path::{Path, PathBuf};

use bytes::Bytes;
use tokio::task::spawn_blocking;
use uuid::Uuid;

use super::store::chunks::{Claimed, RenditionRef};
use crate::{
    Media, MediaError,
    fmp4::{CutSegment, Cutter, Fmp4Error, Placement},
    views::segment_key,
};

/// What a chunk gave for one rendition.
#[derive(Debug)]
pub(super) struct Output {
    pub(super) rendition_id: Uuid,
    pub(super) first_segment: u32,
    pub(super) key_prefix: String,
    pub(super) init_bytes: usize,
    pub(super) init_sha256: [u8; 32],
    pub(super) codecs: String,
    pub(super) ticks: Vec<u32>,
    pub(super) sizes: Vec<u32>,
}

/// Where the segments of a file go.
pub(super) struct Target<'a> {
    pub(super) rendition: &'a RenditionRef,
    pub(super) file: PathBuf,
    pub(super) first_segment: u32,
    pub(super) start_ticks: u64,
    /// The exact length that must come out; none for sound, whose frames do not end where pictures do.
    pub(super) total_ticks: Option<u64>,
}

impl From<Fmp4Error> for MediaError {
    fn from(error: Fmp4Error) -> Self {
        match error {
            Fmp4Error::Io(error) => Self::Io(error),
            Fmp4Error::Malformed(what) => Self::Stored(what),
        }
    }
}

impl Media {
    /// Cuts a file and stores its init and its segments under a prefix that belongs to this attempt alone.
    pub(super) async fn store_segments(&self, claim: &Claimed, target: Target<'_>) -> Result<Output, MediaError> {
        let (stage, ordinal, fence) = (claim.stage, claim.ordinal, claim.fence);
        let key_prefix = format!("media/{}/r/{}/{stage}-{ordinal}-{fence}", claim.asset_id, target.rendition.name);
        let placement = Placement::new(target.start_ticks, target.first_segment);
        let file = target.file.clone();
        let mut cutter = blocking(move || Cutter::open(&file, placement)).await?;
        if cutter.init().timescale != target.rendition.timescale {
            return Err(MediaError::Stored("an unexpected timescale"));
        }
        let init = cutter.init().clone();
        self.store_durably(&format!("{key_prefix}/init.mp4"), Bytes::from(init.bytes.clone())).await?;
        let (mut ticks, mut sizes) = (Vec::new(), Vec::new());
        loop {
            let (rest, segment) = next(cutter).await?;
            cutter = rest;
            let Some(segment) = segment else { break };
            let index = target.first_segment + u32::try_from(ticks.len()).unwrap_or(u32::MAX);
            ticks.push(segment.ticks);
            sizes.push(u32::try_from(segment.bytes.len()).unwrap_or(u32::MAX));
            self.store_durably(&segment_key(&key_prefix, index), Bytes::from(segment.bytes)).await?;
        }
        let total: u64 = ticks.iter().map(|ticks| u64::from(*ticks)).sum();
        if ticks.is_empty() || target.total_ticks.is_some_and(|expected| expected != total) {
            return Err(MediaError::Stored("a chunk of an unexpected length"));
        }
        Ok(Output {
            rendition_id: target.rendition.id,
            first_segment: target.first_segment,
            key_prefix,
            init_bytes: init.bytes.len(),
            init_sha256: init.sha256,
            codecs: init.codecs,
            ticks,
            sizes,
        })
    }

    /// Writes an object and, where it is a local file, waits until the disk has it: its row must never outlive it.
    pub(super) async fn store_durably(&self, key: &str, bytes: Bytes) -> Result<(), MediaError> {
        self.store().put(key, bytes).await?;
        let Some(path) = self.store().local_path(key) else { return Ok(()) };
        blocking(move || sync(&path)).await
    }
}

fn sync(path: &Path) -> Result<(), std::io::Error> {
    std::fs::File::open(path)?.sync_all()
}

async fn next(mut cutter: Cutter) -> Result<(Cutter, Option<CutSegment>), MediaError> {
    blocking(move || cutter.next_segment().map(|segment| (cutter, segment))).await
}

/// Runs blocking work on its own thread.
pub(super) async fn blocking<T, E, F>(work: F) -> Result<T, MediaError>
where
    T: Send + 'static,
    E: Into<MediaError> + Send + 'static,
    F: FnOnce() -> Result<T, E> + Send + 'static,
{
    spawn_blocking(work).await.map_err(|_panicked| MediaError::Stored("blocking work panicked"))?.map_err(Into::into)
}
