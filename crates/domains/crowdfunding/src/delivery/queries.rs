//! Reading answers, and how many there are.

use contracts::crowdfunding::{PledgeId, ProjectId};
use jiff::Timestamp;
use platform::DbError;
use sqlx::PgPool;

use super::{DeliveriesView, TierAsks, store::Asked};

/// What is asked about a paid pledge.
pub(super) async fn asked(pool: &PgPool, id: PledgeId) -> Result<Option<Asked>, DbError> {
    let row = sqlx::query!(
        "SELECT t.asks_address, t.question, p.deliveries_closed_at IS NOT NULL AS \"is_closed!\"
         FROM crowdfunding.pledges g
         JOIN crowdfunding.tiers t ON t.id = g.tier_id
         JOIN crowdfunding.projects p ON p.id = g.project_id
         WHERE g.id = $1 AND g.state = 'paid' AND p.state <> 'failed' AND (t.asks_address OR t.question IS NOT NULL)",
        id.as_uuid()
    )
    .fetch_optional(pool)
    .await?;
    let asks = |address, question| TierAsks { address, question };
    Ok(row.map(|row| Asked { asks: asks(row.asks_address, row.question), is_closed: row.is_closed }))
}

pub(super) async fn sealed(pool: &PgPool, id: PledgeId) -> Result<Option<(Vec<u8>, Timestamp)>, DbError> {
    let row = sqlx::query!(
        "SELECT sealed, updated_at AS \"updated_at: jiff_sqlx::Timestamp\" FROM crowdfunding.deliveries WHERE pledge_id = $1",
        id.as_uuid()
    );
    Ok(row.fetch_optional(pool).await?.map(|row| (row.sealed, row.updated_at.to_jiff())))
}

/// Of one page of pledges.
pub(super) async fn sealed_of(pool: &PgPool, ids: &[PledgeId]) -> Result<Vec<(PledgeId, Vec<u8>)>, DbError> {
    let ids: Vec<_> = ids.iter().map(PledgeId::as_uuid).collect();
    let rows = sqlx::query!(
        "SELECT d.pledge_id, d.sealed
         FROM crowdfunding.deliveries d JOIN crowdfunding.pledges g ON g.id = d.pledge_id
         WHERE d.pledge_id = ANY($1) AND g.state = 'paid' ORDER BY d.pledge_id LIMIT 1000",
        &ids
    )
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(|row| (row.pledge_id.into(), row.sealed)).collect())
}

/// How many answered. None when nobody is asked.
pub(super) async fn progress(pool: &PgPool, id: ProjectId) -> Result<Option<DeliveriesView>, DbError> {
    let row = sqlx::query!(
        "SELECT count(t.id) AS \"asked!\", count(d.pledge_id) AS \"given!\",
                p.deliveries_closed_at AS \"closed_at: jiff_sqlx::Timestamp\",
                p.raised_minor > 0 AND p.state IN ('successful', 'settled')
                    AND (p.mode = 'keep_it_all' OR p.raised_minor >= p.goal_minor) AS \"is_readable\"
         FROM crowdfunding.projects p
         LEFT JOIN crowdfunding.pledges g ON g.project_id = p.id AND g.state = 'paid'
         LEFT JOIN crowdfunding.tiers t ON t.id = g.tier_id AND (t.asks_address OR t.question IS NOT NULL)
         LEFT JOIN crowdfunding.deliveries d ON d.pledge_id = g.id AND t.id IS NOT NULL
         WHERE p.id = $1 GROUP BY p.id",
        id.as_uuid()
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.filter(|row| row.asked > 0).map(|row| DeliveriesView {
        asked: row.asked,
        given: row.given,
        closed_at: row.closed_at.map(jiff_sqlx::Timestamp::to_jiff),
        is_readable: row.is_readable.unwrap_or(false),
    }))
}
