//! The rows of deposits and payouts.

use contracts::{affiliate::PartnershipId, identity::OrganisationId, payments::DisbursementId};
use jiff_sqlx::ToSqlx as _;
use kernel::{AccountId, Currency, Money};
use payments::{NewDisbursement, NewIntent};
use platform::{DbError, Tx};

use super::{Paying, Promise};

pub(super) async fn program(tx: &mut Tx, id: OrganisationId) -> Result<Option<Paying>, DbError> {
    super::queries::program_of(tx.conn(), id).await
}

pub(super) async fn insert_deposit(
    tx: &mut Tx,
    new: &NewIntent,
    id: OrganisationId,
    account_id: AccountId,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "INSERT INTO affiliate.deposits (id, organisation_id, currency, amount_minor, created_by, created_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
        new.id.as_uuid(),
        id.as_uuid(),
        new.amount.currency.code(),
        new.amount.amount_minor,
        account_id.as_uuid(),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What the terms that hold now say.
pub(super) async fn promise(tx: &mut Tx, id: PartnershipId) -> Result<Promise, DbError> {
    let row = sqlx::query!(
        "SELECT p.currency, (t.body -> 'minimum_payout' ->> 'amount_minor')::bigint AS \"minimum_minor!\"
         FROM affiliate.partnerships s
         JOIN affiliate.programs p ON p.id = s.program_id
         CROSS JOIN LATERAL (SELECT body FROM affiliate.terms WHERE group_id = s.group_id ORDER BY version DESC LIMIT 1) t
         WHERE s.id = $1",
        id.as_uuid(),
    );
    let row = row.fetch_one(tx.conn()).await?;
    let currency = Currency::parse(&row.currency).ok_or_else(|| sqlx::Error::Decode("a currency that is not known".into()))?;
    Ok(Promise { currency, minimum_minor: row.minimum_minor })
}

pub(super) async fn last_payout(tx: &mut Tx, id: PartnershipId) -> Result<Option<(DisbursementId, Money)>, DbError> {
    let row = sqlx::query!(
        "SELECT id, currency, amount_minor FROM affiliate.payouts
         WHERE partnership_id = $1 ORDER BY created_at DESC, id DESC LIMIT 1",
        id.as_uuid(),
    );
    let Some(row) = row.fetch_optional(tx.conn()).await? else { return Ok(None) };
    let currency = Currency::parse(&row.currency).ok_or_else(|| sqlx::Error::Decode("a currency that is not known".into()))?;
    Ok(Some((row.id.into(), Money::new(row.amount_minor, currency))))
}

pub(super) async fn insert_payout(tx: &mut Tx, new: &NewDisbursement, id: PartnershipId) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "INSERT INTO affiliate.payouts (id, partnership_id, currency, amount_minor, created_at) VALUES ($1, $2, $3, $4, $5)",
        new.id.as_uuid(),
        id.as_uuid(),
        new.amount.currency.code(),
        new.amount.amount_minor,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
