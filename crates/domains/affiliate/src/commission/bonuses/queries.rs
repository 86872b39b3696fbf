//! Reading whose months are to be decided, by which terms, and what was sold in them.

use contracts::affiliate::PartnershipId;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kernel::Currency;
use platform::{DbError, Tx};
use sqlx::{PgPool, types::Json};

use super::{Ended, Month, Sold};
use crate::{
    commission::{Books, Funding},
    program::Terms,
};

/// Partnerships that lasted in a month, in programs with bonuses, of which it is not decided though the holding days after it are over.
pub(super) async fn due(
    pool: &PgPool,
    month: Month,
    now: Timestamp,
    after: PartnershipId,
    limit: i64,
) -> Result<Vec<PartnershipId>, DbError> {
    let ids = sqlx::query_scalar!(
        "SELECT s.id FROM affiliate.partnerships s
         CROSS JOIN LATERAL (SELECT group_id, least(ends_at, $2) AS at FROM affiliate.partnership_spans
                             WHERE partnership_id = s.id AND starts_at < $2 AND (ends_at IS NULL OR ends_at > $6)
                             ORDER BY starts_at DESC LIMIT 1) h
         CROSS JOIN LATERAL (SELECT body FROM affiliate.terms
                             WHERE group_id = h.group_id AND created_at < h.at ORDER BY version DESC LIMIT 1) t
         WHERE s.id > $1
           AND s.program_id IN (SELECT g.program_id FROM affiliate.terms t JOIN affiliate.groups g ON g.id = t.group_id
                                WHERE t.body -> 'bonuses' -> 0 IS NOT NULL AND t.created_at < $2)
           AND NOT EXISTS (SELECT FROM affiliate.bonus_months d WHERE d.partnership_id = s.id AND d.month = $3)
           AND $2::timestamptz + (t.body ->> 'holding_days')::integer * interval '24 hours' <= $4
         ORDER BY s.id LIMIT $5",
        after.as_uuid(),
        month.until.to_sqlx() as _,
        month.first.to_sqlx() as _,
        now.to_sqlx() as _,
        limit,
        month.since.to_sqlx() as _,
    );
    Ok(ids.fetch_all(pool).await?.into_iter().map(PartnershipId::from_uuid).collect())
}

/// By which terms a partnership ended a month, or ended in it.
pub(super) async fn ended(tx: &mut Tx, id: PartnershipId, month: Month) -> Result<Option<Ended>, DbError> {
    let row = sqlx::query!(
        "SELECT t.id AS terms_id, t.body AS \"terms: Json<Terms>\", p.id AS program_id, p.organisation_id, p.currency
         FROM affiliate.partnerships s
         JOIN affiliate.programs p ON p.id = s.program_id
         CROSS JOIN LATERAL (SELECT group_id, least(ends_at, $2) AS at FROM affiliate.partnership_spans
                             WHERE partnership_id = s.id AND starts_at < $2 AND (ends_at IS NULL OR ends_at > $3)
                             ORDER BY starts_at DESC LIMIT 1) h
         CROSS JOIN LATERAL (SELECT id, body FROM affiliate.terms
                             WHERE group_id = h.group_id AND created_at < h.at ORDER BY version DESC LIMIT 1) t
         WHERE s.id = $1",
        id.as_uuid(),
        month.until.to_sqlx() as _,
        month.since.to_sqlx() as _,
    );
    let Some(row) = row.fetch_optional(tx.conn()).await? else { return Ok(None) };
    let currency = Currency::parse(&row.currency).ok_or_else(|| sqlx::Error::Decode("a currency that is not known".into()))?;
    let (program_id, merchant) = (row.program_id.into(), row.organisation_id.into());
    let books = Books { program_id, merchant, currency, funding: Funding::Now };
    Ok(Some(Ended { terms_id: row.terms_id.into(), terms: row.terms.0, books }))
}

/// The sales of a month with which a partnership is credited, in the program's currency: those of which something is left, and the partner's
/// part of what is. Computed from the rows, so that nothing waits to be counted.
pub(super) async fn sold(tx: &mut Tx, id: PartnershipId, books: &Books, month: Month) -> Result<Sold, DbError> {
    let row = sqlx::query!(
        "WITH ids AS MATERIALIZED (
             SELECT c.conversion_id AS id FROM affiliate.counted c
             WHERE c.partnership_id = $1 AND c.is_told AND c.at >= $3 AND c.at < $4
             UNION
             SELECT u.conversion_id FROM affiliate.uncounted_conversions u
         ), sales AS MATERIALIZED (
             SELECT v.id FROM ids JOIN affiliate.conversions v ON v.id = ids.id
             WHERE v.program_id = $2 AND v.kind = 'sale' AND v.currency = $5 AND v.occurred_at >= $3 AND v.occurred_at < $4
         ), sold AS (
             SELECT f.conversion_id,
                    sum(f.revenue_minor - f.refunded_minor) FILTER (WHERE f.partnership_id = $1) AS revenue,
                    sum(f.revenue_minor - f.refunded_minor) FILTER (WHERE f.partnership_id IS NULL) AS whole,
                    sum(f.refunds) FILTER (WHERE f.partnership_id IS NULL) AS refunds
             FROM affiliate.facts_of(ARRAY(SELECT id FROM sales)) f
             GROUP BY f.conversion_id HAVING bool_or(f.partnership_id = $1 AND f.is_told)
         )
         -- What was sold for nothing is a sale until it is given back.
         SELECT count(*) FILTER (WHERE whole > 0 OR refunds = 0) AS \"sales!\",
                least(coalesce(sum(revenue), 0), 9000000000000000000)::bigint AS \"revenue!\"
         FROM sold",
        id.as_uuid(),
        books.program_id.as_uuid(),
        month.since.to_sqlx() as _,
        month.until.to_sqlx() as _,
        books.currency.code(),
    );
    let row = row.fetch_one(tx.conn()).await?;
    Ok(Sold { sales: row.sales, revenue_minor: row.revenue })
}
