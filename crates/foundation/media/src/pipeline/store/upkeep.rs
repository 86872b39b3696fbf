//! What the sweep and the cleaning ask.

use std::collections::HashSet;

use contracts::media::AssetId;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use platform::DbError;
use sqlx::PgPool;
use uuid::Uuid;

use super::stages::ChunkRef;
use crate::model::AssetState;

/// Unfinished assets on which nobody seems to work.
pub(in crate::pipeline) async fn list_stuck(
    pool: &PgPool,
    before: Timestamp,
    now: Timestamp,
) -> Result<Vec<(AssetId, AssetState)>, DbError> {
    let rows = sqlx::query!(
        r#"
        SELECT a.id, a.state
        FROM media.assets a
        WHERE a.state IN ('checking', 'working', 'playable')
          AND a.updated_at < $1
          AND NOT EXISTS (SELECT FROM media.chunks c WHERE c.asset_id = a.id AND c.leased_until > $2)
        ORDER BY a.updated_at
        LIMIT 100
        "#,
        before.to_sqlx(),
        now.to_sqlx(),
    )
    .fetch_all(pool)
    .await?;
    let known = rows.into_iter().filter_map(|row| Some((AssetId::from_uuid(row.id), AssetState::parse(&row.state)?)));
    Ok(known.collect())
}

/// The unfinished chunks of an asset's lowest open stage.
pub(in crate::pipeline) async fn list_open_chunks(pool: &PgPool, asset_id: AssetId) -> Result<Vec<ChunkRef>, DbError> {
    let rows = sqlx::query_as!(
        ChunkRef,
        r#"
        SELECT id, stage
        FROM media.chunks
        WHERE asset_id = $1
          AND state <> 'done'
          AND stage = (SELECT min(stage) FROM media.chunks WHERE asset_id = $1 AND state <> 'done')
        ORDER BY ordinal
        LIMIT 2000
        "#,
        asset_id.as_uuid(),
    )
    .fetch_all(pool)
    .await?;
    Ok(rows)
}

/// The folders of chunks that somebody works on: `chunk-fence`.
pub(in crate::pipeline) async fn list_running_folders(pool: &PgPool) -> Result<HashSet<String>, DbError> {
    let rows = sqlx::query!("SELECT id, fence FROM media.chunks WHERE state = 'running' ORDER BY id LIMIT 10000")
        .fetch_all(pool)
        .await?;
    Ok(rows.into_iter().map(|row| format!("{}-{}", row.id, row.fence)).collect())
}

/// The prefixes that committed chunks of an asset name.
pub(in crate::pipeline) async fn list_prefixes(pool: &PgPool, asset_id: AssetId) -> Result<HashSet<String>, DbError> {
    let prefixes = sqlx::query_scalar!(
        r#"
        SELECT o.key_prefix
        FROM media.chunk_outputs o
        JOIN media.renditions r ON r.id = o.rendition_id
        WHERE r.asset_id = $1
        ORDER BY o.key_prefix
        LIMIT 20000
        "#,
        asset_id.as_uuid(),
    )
    .fetch_all(pool)
    .await?;
    Ok(prefixes.into_iter().collect())
}

/// Whether the upload of this id may still be continued or stored.
pub(in crate::pipeline) async fn is_upload_alive(pool: &PgPool, id: Uuid) -> Result<bool, DbError> {
    let alive =
        sqlx::query_scalar!(r#"SELECT EXISTS (SELECT FROM media.uploads WHERE id = $1 AND state <> 'stored') AS "alive!""#, id,)
            .fetch_one(pool)
            .await?;
    Ok(alive)
}
