//! The statements of the relay.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::DbError;

/// The advisory lock of the one active relay: "outb" in ASCII.
const RELAY_LOCK: i64 = 0x6f_75_74_62;

pub(super) struct Waiting {
    pub(super) event_id: Uuid,
    pub(super) topic: String,
    pub(super) key: Uuid,
    pub(super) payload: serde_json::Value,
}

/// Becomes the active relay until the transaction ends; false when another is.
pub(super) async fn lock(conn: &mut PgConnection) -> Result<bool, DbError> {
    let locked = sqlx::query_scalar!(r#"SELECT pg_try_advisory_xact_lock($1) AS "locked!""#, RELAY_LOCK).fetch_one(conn).await?;
    Ok(locked)
}

pub(super) async fn waiting(conn: &mut PgConnection, limit: i64) -> Result<Vec<Waiting>, DbError> {
    let events = sqlx::query_as!(
        Waiting,
        "SELECT event_id, topic, key, payload
         FROM platform.outbox WHERE dispatched_at IS NULL ORDER BY seq LIMIT $1 FOR UPDATE",
        limit
    )
    .fetch_all(conn)
    .await?;
    Ok(events)
}

pub(super) async fn mark_dispatched(conn: &mut PgConnection, ids: &[Uuid], now: Timestamp) -> Result<(), DbError> {
    sqlx::query!("UPDATE platform.outbox SET dispatched_at = $2 WHERE event_id = ANY($1)", ids, now.to_sqlx() as _)
        .execute(conn)
        .await?;
    Ok(())
}
