//! The rows of answers.

use contracts::crowdfunding::{PledgeId, ProjectId};
use jiff_sqlx::ToSqlx as _;
use kernel::AccountId;
use platform::{DbError, Tx};

use super::TierAsks;

/// What is asked about a paid pledge.
pub(super) struct Asked {
    pub(super) asks: TierAsks,
    pub(super) is_closed: bool,
}

/// What is asked; the pledge is not given back while this transaction runs. The project is held before it, as everywhere.
pub(super) async fn hold(tx: &mut Tx, id: PledgeId) -> Result<Option<Asked>, DbError> {
    let row = sqlx::query!(
        "SELECT t.asks_address, t.question, p.deliveries_closed_at IS NOT NULL AS \"is_closed!\"
         FROM crowdfunding.pledges g
         JOIN crowdfunding.tiers t ON t.id = g.tier_id
         JOIN crowdfunding.projects p ON p.id = g.project_id
         WHERE g.id = $1 AND g.state = 'paid' AND p.state <> 'failed' AND (t.asks_address OR t.question IS NOT NULL)
         FOR SHARE OF g",
        id.as_uuid()
    )
    .fetch_optional(tx.conn())
    .await?;
    let asks = |address, question| TierAsks { address, question };
    Ok(row.map(|row| Asked { asks: asks(row.asks_address, row.question), is_closed: row.is_closed }))
}

pub(super) async fn put(tx: &mut Tx, id: PledgeId, sealed: &[u8]) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "INSERT INTO crowdfunding.deliveries (pledge_id, sealed, created_at, updated_at) VALUES ($1, $2, $3, $3)
         ON CONFLICT (pledge_id) DO UPDATE SET sealed = excluded.sealed, updated_at = excluded.updated_at",
        id.as_uuid(),
        sealed,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(crate) async fn erase(tx: &mut Tx, id: PledgeId) -> Result<(), DbError> {
    sqlx::query!("DELETE FROM crowdfunding.deliveries WHERE pledge_id = $1", id.as_uuid()).execute(tx.conn()).await?;
    Ok(())
}

pub(super) async fn erase_of(tx: &mut Tx, account_id: AccountId) -> Result<(), DbError> {
    sqlx::query!(
        "DELETE FROM crowdfunding.deliveries WHERE pledge_id IN (SELECT id FROM crowdfunding.pledges WHERE account_id = $1)",
        account_id.as_uuid()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Whether a project has its money: it is owed, or was paid.
pub(super) async fn succeeded(tx: &mut Tx, id: ProjectId) -> Result<bool, DbError> {
    let found = sqlx::query_scalar!(
        "SELECT EXISTS (SELECT FROM crowdfunding.projects
                        WHERE id = $1 AND raised_minor > 0 AND state IN ('successful', 'settled')
                              AND (mode = 'keep_it_all' OR raised_minor >= goal_minor)) AS \"found!\"",
        id.as_uuid()
    );
    Ok(found.fetch_one(tx.conn()).await?)
}

pub(super) async fn set_closed(tx: &mut Tx, id: ProjectId, closed: bool) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "UPDATE crowdfunding.projects
         SET deliveries_closed_at = CASE WHEN $2 THEN coalesce(deliveries_closed_at, $3) END, updated_at = $3
         WHERE id = $1",
        id.as_uuid(),
        closed,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Takes note that the answers of some paid pledges are missing and asked for: each once.
pub(super) async fn ask_missing(tx: &mut Tx, id: ProjectId, limit: i64) -> Result<Vec<PledgeId>, DbError> {
    let now = tx.now();
    let ids = sqlx::query_scalar!(
        "UPDATE crowdfunding.pledges SET delivery_asked_at = $2 WHERE id IN (
             SELECT g.id FROM crowdfunding.pledges g JOIN crowdfunding.tiers t ON t.id = g.tier_id
             WHERE g.project_id = $1 AND g.state = 'paid' AND g.delivery_asked_at IS NULL
                   AND (t.asks_address OR t.question IS NOT NULL)
                   AND NOT EXISTS (SELECT FROM crowdfunding.deliveries d WHERE d.pledge_id = g.id)
             ORDER BY g.id LIMIT $3 FOR UPDATE OF g)
         RETURNING id",
        id.as_uuid(),
        now.to_sqlx() as _,
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(ids.into_iter().map(PledgeId::from_uuid).collect())
}
