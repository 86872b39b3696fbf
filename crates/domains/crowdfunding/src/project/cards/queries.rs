//! Reading lists of projects: first which, in order, then what is on their cards.

use contracts::{catalog::FilmId, crowdfunding::ProjectId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kernel::{AccountId, Currency, Money, RowKey};
use platform::DbError;
use sqlx::PgPool;
use uuid::Uuid;

use super::{Found, ProjectCard};
use crate::project::{FundingMode, ProjectState};

struct KeyRow {
    at: jiff_sqlx::Timestamp,
    id: Uuid,
}

fn keys(rows: Vec<KeyRow>) -> Vec<RowKey> {
    rows.into_iter().map(|row| (row.at.to_jiff(), row.id)).collect()
}

fn at(after: Option<RowKey>) -> Option<jiff_sqlx::Timestamp> {
    after.map(|(at, _): (Timestamp, Uuid)| at.to_sqlx())
}

pub(super) async fn open(pool: &PgPool, after: Option<RowKey>, limit: i64) -> Result<Vec<RowKey>, DbError> {
    let rows = sqlx::query_as!(
        KeyRow,
        "SELECT deadline_at AS \"at!: _\", id FROM crowdfunding.projects
         WHERE state IN ('online', 'waiting') AND ($1::timestamptz IS NULL OR (deadline_at, id) > ($1, $2))
         ORDER BY deadline_at, id LIMIT $3",
        at(after) as _,
        after.map(|(_, id)| id),
        limit,
    );
    Ok(keys(rows.fetch_all(pool).await?))
}

pub(super) async fn ended(pool: &PgPool, after: Option<RowKey>, limit: i64) -> Result<Vec<RowKey>, DbError> {
    let rows = sqlx::query_as!(
        KeyRow,
        "SELECT decided_at AS \"at!: _\", id FROM crowdfunding.projects
         WHERE decided_at IS NOT NULL AND ($1::timestamptz IS NULL OR (decided_at, id) < ($1, $2))
         ORDER BY decided_at DESC, id DESC LIMIT $3",
        at(after) as _,
        after.map(|(_, id)| id),
        limit,
    );
    Ok(keys(rows.fetch_all(pool).await?))
}

pub(super) async fn of_account(
    pool: &PgPool,
    account_id: AccountId,
    after: Option<RowKey>,
    limit: i64,
) -> Result<Vec<RowKey>, DbError> {
    let rows = sqlx::query_as!(
        KeyRow,
        "SELECT created_at AS \"at: _\", id FROM crowdfunding.projects
         WHERE account_id = $4 AND ($1::timestamptz IS NULL OR (created_at, id) < ($1, $2))
         ORDER BY created_at DESC, id DESC LIMIT $3",
        at(after) as _,
        after.map(|(_, id)| id),
        limit,
        account_id.as_uuid(),
    );
    Ok(keys(rows.fetch_all(pool).await?))
}

pub(super) async fn submitted(pool: &PgPool, after: Option<RowKey>, limit: i64) -> Result<Vec<RowKey>, DbError> {
    let rows = sqlx::query_as!(
        KeyRow,
        "SELECT submitted_at AS \"at!: _\", id FROM crowdfunding.projects
         WHERE state = 'submitted' AND ($1::timestamptz IS NULL OR (submitted_at, id) > ($1, $2))
         ORDER BY submitted_at, id LIMIT $3",
        at(after) as _,
        after.map(|(_, id)| id),
        limit,
    );
    Ok(keys(rows.fetch_all(pool).await?))
}

pub(super) async fn of_films(pool: &PgPool, films: &[FilmId]) -> Result<Vec<ProjectId>, DbError> {
    let films: Vec<_> = films.iter().map(FilmId::as_uuid).collect();
    let ids = sqlx::query_scalar!(
        "SELECT p.id FROM crowdfunding.projects p
         WHERE p.opened_at IS NOT NULL
           AND p.id IN (SELECT f.project_id FROM crowdfunding.project_films f WHERE f.film_id = ANY ($1))
         ORDER BY p.decided_at DESC NULLS FIRST, p.deadline_at, p.id LIMIT 20",
        &films,
    );
    Ok(ids.fetch_all(pool).await?.into_iter().map(ProjectId::from_uuid).collect())
}

pub(super) async fn cards(pool: &PgPool, ids: &[ProjectId]) -> Result<Vec<Found>, DbError> {
    let ids: Vec<_> = ids.iter().map(ProjectId::as_uuid).collect();
    let rows = sqlx::query_as!(
        Row,
        "SELECT p.id, p.slug, p.account_id, p.title, p.pitch, p.country, p.currency, p.goal_minor, p.mode, p.state, p.raised_minor,
                p.deadline_at AS \"deadline_at: _\", p.updated_at AS \"updated_at: _\",
                coalesce(p.backers, (SELECT count(*) FROM crowdfunding.pledges g
                                     WHERE g.project_id = p.id AND (g.state = 'paid' OR g.state = 'promised' AND g.secured_at IS NOT NULL)))
                    AS \"backers!\",
                (SELECT coalesce(sum(g.amount_minor), 0)::bigint FROM crowdfunding.pledges g
                 WHERE g.project_id = p.id AND g.state = 'promised' AND g.secured_at IS NOT NULL) AS \"secured!\",
                ARRAY(SELECT f.film_id FROM crowdfunding.project_films f
                      WHERE f.project_id = p.id ORDER BY f.film_id LIMIT 20) AS \"films!\"
         FROM crowdfunding.projects p WHERE p.id = ANY ($1)",
        &ids,
    );
    rows.fetch_all(pool).await?.into_iter().map(TryInto::try_into).collect()
}

struct Row {
    id: Uuid,
    slug: String,
    account_id: Uuid,
    title: String,
    pitch: String,
    country: String,
    currency: String,
    goal_minor: i64,
    mode: String,
    state: String,
    raised_minor: Option<i64>,
    deadline_at: Option<jiff_sqlx::Timestamp>,
    updated_at: jiff_sqlx::Timestamp,
    backers: i64,
    secured: i64,
    films: Vec<Uuid>,
}

impl TryFrom<Row> for Found {
    type Error = DbError;

    fn try_from(row: Row) -> Result<Self, DbError> {
        let read = || {
            let currency = Currency::parse(&row.currency)?;
            let card = ProjectCard {
                id: row.id.into(),
                slug: row.slug,
                account_id: row.account_id.into(),
                title: row.title,
                pitch: row.pitch,
                country: row.country,
                goal: Money::new(row.goal_minor, currency),
                raised: Money::new(row.raised_minor.unwrap_or(0), currency),
                secured: Money::new(row.secured, currency),
                backers: row.backers,
                mode: FundingMode::parse(&row.mode)?,
                state: ProjectState::parse(&row.state)?,
                deadline_at: row.deadline_at.map(jiff_sqlx::Timestamp::to_jiff),
                films: row.films.into_iter().map(FilmId::from_uuid).collect(),
                updated_at: row.updated_at.to_jiff(),
            };
            Some(Self { card, decided: row.raised_minor.is_some() })
        };
        read().ok_or_else(|| sqlx::Error::Decode("a project in words that are not known".into()).into())
    }
}
