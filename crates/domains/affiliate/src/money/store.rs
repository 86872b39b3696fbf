//! The rows of deposits and payouts.

use contracts::{affiliate::PartnershipId, identity::OrganisationId, payments::DisbursementId};
use jiff::civil::Date;
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

/// The least that is paid out: of the terms that hold now and those that anything was earned by the smallest; nothing once the partnership
/// or its program is over.
pub(super) async fn promise(tx: &mut Tx, id: PartnershipId) -> Result<Promise, DbError> {
    let row = sqlx::query!(
        "SELECT p.currency,
                CASE WHEN s.state = 'active' AND p.state IN ('open', 'paused') THEN least(
                    (t.body -> 'minimum_payout' ->> 'amount_minor')::bigint,
                    (SELECT min((e.body -> 'minimum_payout' ->> 'amount_minor')::bigint)
                     FROM affiliate.terms e WHERE e.id IN (SELECT c.terms_id FROM affiliate.commissions c WHERE c.partnership_id = s.id)))
                ELSE 0 END AS \"minimum_minor!\"
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

/// The payouts of a partnership that were not sent again, the oldest first: of very many the latest.
pub(super) async fn payouts_to_ask_about(tx: &mut Tx, id: PartnershipId) -> Result<Vec<(DisbursementId, Money)>, DbError> {
    let rows = sqlx::query!(
        "SELECT id, currency, amount_minor FROM (
             SELECT id, currency, amount_minor, created_at FROM affiliate.payouts
             WHERE partnership_id = $1 AND sent_again_as IS NULL ORDER BY created_at DESC, id DESC LIMIT 100
         ) latest ORDER BY created_at, id",
        id.as_uuid(),
    );
    let rows = rows.fetch_all(tx.conn()).await?.into_iter();
    let payouts = rows.map(|row| {
        let currency =
            Currency::parse(&row.currency).ok_or_else(|| sqlx::Error::Decode("a currency that is not known".into()))?;
        Ok((row.id.into(), Money::new(row.amount_minor, currency)))
    });
    payouts.collect()
}

/// It was sent again.
pub(super) async fn set_sent_again(tx: &mut Tx, id: DisbursementId, again: DisbursementId) -> Result<(), DbError> {
    sqlx::query!("UPDATE affiliate.payouts SET sent_again_as = $2 WHERE id = $1", id.as_uuid(), again.as_uuid())
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn insert_payout(
    tx: &mut Tx,
    new: &NewDisbursement,
    id: PartnershipId,
    scheduled_on: Option<Date>,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "INSERT INTO affiliate.payouts (id, partnership_id, currency, amount_minor, created_at, scheduled_on) VALUES ($1, $2, $3, $4, $5, $6)",
        new.id.as_uuid(),
        id.as_uuid(),
        new.amount.currency.code(),
        new.amount.amount_minor,
        now.to_sqlx() as _,
        scheduled_on.map(jiff_sqlx::ToSqlx::to_sqlx) as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
