//! Reading lists of pledges. Ids of pledges are made by who pledges: only instants tell an order.

use contracts::crowdfunding::{PledgeId, ProjectId, TierId};
use jiff_sqlx::{Timestamp, ToSqlx as _};
use kernel::{AccountId, Currency, Money, RowKey};
use platform::DbError;
use sqlx::PgPool;

use super::{Backer, Own, PledgeRow};
use crate::{
    pledge::{Pledge, PledgeState},
    project::ProjectState,
};

fn unknown() -> DbError {
    sqlx::Error::Decode("a pledge in words that are not known".into()).into()
}

fn at(after: Option<RowKey>) -> Option<Timestamp> {
    after.map(|(at, _)| at.to_sqlx())
}

pub(super) async fn of_account(
    pool: &PgPool,
    account_id: AccountId,
    after: Option<RowKey>,
    limit: i64,
) -> Result<Vec<Own>, DbError> {
    let rows = sqlx::query!(
        "SELECT g.id, g.project_id, g.tier_id, g.amount_minor, g.currency, g.state, g.intent_id, g.refund_id,
                g.created_at AS \"created_at: Timestamp\", g.paid_at AS \"paid_at: Timestamp\",
                p.title, p.slug, p.state AS project_state, t.title AS \"tier_title?\"
         FROM crowdfunding.pledges g
         JOIN crowdfunding.projects p ON p.id = g.project_id
         LEFT JOIN crowdfunding.tiers t ON t.id = g.tier_id
         WHERE g.account_id = $4 AND ($1::timestamptz IS NULL OR (g.created_at, g.id) < ($1, $2))
         ORDER BY g.created_at DESC, g.id DESC LIMIT $3",
        at(after) as _,
        after.map(|(_, id)| id),
        limit,
        account_id.as_uuid(),
    )
    .fetch_all(pool)
    .await?;
    let read = rows.into_iter().map(|row| {
        let pledge = Pledge {
            id: row.id.into(),
            project_id: row.project_id.into(),
            tier_id: row.tier_id.map(TierId::from_uuid),
            account_id: Some(account_id),
            amount: Money::new(row.amount_minor, Currency::parse(&row.currency)?),
            state: PledgeState::parse(&row.state)?,
            intent_id: row.intent_id.into(),
            refund_id: row.refund_id,
            paid_at: row.paid_at.map(Timestamp::to_jiff),
        };
        Some(Own {
            pledge,
            project_title: row.title,
            project_slug: row.slug,
            project_state: ProjectState::parse(&row.project_state)?,
            tier_title: row.tier_title,
            created_at: row.created_at.to_jiff(),
            paid_at: row.paid_at.map(Timestamp::to_jiff),
        })
    });
    read.collect::<Option<_>>().ok_or_else(unknown)
}

pub(super) async fn backers(
    pool: &PgPool,
    project_id: ProjectId,
    after: Option<RowKey>,
    limit: i64,
) -> Result<Vec<(PledgeId, Backer)>, DbError> {
    let rows = sqlx::query!(
        "SELECT id, CASE WHEN anonymous THEN NULL ELSE name END AS name,
                CASE WHEN anonymous THEN NULL ELSE on_behalf_of END AS on_behalf_of, amount_minor, currency,
                paid_at AS \"paid_at!: Timestamp\"
         FROM crowdfunding.pledges
         WHERE project_id = $4 AND state = 'paid' AND ($1::timestamptz IS NULL OR (paid_at, id) < ($1, $2))
         ORDER BY paid_at DESC, id DESC LIMIT $3",
        at(after) as _,
        after.map(|(_, id)| id),
        limit,
        project_id.as_uuid(),
    )
    .fetch_all(pool)
    .await?;
    let read = rows.into_iter().map(|row| {
        let amount = Money::new(row.amount_minor, Currency::parse(&row.currency)?);
        let backer = Backer { name: row.name, on_behalf_of: row.on_behalf_of, amount, at: row.paid_at.to_jiff() };
        Some((row.id.into(), backer))
    });
    read.collect::<Option<_>>().ok_or_else(unknown)
}

pub(super) async fn of_project(
    pool: &PgPool,
    project_id: ProjectId,
    after: Option<RowKey>,
    limit: i64,
) -> Result<Vec<PledgeRow>, DbError> {
    let rows = sqlx::query!(
        "SELECT g.id, g.name, g.email, g.on_behalf_of, g.anonymous, g.amount_minor, g.currency, g.state,
                t.title AS \"tier_title?\", g.created_at AS \"created_at: Timestamp\", g.paid_at AS \"paid_at: Timestamp\"
         FROM crowdfunding.pledges g LEFT JOIN crowdfunding.tiers t ON t.id = g.tier_id
         WHERE g.project_id = $4 AND ($1::timestamptz IS NULL OR (g.created_at, g.id) < ($1, $2))
         ORDER BY g.created_at DESC, g.id DESC LIMIT $3",
        at(after) as _,
        after.map(|(_, id)| id),
        limit,
        project_id.as_uuid(),
    )
    .fetch_all(pool)
    .await?;
    let read = rows.into_iter().map(|row| {
        Some(PledgeRow {
            id: row.id.into(),
            name: row.name,
            email: row.email,
            on_behalf_of: row.on_behalf_of,
            anonymous: row.anonymous,
            tier_title: row.tier_title,
            amount: Money::new(row.amount_minor, Currency::parse(&row.currency)?),
            state: PledgeState::parse(&row.state)?,
            created_at: row.created_at.to_jiff(),
            paid_at: row.paid_at.map(Timestamp::to_jiff),
            delivery: None,
        })
    });
    read.collect::<Option<_>>().ok_or_else(unknown)
}
