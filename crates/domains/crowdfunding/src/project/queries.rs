//! Reading projects.

use contracts::{
    catalog::FilmId,
    crowdfunding::{PledgeId, ProjectId},
    media::AssetId,
};
use jiff::Timestamp;
use kernel::{Currency, Money};
use platform::DbError;
use sqlx::PgPool;

use super::{BudgetLine, FundingMode, ProjectName, ProjectState, ProjectView, TierView};
use crate::TierAsks;

pub(super) async fn find(pool: &PgPool, id: ProjectId) -> Result<Option<ProjectView>, DbError> {
    let row = sqlx::query!(
        "SELECT p.account_id, coalesce(a.display_name, '') AS \"creator_name!\", p.slug, p.title, p.pitch, p.story, p.risks, p.country,
                p.currency, p.goal_minor, p.mode, p.days, p.fee_bp, p.state, p.round, p.review_note, p.version, p.trailer_asset_id, p.trailer_hidden_reason,
                p.deadline_at AS \"deadline_at: jiff_sqlx::Timestamp\"
         FROM crowdfunding.projects p LEFT JOIN identity_pub.account a ON a.id = p.account_id WHERE p.id = $1",
        id.as_uuid()
    )
    .fetch_optional(pool)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let Some(currency) = Currency::parse(&row.currency) else { return Ok(None) };
    let (budget, tiers, films) = (budget(pool, id).await?, tiers(pool, id, currency).await?, films(pool, id).await?);
    let read = || {
        Some(ProjectView {
            id,
            slug: row.slug,
            account_id: row.account_id.into(),
            creator_name: row.creator_name,
            title: row.title,
            pitch: row.pitch,
            story: row.story,
            risks: row.risks,
            country: row.country,
            goal: Money::new(row.goal_minor, currency),
            mode: FundingMode::parse(&row.mode)?,
            days: row.days,
            round: row.round,
            optimum: Money::new(budget.iter().map(|line| line.optimum_minor).sum(), currency),
            state: ProjectState::parse(&row.state)?,
            deadline_at: row.deadline_at.map(jiff_sqlx::Timestamp::to_jiff),
            review_note: row.review_note,
            fee_bp: row.fee_bp,
            version: row.version,
            budget,
            tiers,
            films,
            trailer: row.trailer_asset_id.map(AssetId::from_uuid),
            trailer_hidden_reason: row.trailer_hidden_reason,
        })
    };
    Ok(read())
}

pub(super) async fn find_id(pool: &PgPool, slug: &str) -> Result<Option<ProjectId>, DbError> {
    let id = sqlx::query_scalar!("SELECT id FROM crowdfunding.projects WHERE slug = $1", slug).fetch_optional(pool).await?;
    Ok(id.map(ProjectId::from_uuid))
}

async fn budget(pool: &PgPool, id: ProjectId) -> Result<Vec<BudgetLine>, DbError> {
    let mut connection = pool.acquire().await?;
    super::store::budget(&mut connection, id).await
}

async fn films(pool: &PgPool, id: ProjectId) -> Result<Vec<FilmId>, DbError> {
    let mut connection = pool.acquire().await?;
    super::store::films(&mut connection, id).await
}

async fn tiers(pool: &PgPool, id: ProjectId, currency: Currency) -> Result<Vec<TierView>, DbError> {
    let rows = sqlx::query!(
        "SELECT id, title, description, amount_minor, stock, taken, asks_address, question
         FROM crowdfunding.tiers WHERE project_id = $1 ORDER BY position LIMIT 30",
        id.as_uuid()
    )
    .fetch_all(pool)
    .await?;
    let tiers = rows.into_iter().map(|row| TierView {
        id: row.id.into(),
        title: row.title,
        description: row.description,
        amount: Money::new(row.amount_minor, currency),
        stock: row.stock,
        taken: row.taken,
        left: row.stock.map(|stock| stock - row.taken),
        asks: TierAsks { address: row.asks_address, question: row.question },
    });
    Ok(tiers.collect())
}

pub(super) async fn addresses(pool: &PgPool) -> Result<Vec<(String, Timestamp)>, DbError> {
    let rows = sqlx::query!(
        "SELECT slug, updated_at AS \"updated_at: jiff_sqlx::Timestamp\" FROM crowdfunding.projects
         WHERE opened_at IS NOT NULL ORDER BY opened_at DESC LIMIT 45000"
    )
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(|row| (row.slug, row.updated_at.to_jiff())).collect())
}

/// For one page of something: as many as it has rows.
pub(super) async fn names(pool: &PgPool, ids: &[ProjectId]) -> Result<Vec<ProjectName>, DbError> {
    let ids: Vec<_> = ids.iter().map(kernel::Id::as_uuid).collect();
    let rows = sqlx::query!("SELECT id, title, slug FROM crowdfunding.projects WHERE id = ANY($1) ORDER BY id LIMIT 400", &ids)
        .fetch_all(pool)
        .await?;
    Ok(rows.into_iter().map(|row| ProjectName { id: row.id.into(), title: row.title, slug: row.slug }).collect())
}

/// The same of pledges.
pub(super) async fn names_of_pledges(pool: &PgPool, ids: &[PledgeId]) -> Result<Vec<(PledgeId, ProjectName)>, DbError> {
    let ids: Vec<_> = ids.iter().map(kernel::Id::as_uuid).collect();
    let rows = sqlx::query!(
        "SELECT g.id AS pledge_id, p.id, p.title, p.slug
         FROM crowdfunding.pledges g JOIN crowdfunding.projects p ON p.id = g.project_id
         WHERE g.id = ANY($1) ORDER BY g.id LIMIT 400",
        &ids
    )
    .fetch_all(pool)
    .await?;
    let named = rows.into_iter();
    Ok(named.map(|row| (row.pledge_id.into(), ProjectName { id: row.id.into(), title: row.title, slug: row.slug })).collect())
}
