//! Taking what waits, and adding it to the sums.

use platform::{DbError, Tx};
use uuid::Uuid;

use super::Counted;

/// Whether this transaction counts conversions: another does, if not.
pub(super) async fn lock_conversions(tx: &mut Tx) -> Result<bool, DbError> {
    let locked = sqlx::query_scalar!("SELECT pg_try_advisory_xact_lock(hashtextextended('affiliate.figures', 0)) AS \"locked!\"");
    Ok(locked.fetch_one(tx.conn()).await?)
}

/// Marks of conversions, the oldest first, taken away: several may be of one. So many, and together of about so many lines: what the clicks
/// of a day earn has thousands. Answers how much was taken of what may be.
pub(super) async fn take_marks(tx: &mut Tx, marks: i64, lines: i64) -> Result<(Vec<Uuid>, Counted), DbError> {
    let row = sqlx::query!(
        "WITH weighed AS MATERIALIZED (
             SELECT l.id, 1 + coalesce(jsonb_array_length(v.lines), 0) AS weight
             FROM (SELECT id, conversion_id FROM affiliate.uncounted_conversions ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED) l
             LEFT JOIN affiliate.conversions v ON v.id = l.conversion_id
         ), chosen AS MATERIALIZED (
             SELECT s.id, s.weight FROM (SELECT w.*, sum(w.weight) OVER (ORDER BY w.id) - w.weight AS before FROM weighed w) s WHERE s.before < $2
         ), taken AS (
             DELETE FROM affiliate.uncounted_conversions WHERE id IN (SELECT id FROM chosen) RETURNING conversion_id
         )
         SELECT ARRAY(SELECT conversion_id FROM taken) AS \"ids!\", (SELECT coalesce(sum(weight), 0) FROM chosen) AS \"lines!\"",
        marks,
        lines,
    );
    let row = row.fetch_one(tx.conn()).await?;
    let taken = row.ids.len() as u64;
    Ok((row.ids, Counted { taken, is_full: taken >= marks.unsigned_abs() || row.lines >= lines }))
}

/// Names the posts and origins of these conversions, which may be counted before their clicks are.
pub(super) async fn name(tx: &mut Tx, marks: &[Uuid]) -> Result<(), DbError> {
    sqlx::query!("SELECT FROM affiliate.name_of($1)", marks).execute(tx.conn()).await?;
    Ok(())
}

