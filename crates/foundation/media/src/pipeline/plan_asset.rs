//! What follows the check: a plan with its chunks, a published image, or a refusal.

use contracts::media::{AssetId, AssetReady, AssetRejected};
use kernel::Actor;
use platform::Tx;

use super::{
    StoredPlan,
    advance::finish_with_what_exists,
    images::Derived,
    jobs::EncodeChunkJob,
    store::{
        assets::{self, Unchecked},
        documents, plan, stages,
    },
};
use crate::{
    Media, MediaError, Progress,
    ffmpeg::measure::{Measured, gain_db},
    ladder::Ladder,
    model::{AssetKind, AssetState},
    plan::{Grid, chunks as planned_chunks},
    probe::SourceInfo,
};

impl Media {
    /// Writes the plan and queues the first stage.
    pub(super) async fn plan_asset(&self, asset: &Unchecked, source: SourceInfo, measured: Measured) -> Result<(), MediaError> {
        let ladder = Ladder::of(&source, self.config().limits.audio_tracks);
        let duration_ms = film_length_ms(&source, measured);
        let workers = self.config().workers();
        let chunks = planned_chunks(&ladder, duration_ms, workers);
        let stored = StoredPlan {
            grid: Grid::of(&ladder, duration_ms),
            ladder,
            duration_ms,
            gain_db: gain_db(measured.loudness_lufs),
            crf_shift: 0,
            threads: workers.min(4),
        };
        let mut tx = self.system_tx().await?;
        let now = tx.now();
        let kind = if source.video.is_some() { AssetKind::Video } else { AssetKind::Audio };
        let accepted = assets::Accepted { kind, source: &source, plan: &stored, loudness_lufs: measured.loudness_lufs };
        if !assets::mark_working(tx.conn(), asset.id, &accepted, now).await? {
            return Ok(());
        }
        plan::insert(tx.conn(), asset.id, &stored.ladder, &chunks).await?;
        for chunk in stages::list_waiting(tx.conn(), asset.id, 0).await? {
            tx.enqueue(&EncodeChunkJob { chunk_id: chunk.id }, EncodeChunkJob::options(&chunk)).await?;
        }
        tell(&mut tx, asset.id, AssetState::Working, 0, None).await?;
        Ok(tx.commit().await?)
    }

    /// The end of a refused upload: its file goes, the reason stays.
    pub(super) async fn reject_asset(&self, asset: &Unchecked, code: &'static str) -> Result<(), MediaError> {
        let mut tx = self.system_tx().await?;
        let now = tx.now();
        if assets::end(tx.conn(), asset.id, AssetState::Rejected, code, now).await? {
            tx.emit(&AssetRejected { asset_id: asset.id, code: code.to_owned() }).await?;
            tell(&mut tx, asset.id, AssetState::Rejected, 0, Some(code)).await?;
        }
        tx.commit().await?;
        self.store().delete(&asset.source_key).await?;
        self.drop_local_source(asset.id).await
    }

    /// The end of an asset that looked acceptable and could not be made. What can be watched already never fails: it is
    /// ready with the qualities that it has.
    pub(super) async fn fail_asset(&self, asset_id: AssetId, code: &'static str) -> Result<(), MediaError> {
        let mut tx = self.system_tx().await?;
        let now = tx.now();
        let Some(asset) = assets::lock(tx.conn(), asset_id).await? else { return Ok(()) };
        if asset.state == AssetState::Playable {
            tracing::error!(%asset_id, code, "a film stays without some of its qualities");
            finish_with_what_exists(&mut tx, asset_id, &asset).await?;
        } else if assets::end(tx.conn(), asset_id, AssetState::Failed, code, now).await? {
            tracing::error!(%asset_id, code, "an asset could not be made");
            tx.emit(&AssetRejected { asset_id, code: code.to_owned() }).await?;
            tell(&mut tx, asset_id, AssetState::Failed, 0, Some(code)).await?;
        }
        tx.commit().await?;
        self.drop_local_source(asset_id).await
    }

    /// Makes a derived image visible.
    pub(super) async fn publish_image(&self, asset_id: AssetId, derived: Derived) -> Result<(), MediaError> {
        let mut tx = self.system_tx().await?;
        let now = tx.now();
        if assets::mark_image_ready(tx.conn(), asset_id, &derived, now).await? {
            assets::insert_images(tx.conn(), asset_id, &derived.variants).await?;
            tell(&mut tx, asset_id, AssetState::Ready, 1000, None).await?;
            tx.emit(&AssetReady { asset_id, duration_ms: 0 }).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Lets a document be given out.
    pub(super) async fn publish_document(&self, asset_id: AssetId) -> Result<(), MediaError> {
        let mut tx = self.system_tx().await?;
        let now = tx.now();
        if documents::mark_ready(tx.conn(), asset_id, now).await? {
            tell(&mut tx, asset_id, AssetState::Ready, 1000, None).await?;
            tx.emit(&AssetReady { asset_id, duration_ms: 0 }).await?;
        }
        tx.commit().await?;
        self.drop_local_source(asset_id).await
    }

    /// A transaction in the name of the pipeline.
    pub(super) async fn system_tx(&self) -> Result<Tx, MediaError> {
        Ok(self.db().begin(&Actor::system("media")).await?)
    }
}

/// The header counts the last picture's length and the packets do not; where both nearly agree the header is right.
fn film_length_ms(source: &SourceInfo, measured: Measured) -> u64 {
    let nearly = source.declared_ms.abs_diff(measured.duration_ms) < 1000;
    if nearly { source.declared_ms.max(1) } else { measured.duration_ms.max(1) }
}

/// Tells those who watch the asset's page.
pub(super) async fn tell(
    tx: &mut Tx,
    asset_id: AssetId,
    state: AssetState,
    progress_permille: i16,
    code: Option<&str>,
) -> Result<(), MediaError> {
    let progress = Progress { state, progress_permille, code: code.map(str::to_owned) };
    let payload = serde_json::to_value(&progress).map_err(|_impossible| MediaError::Stored("progress"))?;
    Ok(tx.notify(&Media::progress_channel(asset_id), &payload).await?)
}
