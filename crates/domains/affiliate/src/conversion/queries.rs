//! Reading conversions.

use std::collections::HashMap;

use contracts::{
    affiliate::{ConversionId, PartnershipId, ProgramId},
    identity::OrganisationId,
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kernel::{AccountId, Currency, Money, RowKey};
use platform::DbError;
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

use super::{ConversionView, Shop, what_if::Past};
use crate::{attribution::Decision, program::ProgramState};

/// A program, as its shop reports to it.
pub(super) async fn shop(conn: &mut PgConnection, id: ProgramId) -> Result<Option<Shop>, DbError> {
    Ok(shop_of(conn, id, None).await?.map(|(shop, _)| shop))
}

/// The same, with the role that somebody has at its merchant, if any.
pub(super) async fn shop_of(
    conn: &mut PgConnection,
    id: ProgramId,
    account_id: Option<AccountId>,
) -> Result<Option<(Shop, Option<String>)>, DbError> {
    let row = sqlx::query!(
        "SELECT p.organisation_id, p.currency, p.state,
                (SELECT m.role FROM identity_pub.organisation_member m
                 JOIN identity_pub.organisation o ON o.id = m.organisation_id AND o.kind = 'merchant'
                 WHERE m.organisation_id = p.organisation_id AND m.account_id = $2) AS role
         FROM affiliate.programs p WHERE p.id = $1",
        id.as_uuid(),
        account_id.map(|id| id.as_uuid()),
    );
    let Some(row) = row.fetch_optional(conn).await? else { return Ok(None) };
    Ok(Some((read_shop(id, row.organisation_id, &row.currency, &row.state)?, row.role)))
}

fn read_shop(program_id: ProgramId, merchant: Uuid, currency: &str, state: &str) -> Result<Shop, DbError> {
    let (Some(currency), Some(state)) = (Currency::parse(currency), ProgramState::parse(state)) else {
        return Err(sqlx::Error::Decode("a program in words that are not known".into()).into());
    };
    Ok(Shop { program_id, merchant: merchant.into(), currency, state })
}

/// The programs that somebody reports to, by their ids, and as who: of this merchant, or of any. Two are enough to know that there is no only
/// one.
pub(super) async fn managed(
    conn: &mut PgConnection,
    account_id: AccountId,
    merchant: Option<OrganisationId>,
) -> Result<Vec<(Shop, String)>, DbError> {
    let rows = sqlx::query!(
        "SELECT p.id, p.organisation_id, p.currency, p.state, m.role AS \"role!\"
         FROM identity_pub.organisation_member m
         JOIN affiliate.programs p ON p.organisation_id = m.organisation_id AND p.state <> 'draft'
         WHERE m.account_id = $1 AND m.role <> 'member' AND ($2::uuid IS NULL OR p.organisation_id = $2)
         ORDER BY p.id LIMIT 2",
        account_id.as_uuid(),
        merchant.map(|id| id.as_uuid()),
    );
    let rows = rows.fetch_all(conn).await?.into_iter();
    rows.map(|row| Ok((read_shop(row.id.into(), row.organisation_id, &row.currency, &row.state)?, row.role))).collect()
}

struct Row {
    id: Uuid,
    kind: String,
    external_id: String,
    currency: String,
    amount_minor: i64,
    refunded_minor: i64,
    occurred_at: jiff_sqlx::Timestamp,
    received_at: jiff_sqlx::Timestamp,
    decision: Option<Json<Decision>>,
    policy_version: Option<i32>,
}

impl TryFrom<Row> for ConversionView {
    type Error = DbError;

    fn try_from(row: Row) -> Result<Self, DbError> {
        let currency = parse(&row.currency)?;
        Ok(Self {
            id: row.id.into(),
            kind: row.kind,
            external_id: row.external_id,
            amount: Money::new(row.amount_minor, currency),
            refunded: Money::new(row.refunded_minor, currency),
            uncounted: Vec::new(),
            occurred_at: row.occurred_at.to_jiff(),
            received_at: row.received_at.to_jiff(),
            decision: row.decision.map(|decision| decision.0),
            partners: Vec::new(),
            policy_version: row.policy_version,
        })
    }
}

pub(super) async fn conversions(
    conn: &mut PgConnection,
    id: ProgramId,
    after: Option<RowKey>,
    limit: i64,
) -> Result<Vec<ConversionView>, DbError> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT v.id, v.kind, v.external_id, v.currency, v.amount_minor, f.refunded AS \"refunded_minor!\",
                v.occurred_at AS \"occurred_at: _\", v.received_at AS \"received_at: _\", v.decision AS \"decision: _\", v.policy_version
         FROM affiliate.conversions v
         CROSS JOIN LATERAL (SELECT coalesce(sum(r.refunded_minor), 0)::bigint AS refunded
                             FROM affiliate.counted r WHERE r.conversion_id = v.id AND r.partnership_id IS NULL) f
         WHERE v.program_id = $4 AND v.kind IN ('lead', 'sale') AND ($1::timestamptz IS NULL OR (v.occurred_at, v.id) < ($1, $2))
         ORDER BY v.occurred_at DESC, v.id DESC LIMIT $3",
        after.map(|(at, _)| at.to_sqlx()) as _,
        after.map(|(_, id)| id),
        limit,
        id.as_uuid(),
    );
    rows.fetch_all(conn).await?.into_iter().map(TryInto::try_into).collect()
}

