//! The statements of the queue.

pub(super) mod admin;
pub(super) mod cron;
pub(super) mod groups;
pub(super) mod queue;
pub(super) mod workers;

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;

use super::{Enqueue, NewDelivery, Registry, WAKE_CHANNEL, WorkRole};
use crate::DbError;

pub(super) struct NewJob<'a> {
    pub(super) name: &'a str,
    pub(super) role: WorkRole,
    pub(super) max_attempts: i16,
    pub(super) payload: serde_json::Value,
    pub(super) options: Enqueue,
}

/// Inserts the job, or renews the one that waits (or marks the one that runs) under the same unique key,
/// unless that one is to be left alone.
pub(super) async fn insert(conn: &mut PgConnection, job: &NewJob<'_>) -> Result<(), DbError> {
    sqlx::query!(
        "INSERT INTO platform.jobs AS queued (name, role, payload, priority, serial, unique_key, run_at, max_attempts)
         VALUES ($1, $2, $3, $4, $5, $6, COALESCE($7, now()), $8)
         ON CONFLICT (name, unique_key) WHERE unique_key IS NOT NULL AND failed_at IS NULL DO UPDATE SET
             payload = CASE WHEN queued.worker_id IS NULL THEN excluded.payload ELSE queued.payload END,
             run_at = CASE WHEN queued.worker_id IS NULL THEN LEAST(queued.run_at, excluded.run_at) ELSE queued.run_at END,
             priority = LEAST(queued.priority, excluded.priority),
             next_payload = CASE WHEN queued.worker_id IS NOT NULL THEN excluded.payload END,
             next_run_at = CASE WHEN queued.worker_id IS NOT NULL THEN LEAST(queued.next_run_at, excluded.run_at) END
             WHERE NOT $9",
        job.name,
        job.role.as_str(),
        job.payload,
        job.options.priority,
        job.options.serial,
        job.options.unique_key,
        job.options.run_at.map(jiff_sqlx::ToSqlx::to_sqlx) as _,
        job.max_attempts,
        job.options.only_if_absent
    )
    .execute(&mut *conn)
    .await?;
    wake(conn, job.role).await
}

/// Inserts deliveries in this order. One that is there already is left alone.
pub(super) async fn insert_deliveries(
    conn: &mut PgConnection,
    deliveries: &[NewDelivery],
    now: Timestamp,
) -> Result<(), DbError> {
    let names: Vec<&str> = deliveries.iter().map(|delivery| delivery.name.as_str()).collect();
    let payloads: Vec<serde_json::Value> = deliveries.iter().map(|delivery| delivery.payload.clone()).collect();
    let serials: Vec<Option<&str>> = deliveries.iter().map(|delivery| delivery.serial.as_deref()).collect();
    let keys: Vec<&str> = deliveries.iter().map(|delivery| delivery.unique_key.as_str()).collect();
    sqlx::query!(
        "INSERT INTO platform.jobs (name, role, payload, serial, unique_key, run_at, max_attempts)
         SELECT name, $5, payload, serial, unique_key, $7, $6
         FROM unnest($1::text[], $2::jsonb[], $3::text[], $4::text[]) WITH ORDINALITY
           AS delivery (name, payload, serial, unique_key, place)
         ORDER BY place
         ON CONFLICT (name, unique_key) WHERE unique_key IS NOT NULL AND failed_at IS NULL DO NOTHING",
        &names as &[&str],
        &payloads,
        &serials as &[Option<&str>],
        &keys as &[&str],
        WorkRole::Worker.as_str(),
        Registry::DELIVERY_ATTEMPTS,
        now.to_sqlx() as _
    )
    .execute(&mut *conn)
    .await?;
    wake(conn, WorkRole::Worker).await
}

/// Tells the runners of a role, at commit, that something is ready.
pub(super) async fn wake(conn: &mut PgConnection, role: WorkRole) -> Result<(), DbError> {
    sqlx::query!("SELECT pg_notify($1, $2)", WAKE_CHANNEL, role.as_str()).execute(conn).await?;
    Ok(())
}
