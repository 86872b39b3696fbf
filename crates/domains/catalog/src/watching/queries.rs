//! Reading what playback publishes.

use contracts::{catalog::FilmId, identity::AccountId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use platform::DbError;
use sqlx::PgExecutor;
use uuid::Uuid;

/// How far an account is in a film.
pub(super) struct Watched {
    pub(super) film_id: Uuid,
    pub(super) position_ms: i64,
    duration_ms: i64,
    pub(super) finished: bool,
    pub(super) watched_at: Timestamp,
}

struct StoredProgress {
    film_id: Uuid,
    position_ms: i64,
    duration_ms: i64,
    finished: bool,
    updated_at: jiff_sqlx::Timestamp,
}

impl From<StoredProgress> for Watched {
    fn from(row: StoredProgress) -> Self {
        let StoredProgress { film_id, position_ms, duration_ms, finished, updated_at } = row;
        Self { film_id, position_ms, duration_ms, finished, watched_at: updated_at.to_jiff() }
    }
}

impl Watched {
    /// 0 to 100.
    pub(super) fn percent(&self) -> u8 {
        let percent = self.position_ms.saturating_mul(100) / self.duration_ms.max(1);
        u8::try_from(percent.clamp(0, 100)).unwrap_or(100)
    }
}

pub(super) async fn unfinished(db: impl PgExecutor<'_>, account_id: AccountId, limit: i64) -> Result<Vec<Watched>, DbError> {
    let rows = sqlx::query_as!(
        StoredProgress,
        r#"SELECT p.film_id AS "film_id!", p.position_ms AS "position_ms!", p.duration_ms AS "duration_ms!",
                  p.finished AS "finished!", p.updated_at AS "updated_at!"
           FROM playback_pub.progress p
           JOIN catalog.film_card card ON card.film_id = p.film_id AND card.published_at IS NOT NULL
           WHERE p.account_id = $1 AND NOT p.finished AND p.position_ms > 0
           ORDER BY p.updated_at DESC, p.film_id DESC LIMIT $2"#,
        account_id.as_uuid(),
        limit
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(Watched::from).collect())
}

pub(super) async fn history(
    db: impl PgExecutor<'_>,
    account_id: AccountId,
    before: Option<(Timestamp, Uuid)>,
    limit: i64,
) -> Result<Vec<Watched>, DbError> {
    let rows = sqlx::query_as!(
        StoredProgress,
        r#"SELECT p.film_id AS "film_id!", p.position_ms AS "position_ms!", p.duration_ms AS "duration_ms!",
                  p.finished AS "finished!", p.updated_at AS "updated_at!"
           FROM playback_pub.progress p
           JOIN catalog.film_card card ON card.film_id = p.film_id AND card.published_at IS NOT NULL
           WHERE p.account_id = $1 AND ($2::timestamptz IS NULL OR (p.updated_at, p.film_id) < ($2, $3))
           ORDER BY p.updated_at DESC, p.film_id DESC LIMIT $4"#,
        account_id.as_uuid(),
        before.map(|(at, _)| at.to_sqlx()) as _,
        before.map(|(_, id)| id),
        limit
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(Watched::from).collect())
}

/// Overwrites the count with playback's: whatever was delivered twice or late, the number is the true one.
pub(super) async fn refresh_views(db: impl PgExecutor<'_>, film_id: FilmId) -> Result<(), DbError> {
    sqlx::query!(
        "UPDATE catalog.film_card SET view_count = watched.views
         FROM playback_pub.film_views watched WHERE film_card.film_id = $1 AND watched.film_id = $1",
        film_id.as_uuid()
    )
    .execute(db)
    .await?;
    Ok(())
}
