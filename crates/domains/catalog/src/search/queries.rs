//! Reading lists of films.
//!
//! One statement serves every filter: PostgreSQL plans it with the values, so that an absent filter costs nothing and a
//! sort by one of the numbers walks its index.

use std::collections::HashMap;

use kernel::Locale;
use platform::DbError;
use sqlx::{PgExecutor, PgPool};
use uuid::Uuid;

use super::{
    filter::{FilmFilter, FilmSort},
    view::{FilterOptions, GenreView, OptionCount},
};

const MB: i64 = 1_000_000;
const MINUTE_MS: i64 = 60_000;

/// The films in the order of a number, from the highest: newest, best rated, most watched, shortest, lightest, oldest.
pub(super) async fn by_number(
    db: impl PgExecutor<'_>,
    filter: &FilmFilter,
    below: Option<(i64, Uuid)>,
    limit: i64,
) -> Result<Vec<(i64, Uuid)>, DbError> {
    let rows = sqlx::query!(
        r#"SELECT film_id, key AS "key!"
           FROM (SELECT film_id, genres, countries, spoken_languages, subtitle_languages, year, duration_ms, director_ids,
                        lightest_bytes,
                        CASE $1::text
                            WHEN 'newest' THEN published_key
                            WHEN 'top-rated' THEN rating_score
                            WHEN 'most-watched' THEN view_count
                            WHEN 'shortest' THEN -coalesce(duration_ms, 1000000000000)
                            WHEN 'lightest' THEN -coalesce(lightest_bytes, 1000000000000000)
                            ELSE -coalesce(year, 9999)::bigint
                        END AS key
                 FROM catalog.film_card WHERE published_at IS NOT NULL) card
           WHERE ($2::text IS NULL OR genres @> ARRAY[$2])
             AND ($3::text IS NULL OR countries @> ARRAY[$3])
             AND ($4::text IS NULL OR spoken_languages @> ARRAY[$4])
             AND ($5::text IS NULL OR subtitle_languages @> ARRAY[$5])
             AND ($6::smallint IS NULL OR year >= $6)
             AND ($7::smallint IS NULL OR year <= $7)
             AND ($8::bigint IS NULL OR duration_ms >= $8)
             AND ($9::bigint IS NULL OR duration_ms <= $9)
             AND ($10::uuid IS NULL OR director_ids @> ARRAY[$10])
             AND ($11::bigint IS NULL OR lightest_bytes < $11)
             AND ($12::bigint IS NULL OR (key, film_id) < ($12, $13))
           ORDER BY key DESC, film_id DESC
           LIMIT $14"#,
        filter.sort().as_str(),
        filter.genre,
        filter.country,
        filter.language,
        filter.subtitles,
        filter.year_from,
        filter.year_to,
        filter.minutes_from.map(|minutes| i64::from(minutes) * MINUTE_MS),
        filter.minutes_to.map(|minutes| i64::from(minutes) * MINUTE_MS),
        filter.director.map(|director| director.as_uuid()),
        filter.max_mb.map(|mb| i64::from(mb) * MB),
        below.map(|(key, _)| key),
        below.map(|(_, id)| id),
        limit
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.key, row.film_id)).collect())
}

