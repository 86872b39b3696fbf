//! Reading people.

use contracts::{
    catalog::{FilmId, PersonId},
    identity::AccountId,
    media::AssetId,
};
use jiff::Timestamp;
use platform::DbError;
use sqlx::{PgExecutor, PgPool};
use uuid::Uuid;

use super::view::{FilmographyEntry, PersonCard, PersonPage};
use crate::{film, values::CreditRole};

/// A person as stored, after following a merge.
pub(super) struct PersonRow {
    pub(super) id: PersonId,
    pub(super) slug: String,
    pub(super) name: String,
    pub(super) bio_fr: String,
    pub(super) bio_en: String,
    pub(super) country: Option<String>,
    pub(super) birth_year: Option<i16>,
    pub(super) photo: Option<AssetId>,
    pub(super) created_by: AccountId,
}

struct StoredPerson {
    id: Uuid,
    slug: String,
    name: String,
    bio_fr: String,
    bio_en: String,
    country: Option<String>,
    birth_year: Option<i16>,
    photo_asset_id: Option<Uuid>,
    created_by: Uuid,
}

impl From<StoredPerson> for PersonRow {
    fn from(row: StoredPerson) -> Self {
        Self {
            id: row.id.into(),
            slug: row.slug,
            name: row.name,
            bio_fr: row.bio_fr,
            bio_en: row.bio_en,
            country: row.country,
            birth_year: row.birth_year,
            photo: row.photo_asset_id.map(Into::into),
            created_by: row.created_by.into(),
        }
    }
}

/// The slugs of people who worked on a listed film, with their last change.
pub(super) async fn addresses(db: impl PgExecutor<'_>) -> Result<Vec<(String, Timestamp)>, DbError> {
    let rows = sqlx::query!(
        "SELECT slug, updated_at FROM catalog.person person
         WHERE merged_into IS NULL
           AND EXISTS (SELECT FROM catalog.credit JOIN catalog.film ON film.id = credit.film_id
                       WHERE credit.person_id = person.id AND film.state = 'published')
         ORDER BY id DESC LIMIT 45000"
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.slug, row.updated_at.to_jiff())).collect())
}

pub(super) async fn find_by_slug(db: impl PgExecutor<'_>, slug: &str) -> Result<Option<PersonRow>, DbError> {
    let row = sqlx::query_as!(
        StoredPerson,
        "SELECT p.id, p.slug, p.name, p.bio_fr, p.bio_en, p.country, p.birth_year, p.photo_asset_id, p.created_by
         FROM catalog.person asked JOIN catalog.person p ON p.id = coalesce(asked.merged_into, asked.id)
         WHERE asked.slug = $1",
        slug
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(Into::into))
}

/// The person itself, locked; a merged one is not a person any more.
pub(super) async fn lock(db: impl PgExecutor<'_>, id: PersonId) -> Result<Option<PersonRow>, DbError> {
    let row = sqlx::query_as!(
        StoredPerson,
        "SELECT id, slug, name, bio_fr, bio_en, country, birth_year, photo_asset_id, created_by
         FROM catalog.person WHERE id = $1 AND merged_into IS NULL FOR UPDATE",
        id.as_uuid()
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(Into::into))
}

pub(super) async fn find_slug(db: impl PgExecutor<'_>, id: PersonId) -> Result<Option<String>, DbError> {
    Ok(sqlx::query_scalar!("SELECT slug FROM catalog.person WHERE id = $1", id.as_uuid()).fetch_optional(db).await?)
}

