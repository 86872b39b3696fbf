//! The rows of conversions, customers and refunds.

use contracts::affiliate::{CategoryId, ClickId, ConversionId, ProductId, ProgramId, RefundId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kernel::{Currency, Money};
use platform::{DbError, Tx};
use serde::{Deserialize, Serialize};
use sqlx::types::Json;
use uuid::Uuid;

use super::{Kind, Shop, facts, model::Checked};
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
    /// Whether something was given back of it in another currency, before it was told.
    pub(super) has_foreign_refunds: bool,
}

/// Nothing where it was told before.
pub(super) async fn insert(
    tx: &mut Tx,
    id: ProgramId,
    new: &New<'_>,
    customer: Option<&[u8; 16]>,
) -> Result<Option<Kept>, DbError> {
    let (now, checked) = (tx.now(), new.checked);
    if let Some(customer) = customer {
        sqlx::query!(
            "INSERT INTO affiliate.customers (program_id, customer) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            id.as_uuid(),
            customer.as_slice(),
        )
        .execute(tx.conn())
        .await?;
    }
    let kept = sqlx::query_as!(
        Kept,
        "INSERT INTO affiliate.conversions
             (id, program_id, kind, external_id, customer, currency, amount_minor, lines, clicks, codes, occurred_at, received_at,
              request_hash)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
         ON CONFLICT (program_id, kind, external_id) DO NOTHING
         RETURNING EXISTS (SELECT FROM affiliate.refunds r
                           WHERE conversions.kind = 'sale' AND r.program_id = conversions.program_id AND r.sale_id = conversions.external_id
                             AND r.amount_minor IS NOT NULL AND r.currency <> conversions.currency) AS \"has_foreign_refunds!\"",
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
    let currency = Currency::parse(&row.currency).ok_or_else(|| sqlx::Error::Decode("a currency that is not known".into()))?;
    Ok(Some(Sale { id: row.id.into(), amount: Money::new(row.amount_minor, currency) }))
}

/// Whether it was not told before.
pub(super) async fn insert_refund(tx: &mut Tx, shop: &Shop, new: &NewRefund<'_>) -> Result<bool, DbError> {
    let now = tx.now();
    let done = sqlx::query!(
        "INSERT INTO affiliate.refunds
             (id, program_id, external_id, sale_id, currency, amount_minor, occurred_at, received_at, request_hash)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         ON CONFLICT (program_id, external_id) DO NOTHING",
        new.id.as_uuid(),
        shop.program_id.as_uuid(),
        new.refund_id,
        new.order_id,
        new.amount.map_or(shop.currency, |amount| amount.currency).code(),
        new.amount.map(|amount| amount.amount_minor),
        new.occurred_at.to_sqlx() as _,
        now.to_sqlx() as _,
        new.hash.as_slice(),
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(super) async fn find_refund(tx: &mut Tx, id: ProgramId, external_id: &str) -> Result<Option<(RefundId, Vec<u8>)>, DbError> {
    let row = sqlx::query!(
        "SELECT id, request_hash FROM affiliate.refunds WHERE program_id = $1 AND external_id = $2",
        id.as_uuid(),
        external_id,
    );
    Ok(row.fetch_optional(tx.conn()).await?.map(|row| (row.id.into(), row.request_hash)))
}

/// What was given back of a sale in its currency, in the order in which it was told; none for all that was left.
pub(super) async fn refunds(tx: &mut Tx, id: ProgramId, order_id: &str, currency: Currency) -> Result<Vec<Option<i64>>, DbError> {
    let rows = sqlx::query_scalar!(
        "SELECT amount_minor FROM affiliate.refunds WHERE program_id = $1 AND sale_id = $2 AND (amount_minor IS NULL OR currency = $3)
         ORDER BY received_at, id LIMIT 1000",
        id.as_uuid(),
        order_id,
        currency.code(),
    );
    Ok(rows.fetch_all(tx.conn()).await?)
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
