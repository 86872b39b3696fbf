//! Reading conversions.

use contracts::{
    affiliate::{ConversionId, ProgramId},
    identity::OrganisationId,
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kernel::{AccountId, Currency, Money, RowKey};
use platform::DbError;
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

use super::{ConversionView, Shop};
use crate::{
    attribution::{Credit, Decision},
    program::ProgramState,
};

/// A program, as its shop reports to it.
pub(super) async fn shop(conn: &mut PgConnection, id: ProgramId) -> Result<Option<Shop>, DbError> {
    let row = sqlx::query!("SELECT organisation_id, currency, state FROM affiliate.programs WHERE id = $1", id.as_uuid());
    let Some(row) = row.fetch_optional(conn).await? else { return Ok(None) };
    let (Some(currency), Some(state)) = (Currency::parse(&row.currency), ProgramState::parse(&row.state)) else {
        return Err(sqlx::Error::Decode("a program in words that are not known".into()).into());
    };
    Ok(Some(Shop { program_id: id, merchant: row.organisation_id.into(), currency, state }))
}

/// The programs that somebody reports to, by their ids: of this merchant, or of any. Two are enough to know that there is no only one.
pub(super) async fn managed(
    conn: &mut PgConnection,
    account_id: AccountId,
    merchant: Option<OrganisationId>,
) -> Result<Vec<ProgramId>, DbError> {
    let rows = sqlx::query_scalar!(
        "SELECT p.id
         FROM identity_pub.organisation_member m
         JOIN affiliate.programs p ON p.organisation_id = m.organisation_id AND p.state <> 'draft'
         WHERE m.account_id = $1 AND m.role <> 'member' AND ($2::uuid IS NULL OR p.organisation_id = $2)
         ORDER BY p.id LIMIT 2",
        account_id.as_uuid(),
        merchant.map(|id| id.as_uuid()),
    );
    Ok(rows.fetch_all(conn).await?.into_iter().map(Into::into).collect())
}

struct Row {
    id: Uuid,
    kind: String,
    external_id: String,
    currency: String,
    amount_minor: i64,
    occurred_at: jiff_sqlx::Timestamp,
    received_at: jiff_sqlx::Timestamp,
    decision: Option<Json<Decision>>,
    policy_version: Option<i32>,
}

impl TryFrom<Row> for ConversionView {
    type Error = DbError;

    fn try_from(row: Row) -> Result<Self, DbError> {
        let currency =
            Currency::parse(&row.currency).ok_or_else(|| sqlx::Error::Decode("a currency that is not known".into()))?;
        Ok(Self {
            id: row.id.into(),
            kind: row.kind,
            external_id: row.external_id,
            amount: Money::new(row.amount_minor, currency),
            occurred_at: row.occurred_at.to_jiff(),
            received_at: row.received_at.to_jiff(),
            decision: row.decision.map(|decision| decision.0),
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
        "SELECT id, kind, external_id, currency, amount_minor, occurred_at AS \"occurred_at: _\", received_at AS \"received_at: _\",
                decision AS \"decision: _\", policy_version
         FROM affiliate.conversions
         WHERE program_id = $4 AND kind IN ('lead', 'sale') AND ($1::timestamptz IS NULL OR (occurred_at, id) < ($1, $2))
         ORDER BY occurred_at DESC, id DESC LIMIT $3",
        after.map(|(at, _)| at.to_sqlx()) as _,
        after.map(|(_, id)| id),
        limit,
        id.as_uuid(),
    );
    rows.fetch_all(conn).await?.into_iter().map(TryInto::try_into).collect()
}

/// The conversions of a period, in their order: whose, and who is credited.
pub(super) async fn in_period(
    conn: &mut PgConnection,
    id: ProgramId,
    (since, until): (Timestamp, Timestamp),
    limit: i64,
) -> Result<Vec<(ConversionId, Option<[u8; 16]>, Vec<Credit>)>, DbError> {
    let rows = sqlx::query!(
        "SELECT id, customer, decision AS \"decision: Json<Decision>\" FROM affiliate.conversions
         WHERE program_id = $1 AND kind IN ('lead', 'sale') AND occurred_at >= $2 AND occurred_at < $3 ORDER BY occurred_at, id LIMIT $4",
        id.as_uuid(),
        since.to_sqlx() as _,
        until.to_sqlx() as _,
        limit,
    );
    let rows = rows.fetch_all(conn).await?.into_iter();
    let found = rows.map(|row| {
        let customer = row.customer.map(<[u8; 16]>::try_from).transpose();
        let customer = customer.map_err(|_other| sqlx::Error::Decode("a customer of another length".into()))?;
        Ok((row.id.into(), customer, row.decision.map_or_else(Vec::new, |decision| decision.0.credits)))
    });
    found.collect()
}
