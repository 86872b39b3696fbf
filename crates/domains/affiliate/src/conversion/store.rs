//! The rows of conversions, customers and refunds.

use contracts::affiliate::{CategoryId, ClickId, ConversionId, ProductId, ProgramId, RefundId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kernel::{Currency, Money};
use platform::{DbError, Tx};
use serde::{Deserialize, Serialize};
use sqlx::types::Json;
use uuid::Uuid;

use super::{Kind, Shop, facts, keep::Settling, model::Checked};
use crate::attribution::Decision;

/// A line of an order as it is kept: with the product that the catalogue knew under its SKU when it was told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Line {
    pub(super) product_id: Option<ProductId>,
    pub(super) category_id: Option<CategoryId>,
    pub(super) sku: Option<String>,
    pub(super) quantity: u32,
    pub(super) amount_minor: i64,
}

/// A conversion that is told.
pub(super) struct New<'r> {
    pub(super) id: ConversionId,
    pub(super) kind: Kind,
    pub(super) checked: &'r Checked,
    pub(super) amount: Money,
    pub(super) lines: Vec<Line>,
}

/// A refund that is told.
#[derive(Clone, Copy)]
pub(super) struct NewRefund<'r> {
    pub(super) id: RefundId,
    pub(super) refund_id: &'r str,
    pub(super) order_id: &'r str,
    pub(super) amount: Option<Money>,
    pub(super) occurred_at: Timestamp,
    pub(super) hash: [u8; 32],
}

