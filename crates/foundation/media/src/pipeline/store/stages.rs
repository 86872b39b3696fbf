//! Stages of a film's work: what waits in one, and which is open.

use contracts::media::AssetId;
use platform::DbError;
use sqlx::PgConnection;
use uuid::Uuid;

/// A chunk in the queue's eyes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::pipeline) struct ChunkRef {
    pub(in crate::pipeline) id: Uuid,
    pub(in crate::pipeline) stage: i16,
}

/// The waiting chunks of a stage, in the order of the work.
pub(in crate::pipeline) async fn list_waiting(
    conn: &mut PgConnection,
    asset_id: AssetId,
    stage: i16,
) -> Result<Vec<ChunkRef>, DbError> {
    let rows = sqlx::query_as!(
        ChunkRef,
        "SELECT id, stage FROM media.chunks WHERE asset_id = $1 AND stage = $2 AND state <> 'done' ORDER BY ordinal LIMIT 2000",
        asset_id.as_uuid(),
        stage,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows)
}

/// The lowest stage with unfinished chunks; none when all are done.
pub(in crate::pipeline) async fn open_stage(conn: &mut PgConnection, asset_id: AssetId) -> Result<Option<i16>, DbError> {
    let stage =
        sqlx::query_scalar!("SELECT min(stage) FROM media.chunks WHERE asset_id = $1 AND state <> 'done'", asset_id.as_uuid(),)
            .fetch_one(conn)
            .await?;
    Ok(stage)
}

/// Whether a chunk that a viewer needs to start (sound, the first rung) is unfinished.
pub(in crate::pipeline) async fn first_rung_open(conn: &mut PgConnection, asset_id: AssetId) -> Result<bool, DbError> {
    let open = sqlx::query_scalar!(
        r#"
        SELECT EXISTS (
            SELECT FROM media.chunks
            WHERE asset_id = $1
              AND stage = 0
              AND state <> 'done'
              AND cardinality(rendition_ids) > 0
        ) AS "open!"
        "#,
        asset_id.as_uuid(),
    )
    .fetch_one(conn)
    .await?;
    Ok(open)
}

/// Gives up what is not finished: the open chunks, and the renditions that they would have completed.
pub(in crate::pipeline) async fn delete_open(conn: &mut PgConnection, asset_id: AssetId) -> Result<(), DbError> {
    sqlx::query!("DELETE FROM media.chunks WHERE asset_id = $1 AND state <> 'done'", asset_id.as_uuid())
        .execute(&mut *conn)
        .await?;
    sqlx::query!("DELETE FROM media.renditions WHERE asset_id = $1 AND NOT ready", asset_id.as_uuid()).execute(conn).await?;
    Ok(())
}
