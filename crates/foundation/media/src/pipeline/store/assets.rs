//! Rows of assets on their way.

use contracts::media::AssetId;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use platform::DbError;
use serde::Serialize;
use sqlx::{PgConnection, PgPool};

use crate::{
    MediaError,
    asset::row::word,
    model::{AssetKind, AssetState},
    pipeline::{
        StoredPlan,
        images::{Derived, Variant},
    },
    probe::SourceInfo,
};

/// A stored file that nobody has looked into.
#[derive(Debug)]
pub(in crate::pipeline) struct Unchecked {
    pub(in crate::pipeline) id: AssetId,
    pub(in crate::pipeline) kind: AssetKind,
    pub(in crate::pipeline) source_key: String,
}

/// What the check found.
pub(in crate::pipeline) struct Accepted<'a> {
    pub(in crate::pipeline) kind: AssetKind,
    pub(in crate::pipeline) source: &'a SourceInfo,
    pub(in crate::pipeline) plan: &'a StoredPlan,
    pub(in crate::pipeline) loudness_lufs: Option<f32>,
}

pub(super) fn to_json<T: Serialize>(value: &T) -> Result<serde_json::Value, DbError> {
    Ok(serde_json::to_value(value).map_err(|error| sqlx::Error::Encode(Box::new(error)))?)
}

fn pixels(value: u32) -> i32 {
    i32::try_from(value).unwrap_or(i32::MAX)
}

pub(in crate::pipeline) async fn find_unchecked(pool: &PgPool, id: AssetId) -> Result<Option<Unchecked>, DbError> {
    let row = sqlx::query!(
        r#"SELECT kind, source_key AS "source_key!" FROM media.assets WHERE id = $1 AND state = 'checking' AND source_key IS NOT NULL"#,
        id.as_uuid(),
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.map(|row| Unchecked { id, kind: AssetKind::parse(&row.kind).unwrap_or(AssetKind::Video), source_key: row.source_key }))
}

