//! Writing ratings.

use contracts::{catalog::FilmId, identity::AccountId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use platform::DbError;
use sqlx::PgConnection;

use crate::{film::RatingSummary, values::Stars};

/// Writes the rating and gives the one before. The card must be locked.
pub(super) async fn replace(
    conn: &mut PgConnection,
    film_id: FilmId,
    account_id: AccountId,
    stars: Stars,
    at: Timestamp,
) -> Result<Option<i16>, DbError> {
    let before = sqlx::query_scalar!(
        "SELECT stars FROM catalog.rating WHERE film_id = $1 AND account_id = $2",
        film_id.as_uuid(),
        account_id.as_uuid()
    )
    .fetch_optional(&mut *conn)
    .await?;
    sqlx::query!(
        "INSERT INTO catalog.rating (film_id, account_id, stars, rated_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (film_id, account_id) DO UPDATE SET stars = excluded.stars, rated_at = excluded.rated_at",
        film_id.as_uuid(),
        account_id.as_uuid(),
        stars.get(),
        at.to_sqlx() as _
    )
    .execute(conn)
    .await?;
    Ok(before)
}

/// Deletes the rating and gives it. The card must be locked.
pub(super) async fn remove(conn: &mut PgConnection, film_id: FilmId, account_id: AccountId) -> Result<Option<i16>, DbError> {
    let before = sqlx::query_scalar!(
        "DELETE FROM catalog.rating WHERE film_id = $1 AND account_id = $2 RETURNING stars",
        film_id.as_uuid(),
        account_id.as_uuid()
    )
    .fetch_optional(conn)
    .await?;
    Ok(before)
}

/// Adds a change to the ratings of a film, and gives them.
pub(super) async fn add(conn: &mut PgConnection, film_id: FilmId, change: RatingSummary) -> Result<RatingSummary, DbError> {
    let row = sqlx::query!(
        "UPDATE catalog.film_card SET rating_sum = rating_sum + $2, rating_count = rating_count + $3
         WHERE film_id = $1 RETURNING rating_sum, rating_count",
        film_id.as_uuid(),
        change.sum,
        change.count
    )
    .fetch_one(conn)
    .await?;
    Ok(RatingSummary { sum: row.rating_sum, count: row.rating_count })
}
