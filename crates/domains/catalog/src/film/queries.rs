//! Reading films.

mod assets;

use std::collections::HashMap;

use contracts::{
    catalog::FilmId,
    identity::{AccountId, OrganisationId},
};
use jiff::Timestamp;
use platform::DbError;
use sqlx::{PgExecutor, PgPool, types::Json};
use uuid::Uuid;

pub(super) use assets::{asset_facts, first_picture, renditions};

use super::{
    row::FilmRow,
    view::{CreditView, FilmCard, FilmPage, MyFilm, RatingSummary, Weight},
};
use crate::values::{AgeRating, CreditRole, FilmState};

struct StoredFilm {
    id: Uuid,
    slug: String,
    title: String,
    synopsis_fr: String,
    synopsis_en: String,
    year: Option<i16>,
    duration_ms: Option<i64>,
    countries: Vec<String>,
    spoken_languages: Vec<String>,
    video_asset_id: Option<Uuid>,
    trailer_asset_id: Option<Uuid>,
    playable: bool,
    owner_account_id: Uuid,
    organisation_id: Option<Uuid>,
    state: String,
    refusal_reason: String,
    submitted_at: Option<jiff_sqlx::Timestamp>,
    published_at: Option<jiff_sqlx::Timestamp>,
    created_at: jiff_sqlx::Timestamp,
    updated_at: jiff_sqlx::Timestamp,
    version: i32,
}

impl From<StoredFilm> for FilmRow {
    fn from(row: StoredFilm) -> Self {
        Self {
            id: row.id.into(),
            slug: row.slug,
            title: row.title,
            synopsis_fr: row.synopsis_fr,
            synopsis_en: row.synopsis_en,
            year: row.year,
            duration_ms: row.duration_ms,
            countries: row.countries,
            spoken_languages: row.spoken_languages,
            video_asset_id: row.video_asset_id.map(Into::into),
            trailer_asset_id: row.trailer_asset_id.map(Into::into),
            playable: row.playable,
            owner_account_id: row.owner_account_id.into(),
            organisation_id: row.organisation_id.map(Into::into),
            state: FilmState::parse(&row.state).unwrap_or(FilmState::Draft),
            refusal_reason: row.refusal_reason,
            submitted_at: row.submitted_at.map(jiff_sqlx::Timestamp::to_jiff),
            published_at: row.published_at.map(jiff_sqlx::Timestamp::to_jiff),
            created_at: row.created_at.to_jiff(),
            updated_at: row.updated_at.to_jiff(),
            version: row.version,
        }
    }
}

pub(super) async fn find_film(db: impl PgExecutor<'_>, film_id: FilmId) -> Result<Option<FilmRow>, DbError> {
    let row = sqlx::query_as!(
        StoredFilm,
        "SELECT id, slug, title, synopsis_fr, synopsis_en, year, duration_ms, countries, spoken_languages, video_asset_id,
                trailer_asset_id, playable, owner_account_id, organisation_id, state, refusal_reason, submitted_at, published_at,
                created_at, updated_at, version
         FROM catalog.film WHERE id = $1",
        film_id.as_uuid()
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(Into::into))
}

pub(super) async fn find_film_by_slug(db: impl PgExecutor<'_>, slug: &str) -> Result<Option<FilmRow>, DbError> {
    let row = sqlx::query_as!(
        StoredFilm,
        "SELECT id, slug, title, synopsis_fr, synopsis_en, year, duration_ms, countries, spoken_languages, video_asset_id,
                trailer_asset_id, playable, owner_account_id, organisation_id, state, refusal_reason, submitted_at, published_at,
                created_at, updated_at, version
         FROM catalog.film WHERE slug = $1",
        slug
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(Into::into))
}