/// Accepts a checked asset; false when that was done before.
pub(in crate::pipeline) async fn mark_working(
    conn: &mut PgConnection,
    id: AssetId,
    accepted: &Accepted<'_>,
    now: Timestamp,
) -> Result<bool, DbError> {
    let (width, height) = accepted.source.video.as_ref().map_or((0, 0), |video| (pixels(video.width), pixels(video.height)));
    let done = sqlx::query!(
        r#"
        UPDATE media.assets
        SET state = 'working',
            kind = $2,
            source = $3,
            plan = $4,
            duration_ms = $5,
            width = $6,
            height = $7,
            loudness_lufs = $8,
            gain_db = $9,
            updated_at = $10
        WHERE id = $1
          AND state = 'checking'
        "#,
        id.as_uuid(),
        accepted.kind.as_str(),
        to_json(accepted.source)?,
        to_json(accepted.plan)?,
        i64::try_from(accepted.plan.duration_ms).unwrap_or(i64::MAX),
        width,
        height,
        accepted.loudness_lufs,
        accepted.plan.gain_db,
        now.to_sqlx(),
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Ends an asset as rejected or failed; false when it had ended before.
pub(in crate::pipeline) async fn end(
    conn: &mut PgConnection,
    id: AssetId,
    state: AssetState,
    code: &str,
    now: Timestamp,
) -> Result<bool, DbError> {
    let done = sqlx::query!(
        r#"
        UPDATE media.assets
        SET state = $2,
            code = $3,
            revision = revision + 1,
            updated_at = $4
        WHERE id = $1
          AND state NOT IN ('ready', 'rejected', 'failed')
        "#,
        id.as_uuid(),
        state.as_str(),
        code,
        now.to_sqlx(),
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// A derived image is ready; false when that was done before.
pub(in crate::pipeline) async fn mark_image_ready(
    conn: &mut PgConnection,
    id: AssetId,
    derived: &Derived,
    now: Timestamp,
) -> Result<bool, DbError> {
    let done = sqlx::query!(
        r#"
        UPDATE media.assets
        SET state = 'ready',
            width = $2,
            height = $3,
            dominant_colour = $4,
            progress_permille = 1000,
            revision = revision + 1,
            updated_at = $5,
            ready_at = $5
        WHERE id = $1
          AND state = 'checking'
        "#,
        id.as_uuid(),
        pixels(derived.width),
        pixels(derived.height),
        derived.dominant_colour,
        now.to_sqlx(),
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(in crate::pipeline) async fn insert_images(
    conn: &mut PgConnection,
    id: AssetId,
    variants: &[Variant],
) -> Result<(), DbError> {
    for variant in variants {
        sqlx::query!(
            "INSERT INTO media.images (asset_id, variant, width, height, key, size_bytes) VALUES ($1, $2, $3, $4, $5, $6)",
            id.as_uuid(),
            variant.name,
            pixels(variant.width),
            pixels(variant.height),
            variant.key,
            i32::try_from(variant.size_bytes).unwrap_or(i32::MAX),
        )
        .execute(&mut *conn)
        .await?;
    }
    Ok(())
}

/// Inserts a poster candidate as a finished image asset of the film's owner.
pub(in crate::pipeline) async fn insert_poster(
    conn: &mut PgConnection,
    film_id: AssetId,
    poster: &(AssetId, Derived),
    now: Timestamp,
) -> Result<(), DbError> {
    let (id, derived) = poster;
    sqlx::query!(
        r#"
        INSERT INTO media.assets (id, owner_id, parent_id, kind, state, filename, source_bytes, width, height, dominant_colour,
            progress_permille, revision, created_at, updated_at, ready_at)
        SELECT $2, owner_id, id, 'image', 'ready', filename, 0, $3, $4, $5, 1000, 1, $6, $6, $6
        FROM media.assets
        WHERE id = $1
        "#,
        film_id.as_uuid(),
        id.as_uuid(),
        pixels(derived.width),
        pixels(derived.height),
        derived.dominant_colour,
        now.to_sqlx(),
    )
    .execute(&mut *conn)
    .await?;
    insert_images(conn, *id, &derived.variants).await
}

/// An asset's row, held until the transaction ends: chunks of one asset commit one after the other.
#[derive(Debug)]
pub(in crate::pipeline) struct Locked {
    pub(in crate::pipeline) state: AssetState,
    pub(in crate::pipeline) duration_ms: i64,
}

pub(in crate::pipeline) async fn lock(conn: &mut PgConnection, id: AssetId) -> Result<Option<Locked>, MediaError> {
    let row = sqlx::query!("SELECT state, duration_ms FROM media.assets WHERE id = $1 FOR UPDATE", id.as_uuid())
        .fetch_optional(conn)
        .await
        .map_err(DbError::from)?;
    let Some(row) = row else { return Ok(None) };
    let state = word(AssetState::parse(&row.state), "assets.state")?;
    Ok(Some(Locked { state, duration_ms: row.duration_ms }))
}

/// Moves an asset on; a new rendition or state is a new revision.
pub(in crate::pipeline) async fn advance(
    conn: &mut PgConnection,
    id: AssetId,
    state: AssetState,
    now: Timestamp,
) -> Result<(), DbError> {
    sqlx::query!(
        r#"
        UPDATE media.assets
        SET state = $2,
            revision = revision + 1,
            playable_at = CASE WHEN $2 IN ('playable', 'ready') THEN coalesce(playable_at, $3) END,
            ready_at = CASE WHEN $2 = 'ready' THEN $3 END,
            updated_at = $3
        WHERE id = $1
        "#,
        id.as_uuid(),
        state.as_str(),
        now.to_sqlx(),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Reckons the progress anew from the chunks; none when the asset has ended.
pub(in crate::pipeline) async fn move_progress(
    conn: &mut PgConnection,
    id: AssetId,
) -> Result<Option<(AssetState, i16)>, MediaError> {
    let row = sqlx::query!(
        r#"
        UPDATE media.assets a
        SET progress_permille = greatest(a.progress_permille, sums.permille)
        FROM (
            SELECT coalesce(
                sum(CASE WHEN state = 'done' THEN cost * 1000 WHEN state = 'running' THEN cost * progress_permille ELSE 0 END)
                    / nullif(sum(cost), 0), 0)::smallint AS permille
            FROM media.chunks
            WHERE asset_id = $1
        ) sums
        WHERE a.id = $1
          AND a.state IN ('working', 'playable', 'ready')
        RETURNING a.state, a.progress_permille
        "#,
        id.as_uuid(),
    )
    .fetch_optional(conn)
    .await
    .map_err(DbError::from)?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some((word(AssetState::parse(&row.state), "assets.state")?, row.progress_permille)))
}

pub(in crate::pipeline) async fn set_crf_shift(conn: &mut PgConnection, id: AssetId, shift: i8) -> Result<(), DbError> {
    sqlx::query!(
        "UPDATE media.assets SET plan = jsonb_set(plan, '{crf_shift}', to_jsonb($2::int)) WHERE id = $1",
        id.as_uuid(),
        i32::from(shift),
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(in crate::pipeline) async fn set_storyboard(
    conn: &mut PgConnection,
    id: AssetId,
    storyboard: &crate::StoryboardView,
) -> Result<(), DbError> {
    sqlx::query!(
        "UPDATE media.assets SET storyboard = $2, revision = revision + 1 WHERE id = $1",
        id.as_uuid(),
        to_json(storyboard)?,
    )
    .execute(conn)
    .await?;
    Ok(())
}
