//! Writing films.

use contracts::{
    catalog::{FilmId, PersonId},
    identity::{AccountId, OrganisationId},
    media::AssetId,
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use platform::DbError;
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

use super::{FilmPart, Weight, model::Details};
use crate::values::{CreditRole, FilmState};

pub(super) struct NewFilm<'a> {
    pub(super) id: FilmId,
    pub(super) slug: &'a str,
    pub(super) title: &'a str,
    pub(super) owner: AccountId,
    pub(super) organisation: Option<OrganisationId>,
    pub(super) at: Timestamp,
}

pub(super) async fn insert(conn: &mut PgConnection, film: NewFilm<'_>) -> Result<(), DbError> {
    sqlx::query!(
        "INSERT INTO catalog.film (id, slug, title, owner_account_id, organisation_id, state, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, 'draft', $6, $6)",
        film.id.as_uuid(),
        film.slug,
        film.title,
        film.owner.as_uuid(),
        film.organisation.map(|id| id.as_uuid()),
        film.at.to_sqlx() as _
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The slug of a listed film, its card locked until the transaction ends.
pub(crate) async fn lock_listed(conn: &mut PgConnection, film_id: FilmId) -> Result<Option<String>, DbError> {
    let slug = sqlx::query_scalar!(
        "SELECT slug FROM catalog.film_card WHERE film_id = $1 AND published_at IS NOT NULL FOR UPDATE",
        film_id.as_uuid()
    )
    .fetch_optional(conn)
    .await?;
    Ok(slug)
}

/// A slug that no film has: the wanted one, or the first free number behind it. Holds a lock until the transaction ends, so
/// that two films of one title do not choose the same.
pub(super) async fn free_slug(conn: &mut PgConnection, wanted: &str, except: FilmId) -> Result<String, DbError> {
    sqlx::query!("SELECT pg_advisory_xact_lock(hashtext('catalog.film.slug'))").execute(&mut *conn).await?;
    let taken = sqlx::query_scalar!(
        "SELECT slug FROM catalog.film WHERE (slug = $1 OR slug ~ ('^' || $1 || '-[0-9]+$')) AND id <> $2",
        wanted,
        except.as_uuid()
    )
    .fetch_all(conn)
    .await?;
    Ok(crate::values::first_free(wanted, taken).unwrap_or_else(|| except.to_string()))
}

pub(super) async fn update_details(
    conn: &mut PgConnection,
    film_id: FilmId,
    slug: &str,
    details: &Details,
    at: Timestamp,
) -> Result<(), DbError> {
    sqlx::query!(
        "UPDATE catalog.film SET slug = $2, title = $3, original_title = $4, synopsis_fr = $5, synopsis_en = $6, year = $7,
                countries = $8, spoken_languages = $9, subtitle_languages = $10, age_rating = $11, updated_at = $12,
                version = version + 1
         WHERE id = $1",
        film_id.as_uuid(),
        slug,
        details.title,
        details.original_title,
        details.synopsis_fr,
        details.synopsis_en,
        details.year,
        &details.countries,
        &details.spoken_languages,
        &details.subtitle_languages,
        details.age_rating.as_str(),
        at.to_sqlx() as _
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!("DELETE FROM catalog.film_genre WHERE film_id = $1", film_id.as_uuid()).execute(&mut *conn).await?;
    sqlx::query!(
        "INSERT INTO catalog.film_genre (film_id, genre_code) SELECT $1, code FROM unnest($2::text[]) AS code",
        film_id.as_uuid(),
        &details.genres
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Which of these codes are no genre.
pub(super) async fn unknown_genres(conn: &mut PgConnection, codes: &[String]) -> Result<Vec<String>, DbError> {
    let unknown = sqlx::query_scalar!(
        r#"SELECT given AS "given!" FROM unnest($1::text[]) AS given
           WHERE given NOT IN (SELECT code FROM catalog.genre) ORDER BY given"#,
        codes
    )
    .fetch_all(conn)
    .await?;
    Ok(unknown)
}

pub(super) struct StateChange<'a> {
    pub(super) film_id: FilmId,
    pub(super) state: FilmState,
    pub(super) refusal_reason: &'a str,
    pub(super) at: Timestamp,
}

/// Moves the film to a state; the first publication keeps its date for ever.
pub(super) async fn set_state(conn: &mut PgConnection, change: StateChange<'_>) -> Result<(), DbError> {
    sqlx::query!(
        "UPDATE catalog.film SET state = $2, refusal_reason = $3, updated_at = $4, version = version + 1,
                submitted_at = CASE WHEN $2 = 'submitted' THEN $4 ELSE submitted_at END,
                published_at = CASE WHEN $2 = 'published' THEN coalesce(published_at, $4) ELSE published_at END
         WHERE id = $1",
        change.film_id.as_uuid(),
        change.state.as_str(),
        change.refusal_reason,
        change.at.to_sqlx() as _
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) struct NewCredit {
    pub(super) id: Uuid,
    pub(super) person_id: PersonId,
    pub(super) role: CreditRole,
    pub(super) detail: String,
}

pub(super) async fn replace_credits(
    conn: &mut PgConnection,
    film_id: FilmId,
    credits: &[NewCredit],
    at: Timestamp,
) -> Result<(), DbError> {
    sqlx::query!("DELETE FROM catalog.credit WHERE film_id = $1", film_id.as_uuid()).execute(&mut *conn).await?;
    let ids: Vec<Uuid> = credits.iter().map(|credit| credit.id).collect();
    let people: Vec<Uuid> = credits.iter().map(|credit| credit.person_id.as_uuid()).collect();
    let roles: Vec<String> = credits.iter().map(|credit| credit.role.as_str().to_owned()).collect();
    let details: Vec<String> = credits.iter().map(|credit| credit.detail.clone()).collect();
    sqlx::query!(
        "INSERT INTO catalog.credit (id, film_id, person_id, role, detail, position)
         SELECT new.id, $1, new.person_id, new.role, new.detail, (new.position - 1)::smallint
         FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[])
              WITH ORDINALITY AS new (id, person_id, role, detail, position)",
        film_id.as_uuid(),
        &ids,
        &people,
        &roles,
        &details
    )
    .execute(&mut *conn)
    .await?;
    touch(conn, film_id, at).await
}

pub(super) async fn touch(conn: &mut PgConnection, film_id: FilmId, at: Timestamp) -> Result<(), DbError> {
    sqlx::query!(
        "UPDATE catalog.film SET updated_at = $2, version = version + 1 WHERE id = $1",
        film_id.as_uuid(),
        at.to_sqlx() as _
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A part and its asset.
pub(super) struct NewPart {
    pub(super) part: FilmPart,
    pub(super) asset_id: Option<AssetId>,
    /// Whether the asset can be looked at now.
    pub(super) playable: bool,
}

/// Sets a part; a new video has no length and weighs nothing until [`set_video_facts`] says so.
pub(super) async fn set_part(conn: &mut PgConnection, film_id: FilmId, part: NewPart) -> Result<(), DbError> {
    let asset_id = part.asset_id.map(|id| id.as_uuid());
    match part.part {
        FilmPart::Video => {
            sqlx::query!(
                "UPDATE catalog.film SET video_asset_id = $2, playable = $3, duration_ms = NULL, weights = '[]' WHERE id = $1",
                film_id.as_uuid(),
                asset_id,
                part.playable
            )
            .execute(conn)
            .await?
        }
        FilmPart::Poster => {
            sqlx::query!(
                "UPDATE catalog.film SET poster_asset_id = $2, poster_colour = NULL WHERE id = $1",
                film_id.as_uuid(),
                asset_id
            )
            .execute(conn)
            .await?
        }
        FilmPart::Trailer => {
            sqlx::query!("UPDATE catalog.film SET trailer_asset_id = $2 WHERE id = $1", film_id.as_uuid(), asset_id)
                .execute(conn)
                .await?
        }
    };
    Ok(())
}

/// What media tells of a video.
pub(super) struct VideoFacts<'a> {
    pub(super) asset_id: AssetId,
    pub(super) playable: bool,
    pub(super) duration_ms: Option<i64>,
    pub(super) weights: &'a [Weight],
    /// Chosen only where a film has no poster yet.
    pub(super) poster: Option<AssetId>,
}

/// Writes them on the films that show this video, and names those films.
pub(super) async fn set_video_facts(conn: &mut PgConnection, facts: VideoFacts<'_>) -> Result<Vec<FilmId>, DbError> {
    let ids = sqlx::query_scalar!(
        "UPDATE catalog.film SET playable = $2 OR (playable AND state = 'published'),
                duration_ms = coalesce($3, duration_ms), weights = $4, poster_asset_id = coalesce(poster_asset_id, $5)
         WHERE video_asset_id = $1 RETURNING id",
        facts.asset_id.as_uuid(),
        facts.playable,
        facts.duration_ms,
        Json(facts.weights) as _,
        facts.poster.map(|id| id.as_uuid())
    )
    .fetch_all(conn)
    .await?;
    Ok(ids.into_iter().map(Into::into).collect())
}

/// Gives the films that show this video and have no poster this one, and names those films.
pub(super) async fn set_missing_poster(conn: &mut PgConnection, video: AssetId, poster: AssetId) -> Result<Vec<FilmId>, DbError> {
    let ids = sqlx::query_scalar!(
        "UPDATE catalog.film SET poster_asset_id = $2 WHERE video_asset_id = $1 AND poster_asset_id IS NULL RETURNING id",
        video.as_uuid(),
        poster.as_uuid()
    )
    .fetch_all(conn)
    .await?;
    Ok(ids.into_iter().map(Into::into).collect())
}

/// Writes the colour of a poster on the films that show it, and names those films.
pub(super) async fn set_poster_colour(conn: &mut PgConnection, asset_id: AssetId, colour: &str) -> Result<Vec<FilmId>, DbError> {
    let ids = sqlx::query_scalar!(
        "UPDATE catalog.film SET poster_colour = $2 WHERE poster_asset_id = $1 RETURNING id",
        asset_id.as_uuid(),
        colour
    )
    .fetch_all(conn)
    .await?;
    Ok(ids.into_iter().map(Into::into).collect())
}

pub(super) async fn delete(conn: &mut PgConnection, film_id: FilmId) -> Result<bool, DbError> {
    let done =
        sqlx::query!("DELETE FROM catalog.film WHERE id = $1 AND published_at IS NULL", film_id.as_uuid()).execute(conn).await?;
    Ok(done.rows_affected() == 1)
}

/// Writes what lists and searches read of a film. Last statement of every change.
pub(crate) async fn refresh(conn: &mut PgConnection, film_id: FilmId) -> Result<(), DbError> {
    sqlx::query!("SELECT catalog.refresh_film($1)", film_id.as_uuid()).execute(conn).await?;
    Ok(())
}