/// Counts groups of clicks that wait, so many and together about so many clicks; answers whose figures are others now.
pub(super) async fn count_clicks(tx: &mut Tx, groups: i64, clicks: i64) -> Result<(Counted, Vec<Uuid>), DbError> {
    let row = sqlx::query!(
        "WITH taken AS (
             DELETE FROM affiliate.uncounted
             WHERE id IN (SELECT s.id
                          FROM (SELECT l.id, sum(l.clicks) OVER (ORDER BY l.id) - l.clicks AS before
                                FROM (SELECT id, cardinality(clicks) AS clicks FROM affiliate.uncounted ORDER BY id LIMIT $1
                                      FOR UPDATE SKIP LOCKED) l) s
                          WHERE s.before < $2)
             RETURNING clicks, products
         ), clicked AS MATERIALIZED (
             SELECT g.*
             FROM (SELECT array_agg(i.id) AS ids, array_agg(i.product_id) AS products
                   FROM taken t
                   CROSS JOIN LATERAL unnest(t.clicks, coalesce(t.products, ARRAY(
                       SELECT l.product_id FROM unnest(t.clicks) WITH ORDINALITY AS o (id, place)
                       LEFT JOIN affiliate.clicks k ON k.id = o.id LEFT JOIN affiliate.links l ON l.id = k.link_id ORDER BY o.place)))
                       AS i (id, product_id)) w
             CROSS JOIN LATERAL affiliate.clicks_together(w.ids, w.products) g
         ), named AS MATERIALIZED (
             -- Those that are clicked most come first, should there be too many.
             SELECT * FROM affiliate.name(ARRAY(
                 SELECT ROW(c.partnership_id, (c.at AT TIME ZONE 'UTC')::date, c.dimension, c.value)::affiliate.named
                 FROM clicked c WHERE c.dimension IN ('post', 'origin')
                 GROUP BY c.partnership_id, (c.at AT TIME ZONE 'UTC')::date, c.dimension, c.value ORDER BY sum(c.clicks) DESC, c.value))
         ), linked AS (
             INSERT INTO affiliate.link_days AS d (partnership_id, day, link_id, clicks, robots, prefetches, others)
             SELECT c.partnership_id, (c.at AT TIME ZONE 'UTC')::date, c.link_id, c.clicks, c.robots, c.prefetches, c.others
             FROM clicked c WHERE c.dimension = 'link' ORDER BY 1, 2, 3
             ON CONFLICT (partnership_id, day, link_id) DO UPDATE
             SET clicks = d.clicks + excluded.clicks, robots = d.robots + excluded.robots, prefetches = d.prefetches + excluded.prefetches,
                 others = d.others + excluded.others
         )
         SELECT (SELECT count(*) FROM taken) AS \"groups!\", (SELECT coalesce(sum(cardinality(t.clicks)), 0) FROM taken t) AS \"clicks!\",
                affiliate.add_figures(ARRAY(
                    SELECT f::affiliate.figures
                    FROM clicked c
                    LEFT JOIN named n ON (n.partnership_id, n.day, n.dimension, n.value)
                                       = (c.partnership_id, (c.at AT TIME ZONE 'UTC')::date, c.dimension, c.value)
                    CROSS JOIN LATERAL affiliate.spread_group(
                        ROW(c.partnership_id, c.program_id, c.at, c.country, c.device, c.dimension, c.value, c.clicks, c.robots, c.prefetches,
                            c.others)::affiliate.click_group, n.value) f
                    WHERE c.dimension IS DISTINCT FROM 'link')) AS \"scopes!\"",
        groups,
        clicks,
    );
    let row = row.fetch_one(tx.conn()).await?;
    let is_full = row.groups >= groups || row.clicks >= clicks;
    Ok((Counted { taken: row.groups.unsigned_abs(), is_full }, row.scopes))
}

/// Counts these conversions anew; answers whose figures are others now.
pub(super) async fn count_conversions(tx: &mut Tx, marks: &[Uuid]) -> Result<Vec<Uuid>, DbError> {
    let scopes = sqlx::query_scalar!(
        "WITH gone AS (
             DELETE FROM affiliate.counted WHERE conversion_id = ANY ($1) RETURNING *
         ), facts AS MATERIALIZED (
             SELECT * FROM affiliate.facts_of($1)
         ), kept AS (
             INSERT INTO affiliate.counted SELECT * FROM facts
         )
         SELECT affiliate.add_figures(ARRAY(
             -- What is as it was, most of it, is neither taken out nor added.
             SELECT s::affiliate.figures
             FROM (SELECT * FROM facts EXCEPT ALL SELECT * FROM gone) f CROSS JOIN LATERAL affiliate.spread(ROW(f.*)::affiliate.counted) s
             UNION ALL
             SELECT ROW(s.scope_id, s.dimension, s.is_day, s.at, s.value, s.currency, 0, 0, 0, 0, -s.leads, -s.sales, -s.refunds,
                        -s.revenue_minor, -s.refunded_minor, -s.earned_minor, -s.reversed_minor, -s.matured_minor)::affiliate.figures
             FROM (SELECT * FROM gone EXCEPT ALL SELECT * FROM facts) g
             CROSS JOIN LATERAL affiliate.spread(ROW(g.*)::affiliate.counted) s)) AS \"scopes!\"",
        marks,
    );
    Ok(scopes.fetch_one(tx.conn()).await?)
}

/// Whose these partnerships are.
pub(in crate::figures) async fn accounts(tx: &mut Tx, scopes: &[Uuid]) -> Result<Vec<Uuid>, DbError> {
    let ids = sqlx::query_scalar!(
        "SELECT DISTINCT account_id FROM affiliate.partnerships WHERE id = ANY ($1) ORDER BY account_id",
        scopes
    );
    Ok(ids.fetch_all(tx.conn()).await?)
}
