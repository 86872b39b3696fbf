//! The statements of the clean-up. Each deletes a piece and returns how many rows that was.

use contracts::webhooks::EndpointId;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kernel::AccountId;
use platform::DbError;
use sqlx::PgPool;

/// Messages have up to ten deliveries, each with its attempts.
const MESSAGES: i64 = 200;
const DELIVERIES: i64 = 1_000;
const ENDPOINTS: i64 = 500;

/// What is on its way is kept until it has arrived or was given up.
pub(super) async fn forget_messages(pool: &PgPool, before: Timestamp) -> Result<u64, DbError> {
    let gone = sqlx::query!(
        "DELETE FROM webhooks.messages WHERE id IN (
           SELECT m.id FROM webhooks.messages m WHERE m.created_at < $1
             AND NOT EXISTS (SELECT FROM webhooks.deliveries d WHERE d.message_id = m.id AND d.state = 'pending')
           ORDER BY m.created_at LIMIT $2)",
        before.to_sqlx() as _,
        MESSAGES,
    )
    .execute(pool)
    .await?;
    Ok(gone.rows_affected())
}

pub(super) async fn forget_messages_of(pool: &PgPool, account_id: AccountId) -> Result<u64, DbError> {
    let gone = sqlx::query!(
        "DELETE FROM webhooks.messages WHERE id IN (
           SELECT id FROM webhooks.messages WHERE account_id = $1 ORDER BY id LIMIT $2)",
        account_id.as_uuid(),
        MESSAGES,
    )
    .execute(pool)
    .await?;
    Ok(gone.rows_affected())
}

pub(super) async fn forget_deliveries_of_deleted(pool: &PgPool) -> Result<u64, DbError> {
    let gone = sqlx::query!(
        "DELETE FROM webhooks.deliveries WHERE id IN (
           SELECT d.id FROM webhooks.endpoints e JOIN webhooks.deliveries d ON d.endpoint_id = e.id
           WHERE e.deleted_at IS NOT NULL ORDER BY d.id LIMIT $1)",
        DELIVERIES,
    )
    .execute(pool)
    .await?;
    Ok(gone.rows_affected())
}

/// Deleted endpoints of which nothing is left.
pub(super) async fn forget_deleted(pool: &PgPool) -> Result<u64, DbError> {
    let gone = sqlx::query!(
        "DELETE FROM webhooks.endpoints WHERE id IN (
           SELECT e.id FROM webhooks.endpoints e WHERE e.deleted_at IS NOT NULL
             AND NOT EXISTS (SELECT FROM webhooks.deliveries d WHERE d.endpoint_id = e.id)
           ORDER BY e.id LIMIT $1)",
        ENDPOINTS,
    )
    .execute(pool)
    .await?;
    Ok(gone.rows_affected())
}

pub(super) async fn forget_old_secrets(pool: &PgPool, now: Timestamp) -> Result<u64, DbError> {
    let gone = sqlx::query!(
        "UPDATE webhooks.endpoints SET old_secret_sealed = NULL, old_secret_until = NULL WHERE id IN (
           SELECT id FROM webhooks.endpoints WHERE old_secret_until <= $1 ORDER BY old_secret_until LIMIT $2)",
        now.to_sqlx() as _,
        ENDPOINTS,
    )
    .execute(pool)
    .await?;
    Ok(gone.rows_affected())
}

/// Endpoints at which something was due before then.
pub(super) async fn overdue(pool: &PgPool, due_before: Timestamp, after: Option<EndpointId>) -> Result<Vec<EndpointId>, DbError> {
    let ids = sqlx::query_scalar!(
        "SELECT e.id FROM webhooks.endpoints e
         WHERE e.deleted_at IS NULL AND ($2::uuid IS NULL OR e.id > $2)
           AND EXISTS (SELECT FROM webhooks.deliveries d
                       WHERE d.endpoint_id = e.id AND d.state = 'pending' AND d.next_attempt_at < $1)
         ORDER BY e.id LIMIT $3",
        due_before.to_sqlx() as _,
        after.map(|id| id.as_uuid()),
        ENDPOINTS,
    )
    .fetch_all(pool)
    .await?;
    Ok(ids.into_iter().map(EndpointId::from_uuid).collect())
}
