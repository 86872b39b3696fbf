//! The rows of projects and their parts.

use contracts::{catalog::FilmId, crowdfunding::ProjectId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kernel::{AccountId, Currency};
use platform::{DbError, Tx};
use sqlx::{PgConnection, PgPool};

use super::{
    FundingMode, Project, ProjectDraft, ProjectState,
    model::{BudgetLine, TierDraft, slug},
};
use crate::TierAsks;

/// Whose a project is.
pub(crate) struct Owned {
    pub(crate) account_id: AccountId,
    pub(crate) currency: Currency,
    pub(crate) state: ProjectState,
}

pub(crate) async fn owner(pool: &PgPool, id: ProjectId) -> Result<Option<Owned>, DbError> {
    let row = sqlx::query!("SELECT account_id, currency, state FROM crowdfunding.projects WHERE id = $1", id.as_uuid())
        .fetch_optional(pool)
        .await?;
    Ok(row.and_then(|row| {
        let (currency, state) = (Currency::parse(&row.currency)?, ProjectState::parse(&row.state)?);
        Some(Owned { account_id: row.account_id.into(), currency, state })
    }))
}

pub(super) async fn insert(tx: &mut Tx, id: ProjectId, account_id: AccountId, draft: &ProjectDraft) -> Result<(), DbError> {
    let now = tx.now();
    let unique = id.as_uuid().simple().to_string();
    sqlx::query!(
        "INSERT INTO crowdfunding.projects
             (id, account_id, slug, title, pitch, story, risks, country, currency, goal_minor, mode, days, state, created_at,
              updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'draft', $13, $13)",
        id.as_uuid(),
        account_id.as_uuid(),
        slug(&draft.title, unique.get(24..).unwrap_or(&unique)),
        draft.title.trim(),
        draft.pitch.trim(),
        draft.story,
        draft.risks,
        draft.country,
        draft.currency.code(),
        draft.goal_minor,
        draft.mode.as_str(),
        draft.days,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(super) async fn update(tx: &mut Tx, id: ProjectId, draft: &ProjectDraft) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "UPDATE crowdfunding.projects
         SET title = $2, pitch = $3, story = $4, risks = $5, country = $6, currency = $7, goal_minor = $8, mode = $9, days = $10,
             version = version + 1, updated_at = $11
         WHERE id = $1",
        id.as_uuid(),
        draft.title.trim(),
        draft.pitch.trim(),
        draft.story,
        draft.risks,
        draft.country,
        draft.currency.code(),
        draft.goal_minor,
        draft.mode.as_str(),
        draft.days,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Budget, tiers and films as the draft has them, in its order. A tier keeps how many were taken of it.
pub(super) async fn put_parts(tx: &mut Tx, id: ProjectId, draft: &ProjectDraft) -> Result<(), DbError> {
    let project_id = id.as_uuid();
    sqlx::query!("DELETE FROM crowdfunding.budget_lines WHERE project_id = $1", project_id).execute(tx.conn()).await?;
    let positions = |length: usize| (0..length).map(|index| i16::try_from(index).unwrap_or(i16::MAX)).collect::<Vec<_>>();
    sqlx::query!(
        "INSERT INTO crowdfunding.budget_lines (project_id, position, title, minimum_minor, optimum_minor)
         SELECT $1, * FROM unnest($2::smallint[], $3::text[], $4::bigint[], $5::bigint[])",
        project_id,
        &positions(draft.budget.len()),
        &draft.budget.iter().map(|line| line.title.trim().to_owned()).collect::<Vec<_>>(),
        &draft.budget.iter().map(|line| line.minimum_minor).collect::<Vec<_>>(),
        &draft.budget.iter().map(|line| line.optimum_minor).collect::<Vec<_>>(),
    )
    .execute(tx.conn())
    .await?;
    let tiers: Vec<_> = draft.tiers.iter().map(|tier| tier.id.as_uuid()).collect();
    sqlx::query!("DELETE FROM crowdfunding.tiers WHERE project_id = $1 AND id <> ALL ($2)", project_id, &tiers)
        .execute(tx.conn())
        .await?;
    sqlx::query!(
        "INSERT INTO crowdfunding.tiers (project_id, id, position, title, description, amount_minor, stock, asks_address, question)
         SELECT $1, * FROM unnest($2::uuid[], $3::smallint[], $4::text[], $5::text[], $6::bigint[], $7::integer[], $8::boolean[],
                                  $9::text[])
         ON CONFLICT (id) DO UPDATE
         SET position = excluded.position, title = excluded.title, description = excluded.description,
             amount_minor = excluded.amount_minor, stock = excluded.stock, asks_address = excluded.asks_address,
             question = excluded.question
         WHERE tiers.project_id = excluded.project_id",
        project_id,
        &tiers,
        &positions(draft.tiers.len()),
        &draft.tiers.iter().map(|tier| tier.title.trim().to_owned()).collect::<Vec<_>>(),
        &draft.tiers.iter().map(|tier| tier.description.clone()).collect::<Vec<_>>(),
        &draft.tiers.iter().map(|tier| tier.amount_minor).collect::<Vec<_>>(),
        &draft.tiers.iter().map(|tier| tier.stock).collect::<Vec<_>>() as &[Option<i32>],
        &draft.tiers.iter().map(|tier| tier.asks.address).collect::<Vec<_>>(),
        &draft.tiers.iter().map(|tier| trimmed(tier.asks.question.as_ref())).collect::<Vec<_>>() as &[Option<String>],
    )
    .execute(tx.conn())
    .await?;
    put_films(tx, id, &draft.films).await
}

fn trimmed(text: Option<&String>) -> Option<String> {
    text.map(|text| text.trim().to_owned())
}

async fn put_films(tx: &mut Tx, id: ProjectId, films: &[FilmId]) -> Result<(), DbError> {
    let films: Vec<_> = films.iter().map(FilmId::as_uuid).collect();
    sqlx::query!("DELETE FROM crowdfunding.project_films WHERE project_id = $1", id.as_uuid()).execute(tx.conn()).await?;
    sqlx::query!(
        "INSERT INTO crowdfunding.project_films (project_id, film_id) SELECT $1, unnest($2::uuid[]) ON CONFLICT DO NOTHING",
        id.as_uuid(),
        &films,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The project with its parts, locked until the transaction ends.
pub(crate) async fn lock(conn: &mut PgConnection, id: ProjectId) -> Result<Option<Project>, DbError> {
    let row = sqlx::query!(
        "SELECT account_id, title, pitch, story, risks, country, currency, goal_minor, mode, days, fee_bp, state, round, version,
                deadline_at AS \"deadline_at: jiff_sqlx::Timestamp\"
         FROM crowdfunding.projects WHERE id = $1 FOR UPDATE",
        id.as_uuid()
    )
    .fetch_optional(&mut *conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let (budget, tiers, films) = (budget(conn, id).await?, tiers(conn, id).await?, films(conn, id).await?);
    let read = || {
        let draft = ProjectDraft {
            title: row.title,
            pitch: row.pitch,
            story: row.story,
            risks: row.risks,
            country: row.country,
            currency: Currency::parse(&row.currency)?,
            goal_minor: row.goal_minor,
            mode: FundingMode::parse(&row.mode)?,
            days: row.days,
            budget,
            tiers,
            films,
        };
        Some(Project {
            id,
            account_id: row.account_id.into(),
            draft,
            state: ProjectState::parse(&row.state)?,
            fee_bp: row.fee_bp,
            deadline_at: row.deadline_at.map(jiff_sqlx::Timestamp::to_jiff),
            round: row.round,
            version: row.version,
        })
    };
    read().map(Some).ok_or_else(|| sqlx::Error::Decode("a project in words that are not known".into()).into())
}

pub(super) async fn budget(conn: &mut PgConnection, id: ProjectId) -> Result<Vec<BudgetLine>, DbError> {
    let lines = sqlx::query_as!(
        BudgetLine,
        "SELECT title, minimum_minor, optimum_minor FROM crowdfunding.budget_lines WHERE project_id = $1 ORDER BY position LIMIT 50",
        id.as_uuid()
    );
    Ok(lines.fetch_all(conn).await?)
}

async fn tiers(conn: &mut PgConnection, id: ProjectId) -> Result<Vec<TierDraft>, DbError> {
    let rows = sqlx::query!(
        "SELECT id, title, description, amount_minor, stock, asks_address, question
         FROM crowdfunding.tiers WHERE project_id = $1 ORDER BY position LIMIT 30",
        id.as_uuid()
    )
    .fetch_all(conn)
    .await?;
    let tiers = rows.into_iter().map(|row| TierDraft {
        id: row.id.into(),
        title: row.title,
        description: row.description,
        amount_minor: row.amount_minor,
        stock: row.stock,
        asks: TierAsks { address: row.asks_address, question: row.question },
    });
    Ok(tiers.collect())
}

pub(super) async fn films(conn: &mut PgConnection, id: ProjectId) -> Result<Vec<FilmId>, DbError> {
    let ids = sqlx::query_scalar!(
        "SELECT film_id FROM crowdfunding.project_films WHERE project_id = $1 ORDER BY film_id LIMIT 20",
        id.as_uuid()
    )
    .fetch_all(conn)
    .await?;
    Ok(ids.into_iter().map(FilmId::from_uuid).collect())
}

pub(super) async fn set_submitted(tx: &mut Tx, id: ProjectId) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "UPDATE crowdfunding.projects SET state = 'submitted', submitted_at = $2, updated_at = $2, version = version + 1
         WHERE id = $1",
        id.as_uuid(),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(super) async fn send_back(tx: &mut Tx, id: ProjectId, note: &str) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "UPDATE crowdfunding.projects SET state = 'draft', review_note = $2, updated_at = $3, version = version + 1 WHERE id = $1",
        id.as_uuid(),
        note,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(super) async fn set_online(tx: &mut Tx, id: ProjectId, deadline_at: Timestamp, fee_bp: u16) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "UPDATE crowdfunding.projects
         SET state = 'online', opened_at = $2, deadline_at = $3, fee_bp = $4, review_note = NULL, updated_at = $2,
             version = version + 1
         WHERE id = $1",
        id.as_uuid(),
        now.to_sqlx() as _,
        deadline_at.to_sqlx() as _,
        i16::try_from(fee_bp).unwrap_or(i16::MAX),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
