//! The rows of requests that are carried out once.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgPool;
use uuid::Uuid;

use crate::DbError;

/// Who is to carry a request out, and until when it is remembered.
pub(super) struct Lease {
    pub(super) holder: Uuid,
    pub(super) until: Timestamp,
    pub(super) expires_at: Timestamp,
}

/// A request that was sent before.
pub(super) struct Known {
    pub(super) fingerprint: Vec<u8>,
    pub(super) status: Option<u16>,
    pub(super) content_type: Option<String>,
    pub(super) answer_sealed: Option<Vec<u8>>,
}

/// Takes a request that is new, forgotten, or was left by its holder; false for any other. One statement, hence exact among
/// processes.
pub(super) async fn claim(
    pool: &PgPool,
    scope: &[u8],
    fingerprint: &[u8],
    lease: &Lease,
    now: Timestamp,
) -> Result<bool, DbError> {
    let claimed = sqlx::query!(
        "INSERT INTO platform.idempotency AS known (scope, fingerprint, holder, held_until, expires_at)
         VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (scope) DO UPDATE
         SET fingerprint = excluded.fingerprint, holder = excluded.holder, held_until = excluded.held_until,
             expires_at = excluded.expires_at, status = NULL, content_type = NULL, answer_sealed = NULL
         WHERE known.expires_at <= $6
            OR (known.status IS NULL AND known.held_until <= $6 AND known.fingerprint = excluded.fingerprint)",
        scope,
        fingerprint,
        lease.holder,
        lease.until.to_sqlx() as _,
        lease.expires_at.to_sqlx() as _,
        now.to_sqlx() as _,
    )
    .execute(pool)
    .await?;
    Ok(claimed.rows_affected() == 1)
}

pub(super) async fn find(pool: &PgPool, scope: &[u8]) -> Result<Option<Known>, DbError> {
    let row =
        sqlx::query!("SELECT fingerprint, status, content_type, answer_sealed FROM platform.idempotency WHERE scope = $1", scope)
            .fetch_optional(pool)
            .await?;
    Ok(row.map(|row| Known {
        fingerprint: row.fingerprint,
        status: row.status.and_then(|status| u16::try_from(status).ok()),
        content_type: row.content_type,
        answer_sealed: row.answer_sealed,
    }))
}

pub(super) async fn renew(pool: &PgPool, scope: &[u8], holder: Uuid, until: Timestamp) -> Result<(), DbError> {
    sqlx::query!(
        "UPDATE platform.idempotency SET held_until = $3 WHERE scope = $1 AND holder = $2 AND status IS NULL",
        scope,
        holder,
        until.to_sqlx() as _,
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// Nothing when somebody else holds it meanwhile: theirs is the answer that counts.
pub(super) async fn keep(
    pool: &PgPool,
    scope: &[u8],
    holder: Uuid,
    status: u16,
    content_type: Option<&str>,
    answer_sealed: Option<&[u8]>,
) -> Result<(), DbError> {
    sqlx::query!(
        "UPDATE platform.idempotency SET status = $3, content_type = $4, answer_sealed = $5
         WHERE scope = $1 AND holder = $2 AND status IS NULL",
        scope,
        holder,
        i16::try_from(status).unwrap_or(500),
        content_type,
        answer_sealed,
    )
    .execute(pool)
    .await?;
    Ok(())
}

pub(super) async fn release(pool: &PgPool, scope: &[u8], holder: Uuid) -> Result<(), DbError> {
    sqlx::query!("DELETE FROM platform.idempotency WHERE scope = $1 AND holder = $2 AND status IS NULL", scope, holder)
        .execute(pool)
        .await?;
    Ok(())
}

/// Deletes at most `limit` that nobody needs any more; returns how many.
pub(crate) async fn forget(pool: &PgPool, now: Timestamp, limit: i64) -> Result<u64, DbError> {
    let gone = sqlx::query!(
        "DELETE FROM platform.idempotency WHERE scope IN (
           SELECT scope FROM platform.idempotency WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)",
        now.to_sqlx() as _,
        limit
    )
    .execute(pool)
    .await?;
    Ok(gone.rows_affected())
}
