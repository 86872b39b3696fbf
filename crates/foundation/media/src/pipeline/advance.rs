//! What a finished chunk changes: renditions appear, the film becomes watchable, the next stage starts, everything is done.

use contracts::media::{AssetId, AssetPlayable, AssetReady};
use platform::{Tx, jobs::Enqueue};

use super::{
    chunk::Product,
    jobs::{CleanAssetJob, EncodeChunkJob},
    plan_asset::tell,
    store::{
        assets::{self, Locked},
        chunks::{self, Claimed},
        outputs, stages,
    },
};
use crate::{Media, MediaError, model::AssetState};

impl Media {
    /// Commits a chunk's product with everything that follows from it, in one transaction. The product of an overtaken
    /// holder is dropped.
    pub(super) async fn commit_chunk(&self, claim: &Claimed, product: Product) -> Result<(), MediaError> {
        let mut tx = self.system_tx().await?;
        let Some(asset) = assets::lock(tx.conn(), claim.asset_id).await? else { return Ok(()) };
        let now = tx.now();
        if asset.state.is_final() || !chunks::finish(tx.conn(), claim, product.bytes(), now).await? {
            tracing::warn!(chunk_id = %claim.id, fence = claim.fence, "the product of an overtaken attempt was dropped");
            return Ok(());
        }
        insert_product(&mut tx, claim, product).await?;
        let finished = finish_renditions(&mut tx, claim.asset_id).await?;
        let open_stage = stages::open_stage(tx.conn(), claim.asset_id).await?;
        let state = self.next_state(&mut tx, claim.asset_id, &asset, open_stage).await?;
        if finished || state != asset.state {
            assets::advance(tx.conn(), claim.asset_id, state, now).await?;
        }
        announce(&mut tx, claim.asset_id, &asset, state).await?;
        if let Some(stage) = open_stage.filter(|stage| *stage > claim.stage) {
            for chunk in stages::list_waiting(tx.conn(), claim.asset_id, stage).await? {
                tx.enqueue(&EncodeChunkJob { chunk_id: chunk.id }, EncodeChunkJob::options(&chunk)).await?;
            }
        }
        if let Some((state, permille)) = assets::move_progress(tx.conn(), claim.asset_id).await? {
            tell(&mut tx, claim.asset_id, state, permille, None).await?;
        }
        tx.commit().await?;
        if state == AssetState::Ready { self.drop_local_source(claim.asset_id).await } else { Ok(()) }
    }

    async fn next_state(
        &self,
        tx: &mut Tx,
        asset_id: AssetId,
        asset: &Locked,
        open_stage: Option<i16>,
    ) -> Result<AssetState, MediaError> {
        if open_stage.is_none() {
            return Ok(AssetState::Ready);
        }
        if asset.state == AssetState::Working && !stages::first_rung_open(tx.conn(), asset_id).await? {
            return Ok(AssetState::Playable);
        }
        Ok(asset.state)
    }
}

/// Ends a film that can be watched though a later chunk of it cannot be made: what exists stays, the rest is given up.
pub(super) async fn finish_with_what_exists(tx: &mut Tx, asset_id: AssetId, asset: &Locked) -> Result<(), MediaError> {
    let now = tx.now();
    stages::delete_open(tx.conn(), asset_id).await?;
    assets::advance(tx.conn(), asset_id, AssetState::Ready, now).await?;
    announce(tx, asset_id, asset, AssetState::Ready).await?;
    if let Some((state, permille)) = assets::move_progress(tx.conn(), asset_id).await? {
        tell(tx, asset_id, state, permille, None).await?;
    }
    Ok(())
}

impl Product {
    fn bytes(&self) -> u64 {
        match self {
            Self::Segments(outputs) => outputs.iter().flat_map(|output| &output.sizes).map(|size| u64::from(*size)).sum(),
            Self::Survey(_) | Self::Stills(_) => 0,
        }
    }
}

async fn insert_product(tx: &mut Tx, claim: &Claimed, product: Product) -> Result<(), MediaError> {
    match product {
        Product::Segments(segments) => {
            for output in &segments {
                outputs::insert(tx.conn(), claim.id, output).await?;
            }
        }
        Product::Survey(shift) => assets::set_crf_shift(tx.conn(), claim.asset_id, shift).await?,
        Product::Stills(stills) => {
            let now = tx.now();
            assets::set_storyboard(tx.conn(), claim.asset_id, &stills.storyboard).await?;
            for poster in &stills.posters {
                assets::insert_poster(tx.conn(), claim.asset_id, poster, now).await?;
            }
        }
    }
    Ok(())
}

/// Whether a rendition became ready.
async fn finish_renditions(tx: &mut Tx, asset_id: AssetId) -> Result<bool, MediaError> {
    let complete = outputs::list_complete(tx.conn(), asset_id).await?;
    for (rendition_id, timescale) in &complete {
        outputs::finish_rendition(tx.conn(), *rendition_id, *timescale).await?;
    }
    Ok(!complete.is_empty())
}

/// Tells the other contexts; a small film may become playable and ready at once.
async fn announce(tx: &mut Tx, asset_id: AssetId, before: &Locked, state: AssetState) -> Result<(), MediaError> {
    let duration_ms = before.duration_ms;
    if before.state == AssetState::Working && state.is_watchable() {
        tx.emit(&AssetPlayable { asset_id, duration_ms }).await?;
    }
    if state == AssetState::Ready {
        tx.emit(&AssetReady { asset_id, duration_ms }).await?;
        let options = Enqueue { unique_key: Some(format!("clean:{asset_id}")), ..Enqueue::default() };
        tx.enqueue(&CleanAssetJob { asset_id }, options).await?;
    }
    Ok(())
}
