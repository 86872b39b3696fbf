//! Reading what media publishes of the assets of films.

use contracts::media::AssetId;
use platform::DbError;
use sqlx::{PgExecutor, PgPool};

use crate::film::model::{AssetFacts, AssetKind, Rendition};

/// What media publishes of an asset.
pub(in crate::film) async fn asset_facts(db: impl PgExecutor<'_>, asset_id: AssetId) -> Result<Option<AssetFacts>, DbError> {
    let row = sqlx::query!(
        r#"SELECT owner_id AS "owner_id!", parent_id, kind AS "kind!", state AS "state!", duration_ms AS "duration_ms!",
                  dominant_colour
           FROM media_pub.asset WHERE id = $1"#,
        asset_id.as_uuid()
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| AssetFacts {
        owner_id: row.owner_id.into(),
        parent_id: row.parent_id.map(Into::into),
        kind: match row.kind.as_str() {
            "video" => AssetKind::Video,
            "image" => AssetKind::Image,
            _ => AssetKind::Audio,
        },
        state: row.state,
        duration_ms: row.duration_ms,
        colour: row.dominant_colour,
    }))
}

/// The finished qualities of an asset.
pub(in crate::film) async fn renditions(db: impl PgExecutor<'_>, asset_id: AssetId) -> Result<Vec<Rendition>, DbError> {
    let rows = sqlx::query!(
        r#"SELECT name AS "name!", codec AS "codec!", size_bytes AS "size_bytes!"
           FROM media_pub.rendition WHERE asset_id = $1 ORDER BY name LIMIT 100"#,
        asset_id.as_uuid()
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| Rendition { name: row.name, codec: row.codec, size_bytes: row.size_bytes }).collect())
}

/// The first picture that was cut out of a video.
pub(in crate::film) async fn first_picture(db: impl PgExecutor<'_>, video: AssetId) -> Result<Option<AssetId>, DbError> {
    let id = sqlx::query_scalar!(
        r#"SELECT id AS "id!" FROM media_pub.asset WHERE parent_id = $1 AND kind = 'image' AND state = 'ready' ORDER BY id LIMIT 1"#,
        video.as_uuid()
    )
    .fetch_optional(db)
    .await?;
    Ok(id.map(Into::into))
}

/// A picture of the film itself, as wide as its video.
pub(in crate::film) async fn still(pool: &PgPool, video: Option<AssetId>) -> Result<Option<AssetId>, DbError> {
    match video {
        Some(video) => first_picture(pool, video).await,
        None => Ok(None),
    }
}
