//! One chunk: claim, work, put its files into the store, commit.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{
    heartbeat::Lease,
    segments::Output,
    stills::Stills,
    store::chunks::{self, Claim, Claimed},
};
use crate::{Media, MediaError, ffmpeg::FfmpegError, plan::Work};

/// How a claim ended without a finished chunk.
#[derive(Debug)]
pub(super) enum ChunkError {
    /// Somebody else holds its lease: look again after this time.
    Busy(Duration),
    /// It failed too often; the asset failed with it, or is ready without it.
    GivenUp(MediaError),
    /// It failed and is tried again.
    Failed(MediaError),
}

impl<E: Into<MediaError>> From<E> for ChunkError {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

/// What a chunk gives.
pub(super) enum Product {
    /// Segments of its renditions.
    Segments(Vec<Output>),
    /// By how much the rate factors move.
    Survey(i8),
    /// Thumbnails and poster candidates.
    Stills(Box<Stills>),
}

/// A chunk at work.
pub(super) struct Task<'a> {
    pub(super) claim: &'a Claimed,
    pub(super) source: PathBuf,
    pub(super) folder: &'a Path,
    pub(super) stop: &'a CancellationToken,
    pub(super) progress: &'a watch::Sender<u64>,
}

/// Attempts that may end with an error before the asset is given up.
const FAILURES_MAX: i16 = 4;

impl Media {
    /// Works on a chunk unless it is done, or in other hands.
    pub(super) async fn work_on_chunk(&self, chunk_id: Uuid, stop: &CancellationToken) -> Result<(), ChunkError> {
        let now = self.db().now();
        let claim = match chunks::claim(self.db().pool(), chunk_id, now).await? {
            Claim::Got(claim) => claim,
            Claim::Busy(until) => {
                let pause = Duration::try_from(until.duration_since(now)).unwrap_or_default();
                return Err(ChunkError::Busy(pause.max(Duration::from_secs(1))));
            }
            Claim::Nothing => return Ok(()),
        };
        let lease = Lease::hold(self.clone(), &claim, stop);
        let result = self.perform(&claim, &lease).await;
        lease.release().await;
        match result {
            Ok(()) => Ok(()),
            // Stopped by us: the chunk goes back at once, without a failure.
            Err(MediaError::Ffmpeg(failure)) if matches!(failure.0, FfmpegError::Cancelled) => {
                chunks::give_back(self.db().pool(), &claim).await?;
                Err(ChunkError::Busy(Duration::from_secs(1)))
            }
            Err(error) => self.count_failure(&claim, error).await,
        }
    }

    async fn perform(&self, claim: &Claimed, lease: &Lease) -> Result<(), MediaError> {
        let folder = self.work_folder().join(format!("{}-{}", claim.id, claim.fence));
        tokio::fs::create_dir_all(&folder).await?;
        let source = self.local_source(claim.asset_id, &claim.source_key).await?;
        let task = Task { claim, source, folder: &folder, stop: lease.stop(), progress: lease.progress() };
        let product = self.produce(&task).await;
        let committed = match product {
            Ok(product) => self.commit_chunk(claim, product).await,
            Err(error) => Err(error),
        };
        tokio::fs::remove_dir_all(&folder).await?;
        committed
    }

    async fn produce(&self, task: &Task<'_>) -> Result<Product, MediaError> {
        match &task.claim.work {
            Work::Sound { track } => Ok(Product::Segments(self.encode_sound(task, *track).await?)),
            Work::Pictures { start_frame, frames, first_segment, rungs } => {
                let span = super::pictures::Span { start_frame: *start_frame, frames: *frames, first_segment: *first_segment };
                Ok(Product::Segments(self.encode_pictures(task, span, rungs).await?))
            }
            Work::Survey => Ok(Product::Survey(self.survey(task).await?)),
            Work::Stills => Ok(Product::Stills(Box::new(self.draw_stills(task).await?))),
        }
    }

    /// Counts a failure; the last one fails the asset unless it can be watched already. A full disk is waited for: it is not the film's fault.
    async fn count_failure(&self, claim: &Claimed, error: MediaError) -> Result<(), ChunkError> {
        let failures = chunks::fail(self.db().pool(), claim, &error.to_string()).await?;
        let code = if error.is_out_of_space() { "media-out-of-space" } else { "media-encode-failed" };
        let patience = if error.is_out_of_space() { FAILURES_MAX * 4 } else { FAILURES_MAX };
        if failures.is_some_and(|failures| failures >= patience) {
            self.fail_asset(claim.asset_id, code).await?;
            return Err(ChunkError::GivenUp(error));
        }
        Err(ChunkError::Failed(error))
    }
}
