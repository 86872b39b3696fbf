//! Reading deposits, payouts, and what moves on wallets.

use std::collections::HashMap;

use contracts::{
    affiliate::{PartnershipId, ProgramId},
    identity::OrganisationId,
    payments::{DisbursementId, IntentId},
};
use jiff::Timestamp;
use kernel::{Currency, Money};
use platform::DbError;
use serde::Serialize;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{MovedCommission, Paying};

/// What a merchant paid in, or began to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct DepositRow {
    /// The payment.
    pub intent_id: IntentId,
    /// How much.
    pub amount: Money,
    /// When it was begun.
    pub created_at: Timestamp,
}

/// What a partner was paid, or is being paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct PayoutRow {
    /// The disbursement.
    pub id: DisbursementId,
    /// How much.
    pub amount: Money,
    /// When it was asked for.
    pub created_at: Timestamp,
}

fn money(amount_minor: i64, currency: &str) -> Result<Money, DbError> {
    let currency = Currency::parse(currency).ok_or_else(|| sqlx::Error::Decode("a currency that is not known".into()))?;
    Ok(Money::new(amount_minor, currency))
}

pub(super) async fn program_of(conn: &mut PgConnection, id: OrganisationId) -> Result<Option<Paying>, DbError> {
    let row = sqlx::query!("SELECT id, currency FROM affiliate.programs WHERE organisation_id = $1", id.as_uuid());
    let Some(row) = row.fetch_optional(conn).await? else { return Ok(None) };
    Ok(Some(Paying { id: row.id.into(), currency: money(0, &row.currency)?.currency }))
}

/// What partners earned and the wallet did not have.
pub(super) async fn waiting(conn: &mut PgConnection, id: ProgramId) -> Result<i64, DbError> {
    let sum = sqlx::query_scalar!(
        "SELECT coalesce(sum(c.owed_minor - c.capped_minor - c.booked_minor), 0)::bigint AS \"sum!\"
         FROM affiliate.commissions c JOIN affiliate.conversions v ON v.id = c.conversion_id
         WHERE v.program_id = $1 AND c.booked_minor < c.owed_minor - c.capped_minor",
        id.as_uuid(),
    );
    Ok(sum.fetch_one(conn).await?)
}

/// What these commissions are of, and whose.
pub(super) async fn moved(conn: &mut PgConnection, ids: &[Uuid]) -> Result<HashMap<Uuid, MovedCommission>, DbError> {
    let rows = sqlx::query!(
        "SELECT c.id, c.conversion_id, c.partnership_id, i.name, v.occurred_at AS \"occurred_at: jiff_sqlx::Timestamp\",
                CASE WHEN v.kind IN ('lead', 'sale') THEN v.external_id END AS external_id
         FROM affiliate.commissions c
         JOIN affiliate.conversions v ON v.id = c.conversion_id
         JOIN affiliate.partnerships s ON s.id = c.partnership_id
         JOIN affiliate.influencers i ON i.account_id = s.account_id
         WHERE c.id = ANY ($1) ORDER BY c.id",
        ids,
    );
    let rows = rows.fetch_all(conn).await?.into_iter();
    let moved = rows.map(|row| {
        let commission = MovedCommission {
            id: row.id.into(),
            conversion_id: row.conversion_id.into(),
            external_id: row.external_id,
            occurred_at: row.occurred_at.to_jiff(),
            partnership_id: row.partnership_id.into(),
            influencer_name: row.name,
        };
        (row.id, commission)
    });
    Ok(moved.collect())
}

/// Whose wallet a payment fills, what they are called, where they are.
pub(super) async fn merchant_of_deposit(
    conn: &mut PgConnection,
    id: IntentId,
) -> Result<Option<(OrganisationId, String, String)>, DbError> {
    let row = sqlx::query!(
        "SELECT d.organisation_id, m.name, m.country FROM affiliate.deposits d
         JOIN affiliate.merchants m ON m.organisation_id = d.organisation_id WHERE d.id = $1",
        id.as_uuid(),
    );
    Ok(row.fetch_optional(conn).await?.map(|row| (row.organisation_id.into(), row.name, row.country)))
}

pub(super) async fn deposits(conn: &mut PgConnection, id: OrganisationId) -> Result<Vec<DepositRow>, DbError> {
    let rows = sqlx::query!(
        "SELECT id, currency, amount_minor, created_at AS \"created_at: jiff_sqlx::Timestamp\"
         FROM affiliate.deposits WHERE organisation_id = $1 ORDER BY created_at DESC, id DESC LIMIT 100",
        id.as_uuid(),
    );
    let rows = rows.fetch_all(conn).await?.into_iter();
    let view = rows.map(|row| {
        let amount = money(row.amount_minor, &row.currency)?;
        Ok(DepositRow { intent_id: row.id.into(), amount, created_at: row.created_at.to_jiff() })
    });
    view.collect()
}

pub(super) async fn payouts(conn: &mut PgConnection, id: PartnershipId) -> Result<Vec<PayoutRow>, DbError> {
    let rows = sqlx::query!(
        "SELECT id, currency, amount_minor, created_at AS \"created_at: jiff_sqlx::Timestamp\"
         FROM affiliate.payouts WHERE partnership_id = $1 ORDER BY created_at DESC, id DESC LIMIT 100",
        id.as_uuid(),
    );
    let rows = rows.fetch_all(conn).await?.into_iter();
    let view = rows.map(|row| {
        let amount = money(row.amount_minor, &row.currency)?;
        Ok(PayoutRow { id: row.id.into(), amount, created_at: row.created_at.to_jiff() })
    });
    view.collect()
}
