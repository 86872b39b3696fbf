//! Computing figures again.

use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx as _;
use kernel::Currency;
use platform::{DbError, Tx};
use uuid::Uuid;

use super::{Booked, FigureDifference};

/// Conversions of which something happened in this time, and of which something else was counted than there is.
pub(super) async fn conversions(
    tx: &mut Tx,
    (since, until): (Timestamp, Timestamp),
    limit: i64,
) -> Result<Vec<FigureDifference>, DbError> {
    let ids = sqlx::query_scalar!(
        "WITH ids AS MATERIALIZED (
             SELECT id FROM (
                 SELECT id FROM affiliate.conversions WHERE occurred_at >= $1 AND occurred_at < $2
                 UNION SELECT v.id FROM affiliate.refunds r
                       JOIN affiliate.conversions v ON v.program_id = r.program_id AND v.kind = 'sale' AND v.external_id = r.sale_id
                       WHERE r.occurred_at >= $1 AND r.occurred_at < $2
                 UNION SELECT m.conversion_id FROM affiliate.commission_entries e JOIN affiliate.commissions m ON m.id = e.commission_id
                       WHERE e.created_at >= $1 AND e.created_at < $2
                 UNION SELECT conversion_id FROM affiliate.counted WHERE at >= $1 AND at < $2) i
             WHERE NOT EXISTS (SELECT FROM affiliate.uncounted_conversions u WHERE u.conversion_id = i.id)
         ), facts AS MATERIALIZED (
             SELECT * FROM affiliate.facts_of(ARRAY(SELECT id FROM ids))
         ), counted AS MATERIALIZED (
             SELECT c.* FROM affiliate.counted c JOIN ids ON ids.id = c.conversion_id
         )
         SELECT DISTINCT d.conversion_id AS \"conversion_id!\"
         FROM ((SELECT * FROM facts EXCEPT ALL SELECT * FROM counted) UNION ALL (SELECT * FROM counted EXCEPT ALL SELECT * FROM facts)) d
         ORDER BY 1 LIMIT $3",
        since.to_sqlx() as _,
        until.to_sqlx() as _,
        limit,
    );
    let ids = ids.fetch_all(tx.conn()).await?.into_iter();
    Ok(ids.map(|id| FigureDifference::Conversion { conversion_id: id.into() }).collect())
}

