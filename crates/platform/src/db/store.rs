//! The statements behind [`super::Tx`].

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kernel::{Actor, Principal};
use sqlx::{PgConnection, PgPool, Postgres, Transaction};
use uuid::Uuid;

use super::DbError;

pub(super) struct AuditLine<'a> {
    pub(super) actor: &'a Actor,
    pub(super) action: &'static str,
    pub(super) subject: String,
    pub(super) details: serde_json::Value,
    pub(super) at: Timestamp,
}

pub(super) async fn begin_snapshot(pool: &PgPool) -> Result<Transaction<'static, Postgres>, DbError> {
    Ok(pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY").await?)
}

pub(super) async fn plan_once(conn: &mut PgConnection) -> Result<(), DbError> {
    sqlx::query!("SET LOCAL plan_cache_mode = force_generic_plan").execute(conn).await?;
    Ok(())
}

pub(super) async fn ping(pool: &PgPool) -> Result<(), DbError> {
    sqlx::query_scalar!(r#"SELECT 1 AS "one!""#).fetch_one(pool).await?;
    Ok(())
}

/// The versions of the applied migrations. Not checked at compile time: sqlx makes the table itself.
pub(super) async fn applied_migrations(pool: &PgPool) -> Result<Vec<i64>, DbError> {
    let exists: bool = sqlx::query_scalar("SELECT to_regclass('_sqlx_migrations') IS NOT NULL").fetch_one(pool).await?;
    if !exists {
        return Ok(Vec::new());
    }
    Ok(sqlx::query_scalar("SELECT version FROM _sqlx_migrations WHERE success").fetch_all(pool).await?)
}

pub(super) async fn insert_event(
    conn: &mut PgConnection,
    event_id: Uuid,
    topic: &'static str,
    key: Uuid,
    payload: &serde_json::Value,
    at: Timestamp,
) -> Result<(), DbError> {
    sqlx::query!(
        "INSERT INTO platform.outbox (event_id, topic, key, payload, created_at) VALUES ($1, $2, $3, $4, $5)",
        event_id,
        topic,
        key,
        payload,
        at.to_sqlx() as _
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Several at once, in their order.
pub(super) async fn insert_events(
    conn: &mut PgConnection,
    topic: &'static str,
    keys: &[Uuid],
    payloads: &[serde_json::Value],
    at: Timestamp,
) -> Result<(), DbError> {
    let ids: Vec<Uuid> = keys.iter().map(|_one| Uuid::now_v7()).collect();
    sqlx::query!(
        "INSERT INTO platform.outbox (event_id, topic, key, payload, created_at)
         SELECT e.event_id, $1, e.key, e.payload, $5 FROM unnest($2::uuid[], $3::uuid[], $4::jsonb[]) WITH ORDINALITY
              AS e (event_id, key, payload, n) ORDER BY e.n",
        topic,
        &ids,
        keys,
        payloads,
        at.to_sqlx() as _
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn notify(conn: &mut PgConnection, channel: &str, message: &str) -> Result<(), DbError> {
    sqlx::query!("SELECT pg_notify($1, $2)", channel, message).execute(conn).await?;
    Ok(())
}

pub(super) async fn notify_all(conn: &mut PgConnection, channel: &str, messages: &[String]) -> Result<(), DbError> {
    sqlx::query!("SELECT pg_notify($1, said) FROM unnest($2::text[]) AS told (said)", channel, messages).execute(conn).await?;
    Ok(())
}

pub(super) async fn insert_audit(conn: &mut PgConnection, line: AuditLine<'_>) -> Result<(), DbError> {
    let system = match line.actor.principal {
        Principal::System(name) => Some(name),
        Principal::Anonymous | Principal::SignedIn(_) => None,
    };
    sqlx::query!(
        "INSERT INTO platform.audit (at, account_id, session_id, system, address, action, subject, details)
         VALUES ($1, $2, $3, $4, $5::text::inet, $6, $7, $8)",
        line.at.to_sqlx() as _,
        line.actor.account_id().map(|id| id.as_uuid()),
        line.actor.session_id().map(|id| id.as_uuid()),
        system,
        line.actor.address.map(|address| address.to_string()),
        line.action,
        line.subject,
        line.details
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn insert_inbox(
    conn: &mut PgConnection,
    consumer: &'static str,
    event_id: Uuid,
    at: Timestamp,
) -> Result<bool, DbError> {
    let done = sqlx::query!(
        "INSERT INTO platform.inbox (consumer, event_id, handled_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        consumer,
        event_id,
        at.to_sqlx() as _
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Several at once; those that are new. In one order, so that two who were given the same ones wait for each other and do not lock up.
pub(super) async fn insert_inboxes(
    conn: &mut PgConnection,
    consumer: &'static str,
    event_ids: &[Uuid],
    at: Timestamp,
) -> Result<Vec<Uuid>, DbError> {
    let new = sqlx::query_scalar!(
        "INSERT INTO platform.inbox (consumer, event_id, handled_at)
         SELECT $1, e.event_id, $3 FROM unnest($2::uuid[]) AS e (event_id) ORDER BY e.event_id
         ON CONFLICT DO NOTHING RETURNING event_id",
        consumer,
        event_ids,
        at.to_sqlx() as _
    )
    .fetch_all(conn)
    .await?;
    Ok(new)
}
