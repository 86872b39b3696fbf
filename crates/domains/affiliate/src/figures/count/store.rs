//! Taking what waits, and adding it to the sums.

use platform::{DbError, Tx};
use uuid::Uuid;

use super::{Counted, MARKS};

/// Whether this transaction counts conversions: another does, if not.
pub(super) async fn lock_conversions(tx: &mut Tx) -> Result<bool, DbError> {
    let locked = sqlx::query_scalar!("SELECT pg_try_advisory_xact_lock(hashtextextended('affiliate.figures', 0)) AS \"locked!\"");
    Ok(locked.fetch_one(tx.conn()).await?)
}

/// Marks of conversions, the oldest first, taken away: several may be of one.
pub(super) async fn take_marks(tx: &mut Tx, limit: i64) -> Result<Vec<Uuid>, DbError> {
    let ids = sqlx::query_scalar!(
        "DELETE FROM affiliate.uncounted_conversions
         WHERE id IN (SELECT id FROM affiliate.uncounted_conversions ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED)
         RETURNING conversion_id",
        limit,
    );
    Ok(ids.fetch_all(tx.conn()).await?)
}

/// Names the posts and origins of these conversions, which may be counted before their clicks are.
pub(super) async fn name(tx: &mut Tx, marks: &[Uuid]) -> Result<(), DbError> {
    sqlx::query!("SELECT FROM affiliate.name_of($1)", marks).execute(tx.conn()).await?;
    Ok(())
}

/// Counts these conversions anew, and groups of clicks that wait. Sums are locked in one order by all who count, the platform's last.
pub(super) async fn count(tx: &mut Tx, marks: &[Uuid], groups: i64) -> Result<Counted, DbError> {
    let row = sqlx::query!(
        "WITH taken AS (
             DELETE FROM affiliate.uncounted
             WHERE id IN (SELECT id FROM affiliate.uncounted ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED)
             RETURNING clicks
         ), gone AS (
             DELETE FROM affiliate.counted WHERE conversion_id = ANY ($1) RETURNING *
         ), facts AS MATERIALIZED (
             SELECT * FROM affiliate.facts_of($1)
         ), kept AS (
             INSERT INTO affiliate.counted SELECT * FROM facts
         ), clicked AS MATERIALIZED (
             SELECT * FROM affiliate.click_groups(ARRAY(SELECT c.id FROM taken t CROSS JOIN LATERAL unnest(t.clicks) AS c (id)))
         ), named AS MATERIALIZED (
             -- Those that are clicked most come first, should there be too many.
             SELECT * FROM affiliate.name(ARRAY(
                 SELECT ROW(c.partnership_id, (c.at AT TIME ZONE 'UTC')::date, c.dimension, c.value)::affiliate.named
                 FROM clicked c WHERE c.dimension IN ('post', 'origin')
                 GROUP BY c.partnership_id, (c.at AT TIME ZONE 'UTC')::date, c.dimension, c.value ORDER BY sum(c.clicks) DESC, c.value))
         ), changes AS (
             SELECT f.*
             FROM clicked c
             LEFT JOIN named n ON (n.partnership_id, n.day, n.dimension, n.value)
                                = (c.partnership_id, (c.at AT TIME ZONE 'UTC')::date, c.dimension, c.value)
             CROSS JOIN LATERAL affiliate.spread_group(ROW(c.*)::affiliate.click_group, n.value) f
             WHERE c.dimension IS DISTINCT FROM 'link'
             UNION ALL
             SELECT s.* FROM facts f CROSS JOIN LATERAL affiliate.spread(ROW(f.*)::affiliate.counted) s
             UNION ALL
             SELECT s.scope_id, s.dimension, s.is_day, s.at, s.value, s.currency, 0, 0, 0, 0, -s.leads, -s.sales, -s.refunds,
                    -s.revenue_minor, -s.refunded_minor, -s.earned_minor, -s.reversed_minor, -s.matured_minor
             FROM gone g CROSS JOIN LATERAL affiliate.spread(ROW(g.*)::affiliate.counted) s
         ), summed AS MATERIALIZED (
             SELECT scope_id, dimension, g.is_day, CASE WHEN g.is_day THEN date_trunc('day', at, 'UTC') ELSE at END AS at, value, currency,
                    sum(clicks)::bigint AS clicks, sum(robots)::bigint AS robots, sum(prefetches)::bigint AS prefetches,
                    sum(others)::bigint AS others, sum(leads)::bigint AS leads, sum(sales)::bigint AS sales, sum(refunds)::bigint AS refunds,
                    sum(revenue_minor) AS revenue_minor, sum(refunded_minor) AS refunded_minor, sum(earned_minor)::bigint AS earned_minor,
                    sum(reversed_minor)::bigint AS reversed_minor, sum(matured_minor)::bigint AS matured_minor
             FROM changes c CROSS JOIN (VALUES (false), (true)) AS g (is_day)
             WHERE g.is_day OR NOT c.is_day
             GROUP BY 1, 2, 3, 4, 5, 6
             HAVING (sum(clicks), sum(robots), sum(prefetches), sum(others), sum(leads), sum(sales), sum(refunds), sum(revenue_minor),
                     sum(refunded_minor), sum(earned_minor), sum(reversed_minor), sum(matured_minor))
                 <> (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
         ), all_of AS (
             -- Those of links are summed already, each by itself: by far the most.
             SELECT * FROM summed
             UNION ALL
             SELECT f.* FROM clicked c CROSS JOIN LATERAL affiliate.spread_group(ROW(c.*)::affiliate.click_group, NULL) f WHERE c.dimension = 'link'
         ), written AS (
             INSERT INTO affiliate.figures AS f SELECT * FROM all_of ORDER BY scope_id DESC, dimension, is_day, at, value, currency
             ON CONFLICT (scope_id, dimension, is_day, at, value, currency) DO UPDATE
             SET clicks = f.clicks + excluded.clicks, robots = f.robots + excluded.robots, prefetches = f.prefetches + excluded.prefetches,
                 others = f.others + excluded.others, leads = f.leads + excluded.leads, sales = f.sales + excluded.sales,
                 refunds = f.refunds + excluded.refunds, revenue_minor = f.revenue_minor + excluded.revenue_minor,
                 refunded_minor = f.refunded_minor + excluded.refunded_minor, earned_minor = f.earned_minor + excluded.earned_minor,
                 reversed_minor = f.reversed_minor + excluded.reversed_minor, matured_minor = f.matured_minor + excluded.matured_minor
         )
         SELECT (SELECT count(*) FROM taken) AS \"groups!\",
                ARRAY(SELECT DISTINCT scope_id FROM summed WHERE dimension IN ('all', 'nobody') ORDER BY scope_id) AS \"scopes!\"",
        marks,
        groups,
    );
    let row = row.fetch_one(tx.conn()).await?;
    let is_full = row.groups >= groups || marks.len() >= usize::try_from(MARKS).unwrap_or(usize::MAX);
    Ok(Counted { taken: row.groups.unsigned_abs() + marks.len() as u64, is_full, scopes: row.scopes })
}

/// Whose these partnerships are.
pub(in crate::figures) async fn accounts(tx: &mut Tx, scopes: &[Uuid]) -> Result<Vec<Uuid>, DbError> {
    let ids = sqlx::query_scalar!(
        "SELECT DISTINCT account_id FROM affiliate.partnerships WHERE id = ANY ($1) ORDER BY account_id",
        scopes
    );
    Ok(ids.fetch_all(tx.conn()).await?)
}
