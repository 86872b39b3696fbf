//! The lease of a chunk: prolonged while we work, lost when somebody else took the chunk.

use std::time::Duration;

use tokio::{sync::watch, task::JoinHandle};
use tokio_util::sync::CancellationToken;

use super::{
    plan_asset::tell,
    store::{
        assets,
        chunks::{self, Claimed},
    },
};
use crate::{Media, MediaError};

/// How often a sign of life is given; a lease lasts [`chunks::LEASE_S`].
const BEAT: Duration = Duration::from_secs(3);

/// A held lease.
pub(super) struct Lease {
    stop: CancellationToken,
    progress: watch::Sender<u64>,
    task: JoinHandle<()>,
    done: CancellationToken,
}

/// What the beating task knows.
struct Beat {
    media: Media,
    chunk: chunks::Held,
    span_us: u64,
    progress: watch::Receiver<u64>,
}

impl Lease {
    /// Starts to prolong. The returned lease's [`Lease::stop`] fires when the lease is lost or the process stops.
    pub(super) fn hold(media: Media, claim: &Claimed, stop: &CancellationToken) -> Self {
        let (sender, receiver) = watch::channel(0);
        let (lost, done) = (stop.child_token(), CancellationToken::new());
        let beat = Beat { media, chunk: claim.held(), span_us: claim.span_us(), progress: receiver };
        let task = tokio::spawn(beat.keep(lost.clone(), done.clone()));
        Self { stop: lost, progress: sender, task, done }
    }

    pub(super) const fn stop(&self) -> &CancellationToken {
        &self.stop
    }

    pub(super) const fn progress(&self) -> &watch::Sender<u64> {
        &self.progress
    }

    /// Ends the prolonging, whatever became of the chunk.
    pub(super) async fn release(self) {
        self.done.cancel();
        if let Err(error) = self.task.await {
            tracing::error!(%error, "a heartbeat ended badly");
        }
    }
}

impl Beat {
    async fn keep(self, lost: CancellationToken, done: CancellationToken) {
        loop {
            tokio::select! {
                () = done.cancelled() => return,
                () = tokio::time::sleep(BEAT) => {}
            }
            match self.beat().await {
                Ok(true) => {}
                Ok(false) => {
                    tracing::warn!(chunk_id = %self.chunk.id, "the lease of a chunk was lost");
                    return lost.cancel();
                }
                // Without a database the lease may still hold: work goes on, the fence decides at the end.
                Err(error) => tracing::warn!(%error, chunk_id = %self.chunk.id, "a lease could not be prolonged"),
            }
        }
    }

    async fn beat(&self) -> Result<bool, MediaError> {
        let done_us = *self.progress.borrow();
        let permille = i16::try_from((done_us * 1000 / self.span_us.max(1)).min(990)).unwrap_or(990);
        let now = self.media.db().now();
        if !chunks::prolong(self.media.db().pool(), &self.chunk, permille, now).await? {
            return Ok(false);
        }
        let mut tx = self.media.system_tx().await?;
        if let Some((state, progress)) = assets::move_progress(tx.conn(), self.chunk.asset_id).await? {
            tell(&mut tx, self.chunk.asset_id, state, progress, None).await?;
        }
        tx.commit().await?;
        Ok(true)
    }
}