/// The films by title.
pub(super) async fn by_title(
    db: impl PgExecutor<'_>,
    filter: &FilmFilter,
    after: Option<(String, Uuid)>,
    limit: i64,
) -> Result<Vec<(String, Uuid)>, DbError> {
    debug_assert_eq!(filter.sort(), FilmSort::Title);
    let (after_title, after_id) = after.map_or((None, None), |(title, id)| (Some(title), Some(id)));
    let rows = sqlx::query!(
        "SELECT film_id, sort_title
         FROM catalog.film_card
         WHERE published_at IS NOT NULL
           AND ($1::text IS NULL OR genres @> ARRAY[$1])
           AND ($2::text IS NULL OR countries @> ARRAY[$2])
           AND ($3::text IS NULL OR spoken_languages @> ARRAY[$3])
           AND ($4::text IS NULL OR subtitle_languages @> ARRAY[$4])
           AND ($5::smallint IS NULL OR year >= $5)
           AND ($6::smallint IS NULL OR year <= $6)
           AND ($7::bigint IS NULL OR duration_ms >= $7)
           AND ($8::bigint IS NULL OR duration_ms <= $8)
           AND ($9::uuid IS NULL OR director_ids @> ARRAY[$9])
           AND ($10::bigint IS NULL OR lightest_bytes < $10)
           AND ($11::text IS NULL OR (sort_title, film_id) > ($11, $12))
         ORDER BY sort_title, film_id
         LIMIT $13",
        filter.genre,
        filter.country,
        filter.language,
        filter.subtitles,
        filter.year_from,
        filter.year_to,
        filter.minutes_from.map(|minutes| i64::from(minutes) * MINUTE_MS),
        filter.minutes_to.map(|minutes| i64::from(minutes) * MINUTE_MS),
        filter.director.map(|director| director.as_uuid()),
        filter.max_mb.map(|mb| i64::from(mb) * MB),
        after_title,
        after_id,
        limit
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.sort_title, row.film_id)).collect())
}

/// The films that have the words, best first, with their scores.
pub(super) async fn matching(
    db: impl PgExecutor<'_>,
    words: &str,
    filter: &FilmFilter,
    below: Option<(i64, Uuid)>,
    candidates: i32,
    limit: i64,
) -> Result<Vec<(i64, Uuid)>, DbError> {
    let rows = sqlx::query!(
        r#"WITH wanted AS MATERIALIZED (SELECT catalog.search_query($1) AS words),
           candidate AS MATERIALIZED (
               (SELECT s.film_id, s.heading, true AS heads FROM catalog.film_search s, wanted
                WHERE s.heading @@ wanted.words LIMIT $2)
               UNION ALL
               (SELECT s.film_id, s.heading, false FROM catalog.film_search s, wanted
                WHERE s.document @@ wanted.words AND NOT s.heading @@ wanted.words LIMIT $2)),
           scored AS (
               SELECT card.film_id,
                      ((CASE WHEN candidate.heads THEN 1 + ts_rank(candidate.heading, wanted.words, 1) ELSE 0 END
                        + CASE WHEN card.sort_title = catalog.fold($1) THEN 2
                               WHEN starts_with(card.sort_title, catalog.fold($1)) THEN 1 ELSE 0 END
                        + card.rating_score / 100000.0 + ln(1 + card.view_count) / 100) * 1000000)::bigint AS score
               FROM candidate JOIN catalog.film_card card ON card.film_id = candidate.film_id, wanted
               WHERE ($3::text IS NULL OR card.genres @> ARRAY[$3])
                 AND ($4::text IS NULL OR card.countries @> ARRAY[$4])
                 AND ($5::text IS NULL OR card.spoken_languages @> ARRAY[$5])
                 AND ($6::text IS NULL OR card.subtitle_languages @> ARRAY[$6])
                 AND ($7::smallint IS NULL OR card.year >= $7)
                 AND ($8::smallint IS NULL OR card.year <= $8)
                 AND ($9::bigint IS NULL OR card.duration_ms >= $9)
                 AND ($10::bigint IS NULL OR card.duration_ms <= $10)
                 AND ($11::uuid IS NULL OR card.director_ids @> ARRAY[$11])
                 AND ($12::bigint IS NULL OR card.lightest_bytes < $12))
           SELECT film_id, score AS "score!" FROM scored
           WHERE $13::bigint IS NULL OR (score, film_id) < ($13, $14)
           ORDER BY score DESC, film_id DESC LIMIT $15"#,
        words,
        i64::from(candidates),
        filter.genre,
        filter.country,
        filter.language,
        filter.subtitles,
        filter.year_from,
        filter.year_to,
        filter.minutes_from.map(|minutes| i64::from(minutes) * MINUTE_MS),
        filter.minutes_to.map(|minutes| i64::from(minutes) * MINUTE_MS),
        filter.director.map(|director| director.as_uuid()),
        filter.max_mb.map(|mb| i64::from(mb) * MB),
        below.map(|(score, _)| score),
        below.map(|(_, id)| id),
        limit
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.score, row.film_id)).collect())
}

