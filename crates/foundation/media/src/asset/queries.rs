//! Read views of assets.

mod playable;

use contracts::media::AssetId;
use kernel::AccountId;
use platform::DbError;
use sqlx::PgPool;

pub(super) use playable::{find_playable, find_revision};

use super::row::{json, word};
use crate::{
    AssetView, ImageVariant, MediaError, RenditionSummary, SubtitleTrack,
    ladder::VideoRung,
    model::{AssetKind, AssetState, Codec},
};

pub(super) async fn find_asset(pool: &PgPool, asset_id: AssetId) -> Result<Option<AssetView>, MediaError> {
    let row = sqlx::query!(
        r#"
        SELECT
            owner_id,
            kind,
            state,
            code,
            filename,
            source_bytes,
            duration_ms,
            width,
            height,
            progress_permille,
            loudness_lufs,
            dominant_colour,
            created_at,
            playable_at,
            ready_at
        FROM media.assets
        WHERE id = $1
        "#,
        asset_id.as_uuid(),
    )
    .fetch_optional(pool)
    .await
    .map_err(DbError::from)?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(AssetView {
        id: asset_id,
        owner_id: AccountId::from_uuid(row.owner_id),
        kind: word(AssetKind::parse(&row.kind), "assets.kind")?,
        state: word(AssetState::parse(&row.state), "assets.state")?,
        code: row.code,
        filename: row.filename,
        source_bytes: row.source_bytes,
        duration_ms: row.duration_ms,
        width: row.width,
        height: row.height,
        progress_permille: row.progress_permille,
        loudness_lufs: row.loudness_lufs,
        dominant_colour: row.dominant_colour,
        poster_candidates: list_children(pool, asset_id).await?,
        images: list_images(pool, asset_id).await?,
        subtitles: list_subtitles(pool, asset_id).await?,
        renditions: list_renditions(pool, asset_id).await?,
        created_at: row.created_at.to_jiff(),
        playable_at: row.playable_at.map(jiff_sqlx::Timestamp::to_jiff),
        ready_at: row.ready_at.map(jiff_sqlx::Timestamp::to_jiff),
    }))
}

/// Where a checked document lies.
pub(super) async fn find_document(pool: &PgPool, asset_id: AssetId) -> Result<Option<String>, DbError> {
    let key = sqlx::query_scalar!(
        r#"SELECT source_key AS "source_key!" FROM media.assets
           WHERE id = $1 AND kind = 'document' AND state = 'ready' AND source_key IS NOT NULL"#,
        asset_id.as_uuid(),
    );
    Ok(key.fetch_optional(pool).await?)
}

pub(super) async fn list_assets(
    pool: &PgPool,
    owner_id: AccountId,
    after: Option<AssetId>,
    limit: i64,
) -> Result<Vec<AssetId>, DbError> {
    let ids = sqlx::query_scalar!(
        r#"
        SELECT id
        FROM media.assets
        WHERE owner_id = $1
          AND parent_id IS NULL
          AND ($2::uuid IS NULL OR id < $2)
        ORDER BY id DESC
        LIMIT $3
        "#,
        owner_id.as_uuid(),
        after.map(|id| id.as_uuid()),
        limit,
    )
    .fetch_all(pool)
    .await?;
    Ok(ids.into_iter().map(AssetId::from_uuid).collect())
}

/// At most as many poster candidates as a film is given.
async fn list_children(pool: &PgPool, asset_id: AssetId) -> Result<Vec<AssetId>, DbError> {
    let ids = sqlx::query_scalar!("SELECT id FROM media.assets WHERE parent_id = $1 ORDER BY id LIMIT 10", asset_id.as_uuid(),)
        .fetch_all(pool)
        .await?;
    Ok(ids.into_iter().map(AssetId::from_uuid).collect())
}

pub(super) async fn list_images(pool: &PgPool, asset_id: AssetId) -> Result<Vec<ImageVariant>, DbError> {
    let rows = sqlx::query_as!(
        ImageVariant,
        r#"
        SELECT
            variant,
            width,
            height,
            size_bytes
        FROM media.images
        WHERE asset_id = $1
        ORDER BY width, variant
        LIMIT 50
        "#,
        asset_id.as_uuid(),
    )
    .fetch_all(pool)
    .await?;
    Ok(rows)
}

pub(super) async fn list_image_widths(pool: &PgPool, asset_id: AssetId) -> Result<Vec<i32>, DbError> {
    let widths = sqlx::query_scalar!(
        "SELECT DISTINCT width FROM media.images WHERE asset_id = $1 ORDER BY width LIMIT 20",
        asset_id.as_uuid(),
    )
    .fetch_all(pool)
    .await?;
    Ok(widths)
}

/// The key of a derived picture.
pub(super) async fn find_image(pool: &PgPool, asset_id: AssetId, variant: &str) -> Result<Option<String>, DbError> {
    let key =
        sqlx::query_scalar!("SELECT key FROM media.images WHERE asset_id = $1 AND variant = $2", asset_id.as_uuid(), variant,)
            .fetch_optional(pool)
            .await?;
    Ok(key)
}

pub(crate) async fn list_subtitles(pool: &PgPool, asset_id: AssetId) -> Result<Vec<SubtitleTrack>, DbError> {
    let rows = sqlx::query_as!(
        SubtitleTrack,
        r#"
        SELECT
            id,
            language,
            name,
            purpose = 'captions' AS "captions!",
            key,
            size_bytes
        FROM media.subtitles
        WHERE asset_id = $1
        ORDER BY language, purpose
        LIMIT 100
        "#,
        asset_id.as_uuid(),
    )
    .fetch_all(pool)
    .await?;
    Ok(rows)
}

async fn list_renditions(pool: &PgPool, asset_id: AssetId) -> Result<Vec<RenditionSummary>, MediaError> {
    let rows = sqlx::query!(
        r#"
        SELECT
            name,
            kind,
            codec,
            settings,
            size_bytes AS "size_bytes!"
        FROM media.renditions
        WHERE asset_id = $1
          AND ready
        ORDER BY position
        LIMIT 100
        "#,
        asset_id.as_uuid(),
    )
    .fetch_all(pool)
    .await
    .map_err(DbError::from)?;
    let summaries = rows.into_iter().map(|row| {
        let height = match row.kind.as_str() {
            "video" => i32::try_from(json::<VideoRung>(row.settings, "renditions.settings")?.height).ok(),
            _ => None,
        };
        let codec = word(Codec::parse(&row.codec), "renditions.codec")?;
        Ok(RenditionSummary { name: row.name, codec, height, size_bytes: row.size_bytes })
    });
    summaries.collect()
}
