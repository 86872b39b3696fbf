//! The rows of links and codes.

use contracts::{
    affiliate::{CodeId, LinkDomainId, LinkId, PartnershipId, ProductId, ProgramId},
    identity::OrganisationId,
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use platform::{DbError, Tx};
use sqlx::types::Json;

use super::LinkDraft;
use crate::partnership::Partnership;

/// A link as the commands need it.
pub(super) struct Locked {
    pub(super) partnership_id: PartnershipId,
    pub(super) key: String,
    pub(super) version: i32,
    pub(super) domain_id: Option<LinkDomainId>,
}

pub(super) async fn lock(tx: &mut Tx, id: LinkId) -> Result<Option<Locked>, DbError> {
    let row = sqlx::query!(
        "SELECT partnership_id, key, version, domain_id FROM affiliate.links WHERE id = $1 FOR NO KEY UPDATE",
        id.as_uuid(),
    );
    let row = row.fetch_optional(tx.conn()).await?;
    Ok(row.map(|row| Locked {
        partnership_id: row.partnership_id.into(),
        key: row.key,
        version: row.version,
        domain_id: row.domain_id.map(Into::into),
    }))
}

/// Where links of a program may lead.
pub(super) async fn hosts(tx: &mut Tx, id: ProgramId) -> Result<Vec<String>, DbError> {
    let hosts = sqlx::query_scalar!("SELECT hosts FROM affiliate.programs WHERE id = $1", id.as_uuid());
    Ok(hosts.fetch_optional(tx.conn()).await?.unwrap_or_default())
}

pub(super) async fn sells(tx: &mut Tx, id: OrganisationId, product_id: ProductId) -> Result<bool, DbError> {
    let found = sqlx::query_scalar!(
        "SELECT EXISTS (SELECT FROM affiliate.products WHERE organisation_id = $1 AND id = $2 AND state = 'listed') AS \"found!\"",
        id.as_uuid(),
        product_id.as_uuid(),
    );
    Ok(found.fetch_one(tx.conn()).await?)
}

pub(super) async fn count_links(tx: &mut Tx, id: PartnershipId) -> Result<i64, DbError> {
    let count = sqlx::query_scalar!("SELECT count(*) AS \"count!\" FROM affiliate.links WHERE partnership_id = $1", id.as_uuid());
    Ok(count.fetch_one(tx.conn()).await?)
}

pub(super) async fn insert(
    tx: &mut Tx,
    id: LinkId,
    partnership_id: PartnershipId,
    key: &str,
    product_id: Option<ProductId>,
    draft: &LinkDraft,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "INSERT INTO affiliate.links
             (id, partnership_id, key, label, destination, targets, product_id, expires_at, expired_url, created_at, updated_at, domain_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $11)",
        id.as_uuid(),
        partnership_id.as_uuid(),
        key,
        draft.label.trim(),
        draft.destination,
        Json(&draft.targets) as _,
        product_id.map(|id| id.as_uuid()),
        draft.expires_at.map(jiff_sqlx::ToSqlx::to_sqlx) as _,
        draft.expired_url,
        now.to_sqlx() as _,
        draft.domain_id.map(|id| id.as_uuid()),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(super) async fn update(tx: &mut Tx, id: LinkId, draft: &LinkDraft) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "UPDATE affiliate.links
         SET label = $2, destination = $3, targets = $4, expires_at = $5, expired_url = $6, domain_id = $8, version = version + 1,
             updated_at = $7
         WHERE id = $1",
        id.as_uuid(),
        draft.label.trim(),
        draft.destination,
        Json(&draft.targets) as _,
        draft.expires_at.map(jiff_sqlx::ToSqlx::to_sqlx) as _,
        draft.expired_url,
        now.to_sqlx() as _,
        draft.domain_id.map(|id| id.as_uuid()),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(super) async fn set_disabled(tx: &mut Tx, id: LinkId, is_off: bool) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "UPDATE affiliate.links
         SET disabled_at = CASE WHEN $2 THEN coalesce(disabled_at, $3) END, version = version + 1, updated_at = $3
         WHERE id = $1",
        id.as_uuid(),
        is_off,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(super) async fn count_codes(tx: &mut Tx, id: PartnershipId) -> Result<i64, DbError> {
    let count = sqlx::query_scalar!("SELECT count(*) AS \"count!\" FROM affiliate.codes WHERE partnership_id = $1", id.as_uuid());
    Ok(count.fetch_one(tx.conn()).await?)
}

pub(super) async fn insert_code(
    tx: &mut Tx,
    id: CodeId,
    partnership: &Partnership,
    code: &str,
    ends_at: Option<Timestamp>,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "INSERT INTO affiliate.codes (id, program_id, partnership_id, code, starts_at, ends_at, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $5)",
        id.as_uuid(),
        partnership.program_id.as_uuid(),
        partnership.id.as_uuid(),
        code,
        now.to_sqlx() as _,
        ends_at.map(jiff_sqlx::ToSqlx::to_sqlx) as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(super) async fn partnership_of_code(tx: &mut Tx, id: CodeId) -> Result<Option<PartnershipId>, DbError> {
    let found = sqlx::query_scalar!("SELECT partnership_id FROM affiliate.codes WHERE id = $1 FOR NO KEY UPDATE", id.as_uuid());
    Ok(found.fetch_optional(tx.conn()).await?.map(PartnershipId::from_uuid))
}

pub(super) async fn end_code(tx: &mut Tx, id: CodeId) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "UPDATE affiliate.codes SET ends_at = greatest(starts_at + interval '1 microsecond', $2)
         WHERE id = $1 AND (ends_at IS NULL OR ends_at > $2)",
        id.as_uuid(),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