/// What of these was told to be given back in another currency than was paid, added up by currency. It was told before its sale: later it is
/// refused.
pub(super) async fn uncounted(conn: &mut PgConnection, ids: &[Uuid]) -> Result<HashMap<ConversionId, Vec<Money>>, DbError> {
    let rows = sqlx::query!(
        "SELECT v.id, r.currency, least(sum(r.amount_minor), 9223372036854775807)::bigint AS \"amount_minor!\"
         FROM affiliate.conversions v
         JOIN affiliate.refunds r ON r.program_id = v.program_id AND r.sale_id = v.external_id AND r.currency <> v.currency
         WHERE v.id = ANY ($1) AND v.kind = 'sale' AND r.amount_minor IS NOT NULL
         GROUP BY v.id, r.currency ORDER BY v.id, r.currency LIMIT 1000",
        ids,
    );
    let mut uncounted: HashMap<ConversionId, Vec<Money>> = HashMap::new();
    for row in rows.fetch_all(conn).await? {
        uncounted.entry(row.id.into()).or_default().push(Money::new(row.amount_minor, parse(&row.currency)?));
    }
    Ok(uncounted)
}

/// What the influencers of these partnerships are called.
pub(super) async fn names(conn: &mut PgConnection, ids: &[Uuid]) -> Result<HashMap<PartnershipId, String>, DbError> {
    let rows = sqlx::query!(
        "SELECT s.id, i.name FROM affiliate.partnerships s JOIN affiliate.influencers i ON i.account_id = s.account_id
         WHERE s.id = ANY ($1) ORDER BY s.id LIMIT 10000",
        ids,
    );
    Ok(rows.fetch_all(conn).await?.into_iter().map(|row| (row.id.into(), row.name)).collect())
}

/// The conversions of a period, in their order: whose, and who is credited.
pub(super) async fn in_period(
    conn: &mut PgConnection,
    id: ProgramId,
    (since, until): (Timestamp, Timestamp),
    limit: usize,
) -> Result<Vec<Past>, DbError> {
    let rows = sqlx::query!(
        "SELECT id, kind, external_id, customer, currency, amount_minor, occurred_at AS \"occurred_at: jiff_sqlx::Timestamp\",
                decision AS \"decision: Json<Decision>\" FROM affiliate.conversions
         WHERE program_id = $1 AND kind IN ('lead', 'sale') AND occurred_at >= $2 AND occurred_at < $3 ORDER BY occurred_at, id LIMIT $4",
        id.as_uuid(),
        since.to_sqlx() as _,
        until.to_sqlx() as _,
        i64::try_from(limit).unwrap_or(i64::MAX),
    );
    let rows = rows.fetch_all(conn).await?.into_iter();
    let found = rows.map(|row| {
        let customer = row.customer.map(<[u8; 16]>::try_from).transpose();
        let customer = customer.map_err(|_other| sqlx::Error::Decode("a customer of another length".into()))?;
        let is = row.decision.map_or_else(Vec::new, |decision| decision.0.credits);
        Ok(Past {
            id: row.id.into(),
            kind: row.kind,
            external_id: row.external_id,
            customer,
            occurred_at: row.occurred_at.to_jiff(),
            amount: Money::new(row.amount_minor, parse(&row.currency)?),
            is,
        })
    });
    found.collect()
}

fn parse(currency: &str) -> Result<Currency, DbError> {
    Currency::parse(currency).ok_or_else(|| sqlx::Error::Decode("a currency that is not known".into()).into())
}
