//! The rows of shops.

use contracts::affiliate::{ProgramId, ShopId};
use jiff_sqlx::ToSqlx as _;
use kernel::AccountId;
use platform::{DbError, Tx};

use super::ShopKind;

pub(super) async fn count(tx: &mut Tx, program_id: ProgramId) -> Result<i64, DbError> {
    let count = sqlx::query_scalar!(
        "SELECT count(*) AS \"count!\" FROM affiliate.shops WHERE program_id = $1 AND disconnected_at IS NULL",
        program_id.as_uuid(),
    );
    Ok(count.fetch_one(tx.conn()).await?)
}

pub(super) async fn insert(
    tx: &mut Tx,
    id: ShopId,
    (program_id, kind): (ProgramId, ShopKind),
    secret: Option<&[u8]>,
    created_by: AccountId,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "INSERT INTO affiliate.shops (id, program_id, kind, secret, created_by, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
        id.as_uuid(),
        program_id.as_uuid(),
        kind.as_str(),
        secret,
        created_by.as_uuid(),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Of a shop that is connected: its program and its kind.
pub(super) async fn find(tx: &mut Tx, id: ShopId) -> Result<Option<(ProgramId, ShopKind)>, DbError> {
    let row =
        sqlx::query!("SELECT program_id, kind FROM affiliate.shops WHERE id = $1 AND disconnected_at IS NULL", id.as_uuid());
    let Some(row) = row.fetch_optional(tx.conn()).await? else { return Ok(None) };
    let kind = ShopKind::parse(&row.kind).ok_or_else(|| sqlx::Error::Decode("a shop of a kind that is not known".into()))?;
    Ok(Some((row.program_id.into(), kind)))
}

pub(super) async fn set_secret(tx: &mut Tx, id: ShopId, secret: &[u8]) -> Result<(), DbError> {
    sqlx::query!("UPDATE affiliate.shops SET secret = $2 WHERE id = $1", id.as_uuid(), secret).execute(tx.conn()).await?;
    Ok(())
}

pub(super) async fn disconnect(tx: &mut Tx, id: ShopId) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "UPDATE affiliate.shops SET disconnected_at = $2, secret = NULL WHERE id = $1 AND disconnected_at IS NULL",
        id.as_uuid(),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What became of the last thing that a shop sent.
pub(super) async fn note(tx: &mut Tx, id: ShopId, topic: &str, (outcome, order_id): (&str, Option<&str>)) -> Result<(), DbError> {
    let now = tx.now();
    let topic: String = topic.chars().filter(|letter| !letter.is_control()).take(100).collect();
    sqlx::query!(
        "UPDATE affiliate.shops SET heard_at = $2, heard_topic = $3, heard_outcome = $4, heard_order = $5 WHERE id = $1",
        id.as_uuid(),
        now.to_sqlx() as _,
        topic,
        outcome,
        order_id,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