/// The words with misspelt ones replaced by what they resemble; none when every word is as it should be.
pub(super) async fn corrected(db: impl PgExecutor<'_>, words: &str) -> Result<Option<String>, DbError> {
    let row = sqlx::query!(r#"SELECT catalog.corrected($1) AS "corrected!", catalog.fold($1) AS "folded!""#, words)
        .fetch_one(db)
        .await?;
    let plain = row.folded.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>();
    Ok(Some(row.corrected).filter(|corrected| !corrected.is_empty() && *corrected != plain.join(" ")))
}

/// The synopses of a film.
pub(super) struct Texts {
    fr: String,
    en: String,
}

impl Texts {
    /// Both, the reader's own first.
    pub(super) fn in_order(&self, locale: Locale) -> [&str; 2] {
        match locale {
            Locale::Fr => [&self.fr, &self.en],
            Locale::En => [&self.en, &self.fr],
        }
    }
}

pub(super) async fn texts(db: impl PgExecutor<'_>, ids: &[Uuid]) -> Result<HashMap<Uuid, Texts>, DbError> {
    let rows =
        sqlx::query!("SELECT id, synopsis_fr, synopsis_en FROM catalog.film WHERE id = ANY ($1)", ids).fetch_all(db).await?;
    Ok(rows.into_iter().map(|row| (row.id, Texts { fr: row.synopsis_fr, en: row.synopsis_en })).collect())
}

pub(crate) async fn genres(db: impl PgExecutor<'_>) -> Result<Vec<GenreView>, DbError> {
    Ok(sqlx::query_as!(GenreView, "SELECT code, name_fr, name_en FROM catalog.genre ORDER BY position LIMIT 100")
        .fetch_all(db)
        .await?)
}

pub(super) async fn options(pool: &PgPool) -> Result<FilterOptions, DbError> {
    let rows = sqlx::query!(
        r#"SELECT 'genre' AS "kind!", value AS "value!", count(*) AS "films!"
           FROM catalog.film_card, unnest(genres) AS value WHERE published_at IS NOT NULL GROUP BY value
           UNION ALL
           SELECT 'country', value, count(*)
           FROM catalog.film_card, unnest(countries) AS value WHERE published_at IS NOT NULL GROUP BY value
           UNION ALL
           SELECT 'spoken', value, count(*)
           FROM catalog.film_card, unnest(spoken_languages) AS value WHERE published_at IS NOT NULL GROUP BY value
           UNION ALL
           SELECT 'subtitles', value, count(*)
           FROM catalog.film_card, unnest(subtitle_languages) AS value WHERE published_at IS NOT NULL GROUP BY value
           ORDER BY 1, 3 DESC, 2 LIMIT 2000"#
    )
    .fetch_all(pool)
    .await?;
    let mut options = FilterOptions { genres: genres(pool).await?, ..FilterOptions::default() };
    for row in rows {
        let option = OptionCount { value: row.value, films: row.films };
        match row.kind.as_str() {
            "genre" => options.genre_counts.push(option),
            "country" => options.countries.push(option),
            "spoken" => options.spoken_languages.push(option),
            _ => options.subtitle_languages.push(option),
        }
    }
    let years =
        sqlx::query!("SELECT min(year) AS first, max(year) AS last FROM catalog.film_card WHERE published_at IS NOT NULL")
            .fetch_one(pool)
            .await?;
    options.years = years.first.zip(years.last);
    Ok(options)
}
