//! The end of a project, in rows.

use contracts::{crowdfunding::ProjectId, payments::DisbursementId};
use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx as _;
use kernel::{Currency, Money};
use platform::{DbError, Tx};
use sqlx::{PgConnection, PgPool};

use super::RefundsView;
use crate::{pledge::PledgeState, project::ProjectState};

/// What a pledge needs to know of its project.
pub(crate) struct Shared {
    pub(crate) state: ProjectState,
    pub(crate) currency: Currency,
    pub(crate) deadline_at: Option<Timestamp>,
    /// When the first of two rounds was won.
    pub(crate) first_won_at: Option<Timestamp>,
}

/// The project's state, which stays what it is until the transaction ends; pledges do not wait for each other.
pub(crate) async fn share(conn: &mut PgConnection, id: ProjectId) -> Result<Option<Shared>, DbError> {
    let row = sqlx::query!(
        "SELECT state, currency, deadline_at AS \"deadline_at: jiff_sqlx::Timestamp\",
                first_won_at AS \"first_won_at: jiff_sqlx::Timestamp\"
         FROM crowdfunding.projects WHERE id = $1 FOR SHARE",
        id.as_uuid()
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.and_then(|row| {
        Some(Shared {
            state: ProjectState::parse(&row.state)?,
            currency: Currency::parse(&row.currency)?,
            deadline_at: row.deadline_at.map(jiff_sqlx::Timestamp::to_jiff),
            first_won_at: row.first_won_at.map(jiff_sqlx::Timestamp::to_jiff),
        })
    }))
}

/// Online again, until this deadline.
pub(super) async fn set_second_round(tx: &mut Tx, id: ProjectId, deadline_at: Timestamp) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "UPDATE crowdfunding.projects
         SET state = 'online', round = 2, first_won_at = $2, deadline_at = $3, called_at = NULL, updated_at = $2, version = version + 1
         WHERE id = $1",
        id.as_uuid(),
        now.to_sqlx() as _,
        deadline_at.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(super) async fn set_state(tx: &mut Tx, id: ProjectId, state: ProjectState) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "UPDATE crowdfunding.projects SET state = $2, updated_at = $3, version = version + 1 WHERE id = $1",
        id.as_uuid(),
        state.as_str(),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(super) async fn set_decided(tx: &mut Tx, id: ProjectId, state: ProjectState, raised_minor: i64) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "UPDATE crowdfunding.projects
         SET state = $2, decided_at = $3, raised_minor = $4, updated_at = $3, version = version + 1,
             backers = (SELECT count(*) FROM crowdfunding.pledges g WHERE g.project_id = $1 AND g.state = 'paid'),
             settled_at = CASE WHEN $2 = 'settled' THEN $3::timestamptz END
         WHERE id = $1",
        id.as_uuid(),
        state.as_str(),
        now.to_sqlx() as _,
        raised_minor,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Everybody has what is theirs.
pub(super) async fn set_settled(tx: &mut Tx, id: ProjectId) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "UPDATE crowdfunding.projects SET state = 'settled', settled_at = $2, updated_at = $2, version = version + 1
         WHERE id = $1 AND state IN ('successful', 'failed')",
        id.as_uuid(),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(super) async fn raised(conn: &mut PgConnection, id: ProjectId) -> Result<Option<i64>, DbError> {
    let raised = sqlx::query_scalar!("SELECT raised_minor FROM crowdfunding.projects WHERE id = $1", id.as_uuid());
    Ok(raised.fetch_optional(conn).await?.flatten())
}

/// What pays the creator, or was to.
pub(super) async fn payout(conn: &mut PgConnection, id: ProjectId) -> Result<Option<DisbursementId>, DbError> {
    let payout = sqlx::query_scalar!("SELECT payout_id FROM crowdfunding.projects WHERE id = $1", id.as_uuid());
    Ok(payout.fetch_optional(conn).await?.flatten().map(DisbursementId::from_uuid))
}

pub(super) async fn set_payout(tx: &mut Tx, id: ProjectId, payout_id: DisbursementId) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "UPDATE crowdfunding.projects SET payout_id = $2, updated_at = $3 WHERE id = $1",
        id.as_uuid(),
        payout_id.as_uuid(),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Projects whose time is over and that were not decided.