/// Sums of hours and days of this time that are not those of the clicks that were counted, and of what was counted of conversions.
pub(super) async fn sums(
    tx: &mut Tx,
    (since, until): (Timestamp, Timestamp),
    limit: i64,
) -> Result<Vec<FigureDifference>, DbError> {
    let rows = sqlx::query!(
        "WITH facts AS (
             SELECT * FROM affiliate.figures_of_clicks(ARRAY(
                 SELECT k.id FROM affiliate.clicks k WHERE k.id >= affiliate.least_id($1) AND k.id < affiliate.least_id($2)
                 EXCEPT SELECT unnest(u.clicks) FROM affiliate.uncounted u))
             UNION ALL
             SELECT s.* FROM affiliate.counted c CROSS JOIN LATERAL affiliate.spread(c) s WHERE c.at >= $1 AND c.at < $2
         ), raw AS (
             SELECT scope_id, dimension, g.is_day, CASE WHEN g.is_day THEN date_trunc('day', at, 'UTC') ELSE at END AS at, value, currency,
                    ROW(sum(clicks)::bigint, sum(robots)::bigint, sum(prefetches)::bigint, sum(others)::bigint, sum(leads)::bigint,
                        sum(sales)::bigint, sum(refunds)::bigint, sum(revenue_minor)::numeric(30), sum(refunded_minor)::numeric(30),
                        sum(earned_minor)::bigint, sum(reversed_minor)::bigint, sum(matured_minor)::bigint)::text AS sums
             FROM facts f CROSS JOIN (VALUES (false), (true)) AS g (is_day) WHERE g.is_day OR NOT f.is_day GROUP BY 1, 2, 3, 4, 5, 6
         ), kept AS (
             SELECT scope_id, dimension, is_day, at, value, currency,
                    ROW(sum(clicks)::bigint, sum(robots)::bigint, sum(prefetches)::bigint, sum(others)::bigint, sum(leads)::bigint,
                        sum(sales)::bigint, sum(refunds)::bigint, sum(revenue_minor)::numeric(30), sum(refunded_minor)::numeric(30),
                        sum(earned_minor)::bigint, sum(reversed_minor)::bigint, sum(matured_minor)::bigint)::text AS sums
             FROM (SELECT * FROM affiliate.figures WHERE at >= $1 AND at < $2
                   UNION ALL
                   SELECT partnership_id, 'link', true, day::timestamp AT TIME ZONE 'UTC', link_id::text, '', clicks, robots, prefetches, others,
                          0, 0, 0, 0, 0, 0, 0, 0
                   FROM affiliate.link_days WHERE day >= ($1::timestamptz AT TIME ZONE 'UTC')::date AND day < ($2::timestamptz AT TIME ZONE 'UTC')::date) k
             GROUP BY 1, 2, 3, 4, 5, 6
         )
         SELECT scope_id AS \"scope_id!\", dimension AS \"dimension!\", is_day AS \"is_day!\", at AS \"at!: jiff_sqlx::Timestamp\",
                value AS \"value!\", coalesce(kept.sums, $4) AS \"kept!\", coalesce(raw.sums, $4) AS \"should_be!\"
         FROM raw FULL JOIN kept USING (scope_id, dimension, is_day, at, value, currency)
         -- A sum that came back to nothing stays as a row of nothing.
         WHERE coalesce(raw.sums, $4) <> coalesce(kept.sums, $4)
         ORDER BY 1, 2, 3, 4, 5, currency LIMIT $3",
        since.to_sqlx() as _,
        until.to_sqlx() as _,
        limit,
        "(0,0,0,0,0,0,0,0,0,0,0,0)",
    );
    let rows = rows.fetch_all(tx.conn()).await?.into_iter();
    let differences = rows.map(|row| FigureDifference::Sum {
        scope_id: row.scope_id,
        dimension: row.dimension,
        is_day: row.is_day,
        at: row.at.to_jiff(),
        value: row.value,
        kept: row.kept,
        should_be: row.should_be,
    });
    Ok(differences.collect())
}

/// Sums of weeks that have days in this time, and that are not those of their days.
pub(super) async fn weeks(
    tx: &mut Tx,
    (since, until): (Timestamp, Timestamp),
    limit: i64,
) -> Result<Vec<FigureDifference>, DbError> {
    let rows = sqlx::query!(
        "WITH days AS (
             SELECT scope_id, dimension, date_trunc('week', at AT TIME ZONE 'UTC')::date AS week, '' AS value, currency,
                    ROW(sum(clicks)::bigint, sum(robots)::bigint, sum(prefetches)::bigint, sum(others)::bigint, sum(leads)::bigint,
                        sum(sales)::bigint, sum(refunds)::bigint, sum(revenue_minor)::numeric(30), sum(refunded_minor)::numeric(30),
                        sum(earned_minor)::bigint, sum(reversed_minor)::bigint, sum(matured_minor)::bigint)::text AS sums
             FROM affiliate.figures
             WHERE is_day AND dimension IN ('all', 'nobody') AND at >= date_trunc('week', $1::timestamptz, 'UTC')
               AND at < date_trunc('week', $2::timestamptz + interval '7 days' - interval '1 microsecond', 'UTC')
             GROUP BY 1, 2, 3, 4, 5
             UNION ALL
             SELECT partnership_id, 'link', date_trunc('week', day::timestamp)::date, link_id::text, '',
                    ROW(sum(clicks)::bigint, sum(robots)::bigint, sum(prefetches)::bigint, sum(others)::bigint, 0, 0, 0, 0, 0, 0, 0, 0)::text
             FROM affiliate.link_days
             WHERE day >= date_trunc('week', $1::timestamptz AT TIME ZONE 'UTC')::date
               AND day < date_trunc('week', ($2::timestamptz + interval '7 days' - interval '1 microsecond') AT TIME ZONE 'UTC')::date
             GROUP BY 1, 2, 3, 4
         ), kept AS (
             SELECT scope_id, dimension, week, '' AS value, currency,
                    ROW(clicks, robots, prefetches, others, leads, sales, refunds, revenue_minor, refunded_minor, earned_minor, reversed_minor,
                        matured_minor)::text AS sums
             FROM affiliate.figure_weeks
             WHERE week >= date_trunc('week', $1::timestamptz AT TIME ZONE 'UTC')::date AND week < ($2::timestamptz AT TIME ZONE 'UTC')::date
             UNION ALL
             SELECT partnership_id, 'link', week, link_id::text, '', ROW(clicks, robots, prefetches, others, 0, 0, 0, 0, 0, 0, 0, 0)::text
             FROM affiliate.link_weeks
             WHERE week >= date_trunc('week', $1::timestamptz AT TIME ZONE 'UTC')::date AND week < ($2::timestamptz AT TIME ZONE 'UTC')::date
         )
         SELECT scope_id AS \"scope_id!\", dimension AS \"dimension!\", week AS \"week!: jiff_sqlx::Date\", value AS \"value!\",
                coalesce(kept.sums, $4) AS \"kept!\", coalesce(days.sums, $4) AS \"should_be!\"
         FROM days FULL JOIN kept USING (scope_id, dimension, week, value, currency)
         WHERE coalesce(days.sums, $4) <> coalesce(kept.sums, $4)
         ORDER BY 1, 2, 3, 4, currency LIMIT $3",
        since.to_sqlx() as _,
        until.to_sqlx() as _,
        limit,
        "(0,0,0,0,0,0,0,0,0,0,0,0)",
    );
    let weeks = rows.fetch_all(tx.conn()).await?.into_iter().map(|row| {
        let (scope_id, dimension, week) = (row.scope_id, row.dimension, row.week.to_jiff());
        FigureDifference::Week { scope_id, dimension, week, value: row.value, kept: row.kept, should_be: row.should_be }
    });
    Ok(weeks.collect())
}

