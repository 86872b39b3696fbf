//! Writing favourites and lists.

use contracts::{
    catalog::{FilmId, ListId},
    identity::AccountId,
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use platform::DbError;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::values::Visibility;

/// What is written of a list.
pub(super) struct List<'a> {
    pub(super) id: ListId,
    pub(super) title: &'a str,
    pub(super) description: &'a str,
    pub(super) visibility: Visibility,
    pub(super) at: Timestamp,
}

/// Adds unless the limit is reached; true when the film is among the favourites afterwards.
pub(super) async fn add_favourite(
    conn: &mut PgConnection,
    account_id: AccountId,
    film_id: FilmId,
    at_most: i64,
    at: Timestamp,
) -> Result<bool, DbError> {
    sqlx::query!(
        "INSERT INTO catalog.favourite (account_id, film_id, added_at)
         SELECT $1, $2, $3 WHERE (SELECT count(*) FROM catalog.favourite WHERE account_id = $1) < $4
         ON CONFLICT DO NOTHING",
        account_id.as_uuid(),
        film_id.as_uuid(),
        at.to_sqlx() as _,
        at_most
    )
    .execute(&mut *conn)
    .await?;
    let there = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM catalog.favourite WHERE account_id = $1 AND film_id = $2) AS "there!""#,
        account_id.as_uuid(),
        film_id.as_uuid()
    )
    .fetch_one(conn)
    .await?;
    Ok(there)
}

pub(super) async fn remove_favourite(conn: &mut PgConnection, account_id: AccountId, film_id: FilmId) -> Result<(), DbError> {
    sqlx::query!("DELETE FROM catalog.favourite WHERE account_id = $1 AND film_id = $2", account_id.as_uuid(), film_id.as_uuid())
        .execute(conn)
        .await?;
    Ok(())
}

/// Inserts unless the account has its number of lists; whether it did. Two at once wait for one another.
pub(super) async fn insert(
    conn: &mut PgConnection,
    account_id: AccountId,
    list: &List<'_>,
    at_most: i64,
) -> Result<bool, DbError> {
    sqlx::query!("SELECT pg_advisory_xact_lock(hashtextextended('catalog.lists:' || $1::text, 0))", account_id.to_string())
        .execute(&mut *conn)
        .await?;
    let done = sqlx::query!(
        "INSERT INTO catalog.list (id, account_id, title, description, visibility, created_at, updated_at)
         SELECT $1, $2, $3, $4, $5, $6, $6 WHERE (SELECT count(*) FROM catalog.list WHERE account_id = $2) < $7",
        list.id.as_uuid(),
        account_id.as_uuid(),
        list.title,
        list.description,
        list.visibility.as_str(),
        list.at.to_sqlx() as _,
        at_most
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(super) async fn update(conn: &mut PgConnection, list: &List<'_>) -> Result<(), DbError> {
    sqlx::query!(
        "UPDATE catalog.list SET title = $2, description = $3, visibility = $4, updated_at = $5 WHERE id = $1",
        list.id.as_uuid(),
        list.title,
        list.description,
        list.visibility.as_str(),
        list.at.to_sqlx() as _
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn delete(conn: &mut PgConnection, list_id: ListId) -> Result<(), DbError> {
    sqlx::query!("DELETE FROM catalog.list WHERE id = $1", list_id.as_uuid()).execute(conn).await?;
    Ok(())
}

/// The owner and the visibility of a list, locked until the transaction ends.
pub(super) async fn lock(conn: &mut PgConnection, list_id: ListId) -> Result<Option<(AccountId, Visibility)>, DbError> {
    let row = sqlx::query!("SELECT account_id, visibility FROM catalog.list WHERE id = $1 FOR UPDATE", list_id.as_uuid())
        .fetch_optional(conn)
        .await?;
    Ok(row.map(|row| (row.account_id.into(), Visibility::parse(&row.visibility).unwrap_or(Visibility::Private))))
}

/// Adds at the end unless the list is full; true when the film is on it afterwards. The list must be locked.
pub(super) async fn append(
    conn: &mut PgConnection,
    list_id: ListId,
    film_id: FilmId,
    at_most: i64,
    at: Timestamp,
) -> Result<bool, DbError> {
    sqlx::query!(
        "INSERT INTO catalog.list_item (list_id, film_id, position, added_at)
         SELECT $1, $2, coalesce(max(position) + 1, 0), $3 FROM catalog.list_item WHERE list_id = $1
         HAVING count(*) < $4
         ON CONFLICT (list_id, film_id) DO NOTHING",
        list_id.as_uuid(),
        film_id.as_uuid(),
        at.to_sqlx() as _,
        at_most
    )
    .execute(&mut *conn)
    .await?;
    let there = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM catalog.list_item WHERE list_id = $1 AND film_id = $2) AS "there!""#,
        list_id.as_uuid(),
        film_id.as_uuid()
    )
    .fetch_one(&mut *conn)
    .await?;
    touch(conn, list_id, at).await?;
    Ok(there)
}

pub(super) async fn remove(conn: &mut PgConnection, list_id: ListId, film_id: FilmId, at: Timestamp) -> Result<(), DbError> {
    sqlx::query!("DELETE FROM catalog.list_item WHERE list_id = $1 AND film_id = $2", list_id.as_uuid(), film_id.as_uuid())
        .execute(&mut *conn)
        .await?;
    touch(conn, list_id, at).await
}

/// Every film of the list in order.
pub(super) async fn order(conn: &mut PgConnection, list_id: ListId) -> Result<Vec<Uuid>, DbError> {
    let ids =
        sqlx::query_scalar!("SELECT film_id FROM catalog.list_item WHERE list_id = $1 ORDER BY position", list_id.as_uuid())
            .fetch_all(conn)
            .await?;
    Ok(ids)
}

pub(super) async fn set_order(conn: &mut PgConnection, list_id: ListId, order: &[Uuid], at: Timestamp) -> Result<(), DbError> {
    sqlx::query!(
        "UPDATE catalog.list_item item SET position = (place.position - 1)::integer
         FROM unnest($2::uuid[]) WITH ORDINALITY AS place (film_id, position)
         WHERE item.list_id = $1 AND item.film_id = place.film_id",
        list_id.as_uuid(),
        order
    )
    .execute(&mut *conn)
    .await?;
    touch(conn, list_id, at).await
}

async fn touch(conn: &mut PgConnection, list_id: ListId, at: Timestamp) -> Result<(), DbError> {
    sqlx::query!("UPDATE catalog.list SET updated_at = $2 WHERE id = $1", list_id.as_uuid(), at.to_sqlx() as _)
        .execute(conn)
        .await?;
    Ok(())
}
