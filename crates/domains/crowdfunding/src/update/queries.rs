//! Reading updates, and who backed a project.

use contracts::{
    crowdfunding::{PledgeId, ProjectId},
    payments::IntentId,
};
use jiff_sqlx::{Timestamp, ToSqlx as _};
use kernel::{AccountId, RowKey};
use platform::DbError;
use sqlx::PgPool;
use uuid::Uuid;

use super::{Audience, UpdateId, UpdateNews, UpdateView};

struct Row {
    id: Uuid,
    project_id: Uuid,
    audience: String,
    title: String,
    text: String,
    removed_reason: Option<String>,
    created_at: Timestamp,
}

impl Row {
    fn read(self) -> Result<(ProjectId, UpdateView), DbError> {
        let unknown = || sqlx::Error::Decode("an update for somebody who is not known".into());
        let view = UpdateView {
            id: self.id.into(),
            audience: Audience::parse(&self.audience).ok_or_else(unknown)?,
            title: self.title,
            text: Some(self.text),
            removed_reason: self.removed_reason,
            created_at: self.created_at.to_jiff(),
        };
        Ok((self.project_id.into(), view))
    }
}

pub(super) async fn find(pool: &PgPool, id: UpdateId) -> Result<Option<(ProjectId, UpdateView)>, DbError> {
    let row = sqlx::query_as!(
        Row,
        "SELECT id, project_id, audience, title, text, removed_reason, created_at AS \"created_at: _\"
         FROM crowdfunding.updates WHERE id = $1",
        id.as_uuid()
    );
    row.fetch_optional(pool).await?.map(Row::read).transpose()
}

/// The newest first; removed ones only for those inside.
pub(super) async fn list(
    pool: &PgPool,
    project_id: ProjectId,
    inside: bool,
    after: Option<RowKey>,
    limit: i64,
) -> Result<Vec<UpdateView>, DbError> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT id, project_id, audience, title, text, removed_reason, created_at AS \"created_at: _\"
         FROM crowdfunding.updates
         WHERE project_id = $1 AND ($2 OR removed_reason IS NULL) AND ($3::timestamptz IS NULL OR (created_at, id) < ($3, $4))
         ORDER BY created_at DESC, id DESC LIMIT $5",
        project_id.as_uuid(),
        inside,
        after.map(|(at, _)| at.to_sqlx()) as _,
        after.map(|(_, id)| id),
        limit,
    );
    rows.fetch_all(pool).await?.into_iter().map(|row| Ok(row.read()?.1)).collect()
}

/// Whether an account has a pledge that is paid, or went back because the project failed.
pub(super) async fn has_backed(pool: &PgPool, project_id: ProjectId, account_id: AccountId) -> Result<bool, DbError> {
    let found = sqlx::query_scalar!(
        "SELECT EXISTS (
             SELECT FROM crowdfunding.pledges g JOIN crowdfunding.projects p ON p.id = g.project_id
             WHERE g.project_id = $1 AND g.account_id = $2
               AND (g.state = 'paid' OR (g.paid_at IS NOT NULL AND p.payout_id IS NULL AND p.state IN ('failed', 'settled')))) AS \"found!\"",
        project_id.as_uuid(),
        account_id.as_uuid(),
    );
    Ok(found.fetch_one(pool).await?)
}

/// The payment of such a pledge.
pub(super) async fn backing(pool: &PgPool, project_id: ProjectId, id: PledgeId) -> Result<Option<IntentId>, DbError> {
    let intent_id = sqlx::query_scalar!(
        "SELECT g.intent_id FROM crowdfunding.pledges g JOIN crowdfunding.projects p ON p.id = g.project_id
         WHERE g.id = $2 AND g.project_id = $1
           AND (g.state = 'paid' OR (g.paid_at IS NOT NULL AND p.payout_id IS NULL AND p.state IN ('failed', 'settled')))",
        project_id.as_uuid(),
        id.as_uuid(),
    );
    Ok(intent_id.fetch_optional(pool).await?.map(IntentId::from_uuid))
}

/// An update that was not removed, with the project that it is of.
pub(super) async fn news(pool: &PgPool, id: UpdateId) -> Result<Option<UpdateNews>, DbError> {
    let row = sqlx::query!(
        "SELECT u.project_id, p.slug, p.title AS project_title, u.title
         FROM crowdfunding.updates u JOIN crowdfunding.projects p ON p.id = u.project_id
         WHERE u.id = $1 AND u.removed_reason IS NULL",
        id.as_uuid()
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.map(|row| UpdateNews {
        project_id: row.project_id.into(),
        slug: row.slug,
        project_title: row.project_title,
        title: row.title,
    }))
}

/// Such pledges of everybody but the creator, in their order.
pub(super) async fn backing_pledges(
    pool: &PgPool,
    id: ProjectId,
    after: Option<PledgeId>,
    limit: i64,
) -> Result<Vec<PledgeId>, DbError> {
    let ids = sqlx::query_scalar!(
        "SELECT g.id FROM crowdfunding.pledges g JOIN crowdfunding.projects p ON p.id = g.project_id
         WHERE g.project_id = $1 AND g.account_id IS DISTINCT FROM p.account_id AND ($2::uuid IS NULL OR g.id > $2)
           AND (g.state = 'paid' OR (g.paid_at IS NOT NULL AND p.payout_id IS NULL AND p.state IN ('failed', 'settled')))
         ORDER BY g.id LIMIT $3",
        id.as_uuid(),
        after.map(|id| id.as_uuid()),
        limit,
    );
    Ok(ids.fetch_all(pool).await?.into_iter().map(PledgeId::from_uuid).collect())
}
