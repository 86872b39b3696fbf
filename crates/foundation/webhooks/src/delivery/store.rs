//! The rows of deliveries and attempts. The endpoint's row is locked first, here as elsewhere.

use contracts::webhooks::{DeliveryId, EndpointId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use platform::{DbError, Tx};
use uuid::Uuid;

use super::{
    model::{Outcome, Streak},
    send::Attempted,
    view::DeliveryState,
};

/// How many deliveries one statement holds or queues.
pub(crate) const PIECE: i64 = 500;

/// A delivery that nobody else changes until the transaction ends.
pub(super) struct Locked {
    pub(super) state: Option<DeliveryState>,
    pub(super) attempts: i32,
    pub(super) round_attempts: i16,
    pub(super) last_attempt_at: Option<Timestamp>,
}

pub(super) async fn lock(tx: &mut Tx, id: DeliveryId) -> Result<Option<Locked>, DbError> {
    let row = sqlx::query!(
        "SELECT state, attempts, round_attempts, last_attempt_at FROM webhooks.deliveries WHERE id = $1 FOR UPDATE",
        id.as_uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| Locked {
        state: DeliveryState::parse(&row.state),
        attempts: row.attempts,
        round_attempts: row.round_attempts,
        last_attempt_at: row.last_attempt_at.map(jiff_sqlx::Timestamp::to_jiff),
    }))
}

pub(super) async fn log(tx: &mut Tx, id: DeliveryId, number: i32, attempted: &Attempted) -> Result<(), DbError> {
    let (status, error) = match attempted.outcome {
        Outcome::Answered { status, .. } => (i16::try_from(status).ok(), None),
        Outcome::Failed(failure) => (None, Some(failure.as_str())),
    };
    sqlx::query!(
        "INSERT INTO webhooks.attempts (delivery_id, number, started_at, duration_ms, status, error, answer)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        id.as_uuid(),
        number,
        attempted.started_at.to_sqlx() as _,
        i32::try_from(attempted.took.as_millis()).unwrap_or(i32::MAX),
        status,
        error,
        attempted.answer,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// One attempt more, and how far the delivery is now.
pub(super) async fn settle(
    tx: &mut Tx,
    id: DeliveryId,
    state: DeliveryState,
    next_attempt_at: Option<Timestamp>,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "UPDATE webhooks.deliveries
         SET state = $2, next_attempt_at = $3, attempts = attempts + 1, round_attempts = round_attempts + 1, last_attempt_at = $4
         WHERE id = $1",
        id.as_uuid(),
        state.as_str(),
        next_attempt_at.map(jiff::Timestamp::to_sqlx) as _,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What an attempt says of its endpoint.
pub(super) async fn settle_endpoint(tx: &mut Tx, id: EndpointId, streak: Streak, is_troubled: bool) -> Result<(), DbError> {
    sqlx::query!(
        "UPDATE webhooks.endpoints SET failing_since = $2, failing_deliveries = $3, is_troubled = $4 WHERE id = $1",
        id.as_uuid(),
        streak.since.map(jiff::Timestamp::to_sqlx) as _,
        i32::try_from(streak.deliveries).unwrap_or(i32::MAX),
        is_troubled,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Holds a piece of what is on its way to an endpoint; returns how many.
pub(crate) async fn hold(tx: &mut Tx, endpoint_id: EndpointId) -> Result<u64, DbError> {
    let held = sqlx::query!(
        "UPDATE webhooks.deliveries SET state = 'held', next_attempt_at = NULL WHERE id IN (
           SELECT id FROM webhooks.deliveries WHERE endpoint_id = $1 AND state = 'pending' ORDER BY next_attempt_at, id LIMIT $2)",
        endpoint_id.as_uuid(),
        PIECE,
    )
    .execute(tx.conn())
    .await?;
    Ok(held.rows_affected())
}

/// Queues a delivery anew, or now what waits for a later try; false when it is due already.
pub(super) async fn queue_again(tx: &mut Tx, id: DeliveryId) -> Result<bool, DbError> {
    let now = tx.now();
    let queued = sqlx::query!(
        "UPDATE webhooks.deliveries
         SET state = 'pending', round_attempts = CASE WHEN state = 'pending' THEN round_attempts ELSE 0 END, next_attempt_at = $2
         WHERE id = $1 AND (state <> 'pending' OR next_attempt_at > $2)",
        id.as_uuid(),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(queued.rows_affected() == 1)
}

/// Queues a piece of what was given up or held since then, the oldest first; returns how many.
pub(super) async fn queue_failed_again(tx: &mut Tx, endpoint_id: EndpointId, since: Timestamp) -> Result<u64, DbError> {
    let now = tx.now();
    let queued = sqlx::query!(
        "UPDATE webhooks.deliveries SET state = 'pending', round_attempts = 0, next_attempt_at = $3
         WHERE id IN (SELECT id FROM webhooks.deliveries
                      WHERE endpoint_id = $1 AND state IN ('failed', 'held') AND created_at >= $2 ORDER BY id LIMIT $4)",
        endpoint_id.as_uuid(),
        since.to_sqlx() as _,
        now.to_sqlx() as _,
        PIECE,
    )
    .execute(tx.conn())
    .await?;
    Ok(queued.rows_affected())
}

/// When the next of what is on its way to an endpoint is due.
pub(super) async fn next_due(tx: &mut Tx, endpoint_id: EndpointId) -> Result<Option<Timestamp>, DbError> {
    let next = sqlx::query_scalar!(
        "SELECT next_attempt_at FROM webhooks.deliveries WHERE endpoint_id = $1 AND state = 'pending'
         ORDER BY next_attempt_at, id LIMIT 1",
        endpoint_id.as_uuid(),
    );
    Ok(next.fetch_optional(tx.conn()).await?.flatten().map(jiff_sqlx::Timestamp::to_jiff))
}

/// The endpoints that a message is on its way to.
pub(super) async fn endpoints_of(tx: &mut Tx, message_id: Uuid) -> Result<Vec<EndpointId>, DbError> {
    let ids = sqlx::query_scalar!(
        "SELECT endpoint_id FROM webhooks.deliveries WHERE message_id = $1 AND state = 'pending' ORDER BY endpoint_id LIMIT 100",
        message_id,
    );
    Ok(ids.fetch_all(tx.conn()).await?.into_iter().map(EndpointId::from_uuid).collect())
}