/// The person, or the one it was merged into.
pub(crate) async fn find_canonical(db: impl PgExecutor<'_>, id: PersonId) -> Result<Option<PersonId>, DbError> {
    let found =
        sqlx::query_scalar!(r#"SELECT coalesce(merged_into, id) AS "id!" FROM catalog.person WHERE id = $1"#, id.as_uuid())
            .fetch_optional(db)
            .await?;
    Ok(found.map(Into::into))
}

/// Up to two people of exactly this name.
pub(super) async fn of_name(db: impl PgExecutor<'_>, name: &str) -> Result<Vec<PersonId>, DbError> {
    let ids = sqlx::query_scalar!(
        "SELECT id FROM catalog.person WHERE merged_into IS NULL AND catalog.fold(name) = catalog.fold($1) ORDER BY id LIMIT 2",
        name
    )
    .fetch_all(db)
    .await?;
    Ok(ids.into_iter().map(Into::into).collect())
}

/// People whose names contain or resemble the words, best first.
pub(crate) async fn resembling(db: impl PgExecutor<'_>, words: &str, at_most: i64) -> Result<Vec<PersonCard>, DbError> {
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let rows = sqlx::query!(
        r#"SELECT p.id, p.slug, p.name, p.country, p.photo_asset_id,
                  (SELECT count(DISTINCT card.film_id) FROM catalog.credit c JOIN catalog.film_card card ON card.film_id = c.film_id
                   WHERE c.person_id = p.id AND card.published_at IS NOT NULL) AS "film_count!"
           FROM (SELECT id, slug, name, country, photo_asset_id, word_similarity(catalog.fold($1), catalog.fold(name)) AS likeness
                 FROM catalog.person
                 WHERE merged_into IS NULL
                   AND (catalog.fold($1) <% catalog.fold(name) OR catalog.fold(name) LIKE '%' || catalog.fold($3) || '%')
                 ORDER BY likeness DESC, name, id LIMIT $2) p
           ORDER BY p.likeness DESC, p.name, p.id"#,
        words,
        at_most,
        like_escaped(words)
    )
    .fetch_all(db)
    .await?;
    let cards = rows.into_iter().map(|row| PersonCard {
        id: row.id.into(),
        slug: row.slug,
        name: row.name,
        country: row.country,
        photo: row.photo_asset_id.map(Into::into),
        film_count: row.film_count,
    });
    Ok(cards.collect())
}

/// The words without the signs that LIKE gives a meaning.
fn like_escaped(words: &str) -> String {
    words.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

pub(super) async fn page(pool: &PgPool, person: PersonRow, editable: bool) -> Result<PersonPage, DbError> {
    let rows = sqlx::query!(
        r#"SELECT c.film_id, array_agg(c.role ORDER BY c.position, c.id) AS "roles!",
                  array_agg(c.detail ORDER BY c.position, c.id) AS "details!"
           FROM catalog.credit c JOIN catalog.film_card card ON card.film_id = c.film_id
           WHERE c.person_id = $1 AND card.published_at IS NOT NULL
           GROUP BY c.film_id, card.year, card.published_at
           ORDER BY card.year DESC NULLS LAST, card.published_at DESC, c.film_id LIMIT 100"#,
        person.id.as_uuid()
    )
    .fetch_all(pool)
    .await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.film_id).collect();
    let mut cards = film::cards_by_id(pool, &ids).await?;
    let films = rows.into_iter().filter_map(|row| {
        let film = cards.remove(&row.film_id)?;
        let roles = row.roles.iter().map(|role| CreditRole::parse(role).unwrap_or(CreditRole::Technician));
        Some(FilmographyEntry { film, roles: roles.zip(row.details).collect() })
    });
    Ok(PersonPage {
        films: films.collect(),
        id: person.id,
        slug: person.slug,
        name: person.name,
        bio_fr: person.bio_fr,
        bio_en: person.bio_en,
        country: person.country,
        birth_year: person.birth_year,
        photo: person.photo,
        editable,
    })
}

/// The films of a person with their addresses.
pub(super) async fn film_slugs(db: impl PgExecutor<'_>, person_id: PersonId) -> Result<Vec<(FilmId, String)>, DbError> {
    let rows = sqlx::query!(
        "SELECT f.id, f.slug FROM catalog.film f
         WHERE f.id IN (SELECT film_id FROM catalog.credit WHERE person_id = $1) ORDER BY f.id LIMIT 1000",
        person_id.as_uuid()
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id.into(), row.slug)).collect())
}