pub(super) async fn overdue(tx: &mut Tx) -> Result<Vec<ProjectId>, DbError> {
    let before = tx.now() - SignedDuration::from_mins(5);
    let ids = sqlx::query_scalar!(
        "SELECT id FROM crowdfunding.projects
         WHERE state IN ('online', 'waiting') AND deadline_at < $1 ORDER BY deadline_at, id LIMIT 200",
        before.to_sqlx() as _
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(ids.into_iter().map(ProjectId::from_uuid).collect())
}

/// Failed projects of which a pledge is not on its way back.
pub(super) async fn unrefunded(tx: &mut Tx) -> Result<Vec<ProjectId>, DbError> {
    let ids = sqlx::query_scalar!(
        "SELECT p.id FROM crowdfunding.projects p
         WHERE p.state = 'failed' AND EXISTS (SELECT FROM crowdfunding.pledges g WHERE g.project_id = p.id AND g.state = 'paid')
         ORDER BY p.id LIMIT 200"
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(ids.into_iter().map(ProjectId::from_uuid).collect())
}

/// Open projects of which a pledge was paid or taken back some time ago and no head tells.
pub(super) async fn unproven(tx: &mut Tx) -> Result<Vec<ProjectId>, DbError> {
    let before = tx.now() - SignedDuration::from_mins(5);
    let ids = sqlx::query_scalar!(
        "SELECT p.id FROM crowdfunding.projects p
         WHERE p.state IN ('online', 'waiting')
               AND (SELECT coalesce(sum(g.amount_minor), 0) FROM crowdfunding.pledges g
                    WHERE g.project_id = p.id AND g.state = 'paid' AND g.paid_at < $1)
                   <> coalesce((SELECT h.total_minor FROM crowdfunding.tree_heads h WHERE h.project_id = p.id
                                ORDER BY h.number DESC LIMIT 1), 0)
         ORDER BY p.deadline_at, p.id LIMIT 200",
        before.to_sqlx() as _
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(ids.into_iter().map(ProjectId::from_uuid).collect())
}

/// How many pledges of a project are in this state.
pub(super) async fn count_open(conn: &mut PgConnection, id: ProjectId, state: PledgeState) -> Result<i64, DbError> {
    let count = sqlx::query_scalar!(
        "SELECT count(*) AS \"count!\" FROM crowdfunding.pledges WHERE project_id = $1 AND state = $2",
        id.as_uuid(),
        state.as_str(),
    );
    Ok(count.fetch_one(conn).await?)
}

pub(super) async fn sum_paid(conn: &mut PgConnection, id: ProjectId) -> Result<i64, DbError> {
    let sum = sqlx::query_scalar!(
        "SELECT coalesce(sum(amount_minor), 0)::bigint AS \"sum!\" FROM crowdfunding.pledges
         WHERE project_id = $1 AND state = 'paid'",
        id.as_uuid(),
    );
    Ok(sum.fetch_one(conn).await?)
}

/// What of a failed project is back: everything that was paid, less what is on its way or kept. What was taken back before the end
/// and is still on its way counts as one of these.
pub(super) async fn refunds(pool: &PgPool, id: ProjectId) -> Result<Option<RefundsView>, DbError> {
    let row = sqlx::query!(
        "SELECT p.backers AS \"all!\",
                count(*) FILTER (WHERE g.state IN ('paid', 'refunding')) AS \"open!\",
                count(*) FILTER (WHERE g.state = 'unclaimed') AS \"unclaimed!\"
         FROM crowdfunding.projects p JOIN crowdfunding.pledges g ON g.project_id = p.id
         WHERE p.id = $1 AND p.decided_at IS NOT NULL AND p.mode <> 'keep_it_all' AND p.raised_minor < p.goal_minor
         GROUP BY p.id",
        id.as_uuid()
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.filter(|row| row.all > 0).map(|row| {
        let all = i64::from(row.all);
        RefundsView { all, back: (all - row.open - row.unclaimed).max(0), unclaimed: row.unclaimed }
    }))
}

/// What a project that succeeded has to pay out.
pub(super) struct Succeeded {
    pub(super) raised: Money,
    pub(super) fee_bp: Option<i16>,
    pub(super) payout_id: Option<DisbursementId>,
}

pub(super) async fn succeeded(pool: &PgPool, id: ProjectId) -> Result<Option<Succeeded>, DbError> {
    let row = sqlx::query!(
        "SELECT currency, raised_minor AS \"raised_minor!\", fee_bp, payout_id FROM crowdfunding.projects
         WHERE id = $1 AND raised_minor > 0 AND state IN ('successful', 'settled')
               AND (mode = 'keep_it_all' OR raised_minor >= goal_minor)",
        id.as_uuid()
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.and_then(|row| {
        let raised = Money::new(row.raised_minor, Currency::parse(&row.currency)?);
        Some(Succeeded { raised, fee_bp: row.fee_bp, payout_id: row.payout_id.map(Into::into) })
    }))
}

/// What is known without the ledger.
pub(super) struct Totals {
    pub(super) currency: Currency,
    pub(super) decided_minor: Option<i64>,
    pub(super) promised_minor: i64,
    pub(super) secured_minor: i64,
    pub(super) backers: i64,
}

pub(super) async fn totals(pool: &PgPool, id: ProjectId) -> Result<Option<Totals>, DbError> {
    let row = sqlx::query!(
        "SELECT p.currency, p.raised_minor,
                coalesce(sum(g.amount_minor) FILTER (WHERE g.state = 'promised'), 0)::bigint AS \"promised!\",
                coalesce(sum(g.amount_minor) FILTER (WHERE g.state = 'promised' AND g.secured_at IS NOT NULL), 0)::bigint AS \"secured!\",
                coalesce(p.backers, count(g.id) FILTER (
                    WHERE g.state = 'paid' OR g.state = 'promised' AND g.secured_at IS NOT NULL)) AS \"backers!\"
         FROM crowdfunding.projects p LEFT JOIN crowdfunding.pledges g ON g.project_id = p.id
         WHERE p.id = $1 AND p.opened_at IS NOT NULL GROUP BY p.id",
        id.as_uuid()
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.and_then(|row| {
        let currency = Currency::parse(&row.currency)?;
        let (promised_minor, secured_minor) = (row.promised, row.secured);
        Some(Totals { currency, decided_minor: row.raised_minor, promised_minor, secured_minor, backers: row.backers })
    }))
}
