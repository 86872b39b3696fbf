//! The statements of progress and views.

use contracts::catalog::FilmId;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kernel::AccountId;
use platform::{DbError, Tx};
use sqlx::PgPool;
use uuid::Uuid;

use super::ProgressView;

struct Row {
    film_id: Uuid,
    position_ms: i64,
    duration_ms: i64,
    finished: bool,
    updated_at: jiff_sqlx::Timestamp,
}

impl From<Row> for ProgressView {
    fn from(row: Row) -> Self {
        Self {
            film_id: row.film_id.into(),
            position_ms: u64::try_from(row.position_ms).unwrap_or(0),
            duration_ms: u64::try_from(row.duration_ms).unwrap_or(0),
            finished: row.finished,
            updated_at: row.updated_at.to_jiff(),
        }
    }
}

pub(super) async fn find(tx: &mut Tx, account_id: AccountId, film_id: FilmId) -> Result<Option<ProgressView>, DbError> {
    let row = sqlx::query_as!(
        Row,
        "SELECT film_id, position_ms, duration_ms, finished, updated_at FROM playback.progress
         WHERE account_id = $1 AND film_id = $2",
        account_id.as_uuid(),
        film_id.as_uuid()
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(Into::into))
}

pub(super) async fn of_films(pool: &PgPool, account_id: AccountId, films: &[FilmId]) -> Result<Vec<ProgressView>, DbError> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT film_id, position_ms, duration_ms, finished, updated_at FROM playback.progress
         WHERE account_id = $1 AND film_id = ANY($2) ORDER BY film_id",
        account_id.as_uuid(),
        &films.iter().map(kernel::Id::as_uuid).collect::<Vec<_>>()
    )
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

pub(super) async fn unfinished(
    pool: &PgPool,
    account_id: AccountId,
    after: Option<(Timestamp, FilmId)>,
    limit: i64,
) -> Result<Vec<ProgressView>, DbError> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT film_id, position_ms, duration_ms, finished, updated_at FROM playback.progress
         WHERE account_id = $1 AND NOT finished AND position_ms >= 5000
             AND ($2::timestamptz IS NULL OR (updated_at, film_id) < ($2, $3))
         ORDER BY updated_at DESC, film_id DESC LIMIT $4",
        account_id.as_uuid(),
        after.map(|(at, _)| at.to_sqlx()) as _,
        after.map(|(_, film_id)| film_id.as_uuid()),
        limit
    )
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

pub(super) async fn history(
    pool: &PgPool,
    account_id: AccountId,
    after: Option<(Timestamp, FilmId)>,
    limit: i64,
) -> Result<Vec<ProgressView>, DbError> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT film_id, position_ms, duration_ms, finished, updated_at FROM playback.progress
         WHERE account_id = $1 AND ($2::timestamptz IS NULL OR (updated_at, film_id) < ($2, $3))
         ORDER BY updated_at DESC, film_id DESC LIMIT $4",
        account_id.as_uuid(),
        after.map(|(at, _)| at.to_sqlx()) as _,
        after.map(|(_, film_id)| film_id.as_uuid()),
        limit
    )
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

pub(super) async fn forget(tx: &mut Tx, account_id: AccountId, film_id: Option<FilmId>) -> Result<(), DbError> {
    sqlx::query!(
        "DELETE FROM playback.progress WHERE account_id = $1 AND ($2::uuid IS NULL OR film_id = $2)",
        account_id.as_uuid(),
        film_id.map(|id| id.as_uuid())
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(super) async fn views(pool: &PgPool, films: &[FilmId]) -> Result<Vec<(FilmId, u64)>, DbError> {
    let rows = sqlx::query!(
        r#"SELECT film_id AS "film_id!", views AS "views!" FROM playback_pub.film_views WHERE film_id = ANY($1) ORDER BY film_id"#,
        &films.iter().map(kernel::Id::as_uuid).collect::<Vec<_>>()
    )
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(|row| (row.film_id.into(), u64::try_from(row.views).unwrap_or(0))).collect())
}
