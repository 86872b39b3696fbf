//! The numbers from visits to payments. A pledge belongs to the day on which it was begun.

use contracts::crowdfunding::ProjectId;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx as _;
use kernel::{Currency, Money};
use platform::DbError;
use sqlx::PgPool;

use super::{Funnel, Source};

pub(super) async fn total(pool: &PgPool, id: ProjectId, first: Date, currency: Currency) -> Result<Funnel, DbError> {
    let row = sqlx::query!(
        "SELECT (SELECT coalesce(sum(visits), 0)::bigint FROM crowdfunding.visit_days WHERE project_id = $1 AND day >= $2) AS \"visits!\",
                count(*) AS \"begun!\", count(paid_at) AS \"paid!\",
                coalesce(sum(amount_minor) FILTER (WHERE paid_at IS NOT NULL), 0)::bigint AS \"amount!\"
         FROM crowdfunding.pledges WHERE project_id = $1 AND created_at >= $2::date::timestamp AT TIME ZONE 'UTC'",
        id.as_uuid(),
        first.to_sqlx() as _,
    )
    .fetch_one(pool)
    .await?;
    Ok(Funnel { visits: row.visits, begun: row.begun, paid: row.paid, amount: Money::new(row.amount, currency) })
}

pub(super) async fn by_day(
    pool: &PgPool,
    id: ProjectId,
    first: Date,
    currency: Currency,
) -> Result<Vec<(Date, Funnel)>, DbError> {
    let rows = sqlx::query!(
        "SELECT day AS \"day!: jiff_sqlx::Date\", coalesce(v.visits, 0) AS \"visits!\", coalesce(g.begun, 0) AS \"begun!\",
                coalesce(g.paid, 0) AS \"paid!\", coalesce(g.amount, 0) AS \"amount!\"
         FROM (SELECT day, sum(visits)::bigint AS visits
               FROM crowdfunding.visit_days WHERE project_id = $1 AND day >= $2 GROUP BY day) v
         FULL JOIN (SELECT (created_at AT TIME ZONE 'UTC')::date AS day, count(*) AS begun, count(paid_at) AS paid,
                           sum(amount_minor) FILTER (WHERE paid_at IS NOT NULL)::bigint AS amount
                    FROM crowdfunding.pledges
                    WHERE project_id = $1 AND created_at >= $2::date::timestamp AT TIME ZONE 'UTC' GROUP BY 1) g USING (day)
         ORDER BY day DESC LIMIT 400",
        id.as_uuid(),
        first.to_sqlx() as _,
    )
    .fetch_all(pool)
    .await?;
    let days = rows.into_iter().rev().map(|row| {
        let amount = Money::new(row.amount, currency);
        (row.day.to_jiff(), Funnel { visits: row.visits, begun: row.begun, paid: row.paid, amount })
    });
    Ok(days.collect())
}

pub(super) async fn by_source(
    pool: &PgPool,
    id: ProjectId,
    first: Date,
    currency: Currency,
) -> Result<Vec<(Option<Source>, Funnel)>, DbError> {
    let rows = sqlx::query!(
        "SELECT source AS \"source?\", sum(visits)::bigint AS \"visits!\", sum(begun)::bigint AS \"begun!\", sum(paid)::bigint AS \"paid!\",
                sum(amount)::bigint AS \"amount!\"
         FROM (SELECT source, visits, 0 AS begun, 0 AS paid, 0 AS amount
               FROM crowdfunding.visit_days WHERE project_id = $1 AND day >= $2
               UNION ALL
               SELECT source, 0, 1, (paid_at IS NOT NULL)::integer, CASE WHEN paid_at IS NULL THEN 0 ELSE amount_minor END
               FROM crowdfunding.pledges
               WHERE project_id = $1 AND created_at >= $2::date::timestamp AT TIME ZONE 'UTC') AS line
         GROUP BY source ORDER BY 2 DESC, 4 DESC, 3 DESC, source NULLS LAST LIMIT 500",
        id.as_uuid(),
        first.to_sqlx() as _,
    )
    .fetch_all(pool)
    .await?;
    let sources = rows.into_iter().map(|row| {
        let amount = Money::new(row.amount, currency);
        let source = row.source.and_then(|word| Source::parse(&word));
        (source, Funnel { visits: row.visits, begun: row.begun, paid: row.paid, amount })
    });
    Ok(sources.collect())
}

/// The finest lines: what the others add up.
pub(super) async fn by_day_and_source(
    pool: &PgPool,
    id: ProjectId,
    first: Date,
    (currency, limit): (Currency, i64),
) -> Result<Vec<(Date, Option<Source>, Funnel)>, DbError> {
    let rows = sqlx::query!(
        "SELECT day AS \"day!: jiff_sqlx::Date\", source AS \"source?\", sum(visits)::bigint AS \"visits!\",
                sum(begun)::bigint AS \"begun!\", sum(paid)::bigint AS \"paid!\", sum(amount)::bigint AS \"amount!\"
         FROM (SELECT day, source, visits, 0 AS begun, 0 AS paid, 0 AS amount
               FROM crowdfunding.visit_days WHERE project_id = $1 AND day >= $2
               UNION ALL
               SELECT (created_at AT TIME ZONE 'UTC')::date, source, 0, 1, (paid_at IS NOT NULL)::integer,
                      CASE WHEN paid_at IS NULL THEN 0 ELSE amount_minor END
               FROM crowdfunding.pledges
               WHERE project_id = $1 AND created_at >= $2::date::timestamp AT TIME ZONE 'UTC') AS line
         GROUP BY day, source ORDER BY day, 3 DESC, source NULLS LAST LIMIT $3",
        id.as_uuid(),
        first.to_sqlx() as _,
        limit,
    )
    .fetch_all(pool)
    .await?;
    let lines = rows.into_iter().map(|row| {
        let amount = Money::new(row.amount, currency);
        let source = row.source.and_then(|word| Source::parse(&word));
        (row.day.to_jiff(), source, Funnel { visits: row.visits, begun: row.begun, paid: row.paid, amount })
    });
    Ok(lines.collect())
}
