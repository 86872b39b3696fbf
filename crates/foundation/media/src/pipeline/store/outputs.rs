//! Segments of finished chunks, and the renditions that they complete.

use contracts::media::AssetId;
use platform::DbError;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{
    MediaError, Segment,
    asset::row::unsigned,
    hls::{average_bps, peak_bps},
    pipeline::segments::Output,
};

fn stored(values: &[u32]) -> Vec<i32> {
    values.iter().map(|value| i32::try_from(*value).unwrap_or(i32::MAX)).collect()
}

pub(in crate::pipeline) async fn insert(conn: &mut PgConnection, chunk_id: Uuid, output: &Output) -> Result<(), DbError> {
    sqlx::query!(
        r#"
        INSERT INTO media.chunk_outputs (chunk_id, rendition_id, first_segment, key_prefix, init_bytes, init_sha256, codecs,
            segment_ticks, segment_bytes)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        "#,
        chunk_id,
        output.rendition_id,
        i32::try_from(output.first_segment).unwrap_or(i32::MAX),
        output.key_prefix,
        i32::try_from(output.init_bytes).unwrap_or(i32::MAX),
        &output.init_sha256[..],
        output.codecs,
        &stored(&output.ticks),
        &stored(&output.sizes),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Renditions that are not ready though every chunk of theirs is done.
pub(in crate::pipeline) async fn list_complete(
    conn: &mut PgConnection,
    asset_id: AssetId,
) -> Result<Vec<(Uuid, u32)>, MediaError> {
    let rows = sqlx::query!(
        r#"
        SELECT r.id, r.timescale
        FROM media.renditions r
        WHERE r.asset_id = $1
          AND NOT r.ready
          AND NOT EXISTS (
              SELECT FROM media.chunks c
              WHERE c.asset_id = $1
                AND c.state <> 'done'
                AND r.id = ANY (c.rendition_ids)
          )
        ORDER BY r.position
        LIMIT 100
        "#,
        asset_id.as_uuid(),
    )
    .fetch_all(conn)
    .await
    .map_err(DbError::from)?;
    let complete = rows.into_iter().map(|row| Ok((row.id, unsigned(row.timescale, "renditions.timescale")?)));
    complete.collect()
}

/// What a chunk gave for a rendition.
struct OutputRow {
    first_segment: i32,
    key_prefix: String,
    init_bytes: i32,
    init_sha256: Vec<u8>,
    codecs: String,
    segment_ticks: Vec<i32>,
    segment_bytes: Vec<i32>,
}

/// The segments of a rendition in order: one after the other, and all of them behind the same init.
fn joined(rows: &[OutputRow], first: &OutputRow) -> Result<Vec<Segment>, MediaError> {
    let mut segments = Vec::new();
    for row in rows {
        if usize::try_from(row.first_segment).ok() != Some(segments.len()) {
            return Err(MediaError::Stored("a rendition with a hole"));
        }
        if row.init_sha256 != first.init_sha256 {
            return Err(MediaError::Stored("chunks with different init segments"));
        }
        for (ticks, size) in row.segment_ticks.iter().zip(&row.segment_bytes) {
            let ticks = unsigned(*ticks, "chunk_outputs.segment_ticks")?;
            segments.push(Segment { ticks, size_bytes: unsigned(*size, "chunk_outputs.segment_bytes")? });
        }
    }
    Ok(segments)
}

/// Makes a rendition ready: one init for all its segments, and its rates measured over all of them.
pub(in crate::pipeline) async fn finish_rendition(
    conn: &mut PgConnection,
    rendition_id: Uuid,
    timescale: u32,
) -> Result<(), MediaError> {
    let rows = sqlx::query_as!(
        OutputRow,
        r#"
        SELECT first_segment, key_prefix, init_bytes, init_sha256, codecs, segment_ticks, segment_bytes
        FROM media.chunk_outputs
        WHERE rendition_id = $1
        ORDER BY first_segment
        LIMIT 5000
        "#,
        rendition_id,
    )
    .fetch_all(&mut *conn)
    .await
    .map_err(DbError::from)?;
    let first = rows.first().ok_or(MediaError::Stored("a rendition without segments"))?;
    let segments = joined(&rows, first)?;
    let size: i64 = segments.iter().map(|segment| i64::from(segment.size_bytes)).sum();
    sqlx::query!(
        r#"
        UPDATE media.renditions
        SET ready = true,
            codecs = $2,
            init_key = $3,
            init_bytes = $4,
            peak_bps = $5,
            average_bps = $6,
            size_bytes = $7
        WHERE id = $1
        "#,
        rendition_id,
        first.codecs,
        format!("{}/init.mp4", first.key_prefix),
        first.init_bytes,
        i32::try_from(peak_bps(&segments, timescale)).unwrap_or(i32::MAX),
        i32::try_from(average_bps(&segments, timescale)).unwrap_or(i32::MAX),
        size + i64::from(first.init_bytes),
    )
    .execute(conn)
    .await
    .map_err(DbError::from)?;
    Ok(())
}
