//! What a player may fetch, gathered from the finished renditions and their chunks.

use std::collections::HashMap;

use contracts::media::AssetId;
use platform::DbError;
use sqlx::PgPool;
use uuid::Uuid;

use super::list_subtitles;
use crate::{
    AudioRendition, MediaError, PlayableAsset, Segment, SegmentRun, Track, VideoRendition,
    asset::row::{json, unsigned, word},
    ladder::{AudioRung, VideoRung},
    model::{AssetState, Codec},
};

pub(in crate::asset) async fn find_revision(pool: &PgPool, asset_id: AssetId) -> Result<Option<i64>, DbError> {
    let revision = sqlx::query_scalar!(
        "SELECT revision FROM media.assets WHERE id = $1 AND state IN ('playable', 'ready') AND kind IN ('video', 'audio')",
        asset_id.as_uuid(),
    )
    .fetch_optional(pool)
    .await?;
    Ok(revision)
}

pub(in crate::asset) async fn find_playable(pool: &PgPool, asset_id: AssetId) -> Result<Option<PlayableAsset>, MediaError> {
    let row = sqlx::query!(
        r#"
        SELECT
            state,
            revision,
            duration_ms,
            storyboard
        FROM media.assets
        WHERE id = $1
          AND state IN ('playable', 'ready')
          AND kind IN ('video', 'audio')
        "#,
        asset_id.as_uuid(),
    )
    .fetch_optional(pool)
    .await
    .map_err(DbError::from)?;
    let Some(row) = row else { return Ok(None) };
    let state = word(AssetState::parse(&row.state), "assets.state")?;
    let mut asset = PlayableAsset {
        asset_id,
        revision: row.revision,
        duration_ms: row.duration_ms,
        complete: state == AssetState::Ready,
        video: Vec::new(),
        audio: Vec::new(),
        subtitles: list_subtitles(pool, asset_id).await?,
        storyboard: row.storyboard.map(|value| json(value, "assets.storyboard")).transpose()?,
    };
    add_renditions(pool, &mut asset).await?;
    Ok(Some(asset))
}

async fn add_renditions(pool: &PgPool, asset: &mut PlayableAsset) -> Result<(), MediaError> {
    let mut laid_out = list_segments(pool, asset.asset_id).await?;
    let rows = sqlx::query!(
        r#"
        SELECT
            id,
            name,
            codec,
            settings,
            timescale,
            codecs AS "codecs!",
            init_key AS "init_key!",
            init_bytes AS "init_bytes!",
            peak_bps AS "peak_bps!",
            average_bps AS "average_bps!",
            size_bytes AS "size_bytes!"
        FROM media.renditions
        WHERE asset_id = $1
          AND ready
        ORDER BY position
        LIMIT 100
        "#,
        asset.asset_id.as_uuid(),
    )
    .fetch_all(pool)
    .await
    .map_err(DbError::from)?;
    for row in rows {
        let (segments, runs) = laid_out.remove(&row.id).unwrap_or_default();
        let track = Track {
            id: row.id,
            name: row.name,
            codec: word(Codec::parse(&row.codec), "renditions.codec")?,
            codecs: row.codecs,
            peak_bps: unsigned(row.peak_bps, "renditions.peak_bps")?,
            average_bps: unsigned(row.average_bps, "renditions.average_bps")?,
            size_bytes: unsigned(row.size_bytes, "renditions.size_bytes")?,
            timescale: unsigned(row.timescale, "renditions.timescale")?,
            init_key: row.init_key,
            init_bytes: unsigned(row.init_bytes, "renditions.init_bytes")?,
            segments,
            runs,
        };
        add_track(asset, track, row.settings)?;
    }
    asset.video.sort_by_key(|video| video.track.average_bps);
    Ok(())
}

fn add_track(asset: &mut PlayableAsset, track: Track, settings: serde_json::Value) -> Result<(), MediaError> {
    if track.codec.is_video() {
        let rung: VideoRung = json(settings, "renditions.settings")?;
        asset.video.push(VideoRendition { track, width: rung.width, height: rung.height, frame_rate: rung.frame_rate });
        return Ok(());
    }
    let rung: AudioRung = json(settings, "renditions.settings")?;
    asset.audio.push(AudioRendition {
        track,
        source_track: rung.source_track,
        language: rung.language.into(),
        channels: rung.channels,
        kbps: rung.kbps,
    });
    Ok(())
}

type LaidOut = (Vec<Segment>, Vec<SegmentRun>);

/// The segments of every finished rendition, in order. A film of five hours has 4500 per rendition, in 94 rows.
async fn list_segments(pool: &PgPool, asset_id: AssetId) -> Result<HashMap<Uuid, LaidOut>, MediaError> {
    let rows = sqlx::query!(
        r#"
        SELECT
            o.rendition_id,
            o.first_segment,
            o.key_prefix,
            o.segment_ticks,
            o.segment_bytes
        FROM media.chunk_outputs o
        JOIN media.renditions r ON r.id = o.rendition_id
        WHERE r.asset_id = $1
          AND r.ready
        ORDER BY o.rendition_id, o.first_segment
        LIMIT 20000
        "#,
        asset_id.as_uuid(),
    )
    .fetch_all(pool)
    .await
    .map_err(DbError::from)?;
    let mut found: HashMap<Uuid, LaidOut> = HashMap::new();
    for row in rows {
        let (segments, runs) = found.entry(row.rendition_id).or_default();
        let first_segment = unsigned(row.first_segment, "chunk_outputs.first_segment")?;
        runs.push(SegmentRun { first_segment, key_prefix: row.key_prefix });
        for (ticks, size) in row.segment_ticks.into_iter().zip(row.segment_bytes) {
            let ticks = unsigned(ticks, "chunk_outputs.segment_ticks")?;
            segments.push(Segment { ticks, size_bytes: unsigned(size, "chunk_outputs.segment_bytes")? });
        }
    }
    Ok(found)
}
