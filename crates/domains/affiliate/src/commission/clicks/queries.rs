//! Reading which days are to be paid, and what was clicked on them.

use contracts::affiliate::{ConversionId, PartnershipId};
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx as _;
use kernel::Currency;
use platform::{DbError, Tx};
use sqlx::PgPool;

use super::{BEHIND_AN_ADDRESS, Clicked, Day, Paid};
use crate::commission::{Books, Funding};

/// The days before this one that are not paid, since any terms pay for clicks, the oldest first.
pub(super) async fn days_to_pay(pool: &PgPool, before: Date, limit: i64) -> Result<Vec<Date>, DbError> {
    let days = sqlx::query_scalar!(
        "SELECT d.day::date AS \"day!: jiff_sqlx::Date\"
         FROM (SELECT min(created_at) AS at FROM affiliate.terms WHERE jsonb_typeof(body -> 'click') = 'object') first
         CROSS JOIN LATERAL generate_series(date_trunc('day', first.at AT TIME ZONE 'UTC'), ($1::date - 1)::timestamp, interval '1 day') AS d (day)
         WHERE NOT EXISTS (SELECT FROM affiliate.closed_days c WHERE c.day = d.day::date)
         ORDER BY d.day LIMIT $2",
        before.to_sqlx() as _,
        limit,
    );
    Ok(days.fetch_all(pool).await?.into_iter().map(jiff_sqlx::Date::to_jiff).collect())
}

/// Partnerships whose links were followed on a day, in programs that pay for clicks, and which are not paid for it.
pub(super) async fn partnerships_clicked(
    pool: &PgPool,
    day: Day,
    after: PartnershipId,
    limit: i64,
) -> Result<Vec<PartnershipId>, DbError> {
    let ids = sqlx::query_scalar!(
        "SELECT s.id FROM affiliate.partnerships s
         WHERE s.id > $1
           AND s.program_id IN (SELECT g.program_id FROM affiliate.terms t JOIN affiliate.groups g ON g.id = t.group_id
                                WHERE jsonb_typeof(t.body -> 'click') = 'object')
           AND NOT EXISTS (SELECT FROM affiliate.click_days d WHERE d.partnership_id = s.id AND d.day = $4)
           AND EXISTS (SELECT FROM affiliate.links l
                       CROSS JOIN LATERAL (SELECT c.id FROM affiliate.clicks c
                                           WHERE c.link_id = l.id AND c.id >= affiliate.least_id($2) AND c.id < affiliate.least_id($3)
                                           LIMIT 1) k
                       WHERE l.partnership_id = s.id)
         ORDER BY s.id LIMIT $5",
        after.as_uuid(),
        day.since.to_sqlx() as _,
        day.until.to_sqlx() as _,
        day.date.to_sqlx() as _,
        limit,
    );
    Ok(ids.fetch_all(pool).await?.into_iter().map(PartnershipId::from_uuid).collect())
}

/// How many visitors earn on each link: on that of their first click that counts, by its terms, if those pay for clicks. A visitor is an
/// address with a program; of an address the first ones are looked at, as many as are believed. Who cannot be told from others, or comes out
/// of a data centre, does not earn.
pub(super) async fn clicked(
    tx: &mut Tx,
    id: PartnershipId,
    (since, until): (Timestamp, Timestamp),
) -> Result<Vec<Clicked>, DbError> {
    let rows = sqlx::query!(
        "WITH first AS (
             SELECT DISTINCT ON (k.address, k.agent) k.id, k.address, k.link_id, k.terms_id, l.product_id
             FROM affiliate.links l
             CROSS JOIN LATERAL (SELECT c.id, c.link_id, c.terms_id, c.address, c.agent FROM affiliate.clicks c
                                 WHERE c.link_id = l.id AND c.id >= affiliate.least_id($2) AND c.id < affiliate.least_id($3)
                                   AND c.fault IS NULL AND c.address IS NOT NULL AND c.network IS NULL OFFSET 0) k
             WHERE l.partnership_id = $1
             ORDER BY k.address, k.agent, k.id
         ), placed AS (
             SELECT f.*, row_number() OVER (PARTITION BY f.address ORDER BY f.id) AS place FROM first f
         )
         SELECT f.terms_id, f.link_id, f.product_id, count(*) AS \"clicks!\"
         FROM placed f JOIN affiliate.terms t ON t.id = f.terms_id AND jsonb_typeof(t.body -> 'click') = 'object'
         WHERE f.place <= $4
         GROUP BY f.terms_id, f.link_id, f.product_id ORDER BY f.terms_id, f.link_id LIMIT 100000",
        id.as_uuid(),
        since.to_sqlx() as _,
        until.to_sqlx() as _,
        BEHIND_AN_ADDRESS,
    );
    let rows = rows.fetch_all(tx.conn()).await?.into_iter();
    let clicked = rows.map(|row| Clicked {
        terms_id: row.terms_id.into(),
        link_id: row.link_id.into(),
        product_id: row.product_id.map(Into::into),
        clicks: row.clicks,
    });
    Ok(clicked.collect())
}

/// What was paid for the clicks of a day, whatever became of it.
pub(super) async fn paid(tx: &mut Tx, id: ConversionId) -> Result<Option<Paid>, DbError> {
    let row = sqlx::query!(
        "SELECT m.partnership_id, m.terms_id, v.amount_minor, v.occurred_at AS \"since: jiff_sqlx::Timestamp\"
         FROM affiliate.conversions v JOIN affiliate.commissions m ON m.conversion_id = v.id
         WHERE v.id = $1 AND v.kind = 'clicks'",
        id.as_uuid(),
    );
    Ok(row.fetch_optional(tx.conn()).await?.map(|row| Paid {
        partnership_id: row.partnership_id.into(),
        terms_id: row.terms_id.into(),
        amount_minor: row.amount_minor,
        since: row.since.to_jiff(),
    }))
}

/// Where a partnership is paid from.
pub(super) async fn books(tx: &mut Tx, id: PartnershipId) -> Result<Books, DbError> {
    let row = sqlx::query!(
        "SELECT p.id, p.organisation_id, p.currency
         FROM affiliate.partnerships s JOIN affiliate.programs p ON p.id = s.program_id WHERE s.id = $1",
        id.as_uuid(),
    );
    let row = row.fetch_one(tx.conn()).await?;
    let currency = Currency::parse(&row.currency).ok_or_else(|| sqlx::Error::Decode("a currency that is not known".into()))?;
    Ok(Books { program_id: row.id.into(), merchant: row.organisation_id.into(), currency, funding: Funding::Now })
}
