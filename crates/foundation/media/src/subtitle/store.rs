//! Rows of subtitle tracks. Every change moves the asset's revision, so that players see it.

use contracts::media::AssetId;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use platform::DbError;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::SubtitleTrack;

/// Puts a track in place of the one with the same language and purpose; the key of the file it replaced.
pub(super) async fn replace(
    conn: &mut PgConnection,
    asset_id: AssetId,
    track: &SubtitleTrack,
    purpose: &str,
    cues: i32,
    now: Timestamp,
) -> Result<Option<String>, DbError> {
    bump_revision(&mut *conn, asset_id).await?;
    let replaced = sqlx::query_scalar!(
        "DELETE FROM media.subtitles WHERE asset_id = $1 AND language = $2 AND purpose = $3 RETURNING key",
        asset_id.as_uuid(),
        track.language,
        purpose,
    )
    .fetch_optional(&mut *conn)
    .await?;
    sqlx::query!(
        r#"
        INSERT INTO media.subtitles (id, asset_id, language, name, purpose, key, size_bytes, cues, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        "#,
        track.id,
        asset_id.as_uuid(),
        track.language,
        track.name,
        purpose,
        track.key,
        track.size_bytes,
        cues,
        now.to_sqlx(),
    )
    .execute(conn)
    .await?;
    Ok(replaced)
}

pub(super) async fn delete(conn: &mut PgConnection, asset_id: AssetId, id: Uuid) -> Result<Option<String>, DbError> {
    bump_revision(&mut *conn, asset_id).await?;
    let key =
        sqlx::query_scalar!("DELETE FROM media.subtitles WHERE asset_id = $1 AND id = $2 RETURNING key", asset_id.as_uuid(), id,)
            .fetch_optional(conn)
            .await?;
    Ok(key)
}

/// Also locks the asset's row, so that two uploads of one language do not collide.
async fn bump_revision(conn: &mut PgConnection, asset_id: AssetId) -> Result<(), DbError> {
    sqlx::query!("UPDATE media.assets SET revision = revision + 1 WHERE id = $1", asset_id.as_uuid()).execute(conn).await?;
    Ok(())
}
