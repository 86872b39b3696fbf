//! Reading heads.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use contracts::crowdfunding::ProjectId;
use kernel::{Currency, Money};
use platform::DbError;
use sqlx::PgPool;
use uuid::Uuid;

use super::{TreeHead, store, tree::Leaf};

struct Row {
    project_id: Uuid,
    number: i32,
    size: i32,
    total_minor: i64,
    root: Vec<u8>,
    is_final: bool,
    signature: Vec<u8>,
    at: jiff_sqlx::Timestamp,
    currency: String,
}

impl Row {
    fn head(self) -> Option<TreeHead> {
        Some(TreeHead {
            project_id: self.project_id.into(),
            number: self.number,
            size: self.size,
            total: Money::new(self.total_minor, Currency::parse(&self.currency)?),
            root: hex::encode(self.root),
            is_final: self.is_final,
            at: self.at.to_jiff(),
            signature: URL_SAFE_NO_PAD.encode(self.signature),
        })
    }
}

pub(super) async fn heads(pool: &PgPool, id: ProjectId, before: Option<i32>, limit: i64) -> Result<Vec<TreeHead>, DbError> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT h.project_id, h.number, h.size, h.total_minor, h.root, h.is_final, h.signature,
                h.at AS \"at: jiff_sqlx::Timestamp\", p.currency
         FROM crowdfunding.tree_heads h JOIN crowdfunding.projects p ON p.id = h.project_id
         WHERE h.project_id = $1 AND ($2::integer IS NULL OR h.number < $2)
         ORDER BY h.number DESC LIMIT $3",
        id.as_uuid(),
        before,
        limit,
    )
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().filter_map(Row::head).collect())
}

pub(super) async fn head(pool: &PgPool, id: ProjectId, number: i32) -> Result<Option<TreeHead>, DbError> {
    let row = sqlx::query_as!(
        Row,
        "SELECT h.project_id, h.number, h.size, h.total_minor, h.root, h.is_final, h.signature,
                h.at AS \"at: jiff_sqlx::Timestamp\", p.currency
         FROM crowdfunding.tree_heads h JOIN crowdfunding.projects p ON p.id = h.project_id
         WHERE h.project_id = $1 AND h.number = $2",
        id.as_uuid(),
        number,
    );
    Ok(row.fetch_optional(pool).await?.and_then(Row::head))
}

/// The newest head and what is under it.
pub(super) async fn newest(pool: &PgPool, id: ProjectId) -> Result<Option<(TreeHead, Vec<Leaf>)>, DbError> {
    let row = sqlx::query!("SELECT number, leaves FROM crowdfunding.tree_leaves WHERE project_id = $1", id.as_uuid());
    let Some(row) = row.fetch_optional(pool).await? else { return Ok(None) };
    let found = head(pool, id, row.number).await?;
    Ok(found.map(|found| (found, store::unpacked(&row.leaves))))
}
