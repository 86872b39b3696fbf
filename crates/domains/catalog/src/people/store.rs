//! Writing people.

use contracts::{catalog::PersonId, identity::AccountId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use platform::DbError;
use sqlx::PgConnection;

use super::Details;

pub(super) struct NewPerson<'a> {
    pub(super) id: PersonId,
    pub(super) slug: &'a str,
    pub(super) name: &'a str,
    pub(super) created_by: AccountId,
    pub(super) at: Timestamp,
}

pub(super) async fn insert(conn: &mut PgConnection, person: NewPerson<'_>) -> Result<(), DbError> {
    sqlx::query!(
        "INSERT INTO catalog.person (id, slug, name, created_by, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $5)",
        person.id.as_uuid(),
        person.slug,
        person.name,
        person.created_by.as_uuid(),
        person.at.to_sqlx() as _
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A slug that no person has; holds a lock until the transaction ends.
pub(super) async fn free_slug(conn: &mut PgConnection, wanted: &str, except: PersonId) -> Result<String, DbError> {
    sqlx::query!("SELECT pg_advisory_xact_lock(hashtext('catalog.person.slug'))").execute(&mut *conn).await?;
    let taken = sqlx::query_scalar!(
        "SELECT slug FROM catalog.person WHERE (slug = $1 OR slug ~ ('^' || $1 || '-[0-9]+$')) AND id <> $2",
        wanted,
        except.as_uuid()
    )
    .fetch_all(conn)
    .await?;
    Ok(crate::values::first_free(wanted, taken).unwrap_or_else(|| except.to_string()))
}

/// The slug stays: others may have linked it.
pub(super) async fn update(conn: &mut PgConnection, id: PersonId, details: &Details, at: Timestamp) -> Result<(), DbError> {
    sqlx::query!(
        "UPDATE catalog.person SET name = $2, bio_fr = $3, bio_en = $4, country = $5, birth_year = $6, photo_asset_id = $7,
                updated_at = $8
         WHERE id = $1",
        id.as_uuid(),
        details.name,
        details.bio_fr,
        details.bio_en,
        details.country,
        details.birth_year,
        details.photo.map(|asset| asset.as_uuid()),
        at.to_sqlx() as _
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Moves the credits and turns the duplicate, and whatever was merged into it, into signposts.
pub(super) async fn merge(conn: &mut PgConnection, duplicate: PersonId, into: PersonId, at: Timestamp) -> Result<(), DbError> {
    let (duplicate, into) = (duplicate.as_uuid(), into.as_uuid());
    sqlx::query!(
        "DELETE FROM catalog.credit c WHERE c.person_id = $1 AND EXISTS (
             SELECT FROM catalog.credit other WHERE other.film_id = c.film_id AND other.person_id = $2
                AND other.role = c.role AND other.detail = c.detail)",
        duplicate,
        into
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!("UPDATE catalog.credit SET person_id = $2 WHERE person_id = $1", duplicate, into).execute(&mut *conn).await?;
    sqlx::query!(
        "UPDATE catalog.person SET merged_into = $2, updated_at = $3 WHERE id = $1 OR merged_into = $1",
        duplicate,
        into,
        at.to_sqlx() as _
    )
    .execute(conn)
    .await?;
    Ok(())
}
