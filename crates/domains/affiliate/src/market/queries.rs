//! Finding rows. One statement serves every filter: PostgreSQL plans it with the values, so that an absent filter costs nothing and each
//! order walks its index.

use kernel::Currency;
use platform::DbError;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Ask, CategoryCount, InfluencerFilter, Key, MarketSort, MerchantFilter, ProductFilter, Wanted};
use crate::Network;

/// How many of a category are counted.
const COUNT_MAX: i64 = 1_000;

struct KeyRow {
    key: i64,
    id: Uuid,
}

fn read_keys(rows: Vec<KeyRow>) -> Vec<Key> {
    rows.into_iter().map(|row| (row.key, row.id)).collect()
}

struct CountRow {
    word: String,
    count: i64,
}

fn read_counts(rows: Vec<CountRow>) -> Vec<CategoryCount> {
    let count =
        |row: CountRow| CategoryCount { category: row.word, count: row.count.min(COUNT_MAX), more: row.count > COUNT_MAX };
    rows.into_iter().map(count).collect()
}

/// For the rest of the transaction: a plan that fits every value fits no index.
pub(super) async fn plan_with_values(conn: &mut PgConnection) -> Result<(), DbError> {
    sqlx::query!("SELECT set_config('plan_cache_mode', 'force_custom_plan', true) AS \"set!\"").fetch_one(conn).await?;
    Ok(())
}

/// Which rows fit, in order.
pub(super) async fn keys(conn: &mut PgConnection, ask: &Ask<'_>) -> Result<Vec<Key>, DbError> {
    match ask.wanted {
        Wanted::Products(filter) => products(conn, ask, filter).await,
        Wanted::Merchants(filter) => merchants(conn, ask, filter).await,
        Wanted::Influencers(filter) => influencers(conn, ask, filter).await,
    }
}

/// How many rows fit in each category.
pub(super) async fn counts(conn: &mut PgConnection, ask: &Ask<'_>) -> Result<Vec<CategoryCount>, DbError> {
    match ask.wanted {
        Wanted::Products(filter) => products_by_category(conn, ask, filter).await,
        Wanted::Merchants(filter) => merchants_by_category(conn, ask, filter).await,
        Wanted::Influencers(filter) => influencers_by_category(conn, ask, filter).await,
    }
}

async fn products(conn: &mut PgConnection, ask: &Ask<'_>, filter: &ProductFilter) -> Result<Vec<Key>, DbError> {
    let currency = filter.currency.map(Currency::code);
    if let (Some(words), MarketSort::Relevance) = (&ask.words, ask.sort) {
        let rows = sqlx::query_file_as!(
            KeyRow,
            "src/market/queries/products_by_relevance.sql",
            words,
            ask.category_id,
            filter.country,
            currency,
            filter.price_from_minor,
            filter.price_to_minor,
            filter.merchant.map(|id| id.as_uuid()),
            ask.below.map(|(key, _)| key),
            ask.below.map(|(_, id)| id),
            ask.limit,
        );
        return Ok(read_keys(rows.fetch_all(conn).await?));
    }
    let rows = sqlx::query_file_as!(
        KeyRow,
        "src/market/queries/products.sql",
        ask.sort.as_str(),
        ask.words,
        ask.category_id,
        filter.country,
        currency,
        filter.price_from_minor,
        filter.price_to_minor,
        filter.merchant.map(|id| id.as_uuid()),
        ask.below.map(|(key, _)| key),
        ask.below.map(|(_, id)| id),
        ask.limit,
    );
    Ok(read_keys(rows.fetch_all(conn).await?))
}

async fn products_by_category(
    conn: &mut PgConnection,
    ask: &Ask<'_>,
    filter: &ProductFilter,
) -> Result<Vec<CategoryCount>, DbError> {
    let rows = sqlx::query_as!(
        CountRow,
        "SELECT c.word, counted.count AS \"count!\"
         FROM affiliate.categories c
         CROSS JOIN LATERAL (
             SELECT count(*) AS count
             FROM (SELECT FROM affiliate.market_products p
                   WHERE p.category_id = c.id
                     AND ($1::text IS NULL OR p.document @@ affiliate.search_query($1))
                     AND ($2::text IS NULL OR p.countries @> ARRAY[$2])
                     AND ($3::text IS NULL OR p.currency = $3)
                     AND ($4::bigint IS NULL OR p.price_minor >= $4)
                     AND ($5::bigint IS NULL OR p.price_minor <= $5)
                     AND ($6::uuid IS NULL OR p.organisation_id = $6)
                   LIMIT $7) fitting) counted
         WHERE counted.count > 0 ORDER BY c.id LIMIT 200",
        ask.words,
        filter.country,
        filter.currency.map(Currency::code),
        filter.price_from_minor,
        filter.price_to_minor,
        filter.merchant.map(|id| id.as_uuid()),
        COUNT_MAX + 1,
    );
    Ok(read_counts(rows.fetch_all(conn).await?))
}

async fn merchants(conn: &mut PgConnection, ask: &Ask<'_>, filter: &MerchantFilter) -> Result<Vec<Key>, DbError> {
    let rows = sqlx::query_as!(
        KeyRow,
        "SELECT m.key AS \"key!\", m.organisation_id AS id
         FROM (SELECT organisation_id, document, categories, countries,
                      CASE $1::text WHEN 'relevance' THEN affiliate.score(name, document, $2::text) ELSE listed_key END AS key
               FROM affiliate.merchants WHERE state = 'listed') m
         WHERE ($2::text IS NULL OR m.document @@ affiliate.search_query($2))
           AND ($3::uuid IS NULL OR m.categories @> ARRAY[$3])
           AND ($4::text IS NULL OR m.countries @> ARRAY[$4])
           AND ($5::bigint IS NULL OR (m.key, m.organisation_id) < ($5, $6::uuid))
         ORDER BY m.key DESC, m.organisation_id DESC LIMIT $7",
        ask.sort.as_str(),
        ask.words,
        ask.category_id,
        filter.country,
        ask.below.map(|(key, _)| key),
        ask.below.map(|(_, id)| id),
        ask.limit,
    );
    Ok(read_keys(rows.fetch_all(conn).await?))
}

