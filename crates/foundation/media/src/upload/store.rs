//! Rows of uploads.

use contracts::media::{AssetId, UploadId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kernel::AccountId;
use platform::DbError;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::UploadView;
use crate::model::AssetKind;

/// What an account's unfinished uploads reserve.
pub(crate) struct OpenUploads {
    pub(crate) count: u64,
    pub(crate) bytes: u64,
}

/// Sizes are far below `i64::MAX`: limits are checked before anything is stored.
fn stored(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

fn loaded(value: i64) -> u64 {
    u64::try_from(value).unwrap_or(0)
}

/// Makes the quota check of one account wait for that of another request of the same account.
pub(super) async fn lock_owner(conn: &mut PgConnection, owner_id: AccountId) -> Result<(), DbError> {
    sqlx::query!("SELECT pg_advisory_xact_lock(hashtextextended($1, 7301))", owner_id.to_string()).execute(conn).await?;
    Ok(())
}

pub(super) async fn open_uploads(conn: &mut PgConnection, owner_id: AccountId) -> Result<OpenUploads, DbError> {
    let row = sqlx::query!(
        r#"
        SELECT
            count(*) AS "count!",
            coalesce(sum(size_bytes), 0)::bigint AS "bytes!"
        FROM media.uploads
        WHERE owner_id = $1
          AND state = 'open'
        "#,
        owner_id.as_uuid(),
    )
    .fetch_one(conn)
    .await?;
    Ok(OpenUploads { count: loaded(row.count), bytes: loaded(row.bytes) })
}

/// How many uploads of an account were announced since an instant, as far as they are still known.
pub(super) async fn count_since(conn: &mut PgConnection, owner_id: AccountId, since: Timestamp) -> Result<i64, DbError> {
    let count = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM media.uploads WHERE owner_id = $1 AND created_at > $2"#,
        owner_id.as_uuid(),
        since.to_sqlx() as _,
    );
    Ok(count.fetch_one(conn).await?)
}

pub(super) async fn insert(conn: &mut PgConnection, upload: &UploadView, now: Timestamp) -> Result<(), DbError> {
    sqlx::query!(
        r#"
        INSERT INTO media.uploads (id, owner_id, kind, filename, metadata, size_bytes, created_at, updated_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8)
        "#,
        upload.id.as_uuid(),
        upload.owner_id.as_uuid(),
        upload.kind.as_str(),
        upload.filename,
        upload.metadata,
        stored(upload.size_bytes),
        now.to_sqlx(),
        upload.expires_at.to_sqlx(),
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(crate) async fn find(pool: &PgPool, id: UploadId) -> Result<Option<UploadView>, DbError> {
    let row = sqlx::query!(
        r#"
        SELECT
            owner_id,
            kind,
            filename,
            metadata,
            size_bytes,
            offset_bytes,
            asset_id,
            expires_at
        FROM media.uploads
        WHERE id = $1
        "#,
        id.as_uuid(),
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.map(|row| UploadView {
        id,
        owner_id: AccountId::from_uuid(row.owner_id),
        kind: AssetKind::parse(&row.kind).unwrap_or(AssetKind::Video),
        filename: row.filename,
        metadata: row.metadata,
        size_bytes: loaded(row.size_bytes),
        offset_bytes: loaded(row.offset_bytes),
        asset_id: row.asset_id.map(AssetId::from_uuid),
        expires_at: row.expires_at.to_jiff(),
    }))
}

/// Counts bytes that are on disk; false when somebody else counted others meanwhile.
pub(super) async fn advance(
    conn: &mut PgConnection,
    id: UploadId,
    from: u64,
    to: u64,
    expires_at: Timestamp,
) -> Result<bool, DbError> {
    let done = sqlx::query!(
        r#"
        UPDATE media.uploads
        SET offset_bytes = $3,
            updated_at = now(),
            expires_at = $4
        WHERE id = $1
          AND offset_bytes = $2
          AND state = 'open'
        "#,
        id.as_uuid(),
        stored(from),
        stored(to),
        expires_at.to_sqlx(),
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(super) async fn insert_asset(
    conn: &mut PgConnection,
    asset_id: AssetId,
    upload: &UploadView,
    now: Timestamp,
) -> Result<(), DbError> {
    sqlx::query!(
        r#"
        INSERT INTO media.assets (id, owner_id, kind, state, filename, source_bytes, created_at, updated_at)
        VALUES ($1, $2, $3, 'storing', $4, $5, $6, $6)
        "#,
        asset_id.as_uuid(),
        upload.owner_id.as_uuid(),
        upload.kind.as_str(),
        upload.filename,
        stored(upload.size_bytes),
        now.to_sqlx(),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Marks the upload complete; false when another request did.
pub(super) async fn complete(conn: &mut PgConnection, id: UploadId, asset_id: AssetId) -> Result<bool, DbError> {
    let done = sqlx::query!(
        r#"
        UPDATE media.uploads
        SET state = 'complete',
            asset_id = $2,
            updated_at = now()
        WHERE id = $1
          AND state = 'open'
          AND offset_bytes = size_bytes
        "#,
        id.as_uuid(),
        asset_id.as_uuid(),
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(super) async fn delete_open(conn: &mut PgConnection, id: UploadId) -> Result<bool, DbError> {
    let done = sqlx::query!("DELETE FROM media.uploads WHERE id = $1 AND state = 'open'", id.as_uuid()).execute(conn).await?;
    Ok(done.rows_affected() == 1)
}

/// The file is in the store: the asset waits for its check. False when that was done before.
pub(crate) async fn mark_stored(
    conn: &mut PgConnection,
    id: UploadId,
    key: &str,
    sha256: &[u8],
    now: Timestamp,
) -> Result<bool, DbError> {
    sqlx::query!("UPDATE media.uploads SET state = 'stored', updated_at = $2 WHERE id = $1", id.as_uuid(), now.to_sqlx())
        .execute(&mut *conn)
        .await?;
    let done = sqlx::query!(
        r#"
        UPDATE media.assets
        SET state = 'checking',
            source_key = $2,
            source_sha256 = $3,
            updated_at = $4
        WHERE id = (SELECT asset_id FROM media.uploads WHERE id = $1)
          AND state = 'storing'
        "#,
        id.as_uuid(),
        key,
        sha256,
        now.to_sqlx(),
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Uploads that nobody continued in time, and stored ones whose row is no longer needed.
pub(crate) async fn delete_expired(conn: &mut PgConnection, now: Timestamp) -> Result<Vec<Uuid>, DbError> {
    let ids = sqlx::query_scalar!(
        r#"
        DELETE FROM media.uploads
        WHERE id IN (
            SELECT id
            FROM media.uploads
            WHERE expires_at < $1
              AND state IN ('open', 'stored')
            ORDER BY expires_at
            LIMIT 500
            FOR UPDATE SKIP LOCKED
        )
        RETURNING id
        "#,
        now.to_sqlx(),
    )
    .fetch_all(conn)
    .await?;
    Ok(ids)
}

/// Complete uploads whose file is not in the store yet, for the sweep.
pub(crate) async fn list_unstored(pool: &PgPool, before: Timestamp) -> Result<Vec<UploadId>, DbError> {
    let ids = sqlx::query_scalar!(
        "SELECT id FROM media.uploads WHERE state = 'complete' AND updated_at < $1 ORDER BY id LIMIT 200",
        before.to_sqlx(),
    )
    .fetch_all(pool)
    .await?;
    Ok(ids.into_iter().map(UploadId::from_uuid).collect())
}