/// Locks a number of a shop's: its sale and its refunds, told at the same moment, see each other.
pub(super) async fn lock_order(tx: &mut Tx, id: ProgramId, order_id: &str) -> Result<(), DbError> {
    sqlx::query!(
        "SELECT pg_advisory_xact_lock(hashtextextended($1::text || $2, 0)) AS \"locked!: ()\"",
        format!("affiliate:{id}:"),
        order_id,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(())
}

/// Locks whose these conversions are, in one order by all who do: what a customer does is decided one at a time, and so is what is nobody's.
/// Answers the customers.
pub(super) async fn lock_whose(tx: &mut Tx, id: ProgramId, ids: &[ConversionId]) -> Result<Vec<[u8; 16]>, DbError> {
    let ids: Vec<Uuid> = ids.iter().map(ConversionId::as_uuid).collect();
    let locked = sqlx::query_scalar!(
        "SELECT customer FROM affiliate.customers
         WHERE program_id = $1 AND customer = ANY (ARRAY(SELECT v.customer FROM affiliate.conversions v WHERE v.id = ANY ($2)))
         ORDER BY customer FOR NO KEY UPDATE",
        id.as_uuid(),
        &ids,
    );
    let customers = locked.fetch_all(tx.conn()).await?.into_iter().map(facts::customer).collect::<Result<Vec<_>, _>>()?;
    sqlx::query!("SELECT id FROM affiliate.conversions WHERE id = ANY ($1) AND customer IS NULL ORDER BY id FOR UPDATE", &ids)
        .fetch_all(tx.conn())
        .await?;
    Ok(customers)
}

/// A conversion that was not told before.
pub(super) struct Kept {
    /// Where it is settled later.
    pub(super) mark: Option<i64>,
    /// Whether something was given back of it in another currency, before it was told.
    pub(super) has_foreign_refunds: bool,
    /// Whether a page said it, unsigned, and that waits.
    pub(super) was_said: bool,
}

/// Nothing where it was told before.
pub(super) async fn insert(
    tx: &mut Tx,
    id: ProgramId,
    new: &New<'_>,
    (customer, settling): (Option<&[u8; 16]>, Settling),
) -> Result<Option<Kept>, DbError> {
    let (now, checked) = (tx.now(), new.checked);
    let kept = sqlx::query_file_as!(
        Kept,
        "src/conversion/store/conversion.sql",
        new.id.as_uuid(),
        id.as_uuid(),
        new.kind.as_str(),
        checked.external_id,
        customer.map(<[u8; 16]>::as_slice),
        new.amount.currency.code(),
        new.amount.amount_minor,
        Json(&new.lines) as _,
        &checked.clicks.iter().map(ClickId::as_uuid).collect::<Vec<_>>(),
        &checked.codes,
        checked.occurred_at.to_sqlx() as _,
        now.to_sqlx() as _,
        checked.hash.as_slice(),
        settling == Settling::Marked,
    );
    Ok(kept.fetch_optional(tx.conn()).await?)
}

pub(super) async fn find(
    tx: &mut Tx,
    id: ProgramId,
    kind: Kind,
    external_id: &str,
) -> Result<Option<(ConversionId, Vec<u8>)>, DbError> {
    let row = sqlx::query!(
        "SELECT id, request_hash FROM affiliate.conversions WHERE program_id = $1 AND kind = $2 AND external_id = $3",
        id.as_uuid(),
        kind.as_str(),
        external_id,
    );
    Ok(row.fetch_optional(tx.conn()).await?.map(|row| (row.id.into(), row.request_hash)))
}

/// A sale that something is given back of.
pub(super) struct Sale {
    pub(super) id: ConversionId,
    pub(super) amount: Money,
}

/// The sale of a number.
pub(super) async fn sale(tx: &mut Tx, id: ProgramId, order_id: &str) -> Result<Option<Sale>, DbError> {
    let row = sqlx::query!(
        "SELECT id, currency, amount_minor FROM affiliate.conversions WHERE program_id = $1 AND kind = 'sale' AND external_id = $2",
        id.as_uuid(),
        order_id,
    );
    let Some(row) = row.fetch_optional(tx.conn()).await? else { return Ok(None) };
    Ok(Some(Sale { id: row.id.into(), amount: Money::new(row.amount_minor, parse(&row.currency)?) }))
}

/// A refund that was not told before.
pub(super) struct KeptRefund {
    /// Where it is settled later.
    pub(super) mark: Option<i64>,
    /// Of what it is, if that was told.
    pub(super) sale: Option<Sale>,
    /// What was given back of that before.
    pub(super) before_minor: i64,
}

/// Nothing where it was told before.
pub(super) async fn insert_refund(
    tx: &mut Tx,
    shop: &Shop,
    new: &NewRefund<'_>,
    settling: Settling,
) -> Result<Option<KeptRefund>, DbError> {
    let now = tx.now();
    let row = sqlx::query_file!(
        "src/conversion/store/refund.sql",
        new.id.as_uuid(),
        shop.program_id.as_uuid(),
        new.refund_id,
        new.order_id,
        new.amount.map_or(shop.currency, |amount| amount.currency).code(),
        new.amount.map(|amount| amount.amount_minor),
        new.occurred_at.to_sqlx() as _,
        now.to_sqlx() as _,
        new.hash.as_slice(),
        settling == Settling::Marked,
    );
    let Some(row) = row.fetch_optional(tx.conn()).await? else { return Ok(None) };
    let sale = match (row.sale_id, row.currency, row.amount_minor) {
        (Some(id), Some(currency), Some(amount_minor)) => {
            Some(Sale { id: id.into(), amount: Money::new(amount_minor, parse(&currency)?) })
        }
        _ => None,
    };
    Ok(Some(KeptRefund { mark: row.mark, sale, before_minor: row.before_minor }))
}

fn parse(currency: &str) -> Result<Currency, DbError> {
    Currency::parse(currency).ok_or_else(|| sqlx::Error::Decode("a currency that is not known".into()).into())
}

pub(super) async fn find_refund(tx: &mut Tx, id: ProgramId, external_id: &str) -> Result<Option<(RefundId, Vec<u8>)>, DbError> {
    let row = sqlx::query!(
        "SELECT id, request_hash FROM affiliate.refunds WHERE program_id = $1 AND external_id = $2",
        id.as_uuid(),
        external_id,
    );
    Ok(row.fetch_optional(tx.conn()).await?.map(|row| (row.id.into(), row.request_hash)))
}

/// How conversions were attributed.
pub(super) async fn set_decisions(tx: &mut Tx, decided: &[(ConversionId, Decision, i32)]) -> Result<(), DbError> {
    let now = tx.now();
    let bodies = decided.iter().map(|(_, decision, _)| serde_json::to_value(decision)).collect::<Result<Vec<_>, _>>();
    let bodies = bodies.map_err(|error| sqlx::Error::Encode(Box::new(error)))?;
    sqlx::query!(
        "UPDATE affiliate.conversions c SET decision = d.decision, policy_version = d.version, decided_at = $4
         FROM unnest($1::uuid[], $2::jsonb[], $3::integer[]) AS d (id, decision, version)
         WHERE c.id = d.id AND (c.decision, c.policy_version) IS DISTINCT FROM (d.decision, d.version)",
        &decided.iter().map(|(id, ..)| id.as_uuid()).collect::<Vec<Uuid>>(),
        &bodies,
        &decided.iter().map(|(.., version)| *version).collect::<Vec<_>>(),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
