//! Reading favourites and lists.

use contracts::{
    catalog::{FilmId, ListId},
    identity::AccountId,
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use platform::DbError;
use sqlx::PgExecutor;
use uuid::Uuid;

use super::view::ListCard;
use crate::values::Visibility;

/// A list without its films.
pub(super) struct ListRow {
    pub(super) owner_id: AccountId,
    pub(super) owner_name: String,
    pub(super) title: String,
    pub(super) description: String,
    pub(super) visibility: Visibility,
    pub(super) film_count: i64,
    pub(super) updated_at: Timestamp,
}

pub(super) async fn is_listed(db: impl PgExecutor<'_>, film_id: FilmId) -> Result<bool, DbError> {
    let listed = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM catalog.film_card WHERE film_id = $1 AND published_at IS NOT NULL) AS "listed!""#,
        film_id.as_uuid()
    )
    .fetch_one(db)
    .await?;
    Ok(listed)
}

pub(super) async fn favourites(
    db: impl PgExecutor<'_>,
    account_id: AccountId,
    before: Option<(Timestamp, Uuid)>,
    limit: i64,
) -> Result<Vec<(Timestamp, Uuid)>, DbError> {
    let rows = sqlx::query!(
        "SELECT f.added_at, f.film_id FROM catalog.favourite f
         JOIN catalog.film_card card ON card.film_id = f.film_id AND card.published_at IS NOT NULL
         WHERE f.account_id = $1 AND ($2::timestamptz IS NULL OR (f.added_at, f.film_id) < ($2, $3))
         ORDER BY f.added_at DESC, f.film_id DESC LIMIT $4",
        account_id.as_uuid(),
        before.map(|(at, _)| at.to_sqlx()) as _,
        before.map(|(_, id)| id),
        limit
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.added_at.to_jiff(), row.film_id)).collect())
}

pub(super) async fn own_lists(
    db: impl PgExecutor<'_>,
    account_id: AccountId,
    film: Option<FilmId>,
    limit: i64,
) -> Result<Vec<(ListCard, bool)>, DbError> {
    let rows = sqlx::query!(
        r#"SELECT l.id, l.title, l.visibility, l.updated_at,
                  (SELECT count(*) FROM catalog.list_item i WHERE i.list_id = l.id) AS "film_count!",
                  ARRAY(SELECT i.film_id FROM catalog.list_item i WHERE i.list_id = l.id ORDER BY i.position LIMIT 4)
                      AS "first_films!",
                  EXISTS (SELECT FROM catalog.list_item i WHERE i.list_id = l.id AND i.film_id = $2) AS "has_film!"
           FROM catalog.list l WHERE l.account_id = $1 ORDER BY l.id DESC LIMIT $3"#,
        account_id.as_uuid(),
        film.map(|film_id| film_id.as_uuid()),
        limit
    )
    .fetch_all(db)
    .await?;
    let lists = rows.into_iter().map(|row| {
        let card = ListCard {
            id: row.id.into(),
            title: row.title,
            visibility: Visibility::parse(&row.visibility).unwrap_or(Visibility::Private),
            film_count: row.film_count,
            first_films: row.first_films.into_iter().map(Into::into).collect(),
            updated_at: row.updated_at.to_jiff(),
        };
        (card, row.has_film)
    });
    Ok(lists.collect())
}

pub(super) async fn find(db: impl PgExecutor<'_>, list_id: ListId) -> Result<Option<ListRow>, DbError> {
    let row = sqlx::query!(
        r#"SELECT l.account_id, coalesce(a.display_name, '') AS "owner_name!", l.title, l.description, l.visibility, l.updated_at,
                  (SELECT count(*) FROM catalog.list_item i WHERE i.list_id = l.id) AS "film_count!"
           FROM catalog.list l LEFT JOIN identity_pub.account a ON a.id = l.account_id WHERE l.id = $1"#,
        list_id.as_uuid()
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| ListRow {
        owner_id: row.account_id.into(),
        owner_name: row.owner_name,
        title: row.title,
        description: row.description,
        visibility: Visibility::parse(&row.visibility).unwrap_or(Visibility::Private),
        film_count: row.film_count,
        updated_at: row.updated_at.to_jiff(),
    }))
}

/// The listed films of a list with their places.
pub(super) async fn items(
    db: impl PgExecutor<'_>,
    list_id: ListId,
    after: Option<i32>,
    limit: i64,
) -> Result<Vec<(i32, Uuid)>, DbError> {
    let rows = sqlx::query!(
        "SELECT i.position, i.film_id FROM catalog.list_item i
         JOIN catalog.film_card card ON card.film_id = i.film_id AND card.published_at IS NOT NULL
         WHERE i.list_id = $1 AND ($2::integer IS NULL OR i.position > $2)
         ORDER BY i.position LIMIT $3",
        list_id.as_uuid(),
        after,
        limit
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.position, row.film_id)).collect())
}
