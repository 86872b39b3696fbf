//! The rows of a new plan: its renditions and its chunks.

use std::collections::HashMap;

use contracts::media::AssetId;
use platform::DbError;
use sqlx::PgConnection;
use uuid::Uuid;

use super::assets::to_json;
use crate::{
    ladder::Ladder,
    model::Codec,
    plan::{PlannedChunk, Work},
};

/// The sample rate of all our sound, and the timescale of its files.
const SOUND_TIMESCALE: i32 = 48_000;

struct NewRendition {
    name: String,
    codec: Codec,
    settings: serde_json::Value,
    timescale: i32,
    source_track: Option<u16>,
}

pub(in crate::pipeline) async fn insert(
    conn: &mut PgConnection,
    asset_id: AssetId,
    ladder: &Ladder,
    chunks: &[PlannedChunk],
) -> Result<(), DbError> {
    let renditions = renditions(ladder)?;
    let mut ids = HashMap::new();
    for (rendition, position) in renditions.iter().zip(0_i16..) {
        let id = insert_rendition(&mut *conn, asset_id, rendition, position).await?;
        ids.insert(rendition.name.clone(), (id, rendition.source_track));
    }
    for chunk in chunks {
        let rendition_ids = contributes_to(&chunk.work, &ids);
        insert_chunk(&mut *conn, asset_id, chunk, &rendition_ids).await?;
    }
    Ok(())
}

fn renditions(ladder: &Ladder) -> Result<Vec<NewRendition>, DbError> {
    let video = ladder.video.iter().map(|rung| {
        Ok(NewRendition {
            name: rung.name.clone(),
            codec: rung.codec,
            settings: to_json(rung)?,
            timescale: i32::try_from(rung.frame_rate.timescale()).unwrap_or(i32::MAX),
            source_track: None,
        })
    });
    let audio = ladder.audio.iter().map(|rung| {
        Ok(NewRendition {
            name: rung.name.clone(),
            codec: rung.codec,
            settings: to_json(rung)?,
            timescale: SOUND_TIMESCALE,
            source_track: Some(rung.source_track),
        })
    });
    video.chain(audio).collect()
}

fn contributes_to(work: &Work, ids: &HashMap<String, (Uuid, Option<u16>)>) -> Vec<Uuid> {
    match work {
        Work::Pictures { rungs, .. } => rungs.iter().filter_map(|name| ids.get(name)).map(|(id, _)| *id).collect(),
        Work::Sound { track } => ids.values().filter(|(_, of)| *of == Some(*track)).map(|(id, _)| *id).collect(),
        Work::Survey | Work::Stills => Vec::new(),
    }
}

async fn insert_rendition(
    conn: &mut PgConnection,
    asset_id: AssetId,
    rendition: &NewRendition,
    position: i16,
) -> Result<Uuid, DbError> {
    let id = Uuid::now_v7();
    sqlx::query!(
        r#"
        INSERT INTO media.renditions (id, asset_id, name, kind, codec, position, settings, timescale)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        "#,
        id,
        asset_id.as_uuid(),
        rendition.name,
        if rendition.codec.is_video() { "video" } else { "audio" },
        rendition.codec.as_str(),
        position,
        rendition.settings,
        rendition.timescale,
    )
    .execute(conn)
    .await?;
    Ok(id)
}

async fn insert_chunk(
    conn: &mut PgConnection,
    asset_id: AssetId,
    chunk: &PlannedChunk,
    rendition_ids: &[Uuid],
) -> Result<(), DbError> {
    sqlx::query!(
        r#"
        INSERT INTO media.chunks (id, asset_id, stage, ordinal, work, rendition_ids, cost)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        "#,
        Uuid::now_v7(),
        asset_id.as_uuid(),
        chunk.stage,
        chunk.ordinal,
        to_json(&chunk.work)?,
        rendition_ids,
        chunk.cost,
    )
    .execute(conn)
    .await?;
    Ok(())
}
