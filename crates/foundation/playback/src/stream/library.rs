//! The assets being watched, kept in memory: what a segment needs is found without a query.

use std::{
    collections::HashMap,
    fmt,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use contracts::media::AssetId;
use futures::{FutureExt as _, future::BoxFuture};
use jiff::Timestamp;
use kernel::{AppError, Clock};
use media::{Media, PlayableAsset, Track};
use moka::future::Cache;

use crate::PlaybackError;

/// What loading gives.
pub type Loaded<T> = BoxFuture<'static, Result<Option<T>, Arc<dyn AppError>>>;

/// Where playable assets come from: the media context in the program, a list in tests.
#[derive(Clone)]
pub struct Assets {
    /// Loads an asset; none when it is not playable.
    pub load: Arc<dyn Fn(AssetId) -> Loaded<PlayableAsset> + Send + Sync>,
    /// Tells its revision: cheap, asked every few seconds while it is watched.
    pub revision: Arc<dyn Fn(AssetId) -> Loaded<i64> + Send + Sync>,
}

impl Assets {
    /// The assets of the media context.
    pub fn of(media: Media) -> Self {
        let asked = media.clone();
        Self {
            load: Arc::new(move |id| {
                let media = media.clone();
                async move { media.playable(id).await.map_err(shared) }.boxed()
            }),
            revision: Arc::new(move |id| {
                let media = asked.clone();
                async move { media.revision(id).await.map_err(shared) }.boxed()
            }),
        }
    }
}

fn shared(error: media::MediaError) -> Arc<dyn AppError> {
    Arc::new(error)
}

impl fmt::Debug for Assets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Assets(…)")
    }
}

/// An asset with the start of each of its segments.
#[derive(Debug)]
pub(crate) struct Layout {
    pub(crate) asset: PlayableAsset,
    /// The length of the film.
    pub(crate) duration_ms: u64,
    starts_ms: HashMap<String, Vec<u64>>,
    checked_s: AtomicI64,
}

impl Layout {
    pub(crate) fn new(asset: PlayableAsset, now: Timestamp) -> Self {
        let video = asset.video.iter().map(|rendition| &rendition.track);
        let tracks = video.chain(asset.audio.iter().map(|rendition| &rendition.track));
        let starts_ms = tracks.map(|track| (track.name.clone(), starts(track))).collect();
        let duration_ms = u64::try_from(asset.duration_ms).unwrap_or(0);
        Self { asset, duration_ms, starts_ms, checked_s: AtomicI64::new(now.as_second()) }
    }

    /// Where a segment starts and ends in the film.
    pub(crate) fn span_ms(&self, track: &Track, index: usize) -> Option<(u64, u64)> {
        let starts = self.starts_ms.get(&track.name)?;
        Some((*starts.get(index)?, *starts.get(index + 1)?))
    }
}

/// The start of each segment, and the end of the last.
fn starts(track: &Track) -> Vec<u64> {
    let mut ticks = 0_u64;
    let mut starts = vec![0];
    starts.extend(track.segments.iter().map(|segment| {
        ticks += u64::from(segment.ticks);
        ticks * 1000 / u64::from(track.timescale.max(1))
    }));
    starts
}

/// How many assets are kept.
const CAPACITY: u64 = 2000;
/// How long an asset is believed to be unchanged, in seconds: new renditions and subtitles appear after this.
const FRESH_S: i64 = 5;

/// The assets being watched.
#[derive(Debug)]
pub(crate) struct Library {
    assets: Assets,
    clock: Arc<dyn Clock>,
    cache: Cache<AssetId, Arc<Layout>>,
}

impl Library {
    pub(crate) fn new(assets: Assets, clock: Arc<dyn Clock>) -> Self {
        Self { assets, clock, cache: Cache::new(CAPACITY) }
    }

    /// The asset, at most a few seconds old; loaded once however many ask at the same time.
    pub(crate) async fn get(&self, asset_id: AssetId) -> Result<Arc<Layout>, PlaybackError> {
        if let Some(known) = self.cache.get(&asset_id).await {
            if self.is_fresh(&known) || self.is_unchanged(&known).await {
                return Ok(known);
            }
            return self.load_again(known).await;
        }
        let load = Arc::clone(&self.assets.load);
        let now = self.clock.now();
        let loaded = self.cache.try_get_with(asset_id, async move {
            match load(asset_id).await {
                Ok(Some(asset)) => Ok(Arc::new(Layout::new(asset, now))),
                Ok(None) => Err(None),
                Err(error) => Err(Some(error)),
            }
        });
        // One failure may be shared by several that waited for it.
        loaded.await.map_err(|failure| failure.as_ref().clone().map_or(PlaybackError::NotPlayable, PlaybackError::Asset))
    }

    fn is_fresh(&self, layout: &Layout) -> bool {
        self.clock.now().as_second() - layout.checked_s.load(Ordering::Relaxed) < FRESH_S
    }

    /// Asks for the revision, once for everybody who watches: the others go on with what is known meanwhile. Without an
    /// answer (the database is away) everybody does: streams need what is in memory only.
    async fn is_unchanged(&self, layout: &Layout) -> bool {
        layout.checked_s.store(self.clock.now().as_second(), Ordering::Relaxed);
        match (self.assets.revision)(layout.asset.asset_id).await {
            Ok(revision) => revision == Some(layout.asset.revision),
            Err(error) => {
                tracing::warn!(%error, asset_id = %layout.asset.asset_id, "the revision of an asset could not be asked");
                true
            }
        }
    }

    /// Replaces what is known by what is there now, once that could be read.
    async fn load_again(&self, known: Arc<Layout>) -> Result<Arc<Layout>, PlaybackError> {
        let asset_id = known.asset.asset_id;
        match (self.assets.load)(asset_id).await {
            Ok(Some(asset)) => {
                let layout = Arc::new(Layout::new(asset, self.clock.now()));
                self.cache.insert(asset_id, Arc::clone(&layout)).await;
                Ok(layout)
            }
            Ok(None) => {
                self.cache.invalidate(&asset_id).await;
                Err(PlaybackError::NotPlayable)
            }
            Err(error) => {
                tracing::warn!(%error, %asset_id, "a changed asset could not be loaded");
                Ok(known)
            }
        }
    }
}
