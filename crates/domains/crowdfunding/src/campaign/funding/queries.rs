//! The numbers of a project's dashboard.

use contracts::crowdfunding::{ProjectId, TierId};
use jiff::civil::Date;
use kernel::{Currency, Money};
use platform::DbError;
use sqlx::PgPool;

use crate::pledge::PledgeState;

pub(super) async fn by_state(
    pool: &PgPool,
    id: ProjectId,
    currency: Currency,
) -> Result<Vec<(PledgeState, i64, Money)>, DbError> {
    let rows = sqlx::query!(
        "SELECT state, count(*) AS \"count!\", sum(amount_minor)::bigint AS \"sum!\"
         FROM crowdfunding.pledges WHERE project_id = $1 GROUP BY state ORDER BY state LIMIT 10",
        id.as_uuid()
    )
    .fetch_all(pool)
    .await?;
    let states = rows.into_iter();
    let states = states.filter_map(|row| Some((PledgeState::parse(&row.state)?, row.count, Money::new(row.sum, currency))));
    Ok(states.collect())
}

/// A campaign lasts sixty days and a little.
pub(super) async fn by_day(pool: &PgPool, id: ProjectId, currency: Currency) -> Result<Vec<(Date, i64, Money)>, DbError> {
    let rows = sqlx::query!(
        "SELECT (paid_at AT TIME ZONE 'UTC')::date AS \"day!: jiff_sqlx::Date\", count(*) AS \"count!\",
                sum(amount_minor)::bigint AS \"sum!\"
         FROM crowdfunding.pledges WHERE project_id = $1 AND paid_at IS NOT NULL GROUP BY 1 ORDER BY 1 LIMIT 400",
        id.as_uuid()
    )
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(|row| (row.day.to_jiff(), row.count, Money::new(row.sum, currency))).collect())
}

pub(super) async fn by_tier(
    pool: &PgPool,
    id: ProjectId,
    currency: Currency,
) -> Result<Vec<(Option<TierId>, Option<String>, i64, Money)>, DbError> {
    let rows = sqlx::query!(
        "SELECT g.tier_id, t.title AS \"title?\", count(*) AS \"count!\", sum(g.amount_minor)::bigint AS \"sum!\"
         FROM crowdfunding.pledges g LEFT JOIN crowdfunding.tiers t ON t.id = g.tier_id
         WHERE g.project_id = $1 AND g.state = 'paid'
         GROUP BY g.tier_id, t.title, t.position ORDER BY t.position NULLS LAST LIMIT 31",
        id.as_uuid()
    )
    .fetch_all(pool)
    .await?;
    let tiers = rows.into_iter();
    Ok(tiers.map(|row| (row.tier_id.map(TierId::from_uuid), row.title, row.count, Money::new(row.sum, currency))).collect())
}