async fn merchants_by_category(
    conn: &mut PgConnection,
    ask: &Ask<'_>,
    filter: &MerchantFilter,
) -> Result<Vec<CategoryCount>, DbError> {
    let rows = sqlx::query_as!(
        CountRow,
        "SELECT c.word, counted.count AS \"count!\"
         FROM affiliate.categories c
         CROSS JOIN LATERAL (
             SELECT count(*) AS count
             FROM (SELECT FROM affiliate.merchants m
                   WHERE m.state = 'listed' AND m.categories @> ARRAY[c.id]
                     AND ($1::text IS NULL OR m.document @@ affiliate.search_query($1))
                     AND ($2::text IS NULL OR m.countries @> ARRAY[$2])
                   LIMIT $3) fitting) counted
         WHERE counted.count > 0 ORDER BY c.id LIMIT 200",
        ask.words,
        filter.country,
        COUNT_MAX + 1,
    );
    Ok(read_counts(rows.fetch_all(conn).await?))
}

async fn influencers(conn: &mut PgConnection, ask: &Ask<'_>, filter: &InfluencerFilter) -> Result<Vec<Key>, DbError> {
    let rows = sqlx::query_as!(
        KeyRow,
        "SELECT i.key AS \"key!\", i.account_id AS id
         FROM (SELECT reached.*,
                      CASE $1::text WHEN 'relevance' THEN affiliate.score(name, document, $2::text)
                                    WHEN 'followers' THEN reach
                                    ELSE listed_key END AS key
               FROM (SELECT account_id, name, document, categories, country, countries, languages, listed_key,
                            CASE WHEN $6::text IS NULL THEN followers::bigint
                                 ELSE (SELECT max(a.followers)::bigint FROM affiliate.audiences a
                                       WHERE a.account_id = influencers.account_id AND a.network = $6) END AS reach
                     FROM affiliate.influencers WHERE state = 'listed') reached) i
         WHERE ($2::text IS NULL OR i.document @@ affiliate.search_query($2))
           AND ($3::uuid IS NULL OR i.categories @> ARRAY[$3])
           AND ($4::text IS NULL OR i.country = $4 OR i.countries @> ARRAY[$4])
           AND ($5::text IS NULL OR i.languages @> ARRAY[$5])
           AND ($6::text IS NULL OR i.reach IS NOT NULL)
           AND ($7::bigint IS NULL OR i.reach >= $7)
           AND ($8::bigint IS NULL OR (i.key, i.account_id) < ($8, $9::uuid))
         ORDER BY i.key DESC, i.account_id DESC LIMIT $10",
        ask.sort.as_str(),
        ask.words,
        ask.category_id,
        filter.country,
        filter.language,
        filter.network.map(Network::as_str),
        filter.followers_from.map(i64::from),
        ask.below.map(|(key, _)| key),
        ask.below.map(|(_, id)| id),
        ask.limit,
    );
    Ok(read_keys(rows.fetch_all(conn).await?))
}

async fn influencers_by_category(
    conn: &mut PgConnection,
    ask: &Ask<'_>,
    filter: &InfluencerFilter,
) -> Result<Vec<CategoryCount>, DbError> {
    let rows = sqlx::query_as!(
        CountRow,
        "SELECT c.word, counted.count AS \"count!\"
         FROM affiliate.categories c
         CROSS JOIN LATERAL (
             SELECT count(*) AS count
             FROM (SELECT FROM affiliate.influencers i
                   WHERE i.state = 'listed' AND i.categories @> ARRAY[c.id]
                     AND ($1::text IS NULL OR i.document @@ affiliate.search_query($1))
                     AND ($2::text IS NULL OR i.country = $2 OR i.countries @> ARRAY[$2])
                     AND ($3::text IS NULL OR i.languages @> ARRAY[$3])
                     AND ($4::text IS NULL OR EXISTS (SELECT FROM affiliate.audiences a
                                                      WHERE a.account_id = i.account_id AND a.network = $4
                                                        AND a.followers >= coalesce($5::bigint, 0)))
                     AND ($4::text IS NOT NULL OR $5::bigint IS NULL OR i.followers >= $5)
                   LIMIT $6) fitting) counted
         WHERE counted.count > 0 ORDER BY c.id LIMIT 200",
        ask.words,
        filter.country,
        filter.language,
        filter.network.map(Network::as_str),
        filter.followers_from.map(i64::from),
        COUNT_MAX + 1,
    );
    Ok(read_counts(rows.fetch_all(conn).await?))
}

/// The words with misspelt ones replaced by what they resemble; none when every word is as it should be.
pub(super) async fn corrected(conn: &mut PgConnection, subject: &str, words: &str) -> Result<Option<String>, DbError> {
    let row =
        sqlx::query!("SELECT affiliate.corrected($1, $2) AS \"corrected!\", affiliate.fold($2) AS \"folded!\"", subject, words)
            .fetch_one(conn)
            .await?;
    let plain = row.folded.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>();
    Ok(Some(row.corrected).filter(|corrected| !corrected.is_empty() && *corrected != plain.join(" ")))
}