/// The film, locked until the transaction ends: two editors follow one another.
pub(super) async fn lock_film(db: impl PgExecutor<'_>, film_id: FilmId) -> Result<Option<FilmRow>, DbError> {
    let row = sqlx::query_as!(
        StoredFilm,
        "SELECT id, slug, title, synopsis_fr, synopsis_en, year, duration_ms, countries, spoken_languages, video_asset_id,
                trailer_asset_id, playable, owner_account_id, organisation_id, state, refusal_reason, submitted_at, published_at,
                created_at, updated_at, version
         FROM catalog.film WHERE id = $1 FOR UPDATE",
        film_id.as_uuid()
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(Into::into))
}

pub(super) async fn find_slug(db: impl PgExecutor<'_>, film_id: FilmId) -> Result<Option<String>, DbError> {
    Ok(sqlx::query_scalar!("SELECT slug FROM catalog.film WHERE id = $1", film_id.as_uuid()).fetch_optional(db).await?)
}

pub(super) async fn is_member(
    db: impl PgExecutor<'_>,
    account_id: AccountId,
    organisation_id: OrganisationId,
) -> Result<bool, DbError> {
    let found = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM identity_pub.organisation_member WHERE organisation_id = $1 AND account_id = $2) AS "found!""#,
        organisation_id.as_uuid(),
        account_id.as_uuid()
    )
    .fetch_one(db)
    .await?;
    Ok(found)
}

/// The cards of these films, in this order; a film without one is left out.
pub(crate) async fn cards(db: impl PgExecutor<'_>, ids: &[Uuid]) -> Result<Vec<FilmCard>, DbError> {
    let mut found = cards_by_id(db, ids).await?;
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}

/// The cards of these films.
pub(crate) async fn cards_by_id(db: impl PgExecutor<'_>, ids: &[Uuid]) -> Result<HashMap<Uuid, FilmCard>, DbError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = sqlx::query!(
        r#"SELECT film_id, slug, title, original_title, year, duration_ms, genres, countries, spoken_languages,
                  subtitle_languages, age_rating, directors, poster_asset_id, poster_colour,
                  weights AS "weights: Json<Vec<Weight>>", rating_sum, rating_count, published_at
           FROM catalog.film_card WHERE film_id = ANY ($1)"#,
        ids
    )
    .fetch_all(db)
    .await?;
    let mut found: HashMap<Uuid, FilmCard> = HashMap::with_capacity(rows.len());
    for row in rows {
        let card = FilmCard {
            id: row.film_id.into(),
            slug: row.slug,
            title: row.title,
            original_title: row.original_title,
            year: row.year,
            duration_ms: row.duration_ms,
            genres: row.genres,
            countries: row.countries,
            spoken_languages: row.spoken_languages,
            subtitle_languages: row.subtitle_languages,
            age_rating: AgeRating::parse(&row.age_rating).unwrap_or_default(),
            directors: row.directors,
            poster: row.poster_asset_id.map(Into::into),
            poster_colour: row.poster_colour,
            weights: row.weights.0,
            rating: RatingSummary { sum: row.rating_sum, count: row.rating_count },
            published_at: row.published_at.map(jiff_sqlx::Timestamp::to_jiff),
        };
        found.insert(row.film_id, card);
    }
    Ok(found)
}

/// The page without what depends on the actor.
pub(super) async fn page(pool: &PgPool, film: FilmRow) -> Result<FilmPage, DbError> {
    let card = cards(pool, &[film.id.as_uuid()]).await?.pop().ok_or(sqlx::Error::RowNotFound)?;
    let counts = sqlx::query!("SELECT comment_count, view_count FROM catalog.film_card WHERE film_id = $1", film.id.as_uuid())
        .fetch_one(pool)
        .await?;
    Ok(FilmPage {
        card,
        credits: credits(pool, film.id).await?,
        synopsis_fr: film.synopsis_fr,
        synopsis_en: film.synopsis_en,
        owner_account_id: film.owner_account_id,
        organisation_id: film.organisation_id,
        state: film.state,
        playable: film.playable,
        video: film.video_asset_id,
        still: assets::still(pool, film.video_asset_id).await?,
        trailer: film.trailer_asset_id,
        comment_count: counts.comment_count,
        view_count: counts.view_count,
        mine: None,
        editable: false,
        version: film.version,
        updated_at: film.updated_at,
    })
}

