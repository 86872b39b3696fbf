//! The rows of callbacks.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx as _;
use platform::{DbError, Tx};
use sqlx::PgPool;
use uuid::Uuid;

use super::{CallbackId, Verdict};
use crate::{ProviderName, attempt::AttemptId, mark::Mark, provider::RawCallback};

/// How long callbacks are kept: as long as a payment is disputed in practice. What stands for good is in the timeline.
const RETENTION: SignedDuration = SignedDuration::from_hours(24 * 120);

/// How long those are kept that turned out not to be a provider's, or to speak of nothing of ours.
const RETENTION_OF_NOTHING: SignedDuration = SignedDuration::from_hours(24 * 7);

/// A callback as it was kept.
pub(super) struct Kept {
    pub(super) provider: ProviderName,
    pub(super) event_key: String,
    pub(super) method: String,
    pub(super) headers: BTreeMap<String, String>,
    pub(super) content: Vec<u8>,
    pub(super) received_at: Timestamp,
}

/// Keeps it, or counts that it came again.
pub(super) async fn keep(
    tx: &mut Tx,
    provider: ProviderName,
    event_key: &str,
    raw: &RawCallback,
    content: &[u8],
    origin: Option<Mark>,
) -> Result<CallbackId, DbError> {
    let now = tx.now();
    let headers = serde_json::to_value(&raw.headers).map_err(|error| sqlx::Error::Encode(Box::new(error)))?;
    let id = sqlx::query_scalar!(
        "INSERT INTO payments.callbacks (id, provider, event_key, method, headers, content, received_at, origin_hash)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (provider, event_key) DO UPDATE SET deliveries = callbacks.deliveries + 1
         RETURNING id",
        Uuid::now_v7(),
        provider.as_str(),
        event_key,
        raw.method,
        headers,
        content,
        now.to_sqlx() as _,
        origin.as_ref().map(Mark::as_slice),
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(id.into())
}

/// How many callbacks of this origin were kept in the last hour.
pub(super) async fn count_of_origin(tx: &mut Tx, origin: Mark) -> Result<i64, DbError> {
    let since = tx.now() - SignedDuration::from_hours(1);
    let count = sqlx::query_scalar!(
        "SELECT count(*) AS \"count!\" FROM payments.callbacks WHERE origin_hash = $1 AND received_at > $2",
        origin.as_slice(),
        since.to_sqlx() as _,
    );
    Ok(count.fetch_one(tx.conn()).await?)
}

pub(super) async fn find(pool: &PgPool, id: CallbackId) -> Result<Option<Kept>, DbError> {
    let row = sqlx::query!(
        "SELECT provider, event_key, method, headers, content, received_at AS \"received_at: jiff_sqlx::Timestamp\"
         FROM payments.callbacks WHERE id = $1",
        id.as_uuid()
    )
    .fetch_optional(pool)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let headers: BTreeMap<String, String> =
        serde_json::from_value(row.headers).map_err(|error| sqlx::Error::Decode(Box::new(error)))?;
    Ok(ProviderName::parse(&row.provider).map(|provider| Kept {
        provider,
        event_key: row.event_key,
        method: row.method,
        headers,
        content: row.content,
        received_at: row.received_at.to_jiff(),
    }))
}

pub(super) async fn set_processed(
    tx: &mut Tx,
    id: CallbackId,
    verdict: Verdict,
    attempt_id: Option<AttemptId>,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "UPDATE payments.callbacks SET processed_at = $2, verdict = $3, attempt_id = $4 WHERE id = $1",
        id.as_uuid(),
        now.to_sqlx() as _,
        verdict.as_str(),
        attempt_id.map(|id| id.as_uuid()),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Callbacks that nobody read for minutes.
pub(crate) async fn unread(tx: &mut Tx) -> Result<Vec<CallbackId>, DbError> {
    let before = tx.now() - SignedDuration::from_mins(5);
    let ids = sqlx::query_scalar!(
        "SELECT id FROM payments.callbacks WHERE processed_at IS NULL AND received_at < $1 ORDER BY received_at LIMIT 500",
        before.to_sqlx() as _
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(ids.into_iter().map(CallbackId::from_uuid).collect())
}

/// Deletes some of what is past its retention.
pub(crate) async fn delete_old(tx: &mut Tx) -> Result<(), DbError> {
    let (before, nothing_before) = (tx.now() - RETENTION, tx.now() - RETENTION_OF_NOTHING);
    sqlx::query!(
        "DELETE FROM payments.callbacks WHERE id IN (
             (SELECT id FROM payments.callbacks WHERE received_at < $1 ORDER BY received_at LIMIT 1000)
             UNION ALL
             (SELECT id FROM payments.callbacks WHERE verdict IN ('forged', 'unreadable', 'foreign') AND received_at < $2
              ORDER BY received_at LIMIT 1000))",
        before.to_sqlx() as _,
        nothing_before.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
