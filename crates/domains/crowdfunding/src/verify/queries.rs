//! What projects should hold, from their pledges.

use contracts::crowdfunding::ProjectId;
use kernel::Currency;
use platform::DbError;
use sqlx::PgPool;

use super::Pledged;

/// How many projects are read at once.
const PAGE: i64 = 500;

/// Projects after this one, by their ids.
pub(super) async fn list_pledged(pool: &PgPool, after: ProjectId) -> Result<Vec<Pledged>, DbError> {
    let rows = sqlx::query!(
        "SELECT p.id, p.currency,
                coalesce(sum(b.amount_minor) FILTER (WHERE b.state = 'paid' AND p.state IN ('online', 'waiting')), 0)::bigint AS \"held!\",
                coalesce(sum(b.amount_minor) FILTER (
                    WHERE b.state = 'refunding' OR b.state = 'paid' AND p.state = 'failed'), 0)::bigint AS \"owed!\"
         FROM crowdfunding.projects p LEFT JOIN crowdfunding.pledges b ON b.project_id = p.id
         WHERE p.id > $1 GROUP BY p.id ORDER BY p.id LIMIT $2",
        after.as_uuid(),
        PAGE,
    )
    .fetch_all(pool)
    .await?;
    let rows = rows.into_iter().map(|row| {
        let currency = Currency::parse(&row.currency)?;
        Some(Pledged { id: row.id.into(), currency, held_minor: row.held, owed_minor: row.owed })
    });
    rows.collect::<Option<_>>().ok_or_else(|| sqlx::Error::Decode("a currency that is not known".into()).into())
}