pub(super) async fn credits(db: impl PgExecutor<'_>, film_id: FilmId) -> Result<Vec<CreditView>, DbError> {
    let rows = sqlx::query!(
        "SELECT p.id, p.slug, p.name, c.role, c.detail
         FROM catalog.credit c JOIN catalog.person p ON p.id = c.person_id
         WHERE c.film_id = $1 ORDER BY c.position, c.id LIMIT 200",
        film_id.as_uuid()
    )
    .fetch_all(db)
    .await?;
    let credits = rows.into_iter().map(|row| CreditView {
        person_id: row.id.into(),
        slug: row.slug,
        name: row.name,
        role: CreditRole::parse(&row.role).unwrap_or(CreditRole::Technician),
        detail: row.detail,
    });
    Ok(credits.collect())
}

pub(super) async fn my_film(db: impl PgExecutor<'_>, account_id: AccountId, film_id: FilmId) -> Result<MyFilm, DbError> {
    let row = sqlx::query!(
        r#"SELECT (SELECT stars FROM catalog.rating WHERE film_id = $2 AND account_id = $1) AS stars,
                  EXISTS (SELECT FROM catalog.favourite WHERE film_id = $2 AND account_id = $1) AS "favourite!",
                  progress.position_ms AS "position_ms?", progress.finished AS "finished?"
           FROM (VALUES (1)) AS one (one)
           LEFT JOIN playback_pub.progress progress ON progress.film_id = $2 AND progress.account_id = $1"#,
        account_id.as_uuid(),
        film_id.as_uuid()
    )
    .fetch_one(db)
    .await?;
    Ok(MyFilm {
        stars: row.stars,
        favourite: row.favourite,
        position_ms: row.position_ms,
        finished: row.finished.unwrap_or(false),
    })
}

pub(super) async fn addresses(db: impl PgExecutor<'_>) -> Result<Vec<(String, Timestamp)>, DbError> {
    let rows = sqlx::query!(
        "SELECT slug, updated_at FROM catalog.film WHERE state = 'published' ORDER BY published_at DESC, id DESC LIMIT 45000"
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.slug, row.updated_at.to_jiff())).collect())
}

/// The films of an account and of its organisations, newest first.
pub(super) async fn own_films(
    db: impl PgExecutor<'_>,
    account_id: AccountId,
    before: Option<Uuid>,
    limit: i64,
) -> Result<Vec<Uuid>, DbError> {
    let ids = sqlx::query_scalar!(
        "SELECT id FROM catalog.film
         WHERE (owner_account_id = $1
                OR organisation_id IN (SELECT organisation_id FROM identity_pub.organisation_member WHERE account_id = $1))
           AND ($2::uuid IS NULL OR id < $2)
         ORDER BY id DESC LIMIT $3",
        account_id.as_uuid(),
        before,
        limit
    )
    .fetch_all(db)
    .await?;
    Ok(ids)
}

/// The films that wait for a moderator, the longest waiting first.
pub(super) async fn submitted_films(
    db: impl PgExecutor<'_>,
    after: Option<(Timestamp, Uuid)>,
    limit: i64,
) -> Result<Vec<Uuid>, DbError> {
    use jiff_sqlx::ToSqlx as _;
    let ids = sqlx::query_scalar!(
        "SELECT id FROM catalog.film
         WHERE state = 'submitted' AND ($1::timestamptz IS NULL OR (submitted_at, id) > ($1, $2))
         ORDER BY submitted_at, id LIMIT $3",
        after.map(|(at, _)| at.to_sqlx()) as _,
        after.map(|(_, id)| id),
        limit
    )
    .fetch_all(db)
    .await?;
    Ok(ids)
}
