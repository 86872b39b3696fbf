//! Reading what was watched.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use platform::DbError;
use sqlx::PgExecutor;
use uuid::Uuid;

/// The listed films with the most views of the last thirty days.
pub(super) async fn watched_lately(db: impl PgExecutor<'_>, now: Timestamp, limit: i64) -> Result<Vec<Uuid>, DbError> {
    let ids = sqlx::query_scalar!(
        r#"SELECT card.film_id
           FROM (SELECT film_id, sum(views) AS views FROM playback_pub.film_days
                 WHERE day > ($1::timestamptz AT TIME ZONE 'UTC')::date - 30 GROUP BY film_id) watched
           JOIN catalog.film_card card ON card.film_id = watched.film_id AND card.published_at IS NOT NULL
           WHERE watched.views > 0
           ORDER BY watched.views DESC, card.film_id DESC LIMIT $2"#,
        now.to_sqlx() as _,
        limit
    )
    .fetch_all(db)
    .await?;
    Ok(ids)
}