/// What was booked for partnerships, and what was paid out of them or is on its way, in the order of their ids.
pub(super) async fn booked(tx: &mut Tx, after: Uuid, limit: i64) -> Result<Vec<Booked>, DbError> {
    let rows = sqlx::query!(
        "SELECT s.id, p.currency, b.booked AS \"booked!\", e.entered AS \"entered!\", o.paid AS \"paid!\"
         FROM affiliate.partnerships s JOIN affiliate.programs p ON p.id = s.program_id
         CROSS JOIN LATERAL (SELECT coalesce(sum(m.booked_minor), 0)::bigint AS booked
                             FROM affiliate.commissions m WHERE m.partnership_id = s.id) b
         CROSS JOIN LATERAL (SELECT coalesce(sum(CASE e.kind WHEN 'commission-earned' THEN e.amount_minor
                                                             WHEN 'commission-reversed' THEN -e.amount_minor ELSE 0 END), 0)::bigint AS entered
                             FROM affiliate.commissions m JOIN affiliate.commission_entries e ON e.commission_id = m.id
                             WHERE m.partnership_id = s.id) e
         CROSS JOIN LATERAL (SELECT coalesce(sum(o.amount_minor), 0)::bigint AS paid FROM affiliate.payouts o
                             WHERE o.partnership_id = s.id
                               AND NOT EXISTS (SELECT FROM affiliate.payouts b WHERE b.sent_again_as = o.id)) o
         WHERE s.id > $1 ORDER BY s.id LIMIT $2",
        after,
        limit,
    );
    let rows = rows.fetch_all(tx.conn()).await?.into_iter();
    let booked = rows.map(|row| {
        let currency =
            Currency::parse(&row.currency).ok_or_else(|| sqlx::Error::Decode("a currency that is not known".into()))?;
        Ok(Booked { id: row.id.into(), currency, booked_minor: row.booked, entered_minor: row.entered, paid_minor: row.paid })
    });
    booked.collect()
}

/// Whether the clicks of a month are forgotten.
pub(super) async fn is_forgotten(tx: &mut Tx, month: Date) -> Result<bool, DbError> {
    let is_it = sqlx::query_scalar!(
        "SELECT EXISTS (SELECT FROM affiliate.forgotten_clicks WHERE month = $1) AS \"is_it!\"",
        month.to_sqlx() as _,
    );
    Ok(is_it.fetch_one(tx.conn()).await?)
}
