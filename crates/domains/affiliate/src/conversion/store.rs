//! The rows of conversions, customers and refunds.

use std::{
    collections::{HashMap, HashSet},
    fmt,
};

use contracts::affiliate::{CategoryId, ClickId, ConversionId, ProductId, ProgramId, RefundId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kernel::{Currency, Money};
use platform::{DbError, Tx};
use serde::{Deserialize, Serialize};
use sqlx::types::Json;
use uuid::Uuid;

use super::{Kind, ReportedLine, Shop, facts, keep::Settling, model::Checked};
use crate::{attribution::Decision, fraud::Buyer};

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
#[derive(Clone)]
pub(super) struct New {
    pub(super) id: ConversionId,
    pub(super) kind: Kind,
    pub(super) checked: Checked,
    /// Whose, as nobody's name.
    pub(super) customer: Option<[u8; 16]>,
    pub(super) amount: Money,
    pub(super) lines: Vec<ReportedLine>,
    pub(super) buyer: Buyer,
}

impl fmt::Debug for New {
    /// Without what names a person.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("New").field("id", &self.id).field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// A refund that is told.
#[derive(Debug, Clone)]
pub(super) struct NewRefund {
    pub(super) id: RefundId,
    pub(super) refund_id: String,
    pub(super) order_id: String,
    pub(super) amount: Option<Money>,
    pub(super) occurred_at: Timestamp,
    pub(super) hash: [u8; 32],
}

/// How long somebody waits for a number that another has.
const PATIENCE: &str = "30s";
/// How long those who keep for others wait for anything.
const MOMENT: &str = "5s";

/// Locks numbers of a shop's, in one order: a sale and its refunds, told at the same moment, see each other. Whoever needs several in one
/// transaction asks for all of them at once. Who had to wait too long is told that it is not available.
pub(super) async fn lock_orders(tx: &mut Tx, id: ProgramId, order_ids: &[&str]) -> Result<(), DbError> {
    sqlx::query!(
        "WITH patience AS MATERIALIZED (SELECT set_config('lock_timeout', $3, true) AS set),
              numbers AS MATERIALIZED (SELECT DISTINCT hashtextextended($1::text || t.id, 0) AS key
                                       FROM patience p CROSS JOIN unnest($2::text[]) AS t (id) WHERE p.set IS NOT NULL ORDER BY key)
         SELECT count(pg_advisory_xact_lock(n.key)) AS \"locked!\" FROM numbers n",
        format!("affiliate:{id}:"),
        order_ids as _,
        PATIENCE,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(())
}

/// The same without waiting for anybody, here or at whatever comes after it for longer than a moment; answers the numbers that were free.
pub(super) async fn try_lock_orders(tx: &mut Tx, id: ProgramId, order_ids: &[&str]) -> Result<HashSet<String>, DbError> {
    let free = sqlx::query_scalar!(
        "WITH patience AS MATERIALIZED (SELECT set_config('lock_timeout', $3, true) AS set),
              numbers AS MATERIALIZED (SELECT t.id, hashtextextended($1::text || t.id, 0) AS key
                                       FROM patience p CROSS JOIN unnest($2::text[]) AS t (id) WHERE p.set IS NOT NULL ORDER BY key)
         SELECT n.id AS \"id!\" FROM numbers n WHERE pg_try_advisory_xact_lock(n.key)",
        format!("affiliate:{id}:"),
        order_ids as _,
        MOMENT,
    );
    Ok(free.fetch_all(tx.conn()).await?.into_iter().collect())
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
    sqlx::query!(
        "SELECT id FROM affiliate.conversions WHERE id = ANY ($1) AND customer IS NULL ORDER BY id FOR NO KEY UPDATE",
        &ids
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(customers)
}

/// A conversion that was not told before.
pub(super) struct Kept {
    pub(super) id: ConversionId,
    /// Where it is settled later.
    pub(super) mark: Option<i64>,
    /// Whether something was given back of it in another currency, before it was told.
    pub(super) has_foreign_refunds: bool,
    /// Whether a page said it, unsigned, and that waits.
    pub(super) was_said: bool,
}

/// Those that were not told before.
pub(super) async fn insert(
    tx: &mut Tx,
    id: ProgramId,
    new: &[(&New, Vec<Line>)],
    settling: Settling,
) -> Result<Vec<Kept>, DbError> {
    let now = tx.now();
    let checked: Vec<&Checked> = new.iter().map(|(one, _)| &one.checked).collect();
    let clicks = |one: &&Checked| one.clicks.iter().map(ClickId::as_uuid).collect::<Vec<Uuid>>();
    let kept = sqlx::query_file_as!(
        Kept,
        "src/conversion/store/conversions.sql",
        id.as_uuid(),
        &new.iter().map(|(one, _)| one.id.as_uuid()).collect::<Vec<Uuid>>(),
        &new.iter().map(|(one, _)| one.kind.as_str()).collect::<Vec<_>>() as _,
        &checked.iter().map(|one| one.external_id.as_str()).collect::<Vec<_>>() as _,
        &new.iter().map(|(one, _)| one.customer.map(Vec::from)).collect::<Vec<Option<Vec<u8>>>>() as _,
        &new.iter().map(|(one, _)| one.amount.currency.code()).collect::<Vec<_>>() as _,
        &new.iter().map(|(one, _)| one.amount.amount_minor).collect::<Vec<_>>(),
        &new.iter().map(|(_, lines)| Json(lines)).collect::<Vec<_>>() as _,
        &checked.iter().map(|one| Json(clicks(one))).collect::<Vec<_>>() as _,
        &checked.iter().map(|one| Json(&one.codes)).collect::<Vec<_>>() as _,
        &checked.iter().map(|one| one.occurred_at.to_sqlx()).collect::<Vec<_>>() as _,
        &checked.iter().map(|one| one.hash.to_vec()).collect::<Vec<_>>(),
        now.to_sqlx() as _,
        settling == Settling::Marked,
    );
    Ok(kept.fetch_all(tx.conn()).await?)
}

/// What was told before under these numbers, with its hash.
pub(super) async fn find(tx: &mut Tx, id: ProgramId, new: &[&New]) -> Result<HashMap<(Kind, String), (Uuid, Vec<u8>)>, DbError> {
    let rows = sqlx::query!(
        "SELECT v.id, v.kind = 'lead' AS \"is_lead!\", v.external_id, v.request_hash
         FROM unnest($2::text[], $3::text[]) AS t (kind, external_id)
         -- One look into the index for each, however small the table was when this was planned.
         CROSS JOIN LATERAL (SELECT c.id, c.kind, c.external_id, c.request_hash FROM affiliate.conversions c
                             WHERE c.program_id = $1 AND c.kind = t.kind AND c.external_id = t.external_id LIMIT 1) v
         LIMIT 1000",
        id.as_uuid(),
        &new.iter().map(|one| one.kind.as_str()).collect::<Vec<_>>() as _,
        &new.iter().map(|one| one.checked.external_id.as_str()).collect::<Vec<_>>() as _,
    );
    let rows = rows.fetch_all(tx.conn()).await?.into_iter();
    let kind = |is_lead: bool| if is_lead { Kind::Lead } else { Kind::Sale };
    Ok(rows.map(|row| ((kind(row.is_lead), row.external_id), (row.id, row.request_hash))).collect())
}

/// What was paid for the sale of a number.
pub(super) async fn paid(tx: &mut Tx, id: ProgramId, order_id: &str) -> Result<Option<Money>, DbError> {
    let row = sqlx::query!(
        "SELECT currency, amount_minor FROM affiliate.conversions WHERE program_id = $1 AND kind = 'sale' AND external_id = $2",
        id.as_uuid(),
        order_id,
    );
    let Some(row) = row.fetch_optional(tx.conn()).await? else { return Ok(None) };
    Ok(Some(Money::new(row.amount_minor, parse(&row.currency)?)))
}

/// What became of a refund.
pub(super) struct KeptRefund {
    pub(super) id: Uuid,
    /// Whether it is kept: if not, it was told before, or it cannot be.
    pub(super) is_kept: bool,
    /// Where it is settled later.
    pub(super) mark: Option<i64>,
    /// Of what it is, if that was told.
    pub(super) conversion_id: Option<Uuid>,
    /// Whether it is in the currency of its sale, as far as that is known and it says an amount.
    pub(super) is_in_currency: bool,
}

/// Refunds of sales each of which is there once.
pub(super) async fn insert_refunds(
    tx: &mut Tx,
    shop: &Shop,
    new: &[&NewRefund],
    settling: Settling,
) -> Result<Vec<KeptRefund>, DbError> {
    let now = tx.now();
    let currency = |one: &&NewRefund| one.amount.map_or(shop.currency, |amount| amount.currency).code();
    let kept = sqlx::query_file_as!(
        KeptRefund,
        "src/conversion/store/refunds.sql",
        shop.program_id.as_uuid(),
        &new.iter().map(|one| one.id.as_uuid()).collect::<Vec<Uuid>>(),
        &new.iter().map(|one| one.refund_id.as_str()).collect::<Vec<_>>() as _,
        &new.iter().map(|one| one.order_id.as_str()).collect::<Vec<_>>() as _,
        &new.iter().map(currency).collect::<Vec<_>>() as _,
        &new.iter().map(|one| one.amount.map(|amount| amount.amount_minor)).collect::<Vec<Option<i64>>>() as _,
        &new.iter().map(|one| one.occurred_at.to_sqlx()).collect::<Vec<_>>() as _,
        &new.iter().map(|one| one.hash.to_vec()).collect::<Vec<_>>(),
        now.to_sqlx() as _,
        settling == Settling::Marked,
    );
    Ok(kept.fetch_all(tx.conn()).await?)
}

fn parse(currency: &str) -> Result<Currency, DbError> {
    Currency::parse(currency).ok_or_else(|| sqlx::Error::Decode("a currency that is not known".into()).into())
}

/// What was told before under these numbers of refunds, with its hash.
pub(super) async fn find_refunds(
    tx: &mut Tx,
    id: ProgramId,
    new: &[&NewRefund],
) -> Result<HashMap<String, (Uuid, Vec<u8>)>, DbError> {
    let rows = sqlx::query!(
        "SELECT id, external_id, request_hash FROM affiliate.refunds WHERE program_id = $1 AND external_id = ANY ($2) ORDER BY id LIMIT 1000",
        id.as_uuid(),
        &new.iter().map(|one| one.refund_id.as_str()).collect::<Vec<_>>() as _,
    );
    Ok(rows.fetch_all(tx.conn()).await?.into_iter().map(|row| (row.external_id, (row.id, row.request_hash))).collect())
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
