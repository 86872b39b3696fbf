//! The last tick of each cron entry.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;

use crate::DbError;

/// Takes a tick; true for the one caller that must queue its job. An entry seen for the first time only starts to count.
pub(crate) async fn take_tick(conn: &mut PgConnection, name: &str, schedule: &str, tick: Timestamp) -> Result<bool, DbError> {
    let taken = sqlx::query_scalar!(
        r#"WITH known AS (SELECT last_tick FROM platform.cron WHERE name = $1)
           INSERT INTO platform.cron AS entry (name, schedule, last_tick) VALUES ($1, $2, $3)
           ON CONFLICT (name) DO UPDATE SET schedule = excluded.schedule, last_tick = excluded.last_tick
           WHERE entry.last_tick < excluded.last_tick
           RETURNING EXISTS (SELECT FROM known) AS "known!""#,
        name,
        schedule,
        tick.to_sqlx() as _
    )
    .fetch_optional(conn)
    .await?;
    Ok(taken == Some(true))
}
